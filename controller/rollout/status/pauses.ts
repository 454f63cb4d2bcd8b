/** Why a Rollout waits, and whether it is aborted. Clients read and write these fields, too. */
import { timestamp } from '../../../kube/conditions.ts';
import type { Completed } from '../completed.ts';
import type { RolloutStatus } from '../objects.ts';
import type { Outcome } from './outcome.ts';

type Pauses = Pick<RolloutStatus, 'abort' | 'abortedAt' | 'pauseConditions' | 'controllerPause'>;

interface Seen {
  readonly status: Pauses;
  readonly spec: Pick<Completed, 'paused'>;
  readonly now: Date;
}

/** Fields that are not to be there are left out. */
export function pausesAfter({ status, spec, now }: Seen, change: Pick<Outcome, 'abort' | 'pauses'>): Pauses {
  const isAborted = change.abort === undefined ? status.abort === true : change.abort !== 'remove';
  if (isAborted) return { abort: true, abortedAt: status.abortedAt ?? timestamp(now) };
  return change.pauses?.clear ? {} : waiting({ status, spec, now }, change.pauses);
}

function waiting({ status, spec, now }: Seen, { add = [], remove = [] }: NonNullable<Outcome['pauses']> = {}): Pauses {
  const kept = (status.pauseConditions ?? []).filter(({ reason }) => !remove.includes(reason));
  const added = [...new Set(add)].filter((reason) => kept.every((pause) => pause.reason !== reason));
  const pauseConditions = [...kept, ...added.map((reason) => ({ reason, startTime: timestamp(now) }))];
  if (pauseConditions.length === 0) return isOwed(status, spec) && remove.length === 0 ? { controllerPause: true } : {};
  const controllerPause = added.length > 0 || status.controllerPause === true;
  return { pauseConditions, ...(controllerPause && { controllerPause }) };
}

/** The mark without a pause means that somebody has just resumed. That has been seen now, unless nothing may go on. */
const isOwed = ({ controllerPause, pauseConditions = [] }: Pauses, { paused }: Seen['spec']): boolean =>
  paused && controllerPause === true && pauseConditions.length === 0;

export function isPaused(spec: Completed, status: Pauses): boolean {
  return spec.paused || (status.pauseConditions?.length ?? 0) > 0;
}

/** Whether nothing goes on until a person acts. */
export function waitsForPerson(spec: Completed, status: RolloutStatus): boolean {
  const { canary, blueGreen } = spec.strategy ?? {};
  const step = canary?.steps?.[status.currentStepIndex ?? 0];
  const needsPerson = {
    CanaryPauseStep: step?.pause !== undefined && step.pause.duration === undefined,
    BlueGreenPause: blueGreen?.autoPromotionEnabled === false,
    InconclusiveAnalysisRun: true,
    InconclusiveExperiment: true,
  };
  return spec.paused || (status.pauseConditions ?? []).some(({ reason }) => needsPerson[reason]);
}
