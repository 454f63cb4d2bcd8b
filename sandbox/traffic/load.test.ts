import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Condition, Match, Route } from './routes/route.ts';
import { appOf, clusterWithTraffic, ingressOf, type TrafficCluster } from './traffic.testkit.ts';
import { RATE, wantedRate, wantedRequest } from './wanted-load.ts';

const objectOf = (kind: string, annotations = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'web', namespace: 'shop', annotations },
});

describe('how many requests an object asks for', () => {
  it.each([
    ['20', 20],
    ['0.5', 0.5],
    ['1000', 1000],
    ['0', undefined],
  ])('%s', (text, rate) => expect(wantedRate(objectOf('Service', { [RATE]: text }))).toBe(rate));

  it.each(['', ' ', '-1', '1001', '1e2', '20/s', 'many', '0x10', '1.', '.5', '9'.repeat(400)])(
    'is not told by %j',
    (text) => {
      const rate = wantedRate(objectOf('Service', { [RATE]: text }));
      expect(rate).toMatchObject({ problem: expect.stringContaining('is not a number from 0 to 1000') as string });
    },
  );

  it('is nothing if it does not say', () => expect(wantedRate(objectOf('Service'))).toBeUndefined());
});

describe('which request an object asks for', () => {
  const condition = (part: Condition['part'], type: Condition['type'], value: string, name = ''): Condition => ({
    ...{ part, type, value, name },
    holds: () => true,
  });
  const route = (hosts: readonly string[], matches: readonly Match[]): Route => ({
    source: { kind: 'HTTPRoute', namespace: 'shop', name: 'web' },
    ...{ hosts, matches, isMesh: false, backends: [], mirrors: [] },
  });

  it.each<[what: string, route: Route, request: object]>([
    ['its first host', route(['a.b', 'c.d'], []), { host: 'a.b', path: '/', method: 'GET', headers: {} }],
    ['any host', route([], []), { host: 'gateway.example.com' }],
    ['a host of many', route(['*.example.com'], []), { host: 'www.example.com' }],
    ['its first path', route([], [[condition('path', 'PathPrefix', '/api')], []]), { path: '/api' }],
    ['the start of a pattern', route([], [[condition('path', 'Regex', '^/api(/|$)(.*)')]]), { path: '/api' }],
    ['a pattern that says nothing', route([], [[condition('path', 'Regex', '.+')]]), { path: expect.any(String) }],
    ['its method', route([], [[condition('method', 'Exact', 'POST')]]), { method: 'POST' }],
    [
      'headers, cookies and parameters',
      route(
        [],
        [
          [
            condition('header', 'Exact', 'yes', 'x-canary'),
            condition('header', 'Present', '', 'x-any'),
            { ...condition('header', 'Exact', 'no', 'x-not'), isNegated: true },
            condition('cookie', 'Exact', 'always', 'canary'),
            condition('query', 'Exact', '2', 'v'),
          ],
        ],
      ),
      { path: '/?v=2', headers: { 'x-canary': 'yes', 'x-any': 'yes', cookie: 'canary=always' } },
    ],
  ])('%s', (_, one, request) => expect(wantedRequest(objectOf('HTTPRoute'), [one])).toMatchObject(request));

  it('asks a Service by its name', () =>
    expect(wantedRequest(objectOf('Service'), [])).toMatchObject({ host: 'web.shop', path: '/' }));

  it('is none without a route', () => expect(wantedRequest(objectOf('Ingress'), [route([], [])])).toBeUndefined());
});

describe('simulated users', () => {
  let shop: TrafficCluster;
  beforeEach(async () => {
    shop = await clusterWithTraffic();
    await shop.create(...appOf('web', 'web:1'));
    await shop.wait(5);
  });
  afterEach(() => shop.stop());
  const served = async () => {
    await shop.wait(5);
    return Object.values(shop.query('sum(http_requests_total)'))[0] ?? 0;
  };

  it.each([
    ['20', 60, 1_200],
    ['0.5', 60, 30],
    ['1000', 10, 10_000],
  ])('of %s requests a second come in time', async (rate, seconds, requests) => {
    await shop.annotate('Service', 'web', { [RATE]: rate });
    await shop.wait(seconds);
    await shop.annotate('Service', 'web', { [RATE]: '0' });
    expect(Math.abs((await served()) - requests)).toBeLessThanOrEqual(1);
    expect(await served()).toBe(await served());
  });

  it('go with their object', async () => {
    await shop.create(ingressOf('web', 'web', { [RATE]: '10' }));
    await shop.wait(10);
    await shop.cluster.client.delete({
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'default', name: 'web' },
    });
    const before = await served();
    expect(before).toBeGreaterThan(90);
    await shop.wait(20);
    expect(await served()).toBe(before);
  });

  it('are not held up by other changes of the object', async () => {
    await shop.annotate('Service', 'web', { [RATE]: '0.5' });
    for (let change = 0; change < 60; change++) {
      await shop.annotate('Service', 'web', { change: String(change) });
      await shop.wait(1);
    }
    expect(await served()).toBeGreaterThanOrEqual(30);
  });

  it('tell once what makes no sense, and again if it comes back', async () => {
    const say = async (rate: string) => {
      await shop.annotate('Service', 'web', { [RATE]: rate, turn: rate });
      await shop.wait(1);
    };
    const problem = `Service default/web: ${RATE}: "many" is not a number from 0 to 1000 such as 20 or 0.5`;
    await say('many');
    await shop.annotate('Service', 'web', { other: 'change' });
    await shop.wait(5);
    expect(shop.problems).toEqual([problem]);
    await say('1');
    await say('many');
    expect(shop.problems).toEqual([problem, problem]);
  });
});
