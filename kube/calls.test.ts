import { describe, expect, it } from 'vitest';
import { type CallOutcome, Calls } from './calls.ts';
import { manualClock } from './clock.testkit.ts';
import { KubeError } from './errors.ts';
import type { Response, Transport } from './transport.ts';

const get = { method: 'GET', path: '/api/v1/pods?limit=1', verb: 'list', kind: 'Pod' } as const;

async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}

const answer = (status: number, body: string, headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  body: chunks(body),
});

const busy = (status: number, seconds?: number) =>
  answer(
    status,
    '{"reason":"Busy","message":"later"}',
    seconds === undefined ? {} : { 'retry-after': String(seconds) },
  );

function calling(...answers: (Response | Error | 'never')[]) {
  const clock = manualClock();
  const sent: number[] = [];
  const transport: Transport = ({ signal }) => {
    const next = answers[Math.min(sent.push(clock.monotonic()) - 1, answers.length - 1)];
    if (next === 'never')
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next as Response);
  };
  const codes: number[] = [];
  const plurals: string[] = [];
  const options = {
    transport,
    clock,
    random: () => 0,
    concurrency: 2,
    onOutcome: ({ code, plural }: CallOutcome) => {
      codes.push(code);
      plurals.push(plural);
    },
  };
  return { calls: new Calls(options), clock, sent, codes, plurals };
}

describe('a call', () => {
  it('gives the answer with its size', async () => {
    const { calls, codes } = calling(answer(200, '{"a":"ü"}'));
    expect(await calls.json(get)).toEqual({ value: { a: 'ü' }, bytes: 10 });
    expect(codes).toEqual([200]);
  });

  it('says in one line what was refused, and why', async () => {
    const body = JSON.stringify({ kind: 'Status', reason: 'Forbidden', message: 'pods is forbidden' });
    const { calls } = calling(answer(403, body));
    await expect(calls.json(get)).rejects.toMatchObject({
      message: 'list /api/v1/pods: 403 Forbidden: pods is forbidden',
      reason: 'Forbidden',
      code: 403,
    });
  });

  it('reads a refusal that is no Status', async () => {
    const { calls } = calling(answer(502, '<html>bad gateway</html>'));
    await expect(calls.json(get)).rejects.toMatchObject({ code: 502, reason: 'InternalError' });
  });

  it.each([
    ['429', busy(429, 2), 2_000],
    ['429 without a time', busy(429), 1_000],
    ['503 with a time', busy(503, 3), 3_000],
  ])('waits and asks again after %s', async (_, refusal, wait) => {
    const { calls, clock, sent } = calling(refusal, answer(200, '{}'));
    const outcome = calls.json(get);
    await clock.advance(wait);
    await outcome;
    expect(sent).toEqual([0, wait]);
  });

  it('gives up on a server that stays busy, after six times', async () => {
    const { calls, clock, sent } = calling(busy(429, 60));
    const outcome = calls.json(get).catch((error: unknown) => error);
    await clock.advance(200_000);
    expect(await outcome).toBeInstanceOf(KubeError);
    expect(sent).toHaveLength(6);
  });

  it('does not repeat what may have been done', async () => {
    const { calls, sent } = calling(busy(503));
    await expect(calls.json(get)).rejects.toMatchObject({ code: 503 });
    expect(sent).toHaveLength(1);
  });

  it('leaves a refused eviction to its caller', async () => {
    const { calls, sent } = calling(busy(429, 1));
    await expect(calls.json({ ...get, impatient: true })).rejects.toMatchObject({ code: 429 });
    expect(sent).toHaveLength(1);
  });

  it('waits for an answer thirty seconds', async () => {
    const { calls, clock, codes } = calling('never');
    const outcome = calls.json(get).catch((error: unknown) => error);
    await clock.advance(30_000);
    expect(String(await outcome)).toBe('Error: list /api/v1/pods: no answer in 30000 ms');
    expect(codes).toEqual([0]);
    expect(clock.timers).toBe(0);
  });

  it.each([
    ['/api/v1/pods?limit=1', 'pods'],
    ['/api/v1/namespaces', 'namespaces'],
    ['/api/v1/namespaces/shop', 'namespaces'],
    ['/api/v1/namespaces/shop/pods?watch=true', 'pods'],
    ['/api/v1/namespaces/shop/pods/web-1/eviction', 'pods'],
    ['/apis/apps/v1/replicasets', 'replicasets'],
    ['/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/web/status?fieldManager=sluice', 'rollouts'],
    ['/apis/apps/v1', ''],
    ['/api/v1', ''],
    ['/version', ''],
  ])('of %s is about %j', async (path, plural) => {
    const { calls, plurals } = calling(answer(200, '{}'));
    await calls.json({ ...get, path });
    expect(plurals).toEqual([plural]);
  });

  it('passes on that there was no connection', async () => {
    const { calls } = calling(new Error('connection refused'));
    await expect(calls.json(get)).rejects.toThrow('connection refused');
  });

  it('lets a bounded number through at a time', async () => {
    const { calls, sent, clock } = calling('never');
    const all = [1, 2, 3].map(() => calls.json(get).catch(() => undefined));
    await clock.advance(0);
    expect(sent).toHaveLength(2);
    await clock.advance(60_000);
    await Promise.all(all);
    expect(sent).toHaveLength(3);
  });
});
