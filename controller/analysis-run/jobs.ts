/** Measurements by Jobs: the Job of each, and what its end means. */
import type { Measurement, MetricResult } from '../../analysis/verdict/measurements.ts';
import { timestamp } from '../../kube/conditions.ts';
import { type KubeObject, refOf } from '../../kube/types.ts';
import type { Action } from '../runtime/plan.ts';
import {
  JOB_NAME,
  JOB_NAMESPACE,
  JOBS,
  METRIC_NAME,
  RUN_NAME,
  RUN_NAMESPACE,
  RUN_UID,
  type RunObject,
} from './objects.ts';
import type { Prepared } from './prepared.ts';
import type { JobSight, Snapshot } from './snapshot.ts';

const LONGEST_NAME = 63;

/** Which measurement of the metric the next one is, from 1. */
export const nextNumber = (result: MetricResult | undefined): number => (result?.count ?? 0) + (result?.error ?? 0) + 1;

export function jobName({ metadata }: RunObject, metric: string, number: number): string {
  const [before, after] = [`${metadata.uid}.`, `.${number}`];
  return `${before}${metric.slice(0, LONGEST_NAME - before.length - after.length)}${after}`;
}

interface Begun {
  readonly action: Action;
  readonly measurement: Measurement;
}

export function begunJob(s: Snapshot, { metric }: Prepared, number: number): Begun {
  const { object, jobNamespace: namespace, now } = s;
  const name = jobName(object, metric.name, number);
  const { metadata = {}, spec } = (metric.provider.job ?? {}) as JobBlock;
  const { template = {}, ...rest } = spec ?? {};
  const uid = { [RUN_UID]: object.metadata.uid ?? '' };
  const job = {
    ...{ apiVersion: JOBS.apiVersion, kind: JOBS.kind },
    metadata: {
      ...{ name, namespace, labels: { ...metadata.labels, ...uid } },
      annotations: { ...metadata.annotations, ...namesOf(object, metric.name) },
      // Owners live in the namespace of what they own.
      ...(namespace === object.metadata.namespace && { ownerReferences: [ownerOf(object)] }),
    },
    spec: {
      ...rest,
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...uid } },
        spec: { restartPolicy: 'Never', ...template.spec },
      },
    },
  } as unknown as KubeObject;
  const told = { [JOB_NAME]: name, [JOB_NAMESPACE]: namespace };
  return {
    action: { do: 'create', object: job, because: `measure ${metric.name} (${number}) by Job ${name}` },
    measurement: { phase: 'Running', startedAt: timestamp(now), metadata: told },
  };
}

interface Labelled {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface JobBlock {
  readonly metadata?: Labelled;
  readonly spec?: { readonly template?: { readonly metadata?: Labelled; readonly spec?: object } };
}

const namesOf = ({ metadata }: RunObject, metric: string): Readonly<Record<string, string>> => ({
  [RUN_NAME]: metadata.name,
  [RUN_NAMESPACE]: metadata.namespace ?? '',
  [METRIC_NAME]: metric,
});

const ownerOf = ({ apiVersion, kind, metadata }: RunObject) => ({
  ...{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' },
  ...{ controller: true, blockOwnerDeletion: true },
});

/** The measurement with its end; undefined as long as the Job goes on. */
export function endedJob(measurement: Measurement, sight: JobSight | undefined, now: Date): Measurement | undefined {
  const end = (phase: Measurement['phase'], message?: string): Measurement => ({
    ...{ ...measurement, phase, finishedAt: timestamp(now) },
    ...(message !== undefined && { message }),
  });
  if (!sight) return end('Error', `Job ${measurement.metadata?.[JOB_NAME] ?? ''} is gone`);
  const conditions = sight.job.status?.conditions ?? [];
  const isTrue = (wanted: string) => conditions.find(({ type, status }) => type === wanted && status === 'True');
  if (isTrue('Complete')) return end('Successful');
  const failed = isTrue('Failed');
  if (failed) return end('Failed', failed.message);
  return sight.stuck === undefined ? undefined : end('Inconclusive', sight.stuck);
}

/** The Jobs of measurements that are told no more, and those that nobody waits for. */
export function jobDeletions(
  s: Snapshot,
  results: readonly (MetricResult | undefined)[],
  ended: ReadonlySet<string>,
): readonly Action[] {
  const told = new Set(
    results.flatMap((result) => (result?.measurements ?? []).flatMap(({ metadata }) => metadata?.[JOB_NAME] ?? [])),
  );
  return [...s.jobs]
    .filter(([name]) => !told.has(name) || ended.has(name))
    .map(([name, { job }]) => ({
      ...{ do: 'delete', ref: refOf(job), propagation: 'Foreground', isLenient: true },
      ...(job.metadata.uid !== undefined && { uid: job.metadata.uid }),
      because: `delete Job ${name}: ${ended.has(name) ? 'nobody waits for it' : 'its measurement is not kept'}`,
    }));
}
