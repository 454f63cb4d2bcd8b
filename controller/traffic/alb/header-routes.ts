/** Header routes of an Ingress: for each an action, its conditions, and a path before each path that the weights are for. */
import { type Fields, fieldsOf, isRecord } from '../records.ts';
import type { HeaderRoute, Split } from '../router.ts';
import { forwardIn, textOf } from './actions.ts';
import {
  actionOf,
  annotationLease,
  annotationOf,
  backendFor,
  isTaken,
  pathsOf,
  recordedKeys,
  rulesOf,
  type Site,
  titleOf,
} from './site.ts';

/** The annotations' prefix, the action that divides requests, and the port of the services. */
export interface Aim {
  readonly prefix: string;
  readonly action: string;
  readonly port: string;
}

interface HeaderRoutes {
  readonly annotations: Readonly<Record<string, string>>;
  /** Of actions, the one with the highest precedence first. */
  readonly names: readonly string[];
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

export function headerRoutes({ headerRoutes: routes }: Split, aim: Aim, site: Site): HeaderRoutes {
  const problems = routes.map((route) => problemOf(route, aim, site));
  const good = inOrder(
    routes.filter((_, index) => problems[index] === undefined),
    site,
  );
  const { canaryService: service } = site.place;
  const { prefix, port } = aim;
  const texts = good.flatMap((route) => [
    [`${prefix}/actions.${route.name}`, textOf({ groups: [{ service, port, weight: 100 }] })],
    [`${prefix}/conditions.${route.name}`, conditionsOf(route)],
  ]);
  return {
    annotations: Object.fromEntries(texts),
    names: good.map(({ name }) => name),
    leases: good.map(({ name }) => pathLease(name)),
    problems: problems.flatMap((problem, index) =>
      problem === undefined ? [] : [`managed route ${routes[index]?.name}: ${problem}`],
    ),
  };
}

/** What an API server takes for the name of a Service, and the longest that leaves room for `conditions.`. */
const NAME = /^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/;

function problemOf({ name, match }: HeaderRoute, aim: Aim, site: Site): string | undefined {
  if (!NAME.test(name)) return 'no Ingress can hold the name';
  if (name === aim.action) return `${titleOf(site)} has its weights in the action of that name`;
  if (isTaken(site, name)) return `${titleOf(site)} has one of another Rollout`;
  // Without conditions it would match everything.
  if (match.length === 0) return 'it matches no header';
  return match.every(({ headerValue }) => headerValue.exact !== undefined)
    ? undefined
    : 'an Ingress compares whole values only';
}

function inOrder(routes: readonly HeaderRoute[], { place }: Site): readonly HeaderRoute[] {
  const rank = ({ name }: HeaderRoute) => {
    const index = place.managedRoutes.indexOf(name);
    return index < 0 ? place.managedRoutes.length : index;
  };
  return routes.toSorted((one, other) => rank(one) - rank(other));
}

/** Any of the values of one header; all of the headers. */
function conditionsOf({ match }: HeaderRoute): string {
  const values = new Map<string, string[]>();
  for (const { headerName, headerValue } of match)
    values.set(headerName, [...(values.get(headerName) ?? []), headerValue.exact ?? '']);
  return JSON.stringify(
    [...values].map(([httpHeaderName, all]) => ({
      ...{ field: 'http-header', httpHeaderConfig: { httpHeaderName, values: all } },
    })),
  );
}

const pathLease = (name: string): string =>
  `spec.rules[http.paths.backend.service.name=${name}].http.paths[backend.service.name=${name}]`;

const PATH_LEASE = /\.http\.paths\[backend\.service\.name=([^\]]*)\]$/;
const CONDITIONS = /\/conditions\.(.*)$/;

/** Those that the Rollout may have in the Ingress, whatever its spec says by now. */
function recordedRoutes(site: Site): readonly string[] {
  const names = recordedKeys(site).flatMap((key) => CONDITIONS.exec(key)?.[1] ?? []);
  return [...new Set([...names, ...site.leased.flatMap((path) => PATH_LEASE.exec(path)?.[1] ?? [])])];
}

/** Names whose paths are ours. */
function ownNames(action: string, site: Site): readonly string[] {
  return [...new Set([...site.place.managedRoutes, ...recordedRoutes(site)])].filter(
    (name) => name !== action && !isTaken(site, name),
  );
}

/**
 * The rules with a path for each of the routes before each path of the action. It copies path and type of that one:
 * whatever its type, the load balancer's controller then keeps it before that one, and requests for others pass it by.
 */
export function rulesWith(names: readonly string[], action: string, site: Site): unknown[] {
  const own = new Set<string | undefined>(ownNames(action, site));
  return rulesOf(site).map((rule) => {
    const paths = pathsOf(rule).filter((path) => !own.has(actionOf(path)));
    const next = paths.flatMap((path) =>
      actionOf(path) === action ? [...names.map((name) => copied(path, name)), path] : [path],
    );
    const isSame = paths.length === pathsOf(rule).length && next.length === paths.length;
    return isSame || !isRecord(rule) ? rule : { ...rule, http: { ...fieldsOf(rule['http']), paths: next } };
  });
}

function copied(path: unknown, name: string): Fields {
  return { ...fieldsOf(path), backend: backendFor(name) };
}

/** Header routes that are in place before each path of the action. */
export function shownRoutes({ prefix, action }: Aim, site: Site): readonly string[] {
  const { canaryService } = site.place;
  const steered = rulesOf(site)
    .map((rule) => pathsOf(rule).map(actionOf))
    .filter((actions) => actions.includes(action));
  return ownNames(action, site).filter((name) => {
    const groups = forwardIn(annotationOf(site, `${prefix}/actions.${name}`))?.groups ?? [];
    const isForCanary = groups.length > 0 && groups.every(({ service }) => service === canaryService);
    const hasConditions = annotationOf(site, `${prefix}/conditions.${name}`) !== undefined;
    return isForCanary && hasConditions && steered.length > 0 && steered.every((actions) => actions.includes(name));
  });
}

export function routeLeases({ annotations, leases }: HeaderRoutes): readonly string[] {
  return [...Object.keys(annotations).map(annotationLease), ...leases];
}
