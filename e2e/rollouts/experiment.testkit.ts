/** A shop in a simulated cluster that compares revisions: users behind a VirtualService, and a metric system that is asked. */
import { expect } from 'vitest';
import { readConfig } from '../../controller/config.ts';
import { reconcilersFor } from '../../controller/reconcilers.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { samplerOf } from '../../controller/runtime/sampling.ts';
import { routingKinds } from '../../controller/traffic/driver.ts';
import type { AnalysisRunStatus } from '../../crds/analysis/run.ts';
import { definitions } from '../../crds/definitions.ts';
import type { ExperimentSpec, ExperimentStatus } from '../../crds/experiment.ts';
import type { KubeObject } from '../../kube/types.ts';
import { Simulation } from '../../sandbox/simulation/simulation.ts';
import type { Exchange } from '../../sandbox/traffic/exchange.ts';
import { memoryWire } from '../../sandbox/traffic/memory-wire.ts';
import { startTraffic, type Traffic } from '../../sandbox/traffic/traffic.ts';
import { controllerProgram, type Worker } from '../simulations/controller-program.ts';
import { definitionOf } from '../simulations/fleet/routes/forms.ts';
import { kindOf } from '../simulations/fleet/routes/reader.ts';
import { SILENT } from './take-over.testkit.ts';

const NAMESPACE = 'default';
const API = 'argoproj.io/v1alpha1';
const LABELS = { app: 'web' };
const HOST = 'shop.example';
const REF = { apiVersion: API, kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const BY = { fieldManager: 'user' };
const ISTIO = kindOf('networking.istio.io/v1', 'VirtualService', 'virtualservices');
const METRICS = 'http://metrics.example';

export const podTemplate = (tag: string, labels: Readonly<Record<string, string>> = LABELS) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image: `web:${tag}`, ports: [{ name: 'http', containerPort: 8080 }] }] },
});
const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});
const route = {
  ...{ apiVersion: ISTIO.apiVersion, kind: ISTIO.kind, metadata: { name: 'web', namespace: NAMESPACE } },
  spec: {
    ...{ hosts: [HOST], gateways: ['public'] },
    http: [
      { route: ['stable', 'canary'].map((host, index) => ({ destination: { host }, weight: 100 - 100 * index })) },
    ],
  },
};
const metric = {
  ...{ name: 'errors', interval: '5s', count: 6, successCondition: 'result[0] < 0.05' },
  ...{ failureCondition: 'result[0] > 0.5', provider: { prometheus: { address: METRICS, query: '{{args.query}}' } } },
};
const judge = {
  ...{ apiVersion: API, kind: 'AnalysisTemplate', metadata: { name: 'judge', namespace: NAMESPACE } },
  spec: { args: [{ name: 'query' }], metrics: [metric] },
};

export interface Shop {
  /** What the metric system answers to each query. */
  value: (query: string) => number;
  readonly asked: string[];
}

export type ExperimentObject = KubeObject & { readonly spec: ExperimentSpec; readonly status?: ExperimentStatus };
export type RunObject = KubeObject & { readonly status?: AnalysisRunStatus };

interface EventObject extends KubeObject {
  readonly reason: string;
  readonly message: string;
}

