/** One Gateway API route as one Rollout sees it: which of its rules and backends are meant. */
import { type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { type Fields, fieldsOf, recordsOf } from '../records.ts';
import type { Place } from '../router.ts';

export interface Site {
  readonly place: Place;
  readonly route: KubeObject & { readonly spec?: unknown };
  /** What the Rollout has recorded as its own. */
  readonly leased: readonly string[];
  /** The only rules that are meant; without it, all that use the stable service. */
  readonly ruleNames?: readonly string[] | undefined;
  readonly mark?: Mark | undefined;
}

/** Tells GitOps tools that a route is not as it is in Git. */
export interface Mark {
  readonly label: string;
  readonly value: string;
  /** The annotation that lists the Rollouts for which the label is there. */
  readonly holders: string;
}

export function rulesOf({ route }: Pick<Site, 'route'>): readonly Fields[] {
  return recordsOf(fieldsOf(route.spec)['rules']);
}

export function titleOf({ route }: Site): string {
  return `${route.kind} ${nameOf(refOf(route))}`;
}

export function refsTo(rule: Fields, service: string, site: Site): readonly Fields[] {
  return recordsOf(rule['backendRefs']).filter((ref) => ref['name'] === service && isNear(ref, site));
}

/** Whether the backend is a Service beside the Rollout, and not something else of that name. */
export function isNear(ref: Fields, { place, route }: Site): boolean {
  return isService(ref) && homeOf(ref, route) === place.rollout.namespace;
}

export function isService({ group, kind }: Fields): boolean {
  return (group ?? '') === '' && (kind ?? 'Service') === 'Service';
}

export function homeOf({ namespace }: Fields, route: KubeObject): unknown {
  return namespace ?? route.metadata.namespace ?? '';
}

/** Rules without the stable service are none of the Rollout's business. */
export function divides(rule: Fields, site: Site): boolean {
  const { ruleNames, place } = site;
  const isMeant = ruleNames === undefined || ruleNames.some((name) => name === rule['name']);
  return isMeant && refsTo(rule, place.stableService, site).length > 0;
}

/** A service named twice, such as with two ports, leaves open which of the two is meant. */
export function isAmbiguous(rule: Fields, site: Site): boolean {
  const { stableService, canaryService } = site.place;
  return [stableService, canaryService].some((service) => refsTo(rule, service, site).length > 1);
}

/** Names of rules that are to divide requests and do not; empty text for any rule at all. */
export function absentRules(site: Site): readonly string[] {
  const dividing = rulesOf(site).filter((rule) => divides(rule, site));
  const names = site.ruleNames ?? [];
  if (names.length === 0) return dividing.length === 0 ? [''] : [];
  return names.filter((name) => !dividing.some((rule) => rule['name'] === name));
}
