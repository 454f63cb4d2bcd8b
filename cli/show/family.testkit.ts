/** Rollouts and what belongs to them, as they lie in a cluster. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import type { KubeObject } from '../../kube/types.ts';
import { type Family, familyIn } from './family.ts';

export const NOW = new Date('2026-01-08T00:00:00Z');
const CREATED = '2026-01-01T00:00:00Z';
const HASH = 'rollouts-pod-template-hash';

interface Made {
  readonly name: string;
  readonly uid?: string;
  /** The uid of who controls it. */
  readonly owner?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const object = (
  [apiVersion, kind]: readonly [apiVersion: string, kind: string],
  { name, uid = name, owner, labels = {}, annotations = {}, ...fields }: Made,
): KubeObject => {
  const ownerReferences = owner === undefined ? [] : [{ apiVersion, kind, name: owner, uid: owner, controller: true }];
  const metadata = { name, namespace: 'shop', uid, creationTimestamp: CREATED, labels, annotations, ownerReferences };
  return { apiVersion, kind, metadata, ...fields };
};

const LABELS = { app: 'demo' };
const templateOf = (image: string) => ({
  metadata: { labels: LABELS },
  spec: { containers: [{ name: 'main', image }] },
});

const numbered = (revision: number) => ({ 'rollout.argoproj.io/revision': String(revision) });

export const rollout = (spec: object, status: object, annotations = {}): RolloutObject => {
  const made = object(['argoproj.io/v1alpha1', 'Rollout'], {
    ...{ name: 'demo', annotations, status },
    spec: { replicas: 5, selector: { matchLabels: { app: 'demo' } }, ...spec },
  });
  return { ...made, metadata: { ...made.metadata, generation: 2 } } as RolloutObject;
};

interface Version {
  readonly hash: string;
  readonly revision?: number;
  readonly owner?: string;
  readonly image?: string;
  readonly size?: number;
  readonly available?: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function replicaSet(version: Version): KubeObject {
  const { hash, revision = 1, owner = 'demo', image = 'demo:1', size = 1, available = size, annotations } = version;
  return object(['apps/v1', 'ReplicaSet'], {
    ...{
      name: `demo-${hash}`,
      owner,
      labels: { [HASH]: hash },
      annotations: { ...numbered(revision), ...annotations },
    },
    spec: { replicas: size, selector: { matchLabels: LABELS }, template: templateOf(image) },
    status: { replicas: size, readyReplicas: available, availableReplicas: available },
  });
}

export const pod = (name: string, owner: string, more: object = {}): KubeObject =>
  object(['v1', 'Pod'], {
    ...{ name, owner },
    spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'demo:1' }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ ready: true, state: { running: {} }, restartCount: 0, ...more }],
    },
  });

export const run = (name: string, owner: string, status: object, revision = 2): KubeObject =>
  object(['argoproj.io/v1alpha1', 'AnalysisRun'], { name, owner, annotations: numbered(revision), status });

export const experiment = (name: string, status: object, spec: object = {}, revision = 2): KubeObject =>
  object(['argoproj.io/v1alpha1', 'Experiment'], {
    ...{ name, owner: 'demo', annotations: numbered(revision), spec, status },
  });

const steps = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: { duration: 10 } }];

/** The one of the reference: paused at the first step, watched by an analysis that has ended. */
export const sample = (): Family =>
  familyIn(
    rollout(
      { strategy: { canary: { steps } } },
      {
        ...{ phase: 'Paused', message: 'CanaryPauseStep', observedGeneration: '2', currentStepIndex: 1 },
        ...{ currentPodHash: '789746c88d', stableRS: '687d76d795', controllerPause: true },
        pauseConditions: [{ reason: 'CanaryPauseStep', startTime: CREATED }],
        ...{ replicas: 5, updatedReplicas: 1, readyReplicas: 5, availableReplicas: 5 },
      },
    ),
    [
      [
        replicaSet({
          ...{ hash: '687d76d795', size: 0 },
          annotations: { 'scale-down-deadline': '2026-01-08T00:00:25Z' },
        }),
        replicaSet({ hash: '789746c88d', revision: 2, image: 'demo:2' }),
        replicaSet({ hash: '5c5c5c', owner: 'other' }),
      ],
      [pod('demo-789746c88d-abcde', 'demo-789746c88d'), pod('other-1', 'other')],
      [],
      [
        run('demo-789746c88d-2-1', 'demo', {
          phase: 'Successful',
          metricResults: [{ successful: 3, failed: 1 }, { successful: 1 }],
        }),
        run('other-2-1', 'other', { phase: 'Running' }),
      ],
    ],
  );
