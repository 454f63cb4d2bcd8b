/** Rollouts carried out by the real controller, with users before them, while everything goes wrong for the controller. */

import { SLICES } from '../../controller/rollout/addresses.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { rolloutParts } from '../../controller/rollout/rollout.ts';
import type { Witness } from '../../controller/runtime/reconciler.ts';
import { routingKinds } from '../../controller/traffic/driver.ts';
import { definitions } from '../../crds/definitions.ts';
import { groupOf } from '../../kube/types.ts';
import type { Faults } from '../../sandbox/simulation/faults.ts';
import type { Scenario } from '../../sandbox/simulation/scenario.ts';
import type { Simulation } from '../../sandbox/simulation/simulation.ts';
import { controllerProgram } from './controller-program.ts';
import { definitionOf } from './fleet/routes/forms.ts';
import { kindOf } from './fleet/routes/reader.ts';

const NAMESPACE = 'default';
const NAME = 'web';
const LABELS = { app: NAME };
const BY = { fieldManager: 'user' } as const;
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: NAME } as const;
const MINUTE = 60_000;
const REPLICAS = 5;

export const FAULTS: Faults = {
  requests: [
    { fault: 'conflict', share: 0.03, verbs: ['patch', 'create'] },
    { fault: 'busy', share: 0.03 },
    { fault: 'error', share: 0.03 },
    { fault: 'reset', share: 0.02 },
    { fault: 'silence', share: 0.01 },
  ],
  watches: { delay: { share: 0.2, most: 4_000 }, drop: 0.01, duplicate: 0.05, break: 0.02 },
  staleLists: 0.2,
  crashes: { share: 0.02 },
  pauses: { every: 3 * MINUTE, most: 30_000 },
};

const GROUPS: readonly string[] = ['networking.k8s.io', 'gateway.networking.k8s.io'];

/** It knows of routers of these API groups; the cluster lacks some of their kinds. */
export const sluice = (witness: Witness, groups = GROUPS) =>
  controllerProgram(NAMESPACE, [], () => ({
    reconcilers: rolloutParts({
      ...{ addresses: SLICES, witness },
      routing: routingKinds().filter((one) => groups.includes(groupOf(one))),
    }),
    effects: {},
  }));

/** Tells of plans that take pods from behind requests. */
export function capacityWitness(onViolation: () => void): Witness {
  const nothing = () => undefined;
  return {
    ...{ passed: nothing, announced: nothing, stored: nothing, gone: nothing, text: () => Promise.resolve('') },
    measured: (_, { violations = 0 }) => {
      if (violations > 0) onViolation();
    },
  };
}

const containers = (image: string) => [{ name: 'main', image }];

const rollout = (strategy: object): object => ({
  apiVersion: REF.apiVersion,
  kind: REF.kind,
  metadata: { name: NAME, namespace: NAMESPACE },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: LABELS },
    // Pods answer until their addresses are gone, as a preStop hook lets them.
    template: {
      metadata: { labels: LABELS, annotations: { 'sluice.dev/sim-shutdown': '5s' } },
      spec: { containers: containers('web:1') },
    },
    strategy,
  },
});

const service = (name: string, annotations: object = {}): object => ({
  ...{ apiVersion: 'v1', kind: 'Service' },
  metadata: { name, namespace: NAMESPACE, annotations },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});

const USERS = { 'sluice.dev/sim-requests-per-second': '2' };

const ingress = {
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  metadata: { name: NAME, namespace: NAMESPACE, annotations: USERS },
  spec: {
    rules: [
      {
        host: 'web.example.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'stable', port: { number: 80 } } } }],
        },
      },
    ],
  },
};

const current = (simulation: Simulation): RolloutObject =>
  simulation.objects('rollouts.argoproj.io')[0] as unknown as RolloutObject;

const statusOf = (simulation: Simulation) => current(simulation).status ?? {};

const isHealthy = (simulation: Simulation): boolean => {
  const { metadata } = current(simulation);
  const { phase, observedGeneration } = statusOf(simulation);
  return phase === 'Healthy' && observedGeneration === String(metadata.generation);
};

