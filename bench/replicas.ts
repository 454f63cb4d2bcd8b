/** On a real cluster: from a change to its pass, and from the death of a replica to its work done by another. */

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { ApiClient } from '../kube/api.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { loadAccess } from '../kube/config.ts';
import { httpTransport } from '../kube/http.ts';
import type { KubeObject } from '../kube/types.ts';
import { sleep } from './informers.ts';
import { spreadOf } from './measure.ts';

const CHANGES = 300;
const SEEN = 'toy.sluice.dev/seen';
const ROUNDS = 3;

/** `kubeconfig` of a test cluster. */
export async function replicas(kubeconfig: string | undefined): Promise<void> {
  if (!kubeconfig) {
    console.log('  on a real cluster: skipped, needs SLUICE_TEST_KUBECONFIG');
    return;
  }
  const world = await worldAt(kubeconfig);
  try {
    await world.client.create(world.object('Namespace', world.namespace), { fieldManager: 'bench' });
    await latency(world);
    await takeover(world);
  } finally {
    await world.client.delete({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: world.namespace });
    await world.close();
  }
}

type World = Awaited<ReturnType<typeof worldAt>>;

async function worldAt(kubeconfig: string) {
  const transport = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
  const client = new ApiClient({ transport: transport.send, clock, random: Math.random });
  const namespace = `bench-${randomUUID().slice(0, 8)}`;
  const object = (kind: string, name: string, more: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, ...more },
  });
  return { kubeconfig, client, namespace, object, close: () => transport.close() };
}

function start({ kubeconfig, namespace }: World, name: string, shards: number) {
  const flags = [
    '--kubeconfig',
    kubeconfig,
    '--namespace',
    namespace,
    '--lease-namespace',
    namespace,
    '--log-level',
    'error',
  ];
  const ports = ['--metrics-port', '0', '--health-port', '0', '--shards', String(shards)];
  const script = 'controller/runtime/replica.testkit.ts';
  const own = [name, `toy=${namespace}`, '0'];
  return spawn(process.execPath, ['--import', 'tsx', script, ...own, ...flags, ...ports], { stdio: 'ignore' });
}

/** Milliseconds from a write until the reconciler has answered it. */
async function answered(world: World, name: string): Promise<number> {
  const { client, namespace } = world;
  const value = randomUUID();
  const labels = { toy: namespace };
  const map = { ...world.object('ConfigMap', name, { namespace, labels }), data: { value } };
  await client.apply(map, { fieldManager: 'bench', force: true });
  const started = performance.now();
  for (;;) {
    const found = await client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
    if (found?.metadata.annotations?.[SEEN] === value) return performance.now() - started;
    await sleep(1);
  }
}

async function latency(world: World): Promise<void> {
  const replica = start(world, 'one', 1);
  await answered(world, 'warm-up');
  const times: number[] = [];
  for (let change = 0; change < CHANGES; change++) times.push(await answered(world, `map-${change % 10}`));
  const { p50, p99 } = spreadOf(times);
  console.log(
    `  from a write to the last of three writes that answer it: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  );
  replica.kill('SIGKILL');
  await sleep(15_000);
}

/** All objects of a killed replica, until the last one is served. */
async function takeover(world: World): Promise<void> {
  const names = Array.from({ length: 16 }, (_, index) => `object-${index}`);
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [start(world, 'one', 8), start(world, 'two', 8)];
    await Promise.all(names.map((name) => answered(world, name)));
    await sleep(10_000);
    one.kill('SIGKILL');
    const times = await Promise.all(names.map((name) => answered(world, name)));
    seconds.push(Math.max(...times) / 1000);
    two.kill('SIGTERM');
    await sleep(3_000);
  }
  console.log(
    `  after kill -9 of one of two replicas its objects are served in ${seconds.map((one) => one.toFixed(1)).join(', ')} s (aim 15)`,
  );
}
