/** Asks the plugins among a Rollout's routers what they show, and hears what those of its steps have answered. */
import type { Ref } from '../../kube/types.ts';
import { type Plugins, UNASKED } from '../runtime/plugin-contract.ts';
import { stateCall } from '../traffic/plugins/plugin-router.ts';
import { type PluginSight, sightOf } from '../traffic/plugins/sight.ts';
import type { Completed } from './completed.ts';
import type { RolloutObject } from './objects.ts';
import { placeOf } from './place.ts';
import type { StepPlugins } from './snapshot.ts';

export interface PluginMeans {
  readonly object: RolloutObject;
  readonly spec: Completed;
  /** Whoever has none, such as the command line, learns nothing. */
  readonly plugins: Plugins | undefined;
}

export async function observedPlugin(ref: Ref, { object, spec, plugins }: PluginMeans): Promise<PluginSight> {
  const config = spec.strategy?.canary?.trafficRouting?.plugins?.[ref.name];
  const call = stateCall(placeOf(object, spec), { plugin: ref.name, config });
  return plugins
    ? sightOf(ref, await plugins.ask(call), plugins.told(object.metadata.uid ?? '', ref.name))
    : sightOf(ref, UNASKED);
}

export async function observedSteps({ object, spec, plugins }: PluginMeans): Promise<StepPlugins | undefined> {
  const names = new Set((spec.strategy?.canary?.steps ?? []).flatMap(({ plugin }) => plugin?.name ?? []));
  if (names.size === 0) return undefined;
  const standing = async (name: string) =>
    [name, plugins ? await plugins.standing('stepPlugins', name) : UNASKED] as const;
  return {
    standing: Object.fromEntries(await Promise.all([...names].map(standing))),
    heard: plugins?.heard(object.metadata.uid ?? '') ?? {},
  };
}
