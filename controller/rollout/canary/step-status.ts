/** What the status says of a plugin's work on a step, and how it is read. */
import { milliseconds } from '../../../crds/duration.ts';
import type { RolloutStatus } from '../../../crds/rollout/status.ts';

export type StepPluginStatus = NonNullable<NonNullable<RolloutStatus['canary']>['stepPluginStatuses']>[number];

/** Names one call of a plugin and no other, in whichever pass or process it is made. */
export const callKey = (uid: string, { index, operation, startedAt, executions = 0 }: StepPluginStatus): string =>
  `${uid} step ${index} ${operation} ${startedAt} ${executions}`;

/** An error while it runs is none that lasts; what only ends it is asked once. */
export const isOver = ({ operation, phase }: StepPluginStatus): boolean =>
  phase === 'Successful' || phase === 'Failed' || (phase === 'Error' && operation !== 'Run');

/** When it may be asked again; undefined if at once. */
export function backoffEnd({ updatedAt, backoff }: StepPluginStatus): Date | undefined {
  if (updatedAt === undefined || backoff === undefined) return undefined;
  return new Date(Date.parse(updatedAt) + (milliseconds(backoff) ?? 0));
}
