/** Managed routes of the Gateway API: rules of ours before those of the user, one for each rule that divides requests. */
import { isEqual } from '../../runtime/merge-patch.ts';
import { fingerprint } from '../leases.ts';
import { type Fields, fieldsOf, listOf, recordsOf } from '../records.ts';
import type { HeaderRoute, MirrorRoute, Split } from '../router.ts';
import { type Narrowed, withHeaders, withRequests } from './matches.ts';
import { sessionBeside } from './session.ts';
import { refsTo, rulesOf, type Site, titleOf } from './site.ts';

const LEASE = /^spec\.rules\[name=([^|]*)\|matches=#([0-9a-f]{8})\]$/;
const EVERY_REQUEST: readonly Fields[] = [{ path: { type: 'PathPrefix', value: '/' } }];

/**
 * The managed route that a rule belongs to. API servers before Gateway API 1.4 drop the names of rules, so a rule
 * without one is known by its matches. A rule of the user that only happens to have the name has not the form.
 */
export function managedRouteOf(rule: Fields, site: Site): string | undefined {
  const { place } = site;
  const { name } = rule;
  const matches = fingerprint(rule['matches']);
  const lease = recorded(site).find((one) => one.matches === matches && (name === undefined || name === one.name));
  // With ping-pong, what was the canary when the rule was made is stable by now.
  if (lease && hasManagedForm(rule, site, [place.canaryService, place.stableService]))
    return routeName(lease.name, site);
  if (typeof name !== 'string' || !hasManagedForm(rule, site, [place.canaryService])) return undefined;
  return isManagedName(name, site) ? routeName(name, site) : undefined;
}

/** It leads to one of these services alone, or copies to it. */
function hasManagedForm(rule: Fields, site: Site, services: readonly string[]): boolean {
  const backends = listOf(rule['backendRefs']).length;
  const mirrors = recordsOf(rule['filters']).map((filter) => mirrored(filter)['name']);
  return services.some(
    (service) => (backends > 0 && refsTo(rule, service, site).length === backends) || mirrors.includes(service),
  );
}

function mirrored({ requestMirror }: Fields): Fields {
  return fieldsOf(fieldsOf(requestMirror)['backendRef']);
}

function recorded({ leased }: Site): readonly { readonly name: string; readonly matches: string }[] {
  return leased.flatMap((path) => {
    const [, name, matches] = LEASE.exec(path) ?? [];
    return name !== undefined && matches !== undefined ? [{ name, matches }] : [];
  });
}

function isManagedName(name: string, site: Site): boolean {
  return site.place.managedRoutes.includes(routeName(name, site)) || recorded(site).some((one) => one.name === name);
}

/** `hdr-2` is the third rule of the route `hdr`, unless there is a route of that name. */
function routeName(name: string, { place }: Site): string {
  return place.managedRoutes.includes(name) ? name : name.replace(/-\d+$/, '');
}

/** Rules need names of their own; the first is called like the route. */
function ruleName(route: string, index: number, { place }: Site): string {
  const name = `${route}-${index}`;
  if (index === 0) return route;
  return place.managedRoutes.includes(name) ? `${route}-0${index}` : name;
}

export interface Managed {
  readonly rules: readonly Fields[];
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

/** The rules that the split's managed routes need; `sources` already have their weights. */
export function managedRules(sources: readonly Fields[], split: Split, site: Site): Managed {
  const parts = inOrder(split, site).flatMap((route) =>
    sources.map((source, index) => managedRule(source, route, ruleName(route.name, index, site), site)),
  );
  const taken = new Set(rulesOfUser(site).map(({ name }) => name));
  const rules = parts.flatMap(({ rule }) => (rule && !taken.has(rule['name']) ? [rule] : []));
  const clashes = parts.flatMap(({ rule }) => (rule && taken.has(rule['name']) ? [String(rule['name'])] : []));
  return {
    rules: rules.map((rule) => asStored(rule, site)),
    leases: rules.map((rule) => `spec.rules[name=${rule['name']}|matches=#${fingerprint(rule['matches'])}]`),
    problems: [
      ...parts.flatMap(({ problem }) => problem ?? []),
      ...clashes.map((name) => `${titleOf(site)} has a rule ${name} that is not ours`),
    ],
  };
}

type Route = { readonly name: string } & ({ readonly header: HeaderRoute } | { readonly mirror: MirrorRoute });

/** The first rule wins where two match equally well. */
function inOrder({ headerRoutes, mirrorRoutes }: Split, { place }: Site): readonly Route[] {
  const routes: readonly Route[] = [
    ...headerRoutes.map((header) => ({ name: header.name, header })),
    ...mirrorRoutes.map((mirror) => ({ name: mirror.name, mirror })),
  ];
  const rank = ({ name }: Route) => {
    const index = place.managedRoutes.indexOf(name);
    return index < 0 ? place.managedRoutes.length : index;
  };
  return routes.toSorted((one, other) => rank(one) - rank(other));
}

interface Part {
  readonly rule?: Fields;
  readonly problem?: string;
}

function managedRule(source: Fields, route: Route, name: string, site: Site): Part {
  const base = matchesOf(source, site);
  const { matches, cannot } = narrowed(base, route, site);
  if (cannot !== undefined) return { problem: `managed route ${route.name}: ${titleOf(site)} cannot ${cannot}` };
  const [canary] = refsTo(source, site.place.canaryService, site);
  // No request is both the source's and the route's.
  if (matches.length === 0 || !canary) return {};
  const rule = sessionBeside({ ...source, name, matches });
  return {
    rule: 'header' in route ? { ...rule, backendRefs: [alone(canary)] } : withMirror(rule, canary, route.mirror),
  };
}

function narrowed(base: readonly Fields[], route: Route, { route: { kind } }: Site): Narrowed {
  if ('header' in route) return withHeaders(base, route.header);
  const { match } = route.mirror;
  const needsHttp = match.some(({ method, path }) => method !== undefined || path !== undefined);
  if (kind !== 'HTTPRoute' && needsHttp) return { matches: [], cannot: 'match the method or the path of a request' };
  return withRequests(base, match);
}

/** A rule without matches matches all there is. */
export function matchesOf(source: Fields, { route: { kind } }: Site): readonly Fields[] {
  const matches = recordsOf(source['matches']);
  if (matches.length > 0) return matches;
  return kind === 'HTTPRoute' ? EVERY_REQUEST : [{}];
}

function alone(canary: Fields): Fields {
  return { ...canary, weight: 1 };
}

/** Spelled out in full, so that the API server adds no defaults that would look like a change. */
function withMirror(rule: Fields, canary: Fields, { percentage }: MirrorRoute): Fields {
  const { group = '', kind = 'Service', name, namespace, port } = canary;
  const backendRef = {
    group,
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(port !== undefined && { port }),
  };
  // Older API servers know no percent, but mirror everything without it.
  const requestMirror = { backendRef, ...(percentage !== 100 && { percent: percentage }) };
  return { ...rule, filters: [...listOf(rule['filters']), { type: 'RequestMirror', requestMirror }] };
}

function rulesOfUser(site: Site): readonly Fields[] {
  return rulesOf(site).filter((rule) => managedRouteOf(rule, site) === undefined);
}

/** The rule as it is there, if only the API server has dropped its name: no patch could bring that back. */
function asStored(rule: Fields, site: Site): Fields {
  const nameless = rulesOf(site).filter((stored) => stored['name'] === undefined);
  return nameless.find((stored) => isEqual({ ...stored, name: rule['name'] }, rule)) ?? rule;
}
