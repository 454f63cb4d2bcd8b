/** The leases on backends: how they are written, what the object's record says of them, and which ones a split needs. */
import type { Fields } from '../records.ts';
import type { Split } from '../router.ts';
import { backendsTo, type Placed } from './placed.ts';
import type { RuleList, Shape, Site } from './shape.ts';

/** What is leased of a backend; both where some rules had it and some had not. */
export interface Recorded {
  readonly isLeaf: boolean;
  readonly isWhole: boolean;
  readonly isStable: boolean;
}

/** Where there is no rule to be told by its stable backend, the lease itself says which one that is. No field is so called. */
const STABLE = '|role=stable';
const WEIGHT = '.weight';

/** The path of the backends of all rules in the list that have this stable backend. */
export function baseOf({ path, isOne }: RuleList, { backendsPath }: Shape, stableKey: string): string {
  return isOne ? path : `${path}[${backendsPath}.${stableKey}].${backendsPath}`;
}

/** By the key of the backend. */
export function recordedAt(base: string, { leased }: Site): ReadonlyMap<string, Recorded> {
  const found = new Map<string, Recorded>();
  for (const path of leased) {
    if (!path.startsWith(`${base}[`)) continue;
    const lease = leaseOf(path.slice(base.length));
    if (!lease) continue;
    const { key, ...more } = lease;
    const { isLeaf = false, isWhole = false, isStable = false } = found.get(key) ?? {};
    found.set(key, {
      isLeaf: isLeaf || more.isLeaf,
      isWhole: isWhole || !more.isLeaf,
      isStable: isStable || more.isStable,
    });
  }
  return found;
}

/** Of canaries and experiments in all rules. */
export function recordedKeys({ leased, shape }: Site): ReadonlySet<string> {
  return new Set(
    leased.flatMap((path) => {
      const start = path.lastIndexOf('[');
      const lease = start < 0 ? undefined : leaseOf(path.slice(start));
      if (!lease || lease.isStable) return [];
      const { backendsPath } = shape;
      return path.slice(0, start).endsWith(`[${backendsPath}.${lease.key}].${backendsPath}`) ? [] : [lease.key];
    }),
  );
}

function leaseOf(text: string) {
  const [, inner, leaf] = /^\[([^\]]*)\](\.weight)?$/.exec(text) ?? [];
  if (inner === undefined) return undefined;
  const isStable = inner.endsWith(STABLE);
  return { key: isStable ? inner.slice(0, -STABLE.length) : inner, isLeaf: leaf !== undefined, isStable };
}

/**
 * What the Rollout writes in rules of the user: the weight of a backend that was there, and all of one that was not. A
 * backend counts as ours for as long as the lease lasts, even if somebody adds it to the source meanwhile.
 */
export function weightLeases(sources: readonly Placed[], split: Split, site: Site): readonly string[] {
  const { shape, place } = site;
  const groups = new Map<string, Group>();
  for (const { list, rule } of sources) {
    const [stable] = backendsTo(rule, place.stableService, site);
    if (!stable) continue;
    const key = shape.keyOf(stable);
    const base = baseOf(list, shape, key);
    const group = groups.get(base);
    if (group) group.rules.push(rule);
    else groups.set(base, { base, key, list, stable, rules: [rule] });
  }
  return [...groups.values()].flatMap((group) => groupLeases(group, split, site));
}

interface Group {
  readonly base: string;
  readonly key: string;
  readonly list: RuleList;
  readonly stable: Fields;
  readonly rules: Fields[];
}

function groupLeases(group: Group, split: Split, site: Site): readonly string[] {
  const { base, key, list, rules } = group;
  const { shape, place, leased } = site;
  const recorded = recordedAt(base, site);
  const others = split.destinations.filter(({ service }) => service !== place.stableService);
  const wanted = others.map(({ service }) => otherKey(group, service, site));
  // Where an earlier split has left a backend of the user at 0, that is still our doing.
  const left = [...recorded].flatMap(([own, { isLeaf }]) =>
    isLeaf && own !== key && !wanted.includes(own) ? [own] : [],
  );
  const formLeases = shape.single?.leases(list, key) ?? [];
  const changesForm =
    formLeases.some((path) => leased.includes(path)) || rules.some((rule) => shape.single?.isSingle(rule));
  return [
    `${base}[${key}${list.isOne ? STABLE : ''}]${WEIGHT}`,
    ...others.flatMap(({ service }) => backendLeases(group, service, site)),
    ...left.map((own) => `${base}[${own}]${WEIGHT}`),
    ...(changesForm ? formLeases : []),
  ];
}

function backendLeases(group: Group, service: string, site: Site): readonly string[] {
  const { base, rules } = group;
  const key = otherKey(group, service, site);
  const { isLeaf = false, isWhole = false } = recordedAt(base, site).get(key) ?? {};
  const holding = rules.filter((rule) => backendsTo(rule, service, site).length > 0).length;
  const isOfUser = isLeaf || (holding > 0 && !isWhole);
  return [
    ...(isOfUser ? [`${base}[${key}]${WEIGHT}`] : []),
    ...(isWhole || holding < rules.length ? [`${base}[${key}]`] : []),
  ];
}

function otherKey({ stable, rules }: Group, service: string, site: Site): string {
  const { shape } = site;
  const there = rules.map((rule) => backendsTo(rule, service, site)[0]).find((backend) => backend !== undefined);
  return shape.keyOf(there ?? shape.copied(stable, service, site));
}
