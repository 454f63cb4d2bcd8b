/** One VirtualService as one Rollout sees it: whose destinations are the canary's, stable's and an experiment's. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { type Fields, fieldsOf, listOf } from '../records.ts';
import type { Place } from '../router.ts';

export type Istio = NonNullable<TrafficRouting['istio']>;
export type VirtualServiceConfig = NonNullable<Istio['virtualService']>;
export type Role = 'canary' | 'stable';

export const PROTOCOLS = ['http', 'tls', 'tcp'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface IstioObject extends KubeObject {
  readonly spec?: unknown;
}

/** Names of subsets. With them, hosts tell nothing. */
export interface Subsets {
  readonly canary: string;
  readonly stable: string;
  /** As `serviceAt` spells it; undefined if nobody knows, or for every host. */
  readonly host: string | undefined;
}

export interface Site {
  readonly place: Place;
  readonly config: VirtualServiceConfig;
  readonly subsets: Subsets | undefined;
  readonly object: IstioObject;
  /** What the Rollout has recorded as its own. */
  readonly leased: readonly string[];
}

export function titleOf({ object }: Pick<Site, 'object'>): string {
  return `${object.kind} ${nameOf(refOf(object))}`;
}

export function listIn({ object }: Pick<Site, 'object'>, protocol: Protocol): readonly unknown[] {
  return listOf(fieldsOf(object.spec)[protocol]);
}

/** `name.namespace`, whichever of its names a Service is called by; other hosts as they are. */
export function serviceAt(host: unknown, namespace: string): string {
  if (typeof host !== 'string') return '';
  const name = /^([^.]+\.[^.]+)\.svc(\..*)?$/.exec(host)?.[1] ?? host;
  return name.includes('.') || name === '' ? name : `${name}.${namespace}`;
}

function destinationOf(entry: unknown): Fields {
  return fieldsOf(fieldsOf(entry)['destination']);
}

/** A short name is one of the namespace of the VirtualService. */
function targetOf(entry: unknown, { object }: Site): string {
  return serviceAt(destinationOf(entry)['host'], object.metadata.namespace ?? '');
}

export function roleOf(entry: unknown, site: Site): Role | undefined {
  const { place, subsets } = site;
  const target = targetOf(entry, site);
  const { namespace } = place.rollout;
  if (subsets) return subsets.host === undefined || subsets.host === target ? roleBySubset(entry, subsets) : undefined;
  if (target === `${place.canaryService}.${namespace}`) return 'canary';
  return target === `${place.stableService}.${namespace}` ? 'stable' : undefined;
}

function roleBySubset(entry: unknown, { canary, stable }: Subsets): Role | undefined {
  const { subset } = destinationOf(entry);
  if (subset === canary) return 'canary';
  return subset === stable ? 'stable' : undefined;
}

/** An experiment's pods have a Service of their own, also beside subsets. */
export function isFor(entry: unknown, service: string, site: Site): boolean {
  return roleOf(entry, site) === undefined && targetOf(entry, site) === `${service}.${site.place.rollout.namespace}`;
}

/** As short as it is understood where it is written. */
export function hostFor(service: string, { object, place }: Site): string {
  const { namespace } = place.rollout;
  return object.metadata.namespace === namespace ? service : `${service}.${namespace}.svc.cluster.local`;
}

/** The field by which a destination is told from the others of its route. */
export function markOf(entry: Fields, { subsets }: Site): readonly [path: string, value: unknown] {
  const { host, subset } = destinationOf(entry);
  return subsets ? ['destination.subset', subset] : ['destination.host', host];
}

export function weightOf(entry: unknown): number {
  const { weight } = fieldsOf(entry);
  return typeof weight === 'number' ? weight : 0;
}
