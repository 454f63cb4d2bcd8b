/** Jobs and their pods, for tests: each states only what it is about. */
import { ago } from '../workloads.testkit.ts';
import type { Pod } from '../workloads.ts';
import { type Job, type JobStatus, TRACKING } from './job.ts';

export const job = (spec: Partial<Job['spec']> = {}, status: JobStatus = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work', namespace: 'shop', uid: 'j' },
  spec: {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    selector: { matchLabels: { app: 'work' } },
    template: { spec: { restartPolicy: 'Never' } },
    ...spec,
  },
  status,
});

interface Worker {
  readonly tracked?: boolean;
  readonly going?: boolean;
  readonly ready?: boolean;
  readonly node?: string;
  /** Seconds ago. */
  readonly ended?: number;
  readonly restarts?: number;
}

export const worker = (name: string, phase = 'Pending', { tracked = true, ...more }: Worker = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'shop',
    uid: name,
    ...(tracked && { finalizers: [TRACKING] }),
    ...(more.going && { deletionTimestamp: ago(0) }),
  },
  spec: more.node === undefined ? {} : { nodeName: more.node },
  status: {
    phase,
    ...(more.ready && { conditions: [{ type: 'Ready', status: 'True' as const, reason: '', message: '' }] }),
    ...(more.ended !== undefined && {
      containerStatuses: [{ state: { terminated: { finishedAt: ago(more.ended) } } } as object],
    }),
    ...(more.restarts !== undefined && { containerStatuses: [{ restartCount: more.restarts }] }),
  },
});
