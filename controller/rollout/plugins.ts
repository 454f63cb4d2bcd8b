/** What plugins mean for a pass: when not to act at all, and when to look again, because no watch tells of them. */
import type { Action } from '../runtime/plan.ts';
import { PLUGIN_EFFECT } from '../runtime/plugin-contract.ts';
import { sightsAmong, silenceOf, verifiedBy } from '../traffic/plugins/sight.ts';
import type { RolloutStatus } from './objects.ts';
import type { Snapshot } from './snapshot.ts';

type CanaryStatus = RolloutStatus['canary'];

/** Milliseconds. */
const AFTER_EFFECT = 1_000;
const IN_DOUBT = 10_000;
const AT_REST = 60_000;

/**
 * Why nobody may touch pods: requests are divided in a way that nobody knows, and all that is known of the Rollout says
 * that some may be the canary's. One that is at rest goes on being scaled, whatever its plugin does.
 */
export function unknownDivision({ routing, status, hash }: Snapshot): string | undefined {
  const [silent] = sightsAmong(routing.objects).filter((sight) => silenceOf(sight) !== undefined);
  const isAtRest = status.stableRS === hash && status.canary?.weights?.canary.weight === 0;
  if (!silent || !status.stableRS || isAtRest) return undefined;
  return `plugin ${silent.metadata.name}: ${silenceOf(silent)}`;
}

/** With what plugins say of the weights, or with what was last known while one of them says nothing. */
export function withPlugins(told: CanaryStatus, { routing, status }: Snapshot): CanaryStatus {
  const isSilent = sightsAmong(routing.objects).some((sight) => silenceOf(sight) !== undefined);
  const weights = told?.weights ?? (isSilent ? status.canary?.weights : undefined);
  const verified = verifiedBy(routing.objects);
  return weights ? { ...told, weights: { ...weights, ...(verified !== undefined && { verified }) } } : told;
}

/** Undefined without plugins. */
export function pluginsWakeAt(
  { routing, stepPlugins, now }: Snapshot,
  actions: readonly Action[] = [],
): Date | undefined {
  const sights = sightsAmong(routing.objects);
  const isUseless = Object.values(stepPlugins?.standing ?? {}).some(
    (reply) => 'refused' in reply || 'problem' in reply,
  );
  if (sights.length === 0 && !isUseless) return undefined;
  const isTold = actions.some((action) => action.do === 'effect' && action.effect === PLUGIN_EFFECT);
  const isInDoubt =
    isUseless || verifiedBy(routing.objects) === false || sights.some(({ reply }) => !('answer' in reply));
  const after = isTold ? AFTER_EFFECT : isInDoubt ? IN_DOUBT : AT_REST;
  return new Date(now.getTime() + after);
}
