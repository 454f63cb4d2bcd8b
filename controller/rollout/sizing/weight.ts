/** What the steps up to an index say about the canary's weight and size. */
import type { Step } from '../../../crds/rollout/steps.ts';
import type { Counts } from './counts.ts';

/** A size other than that of the weight; replicas wins over weight. */
export interface CanaryScale {
  readonly replicas?: number | undefined;
  readonly weight?: number | undefined;
}

export interface Progress {
  readonly steps: readonly Step[];
  /** As many as there are steps: all are done. */
  readonly index: number;
  readonly isAborted: boolean;
}

export interface WeightInput extends Progress {
  readonly replicas: number;
  readonly maxWeight: number;
  readonly isDynamic: boolean;
  /** As the user set it, undefined if he did not. */
  readonly abortDelaySeconds?: number | undefined;
  readonly current?: Pick<Counts, 'available'> | undefined;
  readonly stable?: Pick<Counts, 'available'> | undefined;
}

export interface ScaleInput extends Progress {
  readonly hasTraffic: boolean;
  readonly abortDelaySeconds?: number | undefined;
}

export function currentSetWeight({ steps, index, isAborted }: Progress, maxWeight: number): number {
  if (isAborted) return 0;
  return index >= steps.length ? maxWeight : weightAt(steps, index);
}

/** While an abort with dynamic scale is under way, weight goes back a step at a time, as stable pods come back. */
export function desiredCanaryWeight(input: WeightInput): number {
  const { current, stable, isAborted, isDynamic } = input;
  if (!(isAborted && isDynamic && current && stable)) return currentSetWeight(input, input.maxWeight);
  const missing = input.replicas - stable.available;
  // With a delay the canary keeps its pods: their number says nothing about how much is still on its way back.
  const needed = input.abortDelaySeconds ? missing : Math.max(missing, current.available);
  const pods = (weight: number) => Math.ceil((weight * input.replicas) / input.maxWeight);
  return input.steps.findLast(({ setWeight }) => setWeight !== undefined && pods(setWeight) < needed)?.setWeight ?? 0;
}

/** The size that the nearest setCanaryScale asks for; undefined if the canary's size follows its weight. */
export function canaryScaleInEffect(input: ScaleInput): CanaryScale | undefined {
  const { steps, index, isAborted, hasTraffic } = input;
  if (!hasTraffic || index >= steps.length || (isAborted && input.abortDelaySeconds !== 0)) return undefined;
  const asked = upTo(steps, index).flatMap(({ setCanaryScale }) => setCanaryScale ?? []);
  const nearest = asked.at(-1);
  if (!nearest?.matchTrafficWeight) return nearest;
  // Without weight the size would be none, but a route may lead to these pods: they stay until the weight rises.
  const mustStay = weightAt(steps, index) === 0 && hasOpenRoute(steps, index);
  return mustStay ? asked.findLast(({ matchTrafficWeight }) => !matchTrafficWeight) : undefined;
}

const upTo = (steps: readonly Step[], index: number): readonly Step[] => steps.slice(0, index + 1);

const weightAt = (steps: readonly Step[], index: number): number =>
  upTo(steps, index).findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0;

function hasOpenRoute(steps: readonly Step[], index: number): boolean {
  const routes = upTo(steps, index).flatMap(({ setHeaderRoute, setMirrorRoute }) => [
    ...(setHeaderRoute ? [{ key: `header ${setHeaderRoute.name}`, isOpen: setHeaderRoute.match !== undefined }] : []),
    ...(setMirrorRoute ? [{ key: `mirror ${setMirrorRoute.name}`, isOpen: setMirrorRoute.match !== undefined }] : []),
  ]);
  const last = new Map(routes.map(({ key, isOpen }) => [key, isOpen]));
  return [...last.values()].includes(true);
}
