/** Sticky cohorts: rules for clients with a cookie right before the rule they are made of, and the cookie in its answers. */
import { cookiePattern, isCookiePattern, newCookie, type Side, sidesOf } from '../cohorts.ts';
import { fingerprint } from '../leases.ts';
import { type Fields, isRecord, listOf, recordsOf } from '../records.ts';
import type { Cohorts } from '../router.ts';
import { backendsTo } from './placed.ts';
import { baseOf } from './recorded.ts';
import { type RuleList, type Site, titleOf } from './shape.ts';

/** The object without all that cohorts have added: what everything else is decided on. */
export function withoutCohorts(site: Site): Site {
  const { shape, object } = site;
  if (!shape.cookies) return site;
  const lists = shape.lists(object);
  const bare = lists.map((list) => bareRules(list, site));
  if (bare.every((rules, index) => rules === lists[index]?.rules)) return site;
  return { ...site, object: { ...object, spec: shape.withLists(object, bare) } };
}

function bareRules(list: RuleList, site: Site): readonly unknown[] {
  const kept = list.rules.filter((rule) => !isCohortRule(rule, list, site));
  const bare = kept.map((rule) => (isRecord(rule) ? bareRule(rule, site) : rule));
  const isBare = bare.length === list.rules.length && bare.every((rule, index) => rule === list.rules[index]);
  return isBare ? list.rules : bare;
}

/** Another Rollout may have its own in the same list. */
function isCohortRule(rule: unknown, list: RuleList, site: Site): boolean {
  const { managed, backends } = site.shape;
  if (!managed || !isRecord(rule)) return false;
  const matches = listOf(rule[managed.matchField]);
  if (matches.length === 0 || !matches.every(asksForCookie)) return false;
  return (
    recordsOf(backends(rule)).some((backend) => isOurs(backend, site)) ||
    site.leased.includes(leaseOf(rule, list, site))
  );
}

function asksForCookie(match: unknown): boolean {
  if (isCookiePattern(match)) return true;
  return typeof match === 'object' && match !== null && Object.values(match).some(asksForCookie);
}

/** By its Service, or by a record of times when that was another. */
function isOurs(backend: Fields, site: Site): boolean {
  const { shape, place, leased } = site;
  const service = shape.serviceOf(backend, site);
  if (service === place.canaryService || service === place.stableService) return true;
  const key = `[${shape.keyOf(backend)}`;
  return leased.some((path) => path.includes(`${key}]`) || path.includes(`${key}|`));
}

function bareRule(rule: Fields, site: Site): Fields {
  const { shape } = site;
  const backends = shape.backends(rule);
  const bare = backends.map((backend) =>
    isRecord(backend) && isOurs(backend, site) ? (shape.cookies?.withoutCookie(backend) ?? backend) : backend,
  );
  return bare.every((backend, index) => backend === backends[index]) ? rule : shape.withBackends(rule, bare);
}

function leaseOf(rule: Fields, { path }: RuleList, { shape }: Site): string {
  const { matchField = '' } = shape.managed ?? {};
  return `${path}[${matchField}=#${fingerprint(rule[matchField])}]`;
}

/** A list as it is to be but for cohorts. */
export interface Next {
  readonly list: RuleList;
  /** Of ours, which come first. */
  readonly managed: readonly Fields[];
  readonly rest: readonly unknown[];
  /** Those of the rest whose clients are divided by weight. */
  readonly drawn: readonly Fields[];
}

interface Cohorted {
  readonly rules: readonly (readonly unknown[])[];
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

/** All of the drawn rules hold clients, or none. */
export function cohorted(all: readonly Next[], cohorts: Cohorts | undefined, site: Site): Cohorted {
  const rules = all.map(({ managed, rest }) => [...managed, ...rest]);
  const none = { rules, leases: [], problems: [] };
  if (!cohorts || !site.shape.cookies) return none;
  const parts = all.flatMap(({ list, drawn, managed }) => [
    ...drawn.map((rule) => partOf(rule, list, cohorts, site)),
    // Mirrors; header routes lead to the canary alone.
    ...managed
      .filter((rule) => backendsTo(rule, site.place.stableService, site).length > 0)
      .map((rule) => partOf(rule, list, cohorts, site)),
  ]);
  const cannot = parts.find((part) => typeof part === 'string');
  if (typeof cannot === 'string') return { ...none, problems: [`sticky cohorts: ${titleOf(site)} cannot ${cannot}`] };
  const made = parts.filter((part) => typeof part === 'object');
  const held = new Map<unknown, readonly Fields[]>(made.map(({ before, rules: own }) => [before, own]));
  return {
    rules: rules.map((list) => list.flatMap((rule): readonly unknown[] => held.get(rule) ?? [rule])),
    leases: [...new Set(made.flatMap(({ leases }) => leases))],
    problems: [],
  };
}

interface Part {
  readonly before: Fields;
  readonly rules: readonly Fields[];
  readonly leases: readonly string[];
}

function partOf(rule: Fields, list: RuleList, cohorts: Cohorts, site: Site): Part | string {
  const { shape } = site;
  const held = sidesOf(cohorts).map((side) => sideRules(rule, side, cohorts, site));
  const cannot = held.find((one) => typeof one === 'string');
  if (typeof cannot === 'string') return cannot;
  const own = held.flatMap((one) => (typeof one === 'string' ? [] : one));
  const cookies = sidesOf(cohorts).flatMap((side) => cookieFor(rule, side, cohorts, site));
  if (cookies.some(({ next }) => !next)) return 'set two cookies';
  const [stable = {}] = backendsTo(rule, site.place.stableService, site);
  const base = baseOf(list, shape, shape.keyOf(stable));
  const nextOf = new Map<unknown, unknown>(cookies.map(({ backend, next }) => [backend, next]));
  const backends = shape.backends(rule).map((backend) => nextOf.get(backend) ?? backend);
  return {
    before: rule,
    rules: [...own, shape.withBackends(rule, backends)],
    leases: [...own.map((one) => leaseOf(one, list, site)), ...cookies.map(({ lease }) => `${base}${lease}`)],
  };
}

function cookieFor(rule: Fields, side: Side, cohorts: Cohorts, site: Site) {
  const { shape, place } = site;
  const value = newCookie(cohorts, side);
  const [backend] = backendsTo(rule, place[`${side}Service`], site);
  if (!backend || !shape.cookies) return [];
  const lease = `[${shape.keyOf(backend)}]${shape.cookies.lease(backend, value)}`;
  return [{ backend, next: shape.cookies.withCookie(backend, value), lease }];
}

/** Without a name, which is its source's. Backends of others keep their shares. */
function sideRules(rule: Fields, side: Side, cohorts: Cohorts, site: Site): readonly Fields[] | string {
  const { shape, place } = site;
  const { name: _, ...source } = rule;
  const choice = { headers: [['cookie', { regex: cookiePattern(cohorts, side) }] as const] };
  const narrowed = shape.managed?.narrowed(source, [choice], site) ?? [];
  if (typeof narrowed === 'string') return narrowed;
  const all = shape.backends(rule);
  const sides = [place.stableService, place.canaryService].flatMap((service) => backendsTo(rule, service, site));
  const [own] = backendsTo(rule, place[`${side}Service`], site);
  const weight = sides.reduce((sum, backend) => sum + shape.weightOf(backend, all), 0);
  const backends = all.flatMap((backend) => {
    if (backend === own) return [{ ...own, weight }];
    return sides.some((one) => one === backend) ? [] : [backend];
  });
  return own ? narrowed.map((one) => shape.withBackends(one, backends)) : [];
}
