import { describe, expect, it } from 'vitest';
import { httpClient } from '../../controller/runtime/http.ts';
import type { Asking, HttpAnswer, HttpRequest } from './provider.ts';
import { sceneOf } from './provider-world.testkit.ts';
import { web } from './web.ts';

const config = {
  method: 'GET',
  url: 'http://web.test/',
  jsonPath: '{$}',
  timeoutSeconds: 10,
  insecure: false,
} as const;
const strict = { ...config, expectStatus: [200] };
const probe = { ...config, target: { service: 'canary' as const, port: 8080, path: '/healthz' } };

const failed = (value: unknown, message: unknown) => ({
  value,
  text: String(value),
  verdict: { phase: 'Failed', message },
});

/** Answers by hand. */
async function askingBy(send: (request: HttpRequest) => Promise<HttpAnswer>, more: Partial<Asking> = {}) {
  return { ...(await sceneOf({ replies: [] })).asking, send, ...more };
}

const answerOf = (status: number, took = 1): HttpAnswer => ({ status, took, headers: {}, text: '1' });

describe('a service that does not answer', () => {
  it.each([strict, { ...config, expectWithin: '1m' }])(
    'has failed if it is said what a good answer is',
    async (asked) => {
      const { asking } = await sceneOf({ replies: [], fault: { what: 'silence', at: 0 } });
      expect(await web.measure(asked, asking)).toEqual(failed('no answer within 0.1 s', 'no answer within 0.1 s'));
      const broken = await sceneOf({ replies: [], fault: { what: 'the connection ends', at: 0 } });
      expect(await web.measure(asked, broken.asking)).toMatchObject({
        text: expect.stringMatching(/^connection (reset|closed)/),
      });
    },
  );

  it('has failed where nobody listens', async () => {
    const client = httpClient({ monotonic: () => performance.now() });
    const asking = await askingBy(client.send);
    const nowhere = { ...strict, url: 'http://127.0.0.1:1/' };
    expect(await web.measure(nowhere, asking)).toEqual(failed('connection refused', 'connection refused'));
    await expect(web.measure({ ...config, url: nowhere.url }, asking)).rejects.toThrow('connection refused');
    await expect(web.measure({ ...strict, url: 'nowhere' }, asking)).rejects.toThrow('the address of web is no URL');
    client.close();
  });

  it('has not failed if nobody waits any more', async () => {
    const ending = new AbortController();
    const { asking, firstAsked } = await sceneOf({
      replies: [],
      fault: { what: 'silence', at: 0 },
      signal: ending.signal,
    });
    const running = web.measure(strict, asking);
    void firstAsked.then(() => ending.abort());
    await expect(running).rejects.toThrow('cancelled');
  });
});

it('an answer that comes late has failed, and is not waited for any longer', async () => {
  const timeouts: unknown[] = [];
  const asking = await askingBy(({ timeout }) => {
    timeouts.push(timeout);
    return Promise.resolve(answerOf(200, 700));
  });
  const late = failed(200, 'answered 200 in 0.7 s, not in 500ms');
  expect(await web.measure({ ...config, expectWithin: '500ms' }, asking)).toEqual(late);
  expect(await web.measure({ ...config, timeoutSeconds: 0 }, asking)).toMatchObject({ value: 1 });
  expect(timeouts).toEqual([500, 10_000]);
});

describe('pods', () => {
  const pods = Array.from({ length: 150 }, (_, place) => ({ name: `web-${place}`, address: `10.0.0.${place}` }));
  const place = ({ url }: HttpRequest) => Number(/10\.0\.0\.(\d+)/.exec(url)?.[1]);

  it('are asked at most 16 at a time, and 100 of them', async () => {
    let [now, most, all] = [0, 0, 0];
    const asking = await askingBy(
      async (request) => {
        most = Math.max(most, ++now);
        all++;
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return answerOf(200, place(request) === 42 ? 5 : 1);
      },
      { pods },
    );
    expect(await web.measure(probe, asking)).toMatchObject({ text: '1', metadata: { pod: 'web-42', pods: '100' } });
    expect([most, all]).toEqual([16, 100]);
  });

  it('are asked no longer once one has failed, and no answer is the worst', async () => {
    let all = 0;
    const asking = await askingBy(
      (request) => {
        all++;
        if (place(request) === 3) return Promise.reject(new Error('connection refused'));
        return Promise.resolve(answerOf(place(request) === 2 ? 503 : 200));
      },
      { pods },
    );
    const message = 'pod web-3: connection refused, and 1 more';
    expect(await web.measure(probe, asking)).toEqual(failed('connection refused', message));
    expect(all).toBeLessThan(40);
  });

  it('that cannot be asked are an error, unless another has failed', async () => {
    const asking = await askingBy(
      (request) => (place(request) === 2 ? Promise.reject(new Error('cancelled')) : Promise.resolve(answerOf(200))),
      { pods: pods.slice(0, 5) },
    );
    await expect(web.measure(probe, asking)).rejects.toThrow('cancelled');
  });
});
