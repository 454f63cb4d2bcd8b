/** Snapshots of AnalysisRuns in few words, and passes over them in which time goes by. */
import type { MetricResult } from '../../analysis/verdict/measurements.ts';
import type { AnalysisRunSpec } from '../../crds/analysis/run.ts';
import type { Action } from '../runtime/plan.ts';
import { decide } from './decide.ts';
import { MEASURE, type Task } from './effects.ts';
import type { Job, RunObject, RunStatus } from './objects.ts';
import { prepared } from './prepared.ts';
import type { JobSight, Sample, Snapshot } from './snapshot.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

/** Seconds from the start. */
export const moment = (seconds: number): Date => new Date(START + seconds * 1_000);
export const at = (seconds: number): string => `${moment(seconds).toISOString().slice(0, -5)}Z`;

export const metricOf = (fields: object = {}): AnalysisRunSpec['metrics'][number] =>
  ({ name: 'errors', provider: { prometheus: { query: 'up' } }, ...fields }) as never;

export interface Scene {
  readonly metrics?: readonly object[];
  readonly spec?: object;
  readonly status?: RunStatus;
  readonly samples?: readonly Partial<Sample>[];
  readonly inFlight?: readonly string[];
  readonly jobs?: Readonly<Record<string, JobScene | undefined>>;
  readonly seconds?: number;
  readonly deleted?: true;
}

export interface JobScene extends NonNullable<Job['status']> {
  readonly stuck?: string;
}

/** Its uid is `u`, whose offset is 117 ms: measurements are due that much after whole seconds. */
export function scene({ metrics = [metricOf()], spec, status = {}, seconds = 0, ...rest }: Scene = {}): Snapshot {
  const object = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun' },
    metadata: { name: 'run', namespace: 'shop', uid: 'u', ...(rest.deleted && { deletionTimestamp: at(0) }) },
    spec: { metrics, ...spec },
    status,
  } as unknown as RunObject;
  return {
    ...{ now: moment(seconds), object, status, prepared: prepared(object.spec), jobNamespace: 'shop', targets: {} },
    sampling: { inFlight: rest.inFlight ?? [], samples: (rest.samples ?? []).map((one) => sample(one)) },
    jobs: new Map(Object.entries(rest.jobs ?? {}).map(([name, one]) => [name, jobSight(name, one)])),
  };
}

export const sample = (fields: Partial<Sample> = {}): Sample => ({
  ...{ metric: 'errors', number: 1, phase: 'Successful', value: '[1]' },
  ...{ startedAt: moment(0), finishedAt: moment(0), ...fields },
});

function jobSight(name: string, { stuck, ...status }: JobScene = {}): JobSight {
  const metadata = { name, namespace: 'shop', uid: `uid of ${name}` };
  return { job: { apiVersion: 'batch/v1', kind: 'Job', metadata, status }, stuck };
}

export const resultOf = (status: RunStatus, name = 'errors'): MetricResult | undefined =>
  status.metricResults?.find((one) => one.name === name);

export const tasksIn = (stages: readonly (readonly Action[])[]): readonly Task[] =>
  stages
    .flat()
    .flatMap((action) => (action.do === 'effect' && action.effect === MEASURE ? [action.input as Task] : []));

/** Goes on until the run has ended, or for so many seconds: each measurement takes no time and comes to what is said. */
export function played(spec: Scene, answers: (metric: string, number: number) => Partial<Sample>, seconds = 600) {
  let [status, time] = [spec.status ?? {}, 0];
  let samples: Partial<Sample>[] = [];
  const writes: RunStatus[] = [];
  while (time <= seconds && status.completedAt === undefined) {
    const { wakeAt, ...plan } = decide(scene({ ...spec, status, samples, seconds: time }));
    if (JSON.stringify(plan.status) !== JSON.stringify(status)) writes.push(plan.status);
    status = plan.status;
    samples = tasksIn(plan.stages).map(({ metric, number }) => ({
      ...{ metric: metric.name, number, startedAt: moment(time), finishedAt: moment(time) },
      ...answers(metric.name, number),
    }));
    if (samples.length === 0) time = nextTime(time, status, wakeAt);
  }
  return { status, writes, seconds: time };
}

function nextTime(time: number, { completedAt }: RunStatus, wakeAt: Date | undefined): number {
  if (completedAt !== undefined) return time;
  return wakeAt ? (wakeAt.getTime() - START) / 1_000 : Number.POSITIVE_INFINITY;
}
