/** A Deployment that takes an hour to roll out, and its users, who notice nothing unless addresses follow late. */
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
    // Pods answer until their addresses are gone, unless those are very late.
    template: {
      metadata: { labels: LABELS, annotations: { 'sluice.dev/sim-shutdown': '3s' } },
      spec: { containers: [{ name: 'main', image: 'web:1' }] },
    },
  },
};

const service = {
  ...{ apiVersion: 'v1', kind: 'Service' },
  metadata: { name: NAME, namespace: NAMESPACE, annotations: { 'sluice.dev/sim-requests-per-second': '0.5' } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
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

async function play(simulation: Simulation, endpointsDelay: number): Promise<void> {
  const refused = new Set<number>();
  let answered = 0;
  simulation.startCluster({ endpointsDelay });
  simulation.startTraffic(({ status }) => {
    if (status === 200) answered++;
    else if (answered > 0) refused.add(status);
  });
  await simulation.until('the first version is there', () => isRolledOut(simulation), 20 * MINUTE);
  simulation.always('as many ready pods as wanted', () => {
    const ready = readyPods(simulation);
    return ready < REPLICAS ? `${ready} of ${REPLICAS}` : undefined;
  });
  const merge = { spec: { template: { spec: { containers: [{ name: 'main', image: 'web:2' }] } } } };
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: NAMESPACE, name: NAME };
  await simulation.finish(simulation.client('user').patch(ref, { merge }, { fieldManager: 'user' }));
  await simulation.until('the second version is there', () => isRolledOut(simulation), 90 * MINUTE);
  // The last pod may still be known to the gateway.
  await simulation.advance(MINUTE);
  if (refused.size > 0) throw new Error(`users were answered ${[...refused].join(', ')}`);
}

export const slowRollout: Scenario = {
  name: 'slow-rollout',
  about: 'a Deployment whose rollout takes an hour',
  objects: [deployment, service],
  play: (simulation) => play(simulation, 0),
};

export const lateEndpoints: Scenario = {
  name: 'late-endpoints',
  about: 'the same, but the addresses of its Service follow half a minute late',
  objects: [deployment, service],
  play: (simulation) => play(simulation, 30_000),
};
