/** What stories know of a router: which objects its users bring, and what a proxy reads in them. No code of the controller. */
import type { KubeObject, Resource } from '../../../../kube/types.ts';

export const NAMESPACE = 'default';
export const HASH = 'rollouts-pod-template-hash';

/** Where a rule sends some of its requests. */
export interface Part {
  /** A Service, or what the router calls the pods that it selects itself: all of them end with the side. */
  readonly to: string;
  /** Only where the router itself selects pods; empty if it takes any. */
  readonly hash?: string;
  readonly weight?: number | undefined;
}

/** One that divides requests. */
export interface Rule {
  /** The resource that its object is of. */
  readonly in: string;
  readonly name: string;
  /** Which steps have set. Without it, it is the user's. */
  readonly managed?: 'header' | 'mirror';
  /** Without weights all have the same. */
  readonly parts: readonly Part[];
}

/** Finds an object by its resource, such as `httproutes.gateway.networking.k8s.io`, and its name. */
export type Read = <Fields>(resource: string, name: string) => (KubeObject & Fields) | undefined;

/** By the name of the Rollout, from which all other names are made. */
export type RulesOf = (name: string, read: Read) => readonly Rule[];

/** One way for a Rollout to use a router. */
export interface Form {
  readonly kinds: readonly Resource[];
  /** Beside weights. */
  readonly can: readonly ('header' | 'mirror' | 'ping-pong')[];
  /** If the Rollout names no Services. */
  readonly isWithoutServices?: true;
  /** For `trafficRouting`. */
  routing(name: string): object;
  /** What users bring, Services of the Rollout apart. */
  objects(name: string, isTurning: boolean): readonly object[];
}

export const kindOf = (apiVersion: string, kind: string, plural: string): Resource => ({
  ...{ apiVersion, kind, plural, namespaced: true },
});

export const resourceOf = ({ apiVersion, plural }: Resource): string => `${plural}.${apiVersion.split('/')[0]}`;

export const objectOf = ({ apiVersion, kind }: Resource, name: string, spec: object): object => ({
  ...{ apiVersion, kind, metadata: { name, namespace: NAMESPACE, labels: { app: name } }, spec },
});

export const canaryOf = (name: string): string => `${name}-canary`;
export const stableOf = (name: string): string => `${name}-stable`;
/** Selects the pods of all revisions. */
export const everyOf = (name: string): string => `${name}-every`;
export const headerRouteOf = (name: string): string => `${name}-beta`;
export const mirrorRouteOf = (name: string): string => `${name}-copy`;

/** A weight for the canary, and the rest for stable. */
export const divided = (name: string, weight: number): readonly Part[] => [
  { to: stableOf(name), weight: 100 - weight },
  { to: canaryOf(name), weight },
];

/** Rules of ours are a copy of the user's, before it, that leads to the canary alone or copies to it. */
export const managedBy = (isMirror: boolean, isOurs: boolean): Pick<Rule, 'managed'> =>
  isOurs ? { managed: isMirror ? 'mirror' : 'header' } : {};
