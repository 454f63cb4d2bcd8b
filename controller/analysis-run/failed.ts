/** What there is to say of a pass in which a write was refused: a Job that cannot be made is a measurement that failed to be one. */
import { withMeasurement } from '../../analysis/verdict/measurements.ts';
import { timestamp } from '../../kube/conditions.ts';
import type { Failure } from '../runtime/reconcile.ts';
import { emptyResult } from './folded.ts';
import { jobName, nextNumber } from './jobs.ts';
import type { RunStatus } from './objects.ts';
import { isProblem } from './prepared.ts';
import type { Snapshot } from './snapshot.ts';

interface Refusal {
  readonly message: string;
  readonly causes: readonly unknown[];
}

/** The next passes judge it like any other error. */
export function failed(s: Snapshot, errors: readonly unknown[]): Failure<RunStatus> {
  const refused = errors.filter(isRefusal);
  const unchanged = { status: s.status, notices: [] };
  if (isProblem(s.prepared) || refused.length === 0) return unchanged;
  const results = s.status.metricResults ?? [];
  const hit = s.prepared.flatMap((prepared) => {
    const { name } = prepared.metric;
    const before = results.find((one) => one.name === name);
    const job = jobName(s.object, name, nextNumber(before));
    const refusal = refused.find(({ message }) => prepared.metric.provider.job && message.includes(job));
    return refusal ? [{ prepared, before, message: refusal.message }] : [];
  });
  if (hit.length === 0) return unchanged;
  const now = timestamp(s.now);
  const added = hit.map(({ prepared, before, message }) =>
    withMeasurement(before ?? emptyResult(prepared), { phase: 'Error', startedAt: now, finishedAt: now, message }),
  );
  const kept = results.filter(({ name }) => added.every((one) => one.name !== name));
  const status: RunStatus = {
    ...s.status,
    phase: 'Running',
    startedAt: s.status.startedAt ?? now,
    metricResults: [...kept, ...added],
  };
  return { status, notices: [] };
}

/** What the API server thinks of the object, and will think again. */
const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && 'causes' in error && 'reason' in error && error.reason === 'Invalid';
