/** CronJobs, and the Jobs they make. Pure. */
import type { KubeObject, Meta } from '../../../kube/types.ts';
import type { Job } from '../jobs/job.ts';
import { ownership } from '../workloads.ts';

export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface CronJobStatus {
  readonly active?: readonly Reference[];
  readonly lastScheduleTime?: string;
  readonly lastSuccessfulTime?: string;
}

export interface CronJob extends KubeObject {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
    readonly suspend?: boolean;
    readonly startingDeadlineSeconds?: number;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly jobTemplate: { readonly metadata?: Partial<Meta>; readonly spec: object };
  };
  readonly status?: CronJobStatus;
}

const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** The same for the same moment, so that it is made once. */
export const jobNameAt = ({ metadata }: CronJob, time: Date): string =>
  `${metadata.name}-${Math.floor(time.getTime() / 60_000)}`;

export function jobAt(cronJob: CronJob, time: Date): KubeObject {
  const { metadata, spec } = cronJob.spec.jobTemplate;
  const annotations = { ...metadata?.annotations, [SCHEDULED]: time.toISOString().replace('.000Z', 'Z') };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobNameAt(cronJob, time),
      namespace: cronJob.metadata.namespace ?? '',
      ...(metadata?.labels && { labels: metadata.labels }),
      annotations,
      ownerReferences: [ownership(cronJob)],
    },
    spec,
  };
  return job;
}

export const referenceTo = ({ metadata }: Pick<Job, 'metadata'>): Reference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid ?? '',
  resourceVersion: metadata.resourceVersion ?? '',
});
