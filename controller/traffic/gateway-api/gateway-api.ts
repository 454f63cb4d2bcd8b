/** Kubernetes Gateway API: the weights of backends in routes that belong to the user. */
import type { LabelSelector } from '../../../crds/kubernetes.ts';
import { matches } from '../../../crds/validate/selector.ts';
import { type KubeObject, nameOf, type Ref } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import type { Observed, Place, Reading, Rendered, Router, Split, Unfit } from '../router.ts';
import { withoutCohorts } from './cohorts.ts';
import { observedAt, releasedAt, renderedAt, siteOf } from './route.ts';
import { absentRules, divides, rulesOf, type Site } from './site.ts';
import {
  CARRIES_REQUESTS,
  type GatewayApi,
  GROUP,
  type Named,
  ownSteering,
  pluginSteering,
  ROUTES,
  type Steering,
} from './steering.ts';

/** By `trafficRouting.gatewayAPI`. */
export const gatewayApi: Router<GatewayApi> = routerOf(ownSteering);

/** By `trafficRouting.plugins["argoproj-labs/gatewayAPI"]`. */
export const gatewayPlugin: Router<unknown> = routerOf(pluginSteering);

function routerOf<Config>(steering: (config: Config, place: Place) => Steering): Router<Config> {
  return {
    can: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true, sticky: true },
    kinds: ROUTES,
    reads: (config, place) => reads(steering(config, place)),
    unfit: (config, place, objects) => unfit(steering(config, place), place, objects),
    observed: (config, place, objects) => observed(steering(config, place), place, objects),
    render: (config, place, split, objects) => render(found(steering(config, place), place, objects), split),
    leases: (config, place, object) => leases(steering(config, place), place, object),
    release,
  };
}

function reads({ named, selections }: Steering): readonly Reading[] {
  return [
    ...named.map(({ apiVersion, kind, namespace, name }) => ({ ref: { apiVersion, kind, namespace, name } })),
    ...selections.map(({ resource, namespace, labels }) => ({ resource, namespace, labels })),
  ];
}

function unfit({ named, unfit: wrong }: Steering, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  return [...wrong, ...named.flatMap((ref) => unfitRoute(ref, place, objects))];
}

function unfitRoute(ref: Named, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  const { path, kind, name: value, rule } = ref;
  const route = objects.find((object) => object.apiVersion.startsWith(GROUP) && isNamed(object, ref));
  const short = kind.toLowerCase();
  if (!route)
    return [{ path, value, message: `${short}.gateway.networking.k8s.io "${value}" not found`, missing: kind }];
  const using = `using service ${place.stableService} backend`;
  const site = { ...withoutCohorts(siteOf(place, route)), ...(rule && { ruleNames: [rule.name] }) };
  if (absentRules(site).length === 0) return [];
  return rule
    ? [{ path: rule.path, value: rule.name, message: `${short} \`${value}\` has no rule \`${rule.name}\` ${using}` }]
    : [{ path, value, message: `${short} \`${value}\` has no rules ${using}` }];
}

interface Found {
  readonly routes: readonly { readonly site: Site; readonly takesHeaderRoutes: boolean }[];
  readonly problems: readonly string[];
}

/** A route counts once, however often it is named or selected. A selected one without our services is somebody else's. */
function found(steering: Steering, place: Place, objects: readonly KubeObject[]): Found {
  const { title, named, selections, mark, unfit: wrong } = steering;
  const ours = [...new Set(objects)].filter(({ apiVersion }) => apiVersion.startsWith(GROUP));
  const routes = named.flatMap((ref) => ours.find((object) => isNamed(object, ref)) ?? []);
  const selected = ours.filter((object) =>
    selections.some(
      ({ resource, namespace, labels }) =>
        resource.kind === object.kind && isSelected(object, { namespace, labels }, place),
    ),
  );
  const missing = named.filter((ref) => !ours.some((object) => isNamed(object, ref)));
  const isNone = wrong.length === 0 && missing.length === 0 && routes.length + selected.length === 0;
  return {
    routes: [...new Set([...routes, ...selected])].map((route) => {
      const naming = named.filter((ref) => isNamed(route, ref));
      const site = { ...siteOf(place, route), ruleNames: ruleNamesBy(naming), mark };
      const asking = naming.length > 0 ? naming : selections;
      return { site, takesHeaderRoutes: isForRequests(site) && asking.some((one) => one.takesHeaderRoutes) };
    }),
    problems: [
      ...wrong.map(({ path, message }) => `${[title, path].filter(Boolean).join('.')}: ${message}`),
      ...missing.map((ref) => `${ref.kind} ${nameOf(ref)} not found`),
      ...(isNone ? [`${title} selects no route`] : []),
    ],
  };
}

