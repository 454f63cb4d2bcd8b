/** What a routing object comes to: which requests go to which Services, and in which shares. */

/** A Service, or some of its pods, with its share of the requests. */
export interface Backend {
  readonly namespace: string;
  readonly service: string;
  /** Number or name; absent: the Service's only port. */
  readonly port?: number | string;
  readonly weight: number;
  /** Only pods with these labels: a mesh's subset. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Why its requests fail, though it has its share of them: it cannot be had from where it is named. */
  readonly fault?: string;
  /** What its answers say in `Set-Cookie` beside their own. */
  readonly cookies?: readonly string[];
}

export interface Mirror extends Backend {
  /** From 0 to 1: how many of the requests are copied. */
  readonly share: number;
}

/** One thing asked of a request. */
export interface Condition {
  readonly part: 'path' | 'method' | 'header' | 'cookie' | 'query';
  /** Of a header (lower case), a cookie or a parameter; empty for the rest. */
  readonly name: string;
  /** `PathPrefix` counts whole segments, `Prefix` letters. */
  readonly type: 'Exact' | 'Prefix' | 'PathPrefix' | 'Regex' | 'Contains' | 'Present';
  readonly value: string;
  readonly isNegated?: boolean;
  /** Whether this text is asked for; a header that is not there is `undefined`. */
  readonly holds: (text: string | undefined) => boolean;
}

/** All of them must hold. */
export type Match = readonly Condition[];

export interface Source {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Route {
  readonly source: Source;
  /**
   * Empty: every host; `*.example.com` and `*` are allowed. In a mesh, a Service is written `name.namespace`, however
   * its clients write it.
   */
  readonly hosts: readonly string[];
  /** Among Services, not from outside. */
  readonly isMesh: boolean;
  /** Any of them must hold; empty: every request. */
  readonly matches: readonly Match[];
  readonly backends: readonly Backend[];
  readonly mirrors: readonly Mirror[];
}

/** Why an object, or a part of it, has no effect. */
export interface Problem {
  readonly source: Source;
  readonly message: string;
}

export interface Routing {
  /** In the order in which they are tried. */
  readonly routes: readonly Route[];
  readonly problems: readonly Problem[];
}
