/** The notation of the conformance cases: what is asked of an API server, and what it must answer. */

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an answer must be: its code, and a part of its body; `ABSENT` for what must not be there. */
export interface Expected {
  readonly status: number;
  readonly has?: unknown;
}

interface Noted {
  /** Under which later steps find the answer: `{made.metadata.uid}`. */
  readonly as?: string;
  /** Asked again until the answer is as expected: others, such as controllers, have to act first. */
  readonly eventually?: boolean;
  /** Only the codes of the answers are compared between servers, for this reason. */
  readonly loose?: string;
  /** What a 1.20 server answers instead, and why that differs. */
  readonly old?: Expected & { readonly because: string };
}

export interface Call extends Expected, Noted {
  readonly verb: Verb;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Strings are sent as they are; `$from` names an earlier answer that the rest is merged into. */
  readonly body?: unknown;
}

export interface Watch extends Noted {
  readonly watch: string;
  /** Done while the watch is open. */
  readonly during: readonly Step[];
  /** Ends the watch; without it, the server does. */
  readonly count?: number;
  /** Types and parts of objects, in order. */
  readonly events: readonly (readonly [type: string, part?: unknown])[] | 'any';
}

export type Step = Call | Watch;

export interface Case {
  /** A sentence in the present tense; its subject is the server. */
  readonly does: string;
  readonly steps: readonly Step[];
}

export interface Area {
  readonly area: string;
  readonly cases: readonly Case[];
  /** Waits until pods may be created in a new namespace. */
  readonly needsPods?: boolean;
}

/** A code that may be anything: two servers are compared, nothing else. */
export const ANY = 0;

export const ABSENT = '<absent>';

/** Of a list that has such items among others. */
export const containing = (...items: readonly unknown[]): object => ({ $contains: items });

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

type Sending = (path: string, body: unknown, status: number, has?: unknown) => Call;

const sending =
  (verb: Verb, type: string): Sending =>
  (path, body, status, has) => ({ verb, path, headers: { 'content-type': type }, body, status, has });

export const get = (path: string, status: number, has?: unknown): Call => ({ verb: 'GET', path, status, has });
export const post: Sending = sending('POST', 'application/json');
export const put: Sending = sending('PUT', 'application/json');
export const jsonPatch: Sending = sending('PATCH', JSON_PATCH);
export const mergePatch: Sending = sending('PATCH', MERGE_PATCH);
export const strategicPatch: Sending = sending('PATCH', STRATEGIC_PATCH);
/** The path names the field manager: `?fieldManager=one`. */
export const apply: Sending = sending('PATCH', APPLY_PATCH);

export const del = (path: string, status: number, has?: unknown, options?: object): Call => ({
  ...{ verb: 'DELETE', path, status, has },
  ...(options && { body: options, headers: { 'content-type': 'application/json' } }),
});

export const as = <S extends Step>(name: string, step: S): S => ({ ...step, as: name });
export const eventually = (step: Call): Call => ({ ...step, eventually: true });
export const loose = <S extends Step>(why: string, step: S): S => ({ ...step, loose: why });

/** A step that a 1.20 server answers otherwise. */
export const since = (because: string, step: Call, status: number, has?: unknown): Call => ({
  ...step,
  old: { because, status, has },
});

/** Events of a watch that ends once as many have come as are expected. */
export const watch = (path: string, during: readonly Step[], events: Exclude<Watch['events'], 'any'>): Watch => ({
  ...{ watch: path, during, events },
  count: events.length,
});

/** All events of a watch that the server ends; the path says when: `timeoutSeconds=1`. */
export const watchToEnd = (path: string, during: readonly Step[], events: Watch['events']): Watch => ({
  ...{ watch: path, during, events },
});
