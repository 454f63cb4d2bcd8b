/** Sticky cohorts in a Gateway API route: rules for clients with a cookie, and the cookie in the answers to all others. */
import { cookiePattern, isCookiePattern, newCookie, type Side, sidesOf } from '../cohorts.ts';
import { fingerprint } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { Cohorts, Split } from '../router.ts';
import { withCookie, withoutCookie } from './cookies.ts';
import { managedRouteOf, matchesOf } from './managed.ts';
import { withHeaders } from './matches.ts';
import { isOvertaken } from './precedence.ts';
import { sessionBeside } from './session.ts';
import { divides, refsTo, type Site, titleOf } from './site.ts';
import { backendPath } from './weight-leases.ts';

/** More, and the API server refuses the whole route. */
const MOST_RULES = 16;
const MOST_MATCHES = 128;

/** The route without all that cohorts have added: what everything else is decided on. */
export function withoutCohorts(site: Site): Site {
  const { spec } = site.route;
  const { rules } = fieldsOf(spec);
  const bare = listOf(rules)
    .filter((rule) => !isCohortRule(rule, site))
    .map((rule) => bareRule(rule, site));
  const isBare = bare.length === listOf(rules).length && bare.every((rule, index) => rule === listOf(rules)[index]);
  return isBare ? site : { ...site, route: { ...site.route, spec: { ...fieldsOf(spec), rules: bare } } };
}

/** Another Rollout may have its own in the same route. */
function isCohortRule(rule: unknown, site: Site): boolean {
  if (!isRecord(rule) || !hasCohortForm(rule)) return false;
  const isOurs = (ref: Fields) =>
    servicesOf(site).some((service) => refsTo({ backendRefs: [ref] }, service, site).length > 0);
  return site.leased.includes(ruleLease(rule)) || recordsOf(rule['backendRefs']).some(isOurs);
}

function hasCohortForm({ matches }: Fields): boolean {
  const all = recordsOf(matches);
  return all.length > 0 && all.every(({ headers }) => recordsOf(headers).some(({ value }) => isCookiePattern(value)));
}

function bareRule(rule: unknown, site: Site): unknown {
  if (!isRecord(rule)) return rule;
  const refs = listOf(rule['backendRefs']);
  const ours = new Set(servicesOf(site).flatMap((service) => refsTo(rule, service, site)));
  const bare = refs.map((ref) => (isRecord(ref) && ours.has(ref) ? withoutCookie(ref) : ref));
  return bare.every((ref, index) => ref === refs[index]) ? rule : { ...rule, backendRefs: bare };
}

const servicesOf = ({ place }: Site): readonly string[] => [place.stableService, place.canaryService];

function ruleLease({ matches }: Fields): string {
  return `spec.rules[matches=#${fingerprint(matches)}]`;
}

