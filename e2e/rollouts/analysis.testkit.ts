/** A cluster in memory with a Rollout that is judged: the metric system is a server of the test, asked over real HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { analysisParts } from '../../controller/analysis-run/analysis-run.ts';
import { SLICES } from '../../controller/rollout/addresses.ts';
import type { RolloutObject, RolloutStatus } from '../../controller/rollout/objects.ts';
import { rolloutParts } from '../../controller/rollout/rollout.ts';
import { httpClient } from '../../controller/runtime/http.ts';
import { silent } from '../../controller/runtime/log.ts';
import { Manager } from '../../controller/runtime/manager.ts';
import { Metrics } from '../../controller/runtime/metrics.ts';
import { samplerOf } from '../../controller/runtime/sampling.ts';
import { eventually } from '../../controller/runtime/world.testkit.ts';
import type { AnalysisRunStatus } from '../../crds/analysis/run.ts';
import { definitions } from '../../crds/definitions.ts';
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import type { KubeObject } from '../../kube/types.ts';
import { seed } from '../../sandbox/bootstrap.ts';
import { startControllers } from '../../sandbox/controllers/start.ts';
import { inProcess } from '../../sandbox/in-process.ts';
import { startNodes } from '../../sandbox/nodes/start.ts';
import { ApiServer } from '../../sandbox/server/api-server.ts';
import { Store } from '../../sandbox/store/store.ts';

const BY = { fieldManager: 'user' };
const LABELS = { app: 'web' };
const NAMESPACE = 'default';
const API = 'argoproj.io/v1alpha1';
const REF = { apiVersion: API, kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const RUNS = { apiVersion: API, kind: 'AnalysisRun', plural: 'analysisruns', namespaced: true };
const INGRESSES = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses', namespaced: true };

const containers = (tag: string) => [{ name: 'main', image: `web:${tag}` }];
const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});
const backend = { service: { name: 'stable', port: { number: 80 } } };
const ingress = {
  ...{ apiVersion: INGRESSES.apiVersion, kind: INGRESSES.kind, metadata: { name: 'web', namespace: NAMESPACE } },
  spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
};
const rollout = (strategy: object) => ({
  ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: NAMESPACE } },
  spec: {
    ...{ replicas: 2, selector: { matchLabels: LABELS } },
    template: { metadata: { labels: LABELS }, spec: { containers: containers('1') } },
    strategy,
  },
});

/** A canary behind nginx. */
export const canary = (steps: readonly object[], more: object = {}) => ({
  canary: {
    ...{ canaryService: 'canary', stableService: 'stable', trafficRouting: { nginx: { stableIngress: 'web' } } },
    ...{ steps, ...more },
  },
});

/** What the metric system answers to each query. */
export interface Backend {
  value: (query: string) => string | number | undefined;
  readonly asked: string[];
}

async function startBackend(backend: Backend): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const query = new URLSearchParams(body || request.url?.split('?')[1]).get('query') ?? '';
      backend.asked.push(query);
      const value = backend.value(query);
      if (typeof value === 'string') return response.writeHead(503).end(value);
      if (value === undefined) return undefined;
      const result = [{ metric: {}, value: [0, String(value)] }];
      return response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const metric = (address: string, fields: object = {}) => ({
  ...{ name: 'errors', interval: '1s', count: 2, successCondition: 'result[0] < 0.05' },
  ...{ provider: { prometheus: { address, query: 'errors{hash="{{args.hash}}"}' } } },
  ...fields,
});

/** Controller and cluster in one process; what they announce is collected. */
function startCluster(objects: readonly object[]) {
  const server = new ApiServer({ store: new Store({ history: 4_000 }), clock, random: Math.random });
  seed(server, [...definitions(), ...objects] as readonly unknown[] as KubeObject[]);
  const transport = inProcess(server);
  const means = { transport, clock, random: Math.random };
  const client = new ApiClient(means);
  const http = httpClient({ monotonic: clock.monotonic });
  const sampler = samplerOf({
    ...{ client, http, clock, namespace: NAMESPACE, env: {} },
    aws: { signed: () => Promise.reject(new Error('no keys')) },
    plugins: { ask: () => Promise.resolve({ refused: 'is none of ours' }) },
  });
  const told: string[] = [];
  const manager = new Manager({
    ...{ client, clock, random: Math.random, log: silent, metrics: new Metrics(), dryRun: false },
    effects: sampler.effects,
    reconcilers: [...rolloutParts({ addresses: SLICES, routing: [INGRESSES] }), ...analysisParts({ sampler })],
    ownership: { shardOf: () => 0, owns: () => true },
    isStandby: () => false,
    announce: ({ kind }, { reason, message }) => told.push(`${kind} ${reason}: ${message}`),
    fieldManager: 'sluice-rollout',
  });
  manager.start();
  const parts = [startControllers(means), startNodes({ ...means, readyAfter: 100 }), manager];
  onTestFinished(async () => {
    sampler.close();
    await Promise.all(parts.map((one) => one.stop()));
    http.close();
  });
  return { client, told };
}

export async function startWorld(strategy: object, metrics: (address: string) => readonly object[]) {
  const backend: Backend = { value: () => 0, asked: [] };
  const address = await startBackend(backend);
  const template = {
    ...{ apiVersion: API, kind: 'AnalysisTemplate', metadata: { name: 'good', namespace: NAMESPACE } },
    spec: { args: [{ name: 'hash' }], metrics: metrics(address) },
  };
  const { client, told } = startCluster([
    ...[service('canary'), service('stable'), ingress, template, rollout(strategy)],
  ]);
  const look = async () => ((await client.get(REF)) as RolloutObject).status ?? {};
  const runs = async () => {
    const found: (KubeObject & { status?: AnalysisRunStatus })[] = [];
    for await (const { items } of client.list(RUNS, {})) found.push(...(items as typeof found));
    return found.sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  };
  return {
    ...{ backend, told, look, runs, client },
    /** The status holds this, or it is said what it holds. */
    becomes: async (what: string, holds: (status: RolloutStatus) => boolean) => {
      await eventually(what, async () => holds(await look()), 20).catch(async ({ message }: Error) => {
        const all = (await runs()).map(({ metadata, status }) => [metadata.name, status]);
        throw new Error(`${message}: ${JSON.stringify(await look())} ${told.join('\n')} ${JSON.stringify(all)}`);
      });
    },
    release: (tag: string) =>
      client.patch(REF, { merge: { spec: { template: { spec: { containers: containers(tag) } } } } }, BY),
    patch: (merge: object, subresource?: 'status') =>
      client.patch(REF, { merge }, { ...BY, ...(subresource && { subresource }) }),
    canaryWeight: async () => {
      const found = await client.get({
        ...REF,
        apiVersion: INGRESSES.apiVersion,
        kind: 'Ingress',
        name: 'web-web-canary',
      });
      return found?.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight'];
    },
  };
}

export const isHealthy = ({ phase, stableRS, currentPodHash }: RolloutStatus): boolean =>
  phase === 'Healthy' && stableRS === currentPodHash;
