/** Sticky cohorts in a VirtualService: routes for clients with a cookie, and the cookie in the answers to all others. */
import { cookiePattern, isCookiePattern, newCookie, type Side, sidesOf } from '../cohorts.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { Cohorts } from '../router.ts';
import { cookieLease, withCookie, withoutCookie } from './cookies.ts';
import { keyOf } from './lease-keys.ts';
import { matchesOf, narrowed } from './matches.ts';
import { entriesFor } from './selection.ts';
import { listIn, markOf, roleOf, type Site, titleOf, weightOf } from './site.ts';

const HEADER = 'cookie';

/** The VirtualService without all that cohorts have added: what everything else is decided on. */
export function withoutCohorts(site: Site): Site {
  const http = listIn(site, 'http');
  const bare = http.filter((route) => !isCohortRoute(route, site)).map((route) => bareRoute(route, site));
  if (bare.length === http.length && bare.every((route, index) => route === http[index])) return site;
  return { ...site, object: { ...site.object, spec: { ...fieldsOf(site.object.spec), http: bare } } };
}

/** Another Rollout may have its own in the same VirtualService. */
function isCohortRoute(route: unknown, site: Site): boolean {
  if (!isRecord(route) || !hasCohortForm(route)) return false;
  const isOurs = recordsOf(route['route']).some((entry) => roleOf(entry, site) !== undefined);
  return isOurs || site.leased.includes(routeLease(route));
}

function hasCohortForm(route: Fields): boolean {
  const matches = matchesOf(route);
  const regexOf = ({ headers }: Fields) => fieldsOf(fieldsOf(headers)[HEADER])['regex'];
  return matches.length > 0 && matches.every((match) => isCookiePattern(regexOf(match)));
}

function bareRoute(route: unknown, site: Site): unknown {
  return isRecord(route) ? withEntries(route, (entry) => (roleOf(entry, site) ? withoutCookie(entry) : entry)) : route;
}

/** The same route if all of its destinations stay the same. */
export function withEntries(route: Fields, change: (entry: Fields) => Fields): Fields {
  const entries = listOf(route['route']);
  const next = entries.map((entry) => (isRecord(entry) ? change(entry) : entry));
  return next.every((entry, index) => entry === entries[index]) ? route : { ...route, route: next };
}

function routeLease({ match }: Fields): string {
  return `spec.http[${keyOf('match', match)}]`;
}

/** A route whose requests are divided, as it is to be but for cohorts. */
export interface Drawn {
  readonly route: Fields;
  /** The path of its destinations; undefined in a route of ours. */
  readonly path: string | undefined;
}

export interface Cohorted {
  /** What takes the place of each route: those before it, and itself. */
  readonly routes: ReadonlyMap<unknown, readonly Fields[]>;
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

/** All of these routes hold clients, or none. */
export function cohorted(drawn: readonly Drawn[], cohorts: Cohorts | undefined, site: Site): Cohorted {
  const none = { routes: new Map(), leases: [], problems: [] };
  if (!cohorts) return none;
  const parts = drawn.map((one) => partOf(one, cohorts, site));
  const cannot = parts.find((part) => typeof part === 'string');
  if (typeof cannot === 'string') return { ...none, problems: [`sticky cohorts: ${titleOf(site)} cannot ${cannot}`] };
  const made = parts.filter((part) => typeof part === 'object');
  return {
    routes: new Map(made.map(({ before, routes }) => [before, routes])),
    leases: [...new Set(made.flatMap(({ leases }) => leases))],
    problems: [],
  };
}

interface Part {
  readonly before: Fields;
  readonly routes: readonly Fields[];
  readonly leases: readonly string[];
}

/** The first route that matches wins, so those with a cookie stand right before the one they are made of. */
function partOf({ route, path }: Drawn, cohorts: Cohorts, site: Site): Part | string {
  const sides = sidesOf(cohorts);
  const held = sides.map((side) => sideRoute(route, side, cohorts, site));
  const cannot = held.find((one) => typeof one === 'string');
  if (typeof cannot === 'string') return cannot;
  const own = held.filter((one) => typeof one === 'object');
  const cookies = sides.flatMap((side) => {
    const [entry] = entriesFor(route, side, site);
    return entry ? [{ entry, next: withCookie(entry, newCookie(cohorts, side)) }] : [];
  });
  if (cookies.some(({ next }) => !next)) return 'set two cookies';
  const nextOf = new Map(cookies.map(({ entry, next }) => [entry, next]));
  const leases =
    path === undefined
      ? []
      : cookies.map(({ entry }) => `${path}[${keyOf(...markOf(entry, site))}]${cookieLease(entry)}`);
  return {
    before: route,
    routes: [...own, withEntries(route, (entry) => nextOf.get(entry) ?? entry)],
    leases: [...own.map(routeLease), ...leases],
  };
}

/** Without a name, which is its source's. Destinations of others keep their shares. */
function sideRoute(source: Fields, side: Side, cohorts: Cohorts, site: Site): Fields | string {
  const match = [{ headerName: HEADER, headerValue: { regex: cookiePattern(cohorts, side) } }];
  const { matches, cannot } = narrowed(matchesOf(source), { header: { name: '', match } });
  const { name: _, ...route } = source;
  const sides = [...entriesFor(source, 'stable', site), ...entriesFor(source, 'canary', site)];
  const [own] = entriesFor(source, side, site);
  const weight = sides.reduce((sum, entry) => sum + weightOf(entry), 0);
  const entries = listOf(source['route']).flatMap((entry) => {
    if (entry === own) return [{ ...own, weight }];
    return sides.some((one) => one === entry) ? [] : [entry];
  });
  return cannot ?? { ...route, match: matches, route: entries };
}