export interface Cohorted {
  readonly rules: readonly unknown[];
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

/** These rules, which have their weights and no cohorts yet. Either all of those that divide requests hold clients, or none. */
export function cohorted(rules: readonly unknown[], { cohorts }: Split, site: Site): Cohorted {
  const none = { rules, leases: [], problems: [] };
  if (!cohorts || site.route.kind !== 'HTTPRoute') return none;
  const terms: Terms = { rules, cohorts, site, drawn: rules.filter(isRecord).filter((rule) => isDrawn(rule, site)) };
  if (terms.drawn.length === 0) return none;
  const problem = problemIn(terms);
  const parts = terms.drawn.map((rule) => partOf(rule, terms));
  const made = parts.filter((part) => part !== undefined);
  const held = new Map(made.map(({ before, after }) => [before as unknown, after]));
  const added = [...guardsFor(terms), ...made.flatMap((part) => part.rules)];
  // Where another rule asks for a header, too, the first one wins: ours stand last.
  const next = [...rules.map((rule) => held.get(rule) ?? rule), ...added];
  const cannot = problem ?? (made.length < parts.length ? 'set two cookies' : tooMuch(next));
  if (cannot !== undefined) return { ...none, problems: [`sticky cohorts: ${titleOf(site)} cannot ${cannot}`] };
  const leases = [...added.map(ruleLease), ...made.flatMap((part) => part.leases)];
  return { rules: next, leases: [...new Set(leases)], problems: [] };
}

interface Terms {
  readonly rules: readonly unknown[];
  /** Those whose clients are divided by weight. */
  readonly drawn: readonly Fields[];
  readonly cohorts: Cohorts;
  readonly site: Site;
}

function problemIn(terms: Terms): string | undefined {
  const { rules, drawn, site } = terms;
  const all = [...drawn, ...guardedIn(terms)];
  const isTwice = all.some((rule) =>
    matchesOf(rule, site).some(({ headers }) => recordsOf(headers).some(isCookieHeader)),
  );
  if (isTwice) return 'match two cookies';
  const ofUser = rules
    .filter(isRecord)
    .filter((rule) => !drawn.includes(rule) && managedRouteOf(rule, site) === undefined);
  const isPassed = all.some((rule) => ofUser.some((other) => passes(rule, other, rules)));
  return isPassed ? 'keep the order of rules for the same path' : undefined;
}

const passes = (rule: Fields, other: Fields, rules: readonly unknown[]): boolean =>
  isOvertaken(rule, other, rules.indexOf(other) < rules.indexOf(rule));

function tooMuch(rules: readonly unknown[]): string | undefined {
  const matches = rules.reduce<number>((sum, rule) => sum + listOf(fieldsOf(rule)['matches']).length, 0);
  return rules.length > MOST_RULES || matches > MOST_MATCHES ? 'hold so many rules' : undefined;
}

/** Header routes come first whatever cookie a client has, also where a mirror asks for a header, too. */
function guardsFor(terms: Terms): readonly Fields[] {
  const { cohorts, site } = terms;
  return guardedIn(terms).map(({ name: _, ...rule }) =>
    withCookieMatch(rule, cookiePattern(cohorts, 'canary', 'stable'), site),
  );
}

function guardedIn({ rules, drawn, site }: Terms): readonly Fields[] {
  const headers = rules
    .filter(isRecord)
    .filter((rule) => !drawn.includes(rule) && managedRouteOf(rule, site) !== undefined);
  return headers.filter((rule) => drawn.some((one) => passes(one, rule, rules)));
}

/** Whether the clients of a rule are drawn by weight: a source's or a mirror's. */
function isDrawn(rule: Fields, site: Site): boolean {
  return (
    divides(rule, site) ||
    (managedRouteOf(rule, site) !== undefined && refsTo(rule, site.place.stableService, site).length > 0)
  );
}

interface Part {
  readonly before: Fields;
  readonly after: Fields;
  readonly rules: readonly Fields[];
  readonly leases: readonly string[];
}

/** Undefined if an answer would have to set two cookies. */
function partOf(rule: Fields, { cohorts, site }: Terms): Part | undefined {
  const sides = sidesOf(cohorts);
  const cookies = sides.map((side) => cookieFor(rule, side, cohorts, site));
  const cooked = cookies.filter((cookie) => cookie !== undefined);
  if (cooked.length < cookies.length) return undefined;
  const refs = new Map(cooked.map(({ before, after }) => [before as unknown, after]));
  const backendRefs = listOf(rule['backendRefs']).map((ref) => refs.get(ref) ?? ref);
  return {
    ...{ before: rule, after: { ...rule, backendRefs }, leases: cooked.map(({ lease }) => lease) },
    rules: sides.flatMap((side) => sideRule(rule, side, cohorts, site)),
  };
}

function isCookieHeader({ name }: Fields): boolean {
  return typeof name === 'string' && name.toLowerCase() === 'cookie';
}

/** Without a name: names are for managed routes, and older API servers drop them. Backends of others keep their shares. */
function sideRule(rule: Fields, side: Side, cohorts: Cohorts, site: Site): readonly Fields[] {
  const sides = servicesOf(site).flatMap((service) => refsTo(rule, service, site));
  const [own] = refsTo(rule, serviceOf(side, site), site);
  const weight = sides.reduce((sum, ref) => sum + (typeof ref['weight'] === 'number' ? ref['weight'] : 1), 0);
  const { name: _, ...copy } = sessionBeside({ ...rule, name: `${cohorts.cookie}-${side}` });
  const backendRefs = listOf(rule['backendRefs']).flatMap((ref) => {
    if (ref === own) return [{ ...own, weight }];
    return sides.some((one) => one === ref) ? [] : [ref];
  });
  return own ? [{ ...withCookieMatch(copy, cookiePattern(cohorts, side), site), backendRefs }] : [];
}

function withCookieMatch(rule: Fields, regex: string, site: Site): Fields {
  const match = [{ headerName: 'Cookie', headerValue: { regex } }];
  return { ...rule, matches: withHeaders(matchesOf(rule, site), { name: '', match }).matches };
}

function cookieFor(rule: Fields, side: Side, cohorts: Cohorts, site: Site) {
  const service = serviceOf(side, site);
  const [before] = refsTo(rule, service, site);
  const cooked = before && withCookie(before, newCookie(cohorts, side));
  return cooked && { before, after: cooked.ref, lease: `${backendPath(site, service)}${cooked.lease}` };
}

const serviceOf = (side: Side, { place }: Site): string => place[`${side}Service`];
