/** A cluster in memory with the real controller beside it, and plugins that are processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { SLICES } from '../../controller/rollout/addresses.ts';
import type { ReplicaSet, RolloutObject, RolloutStatus } from '../../controller/rollout/objects.ts';
import { rolloutParts } from '../../controller/rollout/rollout.ts';
import { silent } from '../../controller/runtime/log.ts';
import { Manager } from '../../controller/runtime/manager.ts';
import { Metrics } from '../../controller/runtime/metrics.ts';
import { pluginDirectory } from '../../controller/runtime/plugin-directory.ts';
import { PLUGIN_RECORDS, RECORD_SELECTOR } from '../../controller/runtime/plugin-records.ts';
import { eventually } from '../../controller/runtime/world.testkit.ts';
import { definitions } from '../../crds/definitions.ts';
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import type { Transport } from '../../kube/transport.ts';
import { seed } from '../../sandbox/bootstrap.ts';
import { startControllers } from '../../sandbox/controllers/start.ts';
import { inProcess } from '../../sandbox/in-process.ts';
import { startNodes } from '../../sandbox/nodes/start.ts';
import { ApiServer } from '../../sandbox/server/api-server.ts';
import { Store } from '../../sandbox/store/store.ts';

const BY = { fieldManager: 'user' };
const LABELS = { app: 'web' };
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'default', name: 'web' };
const containers = (tag: string) => [{ name: 'main', image: `web:${tag}` }];
const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: REF.namespace } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});
const rollout = (canary: object) => ({
  ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: REF.namespace } },
  spec: {
    ...{ replicas: 2, selector: { matchLabels: LABELS } },
    template: { metadata: { labels: LABELS }, spec: { containers: containers('1') } },
    strategy: { canary: { canaryService: 'canary', stableService: 'stable', ...canary } },
  },
});

/** The n-th program on the page, run as it stands there. */
export function pluginOfPage(place: number, port = 0): Promise<{ readonly port: number; readonly stop: () => void }> {
  const [, code = ''] = [...readFileSync('docs/plugins.md', 'utf8').matchAll(/```js\n(.*?)```/gs)][place] ?? [];
  return running(spawn(process.execPath, ['--input-type=module', '-e', code], { env: { PORT: String(port) } }));
}

async function running(child: ChildProcess) {
  const stop = () => void child.kill();
  onTestFinished(stop);
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { port: Number(/\d+/.exec(String(line))?.[0]), stop };
}

/** `settings` is the `data` of argo-rollouts-config. */
export function startWorld(canary: object, settings: Readonly<Record<string, string>>) {
  const server = new ApiServer({ store: new Store({ history: 4_000 }), clock, random: Math.random });
  const metadata = { name: 'argo-rollouts-config', namespace: REF.namespace };
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: settings };
  seed(server, [...definitions(), service('canary'), service('stable'), config, rollout(canary)]);
  const transport = inProcess(server);
  const client = new ApiClient({ transport, clock, random: Math.random });
  const told: string[] = [];
  startCluster(transport);
  let stop = startController(client, told);
  const look = async () => (await client.get(REF)) as RolloutObject;
  const change = (spec: object) => client.patch(REF, { merge: { spec } }, BY);
  return {
    ...{ told, look, change },
    /** While nobody is in charge. */
    unattended: async (work: () => Promise<unknown>) => {
      await stop();
      await work();
      stop = startController(client, told);
    },
    remove: () => client.delete(REF),
    /** Of what plugins were told. */
    records: async () => {
      const names: string[] = [];
      for await (const { items } of client.list(PLUGIN_RECORDS, { labelSelector: RECORD_SELECTOR }))
        names.push(...items.map(({ metadata }) => metadata.name));
      return names.length;
    },
    becomes: async (what: string, holds: (status: RolloutStatus) => boolean) => {
      const check = async () => holds((await look()).status ?? {});
      await eventually(what, check, 20).catch(async ({ message }: Error) => {
        throw new Error(`${message}: ${JSON.stringify((await look()).status)} ${told.slice(-5).join('; ')}`);
      });
    },
    release: (tag: string) => change({ template: { spec: { containers: containers(tag) } } }),
    status: (status: object) => client.patch(REF, { merge: { status } }, { ...BY, subresource: 'status' }),
    sizes: async () => {
      const resource = { apiVersion: 'apps/v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true };
      const found: ReplicaSet[] = [];
      for await (const { items } of client.list(resource, {})) found.push(...(items as ReplicaSet[]));
      return found.map(({ spec }) => spec.replicas ?? 1).sort();
    },
  };
}

function startCluster(transport: Transport): void {
  const means = { transport, clock, random: Math.random };
  const cluster = [startControllers(means), startNodes({ ...means, readyAfter: 100 })];
  onTestFinished(async () => {
    await Promise.all(cluster.map((one) => one.stop()));
  });
}

function startController(client: ApiClient, told: string[]): () => Promise<void> {
  const directory = pluginDirectory({ client, namespace: REF.namespace, clock });
  const manager = new Manager({
    ...{ client, clock, random: Math.random, log: silent, metrics: new Metrics(), dryRun: false },
    reconcilers: rolloutParts({ addresses: SLICES, routing: [], plugins: directory }),
    effects: directory.effects,
    ownership: { shardOf: () => 0, owns: () => true },
    isStandby: () => false,
    announce: (_, { reason, message }) => told.push(`${reason} ${message}`),
    fieldManager: 'sluice-rollout',
  });
  manager.start();
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await manager.stop();
    await directory.close();
  };
  onTestFinished(stop);
  return stop;
}
