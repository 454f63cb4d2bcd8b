/** Keeps all routers of one Rollout in step. What one of them lacks never keeps another from its work. */
import { GATEWAY_PLUGIN } from '../../crds/rollout/gateway-plugin.ts';
import { CONTOUR_PLUGIN, GLOO_PLUGIN } from '../../crds/rollout/router-plugins.ts';
import type { TrafficRouting } from '../../crds/rollout/traffic.ts';
import { groupOf, type KubeObject, type Resource } from '../../kube/types.ts';
import { contourPlugin } from './contour/plugin.ts';
import { gatewayPlugin } from './gateway-api/gateway-api.ts';
import { glooPlugin } from './gloo/plugin.ts';
import { pluginRouter } from './plugins/plugin-router.ts';
import { routers } from './registry.ts';
import type { Capabilities, Observed, Place, Reading, Rendered, Router, Shown, Split, Unfit } from './router.ts';

/** Several places may show different weights. Whoever needs pods behind a weight looks at the highest one. */
export interface Range {
  readonly lowest: number;
  readonly highest: number;
}

export interface Sight {
  /** By service, in parts of the total. Empty while nothing divides requests yet. */
  readonly weights: Readonly<Record<string, Range>>;
  readonly routes: readonly string[];
  readonly problems: readonly string[];
}

export interface RouterSight extends Sight {
  readonly router: string;
  readonly shown: readonly Shown[];
  readonly selected?: NonNullable<Observed['selected']>;
}

/** What all routers show together. */
export interface Seen extends Sight {
  /** The canary's weight; undefined while none of them shows any. Only `hasReached` knows whether all of them do. */
  readonly shown: Range | undefined;
  readonly byRouter: readonly RouterSight[];
  /** By the first router that selects pods itself. */
  readonly selected?: NonNullable<Observed['selected']>;
}

export interface RenderedByAll extends Rendered {
  readonly byRouter: readonly (Rendered & { readonly router: string })[];
}

export interface Drift {
  readonly router: string;
  readonly where: string;
  readonly shown: number;
  readonly recorded: number;
}

/** A router with its configuration. */
interface Bound {
  readonly router: string;
  readonly can: Capabilities;
  readonly kinds: readonly Resource[];
  reads(place: Place): readonly Reading[];
  unfit(place: Place, objects: readonly KubeObject[]): readonly Unfit[];
  observed(place: Place, objects: readonly KubeObject[]): Observed;
  render(place: Place, split: Split, objects: readonly KubeObject[]): Rendered;
  leases(place: Place, object: KubeObject): readonly string[];
}

export function readingsOf(routing: TrafficRouting, place: Place): readonly Reading[] {
  return boundOf(routing).flatMap((bound) => bound.reads(place));
}

/** The plugins among the routers that are asked over HTTP: others are built in. */
export function pluginsOf({ plugins = {} }: Pick<TrafficRouting, 'plugins'>): readonly string[] {
  return Object.keys(plugins).filter((name) => !Object.hasOwn(BUILT_IN, name));
}

/** Whether anybody divides requests at all. */
export const hasRouters = (routing: TrafficRouting): boolean => boundOf(routing).length > 0;

/** Paths begin with the field of `trafficRouting`. */
export function unfitFor(routing: TrafficRouting, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  return boundOf(routing).flatMap(({ router, unfit }) =>
    unfit(place, objects).map((one) => ({ ...one, path: [router, one.path].filter(Boolean).join('.') })),
  );
}

export function observedBy(routing: TrafficRouting, place: Place, objects: readonly KubeObject[]): Seen {
  const total = routing.maxTrafficWeight;
  const byRouter = boundOf(routing).map((bound) => sightOf(bound, place, objects, total));
  const all = byRouter.flatMap(({ shown }) => shown);
  const selected = byRouter.find((one) => one.selected)?.selected;
  return {
    shown: all.length > 0 ? rangeOf(place.canaryService, all, total) : undefined,
    weights: rangesOf(all, total),
    routes: [...new Set(byRouter.flatMap(({ routes }) => routes))],
    problems: byRouter.flatMap(({ problems }) => problems),
    byRouter,
    ...(selected && { selected }),
  };
}

export function renderedBy(
  routing: TrafficRouting,
  place: Place,
  split: Split,
  objects: readonly KubeObject[],
): RenderedByAll {
  return together(
    boundOf(routing).map((bound) => {
      const { router } = bound;
      const { problems, ...rendered } = bound.render(place, split, objects);
      return { router, ...rendered, problems: [...lacks(bound, split), ...problems] };
    }),
  );
}

/** What lets go of objects by which no router of the Rollout divides requests any more. */
export function released(place: Place, objects: readonly KubeObject[]): Rendered {
  const all = Object.entries({ ...routers, plugins: pluginRouter });
  return together(all.map(([router, { release }]) => ({ router, ...release(place, objects) })));
}

/** Every kind that some router reads, once. */
export const routingKinds = (): readonly Resource[] => kindsOf(Object.values(routers));

/** Those that the routers of one Rollout read. */
export const kindsFor = (routing: TrafficRouting): readonly Resource[] => kindsOf(boundOf(routing));

function kindsOf(some: readonly { readonly kinds: readonly Resource[] }[]): readonly Resource[] {
  const all = some.flatMap(({ kinds }) => kinds);
  return [...new Map(all.map((one) => [`${groupOf(one)}/${one.kind}`, one])).values()];
}

export function leasesOf(routing: TrafficRouting, place: Place, object: KubeObject): readonly string[] {
  return boundOf(routing).flatMap((bound) => bound.leases(place, object));
}

