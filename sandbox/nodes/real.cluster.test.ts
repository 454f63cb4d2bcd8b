import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { clientAt, eventually } from '../../controller/runtime/world.testkit.ts';
import { clusterUrl, noCluster } from '../../e2e/cluster.testkit.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { httpTransport } from '../../kube/http.ts';
import type { KubeObject } from '../../kube/types.ts';
import { deploymentOf, podOf } from './cluster.testkit.ts';
import type { SimulatedPod } from './pod.ts';
import { startNodes } from './start.ts';

const namespace = `nodes-${randomUUID().slice(0, 8)}`;
const by = { fieldManager: 'test' };
const open = { server: clusterUrl, namespace: 'default', invalidate: () => {} };
const given = inject('cluster');
const { kubeconfig, kubectl: program } = 'missing' in given ? { kubeconfig: '', kubectl: '' } : given;
const run = promisify(execFile);

/** Beside the nodes, which run in this process: nobody must keep it waiting. */
const kubectl = async (...words: readonly string[]): Promise<string> =>
  (await run(program, ['--kubeconfig', kubeconfig, '-n', namespace, ...words], { timeout: 90_000 })).stdout;

const here = (object: object): KubeObject => {
  const made = object as KubeObject;
  return { ...made, metadata: { ...made.metadata, namespace } };
};
const refTo = (kind: string, name: string, apiVersion = 'v1') => ({ apiVersion, kind, namespace, name });
const SPREAD = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'apart' } } },
    ],
  },
};

