import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import { systemClock } from '../../kube/clock.ts';
import { openHttpWire } from '../http-wire.ts';
import { memoryWire } from './memory-wire.ts';
import type { PodServer } from './pod-server.ts';
import { seeded } from './traffic.testkit.ts';
import type { Wire } from './wire.ts';

const server = (more: Partial<PodServer> = {}): PodServer => ({
  ...{ uid: 'u1', namespace: 'shop', name: 'web-1', container: 'main', version: '1', hash: 'h', workload: 'web' },
  ...{ labels: {}, answers: 200, errorRate: 0, latency: 5 },
  ...more,
});
const request = { host: 'shop.example.com', path: '/', method: 'GET', headers: {} };
const at = (uid: string) => ({ uid, ip: '10.0.0.1', port: 80 });
const LONG = 60_000;

const problems: string[] = [];
const onProblem = (what: string) => void problems.push(what);
const random = () => 0.5;

describe.each<[kind: string, open: () => Promise<Wire>]>([
  ['in memory', () => Promise.resolve(memoryWire(systemClock, random))],
  ['over HTTP', () => openHttpWire({ port: 0, clock: systemClock, random, onProblem })],
])('the wire %s', (_, open) => {
  let wire: Wire;
  afterEach(async () => {
    await wire.close();
    expect(problems).toEqual([]);
  });
  const serving = async (more: Partial<PodServer> = {}) => {
    wire = await open();
    wire.serve(server(more));
    return (timeout = LONG) => wire.ask(at('u1'), request, timeout);
  };

  it('brings what a pod answers', async () => expect(await (await serving())()).toEqual({ status: 200 }));

  it('brings what it answers now', async () => {
    const ask = await serving();
    await ask();
    wire.serve(server({ answers: 503 }));
    expect(await ask()).toEqual({ status: 503 });
  });

  it('is refused where nobody is', async () => {
    await serving();
    expect(await wire.ask(at('u2'), request, LONG)).toBe('refused');
  });

  it('is refused after the end, and not after another beginning', async () => {
    const ask = await serving();
    wire.end('u1');
    expect(await ask()).toBe('refused');
    wire.serve(server());
    expect(await ask()).toEqual({ status: 200 });
  });

  it('is cut off by the end', async () => {
    const ask = await serving({ latency: LONG });
    const answer = ask();
    await new Promise((resolve) => systemClock.after(50, () => resolve(undefined)));
    wire.end('u1');
    expect(await answer).toBe('refused');
  });

  it('waits no longer than it is told to', async () => {
    const ask = await serving({ latency: LONG });
    expect(await ask(50)).toBe('late');
  });

  it.each([{ path: '/a b' }, { headers: { 'x-a': 'b\nc: d' } }, { method: 'NO WAY' }])(
    'does not fall over %j',
    async (odd) => {
      await serving();
      expect(['refused', { status: 200 }]).toContainEqual(await wire.ask(at('u1'), { ...request, ...odd }, LONG));
    },
  );

  it('brings users to the gateway', async () => {
    wire = await open();
    const hosts: string[] = [];
    const send = wire.users((asked) => {
      hosts.push(asked.host);
      return Promise.resolve({ status: 418, milliseconds: 0 });
    });
    expect(await send(request)).toMatchObject({ status: 418 });
    expect(hosts).toEqual(['shop.example.com']);
  });
});

it('a wire in memory leaves nothing on the clock when it is closed', async () => {
  const clock = manualClock();
  const wire = memoryWire(clock, seeded(1));
  wire.serve(server());
  const answer = wire.ask(at('u1'), request, LONG);
  expect(clock.timers).toBe(1);
  await wire.close();
  expect(await answer).toBe('refused');
  expect(clock.timers).toBe(0);
});

it('pods beyond two hundred go without a socket, and answer all the same', async () => {
  const wire = await openHttpWire({ port: 0, clock: systemClock, random, onProblem });
  const uids = Array.from({ length: 210 }, (_, index) => `u${index}`);
  for (const uid of uids) wire.serve(server({ uid }));
  const answers = await Promise.all(uids.map((uid) => wire.ask(at(uid), request, LONG)));
  expect(answers).toEqual(uids.map(() => ({ status: 200 })));
  await wire.close();
});