/** Every configured router shows something, and all that is shown is the split. */
export function hasReached({ byRouter, weights }: Seen, { destinations }: Split): boolean {
  return (
    byRouter.every(({ shown, problems }) => shown.length > 0 && problems.length === 0) &&
    destinations.every(({ service, weight }) => {
      const { lowest = 0, highest = 0 } = weights[service] ?? {};
      return lowest === weight && highest === weight;
    })
  );
}

/** Places that somebody else has changed: they do not show what we recorded last, nor do we want anything new. */
export function driftIn({ byRouter }: Seen, recorded: number | undefined, split: Split): readonly Drift[] {
  const canary = split.destinations.find(({ role }) => role === 'canary');
  if (recorded === undefined || recorded !== canary?.weight) return [];
  const places = byRouter.flatMap(({ router, shown, problems }): readonly Drift[] => {
    // What once divided requests has been taken away.
    if (shown.length === 0 && problems.length === 0) return [{ router, where: 'nowhere', shown: 0, recorded }];
    const weightIn = (one: Shown) => scaled(one, canary.service, split.total);
    return shown.map((one) => ({ router, where: one.where, shown: weightIn(one), recorded }));
  });
  return places.filter(({ shown }) => shown !== recorded);
}

function sightOf(bound: Bound, place: Place, objects: readonly KubeObject[], total: number): RouterSight {
  const { router } = bound;
  const observed = bound.observed(place, objects);
  return { router, ...observed, weights: rangesOf(observed.shown, total) };
}

function together(byRouter: RenderedByAll['byRouter']): RenderedByAll {
  const [wakeAt] = byRouter.flatMap((one) => one.wakeAt ?? []).sort((one, other) => one.getTime() - other.getTime());
  return {
    actions: byRouter.flatMap(({ actions }) => actions),
    notices: byRouter.flatMap(({ notices }) => notices),
    problems: byRouter.flatMap(({ problems }) => problems),
    byRouter,
    ...(wakeAt && { wakeAt }),
  };
}

function rangesOf(shown: readonly Shown[], total: number): Readonly<Record<string, Range>> {
  const services = new Set(shown.flatMap(({ weights }) => Object.keys(weights)));
  return Object.fromEntries([...services].map((service) => [service, rangeOf(service, shown, total)]));
}

function rangeOf(service: string, shown: readonly Shown[], total: number): Range {
  const weights = shown.map((one) => scaled(one, service, total));
  // Weights of others need not come out even, and a status holds whole numbers only.
  return { lowest: Math.floor(Math.min(...weights)), highest: Math.ceil(Math.max(...weights)) };
}

/** Weights that others have set need not add up to our total. */
function scaled({ weights, of }: Shown, service: string, total: number): number {
  return of === 0 ? 0 : ((weights[service] ?? 0) * total) / of;
}

function lacks({ router, can }: Bound, split: Split): readonly string[] {
  const { destinations, headerRoutes, mirrorRoutes, total, cohorts } = split;
  const needs: readonly (readonly [keyof Capabilities, boolean, string])[] = [
    ['total', total !== 100, `maxTrafficWeight ${total}`],
    ['headerRoutes', headerRoutes.length > 0, 'header routes'],
    ['mirrorRoutes', mirrorRoutes.length > 0, 'mirror routes'],
    ['experiments', destinations.some(({ role }) => role === 'experiment'), 'weights of experiments'],
    ['sticky', cohorts !== undefined, 'sticky cohorts'],
  ];
  return needs
    .filter(([capability, isNeeded]) => isNeeded && !can[capability])
    .map(([, , what]) => `trafficRouting.${router} does not support ${what}`);
}

function boundOf(routing: TrafficRouting): readonly Bound[] {
  const names = (Object.keys(routing) as (keyof TrafficRouting)[]).filter(isRouter);
  const native = names.flatMap((name) => bound(name, routing) ?? []);
  return [...native, ...Object.entries(routing.plugins ?? {}).map(boundPlugin)];
}

/** Routers that go by the name of a plugin of the reference, and read its configuration. */
const BUILT_IN: Readonly<Record<string, Router<unknown>>> = {
  [GATEWAY_PLUGIN]: gatewayPlugin,
  [CONTOUR_PLUGIN]: contourPlugin,
  [GLOO_PLUGIN]: glooPlugin,
};

function boundPlugin([name, config]: readonly [string, unknown]): Bound {
  const router = `plugins["${name}"]`;
  const builtIn = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  return builtIn ? boundTo(router, builtIn, config) : boundTo(router, pluginRouter, { plugin: name, config });
}

function isRouter(name: keyof TrafficRouting): name is keyof typeof routers {
  return Object.hasOwn(routers, name);
}

function bound<Name extends keyof typeof routers>(name: Name, routing: Pick<TrafficRouting, Name>): Bound | undefined {
  const router: { readonly [N in keyof typeof routers]: Router<NonNullable<TrafficRouting[N]>> } = routers;
  return routing[name] && boundTo(name, router[name], routing[name]);
}

function boundTo<Config>(name: string, router: Router<Config>, config: Config): Bound {
  return {
    router: name,
    can: router.can,
    kinds: router.kinds,
    reads: (place) => router.reads(config, place),
    unfit: (place, objects) => router.unfit(config, place, objects),
    observed: (place, objects) => router.observed(config, place, objects),
    render: (place, split, objects) => router.render(config, place, split, objects),
    leases: (place, object) => router.leases(config, place, object),
  };
}