describe.skipIf(noCluster)(`nodes on a real control plane (${noCluster ?? 'given'})`, () => {
  const { client, close } = clientAt(clusterUrl);
  const access = { ...open, credentials: () => Promise.resolve({ headers: {}, tls: {} }) };
  const transport = httpTransport(access, { clock });
  const problems: unknown[] = [];
  const onProblem = (what: string, error: unknown) => void problems.push(`${what}: ${error}`);
  const means = { transport: transport.send, clock, random: Math.random, readyAfter: 1_000, onProblem };
  let nodes: ReturnType<typeof startNodes> | undefined;
  let other: ChildProcess | undefined;

  const create = (object: object) => client.create(here(object), by);
  const pod = async (name: string) => (await client.get(refTo('Pod', name))) as SimulatedPod | undefined;
  const main = async (name: string) => (await pod(name))?.status?.containerStatuses?.[0];
  const becomes = (name: string, expected: object) =>
    eventually(`${name} is ${JSON.stringify(expected)}`, async () =>
      expect.objectContaining(expected).asymmetricMatch(await main(name)),
    );
  const ready = (name: string, image = 'web:1', more = {}) =>
    create(podOf(name, image, more)).then(() => becomes(name, { ready: true }));

  beforeAll(async () => {
    await kubectl('create', 'namespace', namespace);
    const account = refTo('ServiceAccount', 'default');
    await eventually('pods can be made', async () => (await client.get(account)) !== undefined);
    nodes = startNodes(means);
  });

  afterAll(async () => {
    // While there are nodes: without them no pod would ever go.
    await kubectl('delete', 'namespace', namespace, '--timeout=80s');
    await nodes?.stop();
    other?.kill('SIGKILL');
    await kubectl('delete', 'node', '-l', 'sluice.dev/simulated=true');
    await transport.close();
    await close();
  });

  it('roll a Deployment out, get stuck with one that is bad, and mend it', async () => {
    await create(deploymentOf('web', 'web:1', 3));
    expect(await kubectl('rollout', 'status', 'deployment/web')).toContain('successfully rolled out');
    const old = await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name');
    await kubectl('set', 'image', 'deployment/web', 'main=web:bad');
    await expect(kubectl('rollout', 'status', 'deployment/web', '--timeout=8s')).rejects.toThrow('timed out');
    const now = await kubectl('get', 'pods', '-l', 'app=web');
    expect(now).toContain('ImagePullBackOff');
    const kept = (await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n');
    expect(kept).toEqual(expect.arrayContaining(old.trim().split('\n')));
    await kubectl('rollout', 'undo', 'deployment/web');
    expect(await kubectl('rollout', 'status', 'deployment/web')).toContain('successfully rolled out');
  });

  it('run pods as their images say', async () => {
    for (const tag of ['bad', 'crash', 'oom', 'unready', 'slow', '503']) await create(podOf(tag, `web:${tag}`));
    await becomes('503', { ready: true });
    expect(await main('slow')).toMatchObject({ ready: false });
    const waits = (reason: string) => ({ waiting: expect.objectContaining({ reason }) });
    await becomes('bad', { state: waits('ImagePullBackOff') });
    await becomes('crash', { state: waits('CrashLoopBackOff') });
    const killed = { terminated: expect.objectContaining({ reason: 'OOMKilled', exitCode: 137 }) };
    await becomes('oom', { lastState: killed });
    await becomes('slow', { ready: true });
    expect(await main('unready')).toMatchObject({ ready: false, state: { running: {} } });
    const shown = await kubectl('get', 'pods', 'bad', 'crash', '503', '--no-headers');
    expect(shown).toMatch(/^bad +0\/1 +(ImagePullBackOff|ErrImagePull) .*^crash +[01]\/1 .*^503 +1\/1 +Running +0 /ms);
  });

  it('complete a Job', async () => {
    await kubectl('create', 'job', 'once', '--image=web:exit-0');
    expect(await kubectl('wait', '--for=condition=complete', 'job/once', '--timeout=30s')).toContain('condition met');
  });

  it('let a pod end slowly', async () => {
    await ready('slowly', 'web:1', { annotations: { 'sluice.dev/sim-shutdown': '4s' } });
    await client.delete(refTo('Pod', 'slowly'));
    const asked = performance.now();
    expect(await kubectl('get', 'pod', 'slowly')).toContain('Terminating');
    await eventually('slowly is gone', async () => (await pod('slowly')) === undefined);
    expect(performance.now() - asked).toBeGreaterThan(2_500);
  });

  it('leave evictions to the budget', async () => {
    const labels = { app: 'guarded' };
    await Promise.all([ready('one', 'web:1', { labels }), ready('two', 'web:1', { labels })]);
    const spec = { minAvailable: 1, selector: { matchLabels: labels } };
    const budget = { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'guard' }, spec };
    await create(budget);
    await eventually('the budget counts', async () => {
      const { status } = (await client.get(refTo('PodDisruptionBudget', 'guard', 'policy/v1beta1'))) as unknown as {
        status?: { disruptionsAllowed?: number };
      };
      return status?.disruptionsAllowed === 1;
    });
    await client.evict(refTo('Pod', 'one'));
    await expect(client.evict(refTo('Pod', 'two'))).rejects.toThrow("violate the pod's disruption budget");
    await eventually('one is gone', async () => (await pod('one')) === undefined);
    expect(await pod('two')).toMatchObject({ status: { phase: 'Running' } });
  });

  it('replace a container whose image changes, and kill what fails its probe', async () => {
    const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 };
    const containers = [{ name: 'main', image: 'web:1', livenessProbe }];
    await ready('unlive', 'web:1', { containers, annotations: { 'sluice.dev/sim-unlive-after': '5s' } });
    await ready('changing');
    await kubectl('set', 'image', 'pod/changing', 'main=web:2');
    await becomes('changing', { restartCount: 1, ready: true, image: 'docker.io/library/web:2' });
    await becomes('unlive', { restartCount: 1 });
    const events = await kubectl('get', 'events');
    expect(events).toContain('Container main definition changed, will be restarted');
    expect(events).toContain('Container main failed liveness probe, will be restarted');
  });

  it('keep apart what is not to be together', async () => {
    const apart = (name: string) => podOf(name, 'web:1', { labels: { app: 'apart' }, affinity: SPREAD });
    for (const name of ['apart-1', 'apart-2', 'apart-3']) await create(apart(name));
    const message = async (name: string) =>
      (await pod(name))?.status?.conditions?.find(({ reason }) => reason === 'Unschedulable')?.message ?? '';
    const names = ['apart-1', 'apart-2', 'apart-3'];
    const refused = async () => (await Promise.all(names.map(message))).filter((one) => one !== '');
    await eventually('one is refused', async () => (await refused()).length > 0);
    expect(await refused()).toEqual([
      expect.stringMatching(/^0\/2 nodes are available: 2 node\(s\) didn't match pod anti-/),
    ]);
    await client.delete(refTo('Pod', (await message('apart-1')) === '' ? 'apart-1' : 'apart-2'));
    await eventually('it finds a place', async () => (await refused()).length === 0);
  });

  it('make no trouble', () => expect(problems).toEqual([]));

  it('are also a process, which goes on with what is there', async () => {
    await ready('kept');
    const before = await main('kept');
    await nodes?.stop();
    const command = ['--import', 'tsx', 'cli/main.ts', 'sandbox', 'nodes', '--kubeconfig', kubeconfig];
    const child = spawn(process.execPath, [...command, '--ready-after', '500ms'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    other = child;
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(String(chunk)));
    await eventually('it says what it does', () => said.join('').includes('2 simulated nodes in https://'));
    await create(deploymentOf('later', 'web:1', 2));
    expect(await kubectl('rollout', 'status', 'deployment/later')).toContain('successfully rolled out');
    expect(await main('kept')).toEqual(before);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(said.join('').trim().split('\n')).toHaveLength(1);
    // For what is to be cleaned up.
    nodes = startNodes(means);
  });
});
