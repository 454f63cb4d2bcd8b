/** Everything a decision about an AnalysisRun needs, read once: memory, and what the sampler has collected. */
import type { TargetPod } from '../../analysis/providers/provider.ts';
import type { Reader } from '../../kube/cluster.ts';
import { byController } from '../../kube/ownership.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';
import { ownerOf } from './effects.ts';
import { HASH_LABEL, JOB_NAME, JOBS, type Job, PODS, RUN_UID, type RunObject, type RunStatus } from './objects.ts';
import { isProblem, type Preparation, preparer } from './prepared.ts';
import type { Sampler } from './sampler.ts';
import type { JobSight, Snapshot } from './snapshot.ts';
import { stuckPod } from './stuck.ts';
import { readyPods, rolloutOf, type TargetName, targetHash } from './targets.ts';

export const BY_RUN = 'run';

export interface ObserverOptions {
  readonly sampler: Pick<Sampler, 'of' | 'forget'>;
  /** Where Jobs are made; without it where the run is. */
  readonly jobNamespace?: string | undefined;
}

export function observer(options: ObserverOptions) {
  const prepare = preparer();
  return async (ref: Ref, cluster: Reader, now: Date): Promise<Snapshot | undefined> => {
    const object = (await cluster.get(ref)) as RunObject | undefined;
    if (!object) options.sampler.forget(ref);
    return object && (await observed(object, prepare, { ...options, cluster, now }));
  };
}

interface Sight extends ObserverOptions {
  readonly cluster: Reader;
  readonly now: Date;
}

async function observed(
  object: RunObject,
  prepare: ReturnType<typeof preparer>,
  { sampler, jobNamespace, cluster, now }: Sight,
): Promise<Snapshot> {
  const status: RunStatus = object.status ?? {};
  const isOver = status.completedAt !== undefined;
  const prepared = isOver ? [] : prepare(object.spec);
  const owner = ownerOf(object);
  const sampling = sampler.of(owner);
  if (isOver && sampling.inFlight.length === 0) sampler.forget(owner);
  return {
    ...{ now, object, status, prepared, sampling },
    jobs: hasJobs(object) ? await jobsOf(object, cluster, now) : new Map(),
    jobNamespace: jobNamespace ?? owner.namespace,
    targets: isOver ? {} : await targetsOf(object, prepared, { cluster, inFlight: sampling.inFlight }),
  };
}

const hasJobs = ({ spec }: RunObject): boolean => spec.metrics.some(({ provider }) => provider.job !== undefined);

async function jobsOf({ metadata }: RunObject, cluster: Reader, now: Date): Promise<ReadonlyMap<string, JobSight>> {
  const jobs = cluster.view(JOBS).by(BY_RUN, metadata.uid ?? '') as readonly Job[];
  const sights = jobs.map(
    async (job) => [job.metadata.name, { job, stuck: await stuckOf(job, cluster, now) }] as const,
  );
  return new Map(await Promise.all(sights));
}

/** A Job whose pods cannot start goes on for ever, and says nothing of it. */
async function stuckOf(job: Job, cluster: Reader, now: Date): Promise<string | undefined> {
  const { active = 0, ready = 0, conditions = [] } = (job.status ?? {}) as JobCounts;
  const isYoung = now.getTime() - Date.parse(job.metadata.creationTimestamp ?? '') < YOUNG;
  if (active === 0 || ready > 0 || conditions.length > 0 || isYoung) return undefined;
  const { namespace = '', name } = job.metadata;
  const pods = await cluster.fetchAll(PODS, { namespace, labelSelector: `${JOB_NAME}=${name}` });
  return stuckPod(pods);
}

/** Milliseconds which a pod has to start before anybody looks at it. */
const YOUNG = 1_000;

interface JobCounts {
  readonly active?: number;
  readonly ready?: number;
  readonly conditions?: readonly unknown[];
}

/** Asked of the server: a pod that was ready a moment ago may be the one that fails now. */
async function targetsOf(
  run: RunObject,
  prepared: Preparation,
  { cluster, inFlight }: { readonly cluster: Reader; readonly inFlight: readonly string[] },
): Promise<Snapshot['targets']> {
  if (isProblem(prepared)) return {};
  const idle = prepared.filter(({ metric }) => !inFlight.includes(metric.name));
  const names = new Set(idle.flatMap(({ metric }) => metric.provider.web?.target?.service ?? []));
  const found = [...names].map(async (name) => [name, await podsOf(run, name, cluster)] as const);
  return Object.fromEntries(await Promise.all(found));
}

async function podsOf(run: RunObject, name: TargetName, cluster: Reader): Promise<readonly TargetPod[]> {
  const rollout = rolloutOf(run);
  const hash = targetHash(run, rollout && (await cluster.get(rollout)), name);
  if (hash === undefined) return [];
  const { namespace = '' } = run.metadata;
  return readyPods(await cluster.fetchAll(PODS, { namespace, labelSelector: `${HASH_LABEL}=${hash}` }));
}

/** Jobs by the run that made them. */
export const byRun = ({ metadata }: KubeObject): readonly string[] => {
  const uid = metadata.labels?.[RUN_UID];
  return uid === undefined ? byController({ metadata } as KubeObject) : [uid];
};
