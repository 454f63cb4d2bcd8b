/** One Ingress as one Rollout sees it: its annotations, its paths, and what in them is the Rollout's. */
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import { type Fields, fieldsOf, listOf, recordsOf } from '../records.ts';
import type { Place } from '../router.ts';

/** Controllers of Argo Rollouts read here which annotations are whose. */
export const MANAGED = 'rollouts.argoproj.io/managed-alb-annotations';

export interface Site {
  readonly place: Place;
  readonly ingress: KubeObject & { readonly spec?: unknown };
  readonly leased: readonly string[];
  /** By Rollout. */
  readonly managed: Readonly<Record<string, readonly string[]>>;
}

export function siteOf(place: Place, ingress: KubeObject): Site {
  return { place, ingress, leased: leasedBy(place.uid, ingress), managed: managedIn(ingress) };
}

/** A text nobody can read names nothing: it is replaced by the next write. */
function managedIn({ metadata }: KubeObject): Site['managed'] {
  const text = metadata.annotations?.[MANAGED];
  if (typeof text !== 'string') return {};
  try {
    const entries = Object.entries(fieldsOf(JSON.parse(text)));
    return Object.fromEntries(entries.map(([rollout, keys]) => [rollout, listOf(keys).filter(isText)]));
  } catch {
    return {};
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** What the annotation is to hold once these are the Rollout's; null takes it away. */
export function managedText({ place, managed }: Site, keys: readonly string[]): string | null {
  const { [place.rollout.name]: old = [], ...others } = managed;
  const kept = old.filter((key) => keys.includes(key));
  const all = [...kept, ...keys.filter((key) => !kept.includes(key))];
  const next = all.length === 0 ? others : { ...others, [place.rollout.name]: all };
  const rollouts = Object.keys(next).sort();
  return rollouts.length === 0 ? null : JSON.stringify(Object.fromEntries(rollouts.map((name) => [name, next[name]])));
}

export function titleOf({ ingress }: Site): string {
  return `Ingress ${nameOf(refOf(ingress))}`;
}

export function annotationOf({ ingress }: Site, key: string): string | undefined {
  return ingress.metadata.annotations?.[key];
}

const ANNOTATION = /^metadata\.annotations\[(.*)\]$/;

export const annotationLease = (key: string): string => `metadata.annotations[${key}]`;

const OF_BALANCER = /\/(actions|conditions)\./;

/** Annotations for the load balancer that we have written, or the reference before us. */
export function recordedKeys({ leased, managed, place }: Site): readonly string[] {
  const keys = leased.flatMap((path) => ANNOTATION.exec(path)?.[1] ?? []);
  return [...new Set([...keys, ...(managed[place.rollout.name] ?? [])])].filter((key) => OF_BALANCER.test(key));
}

/** Another Rollout has an action of that name in the Ingress. */
export function isTaken({ managed, place }: Site, action: string): boolean {
  return Object.entries(managed).some(
    ([rollout, keys]) => rollout !== place.rollout.name && keys.some((key) => key.endsWith(`/actions.${action}`)),
  );
}

export function rulesOf({ ingress }: Site): readonly unknown[] {
  return listOf(fieldsOf(ingress.spec)['rules']);
}

export function pathsOf(rule: unknown): readonly unknown[] {
  return listOf(fieldsOf(fieldsOf(rule)['http'])['paths']);
}

function serviceOf(path: unknown): Fields {
  return fieldsOf(fieldsOf(fieldsOf(path)['backend'])['service']);
}

export function hasRulesFor(service: string, site: Site): boolean {
  return rulesOf(site).some((rule) => recordsOf(pathsOf(rule)).some((path) => serviceOf(path)['name'] === service));
}

/** The load balancer looks for an action only behind a port of this name. */
const PORT = 'use-annotation';

export const backendFor = (action: string): Fields => ({ service: { name: action, port: { name: PORT } } });

/** The action that answers the path. */
export function actionOf(path: unknown): string | undefined {
  const { name, port } = serviceOf(path);
  return typeof name === 'string' && fieldsOf(port)['name'] === PORT ? name : undefined;
}
