/** Apache APISIX: the weights of backends in an ApisixRoute of the user, and header routes beside it. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type KubeObject, nameOf, type Ref, type Resource } from '../../../kube/types.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import type { Action } from '../../runtime/plan.ts';
import { leasedPatch } from '../leased-patch.ts';
import { leasedBy } from '../leases.ts';
import type { Observed, Place, Rendered, Router, Split, Unfit } from '../router.ts';
import { deletions, isOurs, renderedRoutes, routesInPlace } from './header-routes.ts';
import {
  type ApisixRoute,
  dividingRules,
  httpOf,
  isApisixRoute,
  leaseFor,
  problemsAt,
  reweighted,
  type Site,
  shownBy,
  stableAlone,
  titleOf,
} from './rules.ts';

type Apisix = NonNullable<TrafficRouting['apisix']>;

const KIND: Resource = {
  ...{ apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute', plural: 'apisixroutes', namespaced: true },
};
const NOT_SET = 'apisix.route is not set';

export const apisix: Router<Apisix> = {
  can: { headerRoutes: true },
  kinds: [KIND],
  reads: ({ route }, place) =>
    route ? [...new Set([route.name, ...place.managedRoutes])].map((name) => ({ ref: refFor(name, place) })) : [],
  unfit,
  observed,
  render,
  leases: ({ route }, place, object) =>
    isApisixRoute(object) && isNamed(object, route?.name, place) ? leasedBy(place.uid, object) : [],
  release,
};

function refFor(name: string, { rollout }: Place): Ref {
  return { apiVersion: KIND.apiVersion, kind: KIND.kind, namespace: rollout.namespace, name };
}

function isNamed({ metadata }: KubeObject, name: string | undefined, { rollout }: Place): boolean {
  return metadata.name === name && metadata.namespace === rollout.namespace;
}

/** Or why there is none. */
function siteOf({ route }: Apisix, place: Place, objects: readonly KubeObject[]): Site | string {
  if (!route) return NOT_SET;
  const { name, rules = [] } = route;
  const found = objects.find((object) => isApisixRoute(object) && isNamed(object, name, place));
  if (!found) return `ApisixRoute ${nameOf(refFor(name, place))} not found`;
  return { place, route: found, rules: rules.length > 0 ? [...new Set(rules)] : [name] };
}

function unfit(config: Apisix, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  const site = siteOf(config, place, objects);
  const value = config.route?.name ?? '';
  if (typeof site !== 'string')
    return problemsAt(site).map((message) => ({
      path: config.route?.rules ? 'route.rules' : 'route.name',
      value,
      message,
    }));
  if (site === NOT_SET) return [{ path: 'route', value, message: NOT_SET }];
  const message = `apisixroute.apisix.apache.org "${value}" not found`;
  return [{ path: 'route.name', value, message, missing: KIND.kind }];
}

function observed(config: Apisix, place: Place, objects: readonly KubeObject[]): Observed {
  const site = siteOf(config, place, objects);
  if (typeof site === 'string') return { shown: [], routes: [], problems: [site] };
  return {
    shown: dividingRules(site).map((rule) => shownBy(rule, site)),
    routes: routesInPlace(site, objects),
    problems: problemsAt(site),
  };
}

function render(config: Apisix, place: Place, split: Split, objects: readonly KubeObject[]): Rendered {
  const site = siteOf(config, place, objects);
  if (typeof site === 'string') return { actions: [], notices: [], problems: [site] };
  const beside = renderedRoutes(site, split, objects);
  return {
    actions: [...weighting(site, split), ...beside.actions],
    notices: [],
    problems: [...problemsAt(site), ...beside.problems],
  };
}

function weighting(site: Site, split: Split): readonly Action[] {
  const { place, route } = site;
  const weights = new Map(split.destinations.map(({ service, weight }) => [service, weight]));
  const rules = dividingRules(site);
  return patches(place, route, {
    http: reweighted(route, new Map(rules.map(({ name }) => [name, weights]))),
    leases: [...new Set(rules.map((rule) => leaseFor(rule, place)))],
    because: because(site, weights.get(place.canaryService) ?? 0),
  });
}

function because(site: Site, wanted: number): string {
  const shown = new Set(dividingRules(site).map((rule) => shownBy(rule, site).weights[site.place.canaryService]));
  const title = titleOf(site.route);
  return shown.size === 1 && shown.has(wanted)
    ? `${title} as wanted`
    : `canary weight ${[...shown].join(', ')} -> ${wanted} in ${title}`;
}

interface Wanted {
  readonly http: readonly unknown[];
  readonly leases: readonly string[];
  readonly because: string;
}

function patches(place: Place, route: ApisixRoute, { http, ...change }: Wanted): readonly Action[] {
  return leasedPatch(place, route, { ...change, fields: isEqual(httpOf(route), http) ? {} : { spec: { http } } });
}

function release(place: Place, objects: readonly KubeObject[]): Rendered {
  const actions = objects.filter(isApisixRoute).flatMap((route) => {
    if (isOurs(place, route)) return deletions(route);
    const leased = leasedBy(place.uid, route);
    if (leased.length === 0) return [];
    return patches(place, route, {
      http: reweighted(route, stableAlone(route, leased)),
      leases: [],
      because: `stable alone in ${titleOf(route)}`,
    });
  });
  return { actions, notices: [], problems: [] };
}
