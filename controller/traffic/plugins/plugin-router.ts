/** Routers that are plugins: what they answered is read from their sights, what they are told goes out as effects. */
import type { Action } from '../../runtime/plan.ts';
import { PLUGIN_EFFECT, type PluginCall, type ToldCall } from '../../runtime/plugin-contract.ts';
import { type PluginRecord, recordIn } from '../../runtime/plugin-records.ts';
import { fingerprint } from '../leases.ts';
import type { Observed, Place, Rendered, Router, Shown, Split, Unfit } from '../router.ts';
import { type PluginSight, routeNames, sightRef, sightsAmong, silenceOf, stateIn, type TrafficState } from './sight.ts';

/** A plugin by its name in the settings, and what the Rollout's `trafficRouting.plugins` has for it. */
export interface PluginConfig {
  readonly plugin: string;
  readonly config: unknown;
}

/** The question of what a plugin shows. */
export const stateCall = (place: Place, { plugin, config }: PluginConfig): PluginCall => ({
  ...{ kind: 'trafficRouterPlugins', plugin, path: 'traffic/state' },
  body: { rollout: rolloutOf(place), services: servicesOf(place), config },
});

export const pluginRouter: Router<PluginConfig> = {
  can: { total: true, headerRoutes: true, mirrorRoutes: true, experiments: true },
  kinds: [],
  reads: ({ plugin }, place) => [{ ref: sightRef(place, plugin) }],
  unfit: ({ plugin }, _, objects): readonly Unfit[] => {
    const { reply } = sightIn(objects, plugin) ?? {};
    if (!reply || !('refused' in reply || 'disabled' in reply)) return [];
    const message = 'refused' in reply ? reply.refused : 'is disabled in the settings: see docs/plugins.md';
    return [{ path: '', value: plugin, message }];
  },
  observed: ({ plugin }, _, objects): Observed => {
    const state = stateOf(objects, plugin);
    if (typeof state === 'string') return { shown: [], routes: [], problems: [said(plugin, state)] };
    return {
      shown: state.shown.map((one) => ({ ...one, where: `plugin ${plugin} ${one.where}`.trim() })),
      routes: state.routes,
      problems: state.verified === false ? [said(plugin, 'its weights are not in force yet')] : [],
    };
  },
  render: ({ plugin, config }, place, split, objects): Rendered => {
    const state = stateOf(objects, plugin);
    // What is shown is unknown: it may be what is wanted, or a share that must be lowered with care.
    if (typeof state === 'string') return { actions: [], notices: [], problems: [said(plugin, state)] };
    const routes = printOf(split, place);
    const isSame = sightIn(objects, plugin)?.told === routes || state.routes.length === 0;
    if (isSame && isReached(state, split)) return { actions: [], notices: [], problems: [] };
    const canary = split.destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
    const because = `tell plugin ${plugin} ${canary} of ${split.total} for the canary`;
    const call: ToldCall = {
      ...{ kind: 'trafficRouterPlugins', plugin, path: 'traffic/split', owner: place.uid, routes },
      body: {
        ...{ rollout: rolloutOf(place), services: servicesOf(place), config },
        ...{
          split,
          managedRoutes: place.managedRoutes,
          ...(state.version !== undefined && { version: state.version }),
        },
      },
    };
    // A split that somebody else has undone is told again under another key only if the plugin counts its versions.
    const key = `${place.uid} ${plugin} ${fingerprint(call.body)}`;
    return { actions: [{ do: 'effect', effect: PLUGIN_EFFECT, key, input: call, because }], notices: [], problems: [] };
  },
  leases: () => [],
  release: ({ uid }, objects) => {
    const records = objects.flatMap((object) => recordIn(object) ?? []).filter(({ rollout }) => rollout.uid === uid);
    return { actions: records.map(farewell), notices: [], problems: [] };
  },
};

/** The names of routes tell nothing of what they ask for. */
const printOf = ({ headerRoutes, mirrorRoutes }: Split, { managedRoutes }: Place): string =>
  fingerprint([headerRoutes, mirrorRoutes, managedRoutes]);

/** All that is known of a Rollout that is gone is in its record. The last call is the same however often it is made. */
function farewell({ plugin, rollout, services, config }: PluginRecord): Action {
  const split: Split = {
    destinations: [
      { service: services.canary, hash: '', role: 'canary', weight: 0 },
      { service: services.stable, hash: '', role: 'stable', weight: 100 },
    ],
    ...{ total: 100, headerRoutes: [], mirrorRoutes: [] },
  };
  const call: PluginCall = {
    ...{ kind: 'trafficRouterPlugins', plugin, path: 'traffic/split' },
    body: { rollout, services, config, split, managedRoutes: [] },
  };
  const because = `stable alone in plugin ${plugin}`;
  return { do: 'effect', effect: PLUGIN_EFFECT, key: `${rollout.uid} ${plugin} farewell`, input: call, because };
}

const said = (plugin: string, problem: string): string => `plugin ${plugin}: ${problem}`;

const rolloutOf = ({ rollout: { namespace, name }, uid }: Place): object => ({ namespace, name, uid });

const servicesOf = ({ canaryService, stableService }: Place): object => ({
  canary: canaryService,
  stable: stableService,
});

const sightIn = (objects: Parameters<typeof sightsAmong>[0], plugin: string): PluginSight | undefined =>
  sightsAmong(objects).find(({ metadata }) => metadata.name === plugin);

/** What it shows, or why nobody knows. */
function stateOf(objects: Parameters<typeof sightsAmong>[0], plugin: string): TrafficState | string {
  const sight = sightIn(objects, plugin);
  if (!sight) return 'was not asked';
  const silence = silenceOf(sight);
  if (silence !== undefined) return silence;
  return 'answer' in sight.reply ? stateIn(sight.reply.answer) : 'cannot be used';
}

function isReached(
  { shown, routes }: TrafficState,
  { destinations, total, headerRoutes, mirrorRoutes }: Split,
): boolean {
  const wanted = routeNames([...headerRoutes, ...mirrorRoutes]);
  const isSame = routes.length === wanted.length && wanted.every((name) => routes.includes(name));
  const weights = new Map(destinations.map(({ service, weight }) => [service, weight]));
  return isSame && shown.length > 0 && shown.every((one) => isShown(one, weights, total));
}

/** Exactly these services, each with its share. */
function isShown({ weights, of }: Shown, wanted: ReadonlyMap<string, number>, total: number): boolean {
  const services = [...new Set([...Object.keys(weights), ...wanted.keys()])];
  return services.every((service) => ((weights[service] ?? 0) * total) / of === (wanted.get(service) ?? 0));
}
