/** What differs by design between what a 1.20 cluster and the newest hold; each is left out, and says why. */

import type { KubeObject } from '../../../kube/types.ts';

interface Difference {
  readonly because: string;
  readonly kinds: readonly string[];
  /** Paths of fields that are left out; a star for all items. */
  readonly fields?: readonly (readonly string[])[];
  /** Types of conditions that are left out. */
  readonly conditions?: readonly string[];
}

const LABELS = ['metadata', 'labels'] as const;
const TEMPLATE = ['spec', 'template'] as const;

const DIFFERENCES: readonly Difference[] = [
  {
    because: 'older servers count no generations of these kinds',
    kinds: ['Pod', 'Job', 'CronJob', 'EndpointSlice', 'PodDisruptionBudget'],
    fields: [['metadata', 'generation']],
  },
  {
    because: 'pods of older clusters mount the token of their account from a secret',
    kinds: ['Pod'],
    fields: [
      ['spec', 'volumes'],
      ['spec', 'containers', '*', 'volumeMounts'],
    ],
  },
  {
    because: 'since 1.27 claims may go with their StatefulSet; since 1.22 its status counts available pods',
    kinds: ['StatefulSet'],
    fields: [
      ['spec', 'persistentVolumeClaimRetentionPolicy'],
      ['status', 'availableReplicas'],
    ],
  },
  {
    because: 'since 1.28 pods of StatefulSets are labelled with their ordinal',
    kinds: ['Pod'],
    fields: [[...LABELS, 'apps.kubernetes.io/pod-index']],
  },
  {
    because: 'the sandbox has no volumes, nor a controller that would protect claims in use',
    kinds: ['PersistentVolumeClaim'],
    fields: [['metadata', 'finalizers']],
  },
  {
    because: 'since 1.27 Jobs and their pods have labels under batch.kubernetes.io too, and select by those',
    kinds: ['Job', 'Pod'],
    fields: [
      [...LABELS, 'batch.kubernetes.io/controller-uid'],
      [...LABELS, 'batch.kubernetes.io/job-name'],
      [...TEMPLATE, ...LABELS, 'batch.kubernetes.io/controller-uid'],
      [...TEMPLATE, ...LABELS, 'batch.kubernetes.io/job-name'],
      ['spec', 'selector'],
    ],
  },
  {
    because: 'since 1.26 pods of Jobs are held until they are counted, and since 1.24 and 1.28 Jobs count more of them',
    kinds: ['Job', 'Pod'],
    fields: [
      ['metadata', 'finalizers'],
      ['status', 'ready'],
      ['status', 'terminating'],
      ['status', 'uncountedTerminatedPods'],
    ],
  },
  {
    because:
      'older Jobs may forget pods that failed as they were deleted; the scenarios look for the others themselves',
    kinds: ['Job'],
    fields: [['status', 'failed']],
  },
  {
    because: 'since 1.31 Jobs say that they are about to end, and why they are complete',
    kinds: ['Job'],
    conditions: ['SuccessCriteriaMet', 'FailureTarget'],
    fields: [
      ['status', 'conditions', 'Complete', 'reason'],
      ['status', 'conditions', 'Complete', 'message'],
    ],
  },
  {
    because: 'fields of Jobs since 1.21, 1.22 and 1.28, and one whose default is told since 1.31',
    kinds: ['Job', 'CronJob'],
    fields: [
      ['spec', 'manualSelector'],
      ['spec', 'suspend'],
      ['spec', 'completionMode'],
      ['spec', 'podReplacementPolicy'],
    ],
  },
  {
    because: 'since 1.32 a Job says for which time its CronJob made it',
    kinds: ['Job'],
    fields: [['metadata', 'annotations', 'batch.kubernetes.io/cronjob-scheduled-timestamp']],
  },
  {
    because: 'since 1.22 pods of DaemonSets may overlap',
    kinds: ['DaemonSet'],
    fields: [['spec', 'updateStrategy', 'rollingUpdate', 'maxSurge']],
  },
  {
    because: 'since 1.22 PodDisruptionBudgets have conditions',
    kinds: ['PodDisruptionBudget'],
    fields: [['status', 'conditions']],
  },
  {
    because: 'the time of a change is told in whole seconds, and left out of what is the same second: that is chance',
    kinds: ['Endpoints', 'EndpointSlice'],
    fields: [['metadata', 'annotations', 'endpoints.kubernetes.io/last-change-trigger-time']],
  },
  {
    because: 'since 1.21 CronJobs note their last success',
    kinds: ['CronJob'],
    fields: [['status', 'lastSuccessfulTime']],
  },
  {
    because: 'since 1.33 Endpoints say who manages them',
    kinds: ['Endpoints'],
    fields: [[...LABELS, 'endpoints.kubernetes.io/managed-by']],
  },
  {
    because:
      'the first version of EndpointSlices names nodes elsewhere, and does not know of endpoints on their way out',
    kinds: ['EndpointSlice'],
    fields: [
      ['endpoints', '*', 'topology'],
      ['endpoints', '*', 'nodeName'],
      ['endpoints', '*', 'conditions', 'serving'],
      ['endpoints', '*', 'conditions', 'terminating'],
    ],
  },
];

/** Events that only one of both tells. */
export const isNews = (reason: string, message: string): boolean =>
  NEWS.some((one) => one.reason === reason && (one.message?.test(message) ?? true));

const NEWS: readonly { readonly because: string; readonly reason: string; readonly message?: RegExp }[] = [
  { because: 'older StatefulSets do not wait for the end of a failed pod, and say so', reason: 'RecreatingFailedPod' },
  { because: 'as above: it may end meanwhile', reason: 'FailedDelete', message: /^delete Pod .* not found$/ },
  {
    because: 'as above: its name is not free yet',
    reason: 'FailedCreate',
    message: /^create Pod .*(try again|already exists)/,
  },
  { because: 'since 1.21 CronJobs say that they wait', reason: 'JobAlreadyActive' },
  { because: 'older CronJobs look every ten seconds, and may see a Job when it has ended', reason: 'UnexpectedJob' },
];

/** Objects that only one of both has. */
export function isExtra(kind: string, { metadata, ...rest }: KubeObject): boolean {
  if (kind !== 'EndpointSlice') return false;
  // Older headless Services are of both families.
  if ('addressType' in rest && rest.addressType === 'IPv6') return true;
  // The sandbox does not mirror what others write into Endpoints.
  return metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === 'endpointslicemirroring-controller.k8s.io';
}

export const differencesIn = (kind: string): readonly Difference[] =>
  DIFFERENCES.filter(({ kinds }) => kinds.includes(kind));

/** What newer clusters say, as older ones said it; and what may be said one way or the other. */
export const inOldWords = (text: string): string => WORDS.reduce((told, { from, to }) => told.replace(from, to), text);

const UNDER_WAY = 'because a real Deployment whose cache is behind may miss that the first new pod is progress';

const WORDS: readonly { readonly because: string; readonly from: RegExp; readonly to: string }[] = [
  { because: UNDER_WAY, from: /^(?:NewReplicaSetCreated|ReplicaSetUpdated)$/, to: '<under way>' },
  {
    because: UNDER_WAY,
    from: /^(?:Created new replica set ".+"|ReplicaSet ".+" is progressing\.)$/,
    to: '<under way>',
  },
  {
    because: 'newer controllers say how many pods there were before',
    from: /(Scaled (?:up|down) replica set .+) from \d+ (to \d+)/,
    to: '$1 $2',
  },
  {
    because: 'newer CronJobs speak of conditions',
    from: /^(Saw completed job: .+), condition: /,
    to: '$1, status: ',
  },
];