const gatewayKind = definitionOf(kindOf('gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproutes'));

const routeTo = (...services: readonly string[]): object => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS, annotations: USERS },
  spec: {
    parentRefs: [{ name: 'public' }],
    hostnames: ['web.example.com'],
    rules: [{ backendRefs: services.map((name) => ({ name, port: 80 })) }],
  },
});

interface Story {
  readonly strategy: object;
  readonly objects: readonly object[];
}

/** Releases one version after another; the second is aborted in the middle, the third goes all the way. */
async function play(simulation: Simulation, faults: Faults): Promise<void> {
  const refused = new Map<number, number>();
  let isDeployed = false;
  simulation.startCluster();
  simulation.startTraffic(({ status }) => {
    if (status !== 200 && isDeployed) refused.set(status, (refused.get(status) ?? 0) + 1);
  });
  const deployed = () => isHealthy(simulation);
  let violations = 0;
  const witness = capacityWitness(() => {
    violations++;
  });
  simulation.run('sluice', sluice(witness), { faults });
  simulation.always('no plan takes pods from behind requests', () =>
    violations === 0 ? undefined : `${violations} did`,
  );
  simulation.always('users are answered', () =>
    refused.size === 0 ? undefined : [...refused].map(([status, count]) => `${count} times ${status}`).join(', '),
  );
  await simulation.until('the first version is there', deployed, 20 * MINUTE);
  isDeployed = true;
  const client = simulation.client('user');
  const spec = (image: string) => ({ spec: { template: { spec: { containers: containers(image) } } } });
  await simulation.finish(client.patch(REF, { merge: spec('web:2') }, BY));
  await simulation.advance(MINUTE);
  await simulation.finish(client.patch(REF, { merge: { status: { abort: true } } }, { ...BY, subresource: 'status' }));
  await simulation.advance(2 * MINUTE);
  await simulation.finish(client.patch(REF, { merge: spec('web:3') }, BY));
  await simulation.advance(2 * MINUTE);
  simulation.endFaults();
  await simulation.until('the third version is everywhere', deployed, 30 * MINUTE);
  await simulation.advance(2 * MINUTE);
  if (refused.size > 0) throw new Error('users were refused');
}

const scenario = (name: string, about: string, { strategy, objects }: Story): Scenario => ({
  ...{ name, about },
  objects: [...definitions(), ...objects, rollout(strategy)],
  play: (simulation) => play(simulation, FAULTS),
});

const STEPS = [{ setWeight: 20 }, { pause: { duration: 20 } }, { setWeight: 60 }, { pause: { duration: '20s' } }];

export const basicCanary = scenario('basic-canary', 'a canary without a router: release, abort, release', {
  strategy: { canary: { steps: STEPS } },
  objects: [service(NAME, USERS)],
});

const routedBy = (trafficRouting: object): object => ({
  canary: { steps: STEPS, canaryService: 'canary', stableService: 'stable', trafficRouting },
});

export const nginxCanary = scenario('nginx-canary', 'the same with ingress-nginx', {
  strategy: routedBy({ nginx: { stableIngress: NAME } }),
  objects: [service('canary'), service('stable'), ingress],
});

export const gatewayCanary = scenario(
  'gateway-canary',
  'the same with a route of the Gateway API, found by its label',
  {
    strategy: routedBy({ gatewayAPI: { routeSelector: { matchLabels: LABELS } } }),
    objects: [gatewayKind, service('canary'), service('stable'), routeTo('stable')],
  },
);

export const pingPong = scenario('ping-pong', 'the same with two Services that change places', {
  strategy: {
    canary: {
      steps: STEPS,
      pingPong: { pingService: 'ping', pongService: 'pong' },
      trafficRouting: { gatewayAPI: { httpRoutes: [{ name: NAME }] } },
    },
  },
  objects: [gatewayKind, service('ping'), service('pong'), routeTo('ping', 'pong')],
});

export const blueGreen = scenario('blue-green', 'the same with blue-green', {
  strategy: { blueGreen: { activeService: NAME, previewService: 'preview', autoPromotionSeconds: 20 } },
  objects: [service(NAME, USERS), service('preview')],
});