/** Whoever names the route without a rule means all of its rules. */
function ruleNamesBy(naming: readonly Named[]): readonly string[] | undefined {
  const names = naming.flatMap(({ rule }) => rule?.name ?? []);
  return names.length === naming.length && names.length > 0 ? [...new Set(names)].sort() : undefined;
}

function isNamed({ kind, metadata }: KubeObject, ref: Ref): boolean {
  return kind === ref.kind && metadata.name === ref.name && (metadata.namespace ?? '') === ref.namespace;
}

interface Labelled {
  readonly namespace: string;
  readonly labels: LabelSelector;
}

function isSelected(object: KubeObject, { namespace, labels }: Labelled, place: Place): boolean {
  const { metadata } = object;
  if (metadata.namespace !== namespace || matches(labels, metadata.labels ?? {}) !== true) return false;
  const site = siteOf(place, object);
  return site.leased.length > 0 || rulesOf(site).some((rule) => divides(rule, site));
}

function observed(steering: Steering, place: Place, objects: readonly KubeObject[]): Observed {
  const { routes, problems } = found(steering, place, objects);
  const sights = routes.map(({ site }) => observedAt(site));
  return {
    shown: sights.flatMap(({ shown }) => shown),
    routes: [...new Set(sights.flatMap((sight) => sight.routes))],
    problems: [...problems, ...sights.flatMap((sight) => sight.problems)],
  };
}

function render({ routes, problems }: Found, split: Split): Rendered {
  const parts = routes.map(({ site, takesHeaderRoutes }) =>
    renderedAt(site, {
      ...split,
      headerRoutes: takesHeaderRoutes ? split.headerRoutes : [],
      mirrorRoutes: isForRequests(site) ? split.mirrorRoutes : [],
    }),
  );
  return {
    actions: parts.flatMap(({ actions }) => actions),
    notices: [],
    problems: [
      ...problems,
      ...lost(routes, split),
      ...unheld(routes, split),
      ...parts.flatMap((part) => part.problems),
    ],
  };
}

/** A managed route that no route takes is not passed over in silence. */
function lost(routes: Found['routes'], { headerRoutes, mirrorRoutes }: Split): readonly string[] {
  if (routes.length === 0 || headerRoutes.length + mirrorRoutes.length === 0) return [];
  if (!routes.some(({ site }) => isForRequests(site))) return ['managed routes need an HTTPRoute or a GRPCRoute'];
  const isLost = headerRoutes.length > 0 && !routes.some(({ takesHeaderRoutes }) => takesHeaderRoutes);
  return isLost ? ['header routes need a route with useHeaderRoutes'] : [];
}

/** Of all kinds, only one has clients with cookies. */
function unheld(routes: Found['routes'], { cohorts }: Split): readonly string[] {
  const isLost =
    cohorts !== undefined && routes.length > 0 && !routes.some(({ site }) => site.route.kind === 'HTTPRoute');
  return isLost ? ['sticky cohorts need an HTTPRoute'] : [];
}

function isForRequests({ route }: Site): boolean {
  return CARRIES_REQUESTS.includes(route.kind);
}

/** As recorded, because experiments and managed routes come and go. */
function leases(steering: Steering, place: Place, object: KubeObject): readonly string[] {
  return found(steering, place, [object]).routes.length > 0 ? leasedBy(place.uid, object) : [];
}

function release(place: Place, objects: readonly KubeObject[]): Rendered {
  const ours = objects.filter((one) => one.apiVersion.startsWith(GROUP) && leasedBy(place.uid, one).length > 0);
  return {
    ...{ notices: [], problems: [] },
    actions: ours.flatMap((route) => releasedAt(siteOf(place, route)).actions),
  };
}