/** A Rollout of four pods with these steps, unless there is none, and objects beside it. */
export async function startShop(steps: readonly object[] | undefined, objects: readonly object[] = []) {
  const shop: Shop = { value: () => 0, asked: [] };
  const canary = { canaryService: 'canary', stableService: 'stable', steps };
  const rollout = {
    ...{ apiVersion: API, kind: 'Rollout', metadata: { name: 'web', namespace: NAMESPACE } },
    spec: {
      ...{ replicas: 4, selector: { matchLabels: LABELS }, template: podTemplate('1') },
      strategy: { canary: { ...canary, trafficRouting: { istio: { virtualService: { name: 'web' } } } } },
    },
  };
  const shopFront = steps ? [service('canary'), service('stable'), route, rollout] : [];
  const all = [...definitions(), definitionOf(ISTIO), judge, ...shopFront, ...objects];
  const simulation = new Simulation({ seed: 1, objects: all });
  simulation.startCluster();
  const visits = visitsIn(simulation);
  simulation.run('sluice', controllerProgram(NAMESPACE, [], workOf(shop)));
  const client = simulation.client('user');
  const finish = <T>(work: Promise<T>) => simulation.finish(work);
  const one = (kind: string, name: string) => ({ ...REF, kind, name });
  simulation.always('whoever is sent requests has pods', () => emptied(simulation));
  if (steps) await simulation.advance(60_000);
  const listed = <T>(plural: string) => simulation.objects(plural, NAMESPACE) as readonly unknown[] as readonly T[];
  return {
    ...{ shop, simulation, visits },
    /** Seconds, in each of which users come. */
    wait: async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        await simulation.advance(1_000);
        await finish(visits.come());
      }
    },
    remove: (kind: string, name: string) => finish(client.delete(one(kind, name), {})),
    change: (kind: string, name: string, merge: object) => finish(client.patch(one(kind, name), { merge }, BY)),
    release: (tag: string) => finish(client.patch(REF, { merge: { spec: { template: podTemplate(tag) } } }, BY)),
    status: (status: object) => finish(client.patch(REF, { merge: { status } }, { ...BY, subresource: 'status' })),
    rollout: () => listed<RolloutObject>('rollouts.argoproj.io')[0]?.status ?? {},
    experiments: () => listed<ExperimentObject>('experiments.argoproj.io'),
    runs: () => listed<RunObject>('analysisruns.argoproj.io'),
    replicaSets: () => listed<KubeObject & { spec: { replicas: number } }>('replicasets.apps'),
    /** Beside the one that every cluster has. */
    services: () =>
      listed<KubeObject>('services').flatMap(({ metadata: { name } }) => (name === 'kubernetes' ? [] : [name])),
    /** Of all objects: `reason: text`. */
    events: () => listed<EventObject>('events').map(({ reason, message }) => `${reason}: ${message}`),
    /** What the metric system was asked. */
    asked: () => shop.asked,
    /** Parts by Service. */
    weights: () => weightsIn(listed<typeof route>('virtualservices.networking.istio.io')[0]),
  };
}

interface Sized extends KubeObject {
  readonly spec: { readonly replicas: number };
}

/** A ReplicaSet of an experiment, without pods, whose Service the router still sends requests to. */
function emptied(simulation: Simulation): string | undefined {
  const [found] = simulation.objects('virtualservices.networking.istio.io', NAMESPACE) as unknown as [typeof route?];
  const weights = weightsIn(found);
  const all = simulation.objects('replicasets.apps', NAMESPACE) as unknown as readonly Sized[];
  return all.find(({ metadata: { name }, spec }) => spec.replicas === 0 && (weights[name] ?? 0) > 0)?.metadata.name;
}

function weightsIn(found: typeof route | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(
    (found?.spec.http[0]?.route ?? []).map(({ destination, weight }) => [destination.host, weight]),
  );
}

const workOf =
  (shop: Shop) =>
  ({ client, machine: { clock } }: Worker) => {
    const sampler = samplerOf({
      ...{ client, clock, namespace: NAMESPACE, env: {} },
      http: { send: (request) => Promise.resolve(answer(shop, request.url, request.body)) },
      aws: { signed: () => Promise.reject(new Error('no keys')) },
      plugins: { ask: () => Promise.resolve({ refused: 'is none of ours' }) },
    });
    const served = { hasSlices: true, routing: routingKinds() };
    const around = { served, witness: SILENT, controlNamespace: 'argocd', sampler };
    return { reconcilers: reconcilersFor(readConfig([], {}), around), effects: sampler.effects };
  };

function answer({ value, asked }: Shop, url: string, body = '') {
  const query = new URLSearchParams(body || url.split('?')[1]).get('query') ?? '';
  asked.push(query);
  const result = [{ metric: {}, value: [0, String(value(query))] }];
  const text = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
  return { status: 200, headers: {}, text, took: 1 };
}

const USERS = 20;

/** Users who are all to be answered. */
function visitsIn(simulation: Simulation) {
  let traffic: Traffic | undefined;
  let seen: Exchange[] = [];
  simulation.run('traffic', ({ transport, machine: { clock, random, note } }) => {
    const onProblem = (what: string, error: unknown) => note(`problem: ${what}: ${(error as Error).message}`);
    const wire = memoryWire(clock, random);
    traffic = startTraffic({ transport, clock, random, wire, onProblem, onExchange: (one) => seen.push(one) });
  });
  return {
    /** Somebody else has taken the pods away. */
    forget: () => {
      seen = [];
    },
    come: async () => {
      const request = { host: HOST, path: '/', method: 'GET', headers: {} };
      await Promise.all(Array.from({ length: USERS }, () => traffic?.send(request)));
    },
    /** Services that have answered since the last question; nobody was turned away. */
    answered: (): ReadonlySet<string> => {
      const known = seen.filter(({ route: way }) => way !== undefined);
      expect(
        known.filter(({ status }) => status !== 200).map(({ backend, status }) => `${backend.service} ${status}`),
      ).toEqual([]);
      seen = [];
      return new Set(known.map(({ backend }) => backend.service));
    },
  };
}
