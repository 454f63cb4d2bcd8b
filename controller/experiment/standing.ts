/** Whether an Experiment goes on, as its stored state says. What follows from this pass counts in the next one. */
import { milliseconds } from '../../crds/duration.ts';
import { isOver } from '../analysis/objects.ts';
import type { RunStatus } from './objects.ts';
import type { Snapshot } from './snapshot.ts';

type Known = Pick<Snapshot, 'spec' | 'status' | 'now'>;

const BAD_TEMPLATES: readonly unknown[] = ['Failed', 'Error'];
const BAD_RUNS: readonly unknown[] = ['Failed', 'Error', 'Inconclusive'];

/** Pods go and analyses end. Whoever relies on the pods has seen the status before that. */
export function isTerminating(s: Known): boolean {
  const { phase, templateStatuses = [], analysisRuns = [] } = s.status;
  return (
    s.spec.terminate ||
    isOver(phase) ||
    templateStatuses.some(({ status }) => BAD_TEMPLATES.includes(status)) ||
    analysisRuns.some((run) => BAD_RUNS.includes(run.phase)) ||
    haveRequiredSucceeded(s, analysisRuns)
  );
}

export const hasRequired = ({ spec }: Pick<Known, 'spec'>): boolean =>
  (spec.analyses ?? []).some(({ requiredForCompletion }) => requiredForCompletion);

export function haveRequiredSucceeded({ spec }: Pick<Known, 'spec'>, runs: readonly RunStatus[]): boolean {
  const required = (spec.analyses ?? []).filter(({ requiredForCompletion }) => requiredForCompletion);
  const isGood = (wanted: string) => runs.some(({ name, phase }) => name === wanted && phase === 'Successful');
  return required.length > 0 && required.every(({ name }) => isGood(name));
}

/** Undefined as long as not all pods have been there, and if they stay until somebody ends it. */
export function endOf({ spec, status }: Pick<Known, 'spec' | 'status'>): Date | undefined {
  const duration = spec.duration === undefined ? undefined : milliseconds(spec.duration);
  if (duration === undefined || status.availableAt === undefined) return undefined;
  return new Date(Date.parse(status.availableAt) + duration);
}

export function isTimeOver(s: Known): boolean {
  const end = endOf(s);
  return end !== undefined && end <= s.now;
}
