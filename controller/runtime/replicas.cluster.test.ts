import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, describe, expect, inject, it } from 'vitest';
import { clusterUrl, kubectl, noCluster } from '../../e2e/cluster.testkit.ts';
import type { KubeObject } from '../../kube/types.ts';
import { configMaps, isMirrored } from './toy.testkit.ts';
import { clientAt, eventually } from './world.testkit.ts';

const cluster = inject('cluster');
const kubeconfig = 'kubeconfig' in cluster ? cluster.kubeconfig : '';
const BY = 'toy.sluice.dev/by';

interface Line {
  readonly what: string;
  readonly replica: string;
  readonly key: string;
  readonly at: number;
}

interface Replica {
  readonly process: ChildProcess;
  readonly lines: Line[];
  readonly log: string[];
  readonly ended: Promise<number | null>;
}

describe.skipIf(noCluster)(`replicas on a real API server (${noCluster ?? 'given'})`, () => {
  const direct = clientAt(clusterUrl);
  const running: Replica[] = [];
  const scope = { namespace: '', label: '' };

  function start(name: string, shards: number, lingerMs = 0): Replica {
    const { namespace, label } = scope;
    const flags = ['--kubeconfig', kubeconfig, '--namespace', namespace, '--lease-namespace', namespace];
    const ports = ['--metrics-port', '0', '--health-port', '0', '--shards', String(shards)];
    const script = 'controller/runtime/replica.testkit.ts';
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', script, name, label, String(lingerMs), ...flags, ...ports],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const lines: Line[] = [];
    const log: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      for (const line of String(chunk).trim().split('\n')) {
        const [what = '', replica = '', key = '', at = ''] = line.split(' ');
        lines.push({ what, replica, key, at: Number(at) });
      }
    });
    child.stderr.on('data', (chunk: Buffer) => log.push(...String(chunk).trim().split('\n')));
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    const replica = { process: child, lines, log, ended };
    running.push(replica);
    return replica;
  }

  const owns = ({ log }: Replica) => log.some((line) => line.includes('shard gained'));

  const write = (name: string, value: string) =>
    direct.client.apply(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: scope.namespace, labels: { toy: scope.namespace } },
        data: { value },
      } as KubeObject,
      { fieldManager: 'test', force: true },
    );

  async function listed(): Promise<KubeObject[]> {
    const items: KubeObject[] = [];
    const selection = { namespace: scope.namespace, labelSelector: scope.label };
    for await (const page of direct.client.list(configMaps, selection)) items.push(...page.items);
    return items;
  }

  const allMirrored = async () => (await listed()).every(isMirrored);
  const byWhom = async () => new Set((await listed()).map(({ metadata }) => metadata.annotations?.[BY] ?? ''));
  const names = Array.from({ length: 24 }, (_, index) => `map-${index}`);
  const writeAll = (value: string) => Promise.all(names.map((name) => write(name, value)));

  async function fresh(): Promise<void> {
    scope.namespace = `replicas-${randomUUID().slice(0, 8)}`;
    scope.label = `toy=${scope.namespace}`;
    await Promise.resolve(expect(kubectl(['create', 'namespace', scope.namespace])).toMatchObject({ ok: true }));
  }

  afterEach(async () => {
    for (const { process: child } of running) child.kill('SIGKILL');
    await Promise.all(running.splice(0).map(({ ended }) => ended));
    kubectl(['delete', 'namespace', scope.namespace, '--wait=false']);
  });

  afterAll(() => direct.close());

  it.each([2, 3])('%d of them share the work, and take over from one that is killed', async (count) => {
    await fresh();
    const all = Array.from({ length: count }, (_, index) => start(`r${index}`, 8));
    await eventually('all at work', () => all.every(owns));
    await eventually('an even share', async () => {
      await writeAll(`before ${randomUUID()}`);
      await eventually('all reconciled', allMirrored);
      return (await byWhom()).size === count;
    });
    all[0]?.process.kill('SIGKILL');
    await writeAll('after');
    await eventually('all reconciled by the others', allMirrored, 40);
    await writeAll('later');
    await eventually('all reconciled', allMirrored);
    const others = all.slice(1).map((_, index) => `r${index + 1}`);
    expect(others).toEqual(expect.arrayContaining([...(await byWhom())]));
  });

  it('give their shards back when they are told to stop, within ten seconds', async () => {
    await fresh();
    const one = start('one', 1);
    await eventually('the first at work', () => owns(one));
    const two = start('two', 1);
    await eventually('the second started', () => two.log.some((line) => line.includes('controller starts')));
    one.process.kill('SIGTERM');
    const stopped = Date.now();
    expect(await one.ended).toBe(0);
    expect(Date.now() - stopped).toBeLessThan(10_000);
    await write('a', '1');
    await eventually('the second at work', async () => (await byWhom()).has('two'), 10);
  });

  it('write nothing any more after standing still for longer than their lease', async () => {
    await fresh();
    await write('a', '1');
    const one = start('one', 1, 1_500);
    await eventually('the first in the middle of a pass', () => one.lines.some(({ what }) => what === 'between'));
    one.process.kill('SIGSTOP');
    const stopped = Date.now();
    start('two', 1, 0);
    await eventually('the second has done it', async () => (await byWhom()).has('two'), 60);
    await new Promise((resolve) => setTimeout(resolve, stopped + 30_000 - Date.now()));
    const [before] = await listed();
    one.process.kill('SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const [after] = await listed();
    expect(after).toEqual(before);
    expect(await byWhom()).toEqual(new Set(['two']));
  });

  it('never work on the same object at once while the number of shards changes', async () => {
    await fresh();
    const old = start('old', 4, 300);
    await eventually('the old one at work', () => owns(old));
    const turn = { value: 0 };
    const writing = setInterval(() => void writeAll(String(turn.value++)).catch(() => undefined), 500);
    const next = start('next', 6, 300);
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    old.process.kill('SIGTERM');
    await old.ended;
    await eventually('the new one at work', () => owns(next), 60);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    clearInterval(writing);
    await eventually('all reconciled', allMirrored);
    const lastOld = Math.max(...old.lines.filter(({ what }) => what === 'between').map(({ at }) => at));
    const firstNew = Math.min(...next.lines.filter(({ what }) => what === 'between').map(({ at }) => at));
    expect(firstNew).toBeGreaterThan(lastOld);
  });
});
