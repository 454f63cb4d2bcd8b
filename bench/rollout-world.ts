/** A namespace in a cluster where a controller works on Rollouts, and what it takes to get there. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { definitions } from '../crds/definitions.ts';
import { ApiClient } from '../kube/api.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { loadAccess } from '../kube/config.ts';
import { hasReason } from '../kube/errors.ts';
import { httpTransport } from '../kube/http.ts';
import type { KubeObject, Resource } from '../kube/types.ts';
import { sleep } from './informers.ts';
import { freePort, type Program, type Running } from './program.ts';
import { type Sample, scraped } from './scrape.ts';
import { ROLLOUTS } from './sides.ts';

const namespaced = (apiVersion: string, kind: string, plural: string): Resource => ({
  ...{ apiVersion, kind, plural, namespaced: true },
});

export const REPLICA_SETS = namespaced('apps/v1', 'ReplicaSet', 'replicasets');
export const SERVICES = namespaced('v1', 'Service', 'services');
export const INGRESSES = namespaced('networking.k8s.io/v1', 'Ingress', 'ingresses');
const MANAGER = { fieldManager: 'bench' };
const NODES = '10';
const LOOK = 100;

export interface RolloutObject extends KubeObject {
  readonly spec: { readonly replicas: number };
  readonly status?: {
    readonly phase?: string;
    readonly observedGeneration?: string;
    readonly stableRS?: string;
    readonly abort?: boolean;
  };
}

export interface Cluster {
  readonly kubeconfig: string;
  readonly about: string;
}

/** Everything a part of the bench needs. */
export interface Place {
  readonly program: Program;
  readonly cluster: Cluster;
  /** How many Rollouts. */
  readonly count: number;
}

/** The one that is given, or one in memory. */
export async function clusterFor(kubeconfig: string | undefined, program: Program): Promise<Cluster> {
  if (kubeconfig) return { kubeconfig, about: 'a real control plane; its controller manager and its load count' };
  const file = join(program.folder, 'kubeconfig');
  const flags = ['--port', '0', '--kubeconfig', file, '--nodes', '0', '--no-controller', '--no-demo', '--no-traffic'];
  const running = program.start(['sandbox', ...flags], 'sandbox');
  await until('the sandbox is ready', () => running.said().includes('Ctrl-C ends it.'), 60);
  return { kubeconfig: file, about: 'the sandbox, in memory' };
}

/** Simulated nodes. Those that were not there before are gone in the end. */
export async function nodesIn({ kubeconfig }: Cluster, program: Program): Promise<{ stop(): Promise<void> }> {
  const { client, close } = await connected(kubeconfig);
  const before = await nodeNames(client);
  const flags = ['--kubeconfig', kubeconfig, '--count', NODES, '--ready-after', '1s'];
  const running = program.start(['sandbox', 'nodes', ...flags], 'nodes');
  const stop = async () => {
    await running.stop();
    const made = (await nodeNames(client)).filter((name) => !before.includes(name) && name.startsWith('sluice-node-'));
    await Promise.all(made.map((name) => client.delete({ apiVersion: 'v1', kind: 'Node', namespace: '', name })));
    await close();
  };
  return { stop };
}

async function nodeNames(client: ApiClient): Promise<readonly string[]> {
  const { items } = (await client.read('/api/v1/nodes')) as { readonly items: readonly KubeObject[] };
  return items.map(({ metadata }) => metadata.name);
}

async function connected(kubeconfig: string) {
  const transport = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
  const known = [ROLLOUTS, REPLICA_SETS, SERVICES, INGRESSES];
  const client = new ApiClient({ transport: transport.send, clock, random: Math.random }, known);
  return { client, close: () => transport.close() };
}

export type World = Awaited<ReturnType<typeof worldIn>>;

/** A namespace of its own, with the definitions it needs. These stay: deleting them would delete what others made. */
export async function worldIn({ kubeconfig }: Cluster) {
  const { client, close } = await connected(kubeconfig);
  const namespace = `bench-${randomUUID().slice(0, 8)}`;
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await defined(client);
  await client.create(space, MANAGER);
  const gone = async () => (await client.get({ ...space, namespace: '', name: namespace })) === undefined;
  return {
    ...{ client, clock, namespace, kubeconfig, until },
    create: (object: Omit<KubeObject, 'metadata'> & { readonly name: string }) => {
      const { name, ...rest } = object;
      return client.create({ ...rest, metadata: { name, namespace } } as KubeObject, MANAGER);
    },
    /** One field of a Rollout's spec or status, as a client would change it. */
    change: (name: string, merge: object, subresource?: 'status') =>
      client.patch(
        { apiVersion: ROLLOUTS.apiVersion, kind: ROLLOUTS.kind, namespace, name },
        { merge },
        { ...MANAGER, ...(subresource && { subresource }) },
      ),
    async close() {
      await client.delete({ ...space, namespace: '', name: namespace }, { propagation: 'Background' });
      await until('the namespace is gone', gone, 600).catch((error: Error) => console.log(`  ${error.message}`));
      await close();
    },
  };
}

async function defined(client: ApiClient): Promise<void> {
  for (const definition of definitions()) {
    await client.create(definition as KubeObject, MANAGER).catch((error: unknown) => {
      if (!hasReason(error, 'AlreadyExists')) throw error;
    });
  }
  await until('Rollouts are served', () => client.read(`/apis/${ROLLOUTS.apiVersion}/rollouts?limit=1`), 30);
}

/** Waits until something holds; says what it was if it never does. */
async function until(what: string, holds: () => unknown, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const is = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (is) return;
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(LOOK);
  }
}

export interface ControllerProcess extends Running {
  metrics(): Promise<readonly Sample[]>;
}

/** It works on this namespace only, so that it leaves others alone. */
export async function controllerIn(
  world: World,
  program: Program,
  log: string,
  parts = 'rollouts',
): Promise<ControllerProcess> {
  const [metrics, health] = [await freePort(), await freePort()];
  const ports = ['--metrics-port', String(metrics), '--health-port', String(health)];
  const where = [
    '--kubeconfig',
    world.kubeconfig,
    '--namespace',
    world.namespace,
    '--lease-namespace',
    world.namespace,
  ];
  const running = program.start(['controller', ...where, ...ports, '--enable', parts], log);
  await until('the controller is ready', () => fetch(`http://127.0.0.1:${health}/readyz`).then(({ ok }) => ok), 60);
  return { ...running, metrics: () => scraped(metrics) };
}
