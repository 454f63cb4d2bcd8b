/** Workloads for tests of decisions: each test states only what it is about. */
import type { Condition } from '../../kube/conditions.ts';
import type { Meta } from '../../kube/types.ts';
import type { Deployment, DeploymentStatus, Pod, ReplicaSet, ReplicaSetStatus } from './workloads.ts';

export const NOW = new Date('2026-01-01T12:00:00Z');

/** So many seconds before now. */
export const ago = (seconds: number): string => new Date(NOW.getTime() - seconds * 1000).toISOString();

export const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image }] },
});

interface Wanted extends Partial<Deployment['spec']> {
  readonly image?: string;
  readonly metadata?: Partial<Meta>;
  readonly status?: DeploymentStatus;
}

export const deployment = ({ image = 'new', metadata, status, ...spec }: Wanted = {}): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'd', generation: 1, ...metadata },
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: 'web' } },
    template: template(image),
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    ...spec,
  },
  status: { observedGeneration: 1, ...status },
});

interface Set extends ReplicaSetStatus {
  readonly image: string;
  /** Asked for; as many pods are there unless `replicas` says otherwise. */
  readonly size: number;
  readonly available?: number;
  readonly revision?: number;
  readonly desired?: number;
  readonly maximum?: number;
  readonly age?: number;
}

export function replicaSet({ image, size, available = 0, ...more }: Set): ReplicaSet {
  const { revision = 1, desired = 4, maximum = 5, age = 0, ...status } = more;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-${image}`,
      namespace: 'shop',
      uid: image,
      generation: 1,
      creationTimestamp: ago(age),
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true }],
      annotations: {
        'deployment.kubernetes.io/revision': String(revision),
        'deployment.kubernetes.io/desired-replicas': String(desired),
        'deployment.kubernetes.io/max-replicas': String(maximum),
      },
    },
    spec: { replicas: size, selector: { matchLabels: { app: 'web' } }, template: template(image) },
    status: {
      replicas: size,
      observedGeneration: 1,
      ...(available > 0 && { availableReplicas: available }),
      ...status,
    },
  };
}

interface Made {
  readonly name: string;
  readonly node?: string;
  readonly phase?: string;
  readonly readyFor?: number;
  readonly cost?: string;
  readonly age?: number;
  readonly restarts?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export const pod = ({ name, node, phase = 'Pending', readyFor, cost, age = 60, restarts, labels }: Made): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'shop',
    uid: name,
    creationTimestamp: ago(age),
    labels: labels ?? { app: 'web' },
    ...(cost !== undefined && { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
  },
  spec: node === undefined ? {} : { nodeName: node },
  status: {
    phase,
    ...(readyFor !== undefined && { conditions: [ready(readyFor)] }),
    ...(restarts !== undefined && { containerStatuses: [{ restartCount: restarts }] }),
  },
});

const ready = (seconds: number): Condition => ({
  type: 'Ready',
  status: 'True',
  reason: '',
  message: '',
  lastTransitionTime: ago(seconds),
});

export const progressing = (reason: string, seconds = 0, status: Condition['status'] = 'True'): Condition => ({
  type: 'Progressing',
  status,
  reason,
  message: '',
  lastUpdateTime: ago(seconds),
  lastTransitionTime: ago(seconds),
});
