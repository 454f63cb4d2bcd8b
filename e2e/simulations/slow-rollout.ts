/** A Deployment that takes an hour to roll out: what every cluster's own controllers do, in virtual time. */
import type { KubeObject } from '../../kube/types.ts';
import type { Scenario } from '../../sandbox/simulation/scenario.ts';
import type { Simulation } from '../../sandbox/simulation/simulation.ts';

const NAME = 'web';
const NAMESPACE = 'default';
const REPLICAS = 6;
/** Each new pod is watched for so long before the next comes: six of them are an hour. */
const SECONDS_EACH = 600;
const MINUTE = 60_000;
const LABELS = { app: NAME };

const deployment = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
  metadata: { name: NAME, namespace: NAMESPACE },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: LABELS },
    minReadySeconds: SECONDS_EACH,
    progressDeadlineSeconds: 2 * SECONDS_EACH,
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
  },
};

interface Rolled extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly generation?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly replicas?: number;
  };
}

function isRolledOut(simulation: Simulation): boolean {
  const [found] = simulation.objects('deployments.apps', NAMESPACE) as readonly unknown[] as readonly Rolled[];
  const { updatedReplicas, availableReplicas, replicas, observedGeneration } = found?.status ?? {};
  if (observedGeneration !== found?.metadata.generation) return false;
  return [updatedReplicas, availableReplicas, replicas].every((count) => count === REPLICAS);
}

function readyPods(simulation: Simulation): number {
  const pods = simulation.objects('pods', NAMESPACE) as readonly {
    readonly metadata: { readonly deletionTimestamp?: string };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
  return pods.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  ).length;
}

async function play(simulation: Simulation): Promise<void> {
  simulation.startCluster();
  await simulation.until('the first version is there', () => isRolledOut(simulation), 20 * MINUTE);
  simulation.always('as many ready pods as wanted', () => {
    const ready = readyPods(simulation);
    return ready < REPLICAS ? `${ready} of ${REPLICAS}` : undefined;
  });
  const merge = { spec: { template: { spec: { containers: [{ name: 'main', image: 'web:2' }] } } } };
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: NAMESPACE, name: NAME };
  await simulation.finish(simulation.client('user').patch(ref, { merge }, { fieldManager: 'user' }));
  await simulation.until('the second version is there', () => isRolledOut(simulation), 90 * MINUTE);
}

export const slowRollout: Scenario = {
  name: 'slow-rollout',
  about: 'a Deployment whose rollout takes an hour',
  objects: [deployment],
  play,
};
