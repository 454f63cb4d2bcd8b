import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { podOf } from '../nodes/cluster.testkit.ts';
import {
  appOf,
  canaryOf,
  clusterWithTraffic,
  countBy,
  ingressOf,
  serviceOf,
  type TrafficCluster,
} from './traffic.testkit.ts';

let shop: TrafficCluster;
beforeEach(async () => {
  shop = await clusterWithTraffic();
});
afterEach(() => shop.stop());

const HOST = 'shop.example.com';

describe('the gateway', () => {
  it('shares requests out by weight', async () => {
    await shop.create(...appOf('web', 'web:1', 2), ...appOf('new', 'web:2', 1));
    await shop.create(ingressOf('web', 'web'), canaryOf('web-canary', 'new', 20));
    await shop.wait(5);
    const answers = await shop.ask(HOST, 1_000);
    const { 1: old = 0, 2: canary = 0 } = countBy(answers, ({ version }) => version);
    expect(old + canary).toBe(1_000);
    // Five standard deviations.
    expect(Math.abs(canary - 200)).toBeLessThan(64);
    expect(countBy(answers, ({ status }) => status)).toEqual({ 200: 1_000 });
    expect(Object.keys(countBy(answers, ({ pod }) => pod))).toHaveLength(3);
  });

  it('follows a weight that changes', async () => {
    await shop.create(...appOf('web', 'web:1'), ...appOf('new', 'web:2'));
    await shop.create(ingressOf('web', 'web'), canaryOf('web-canary', 'new', 0));
    await shop.wait(5);
    expect(countBy(await shop.ask(HOST, 50), ({ version }) => version)).toEqual({ 1: 50 });
    const weight = { 'nginx.ingress.kubernetes.io/canary-weight': '100' };
    await shop.annotate('Ingress', 'web-canary', weight, 'networking.k8s.io/v1');
    await shop.wait(1);
    expect(countBy(await shop.ask(HOST, 50), ({ version }) => version)).toEqual({ 2: 50 });
  });

  it.each(['web.default', 'web.default.svc', 'WEB.default.svc.cluster.local:80', 'web'])(
    'finds the Service that clients call %s',
    async (host) => {
      await shop.create(...appOf('web', 'web:1'));
      await shop.wait(5);
      expect(await shop.ask(host)).toMatchObject([
        { status: 200, namespace: 'default', service: 'web', version: '1', source: { kind: 'Service', name: 'web' } },
      ]);
    },
  );

  it.each([
    ['404 for a host that nobody has', 'nobody.example.com', 404],
    ['404 for a Service that is not there', 'nobody.default', 404],
    ['503 for a Service without pods', 'empty.default', 503],
    ['503 while no pod is ready', 'web.default', 503],
  ])('answers %s', async (_, host, status) => {
    await shop.create(...appOf('web', 'web:unready'), serviceOf('empty', { app: 'none' }));
    await shop.wait(5);
    expect(countBy(await shop.ask(host, 5), (one) => one.status)).toEqual({ [status]: 5 });
  });

  it('sends nothing to a pod that is not ready', async () => {
    await shop.create(...appOf('web', 'web:1', 2));
    await shop.create(podOf('odd', 'web:unready', { labels: { app: 'web' } }));
    await shop.wait(5);
    const pods = countBy(await shop.ask('web.default', 100), ({ pod }) => pod);
    expect(Object.keys(pods)).toHaveLength(2);
    expect(pods).not.toHaveProperty('odd');
  });

  it('answers 502 for an address behind which nobody is, tries no other, and counts it', async () => {
    await shop.create(...appOf('web', 'web:1'));
    const metadata = { name: 'late', namespace: 'default' };
    await shop.create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } });
    const [pod] = await (async () => {
      await shop.wait(5);
      return await shop.cluster.pods();
    })();
    const addresses = [{ ip: pod?.status?.podIP }, { ip: '10.9.9.9' }];
    await shop.create({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: [{ addresses, ports: [{ port: 80 }] }],
    });
    await shop.wait(1);
    const { 200: well = 0, 502: refused = 0 } = countBy(await shop.ask('late.default', 200), ({ status }) => status);
    expect(well + refused).toBe(200);
    expect(Math.abs(refused - 100)).toBeLessThan(36);
    await shop.wait(5);
    expect(shop.query('sum by (code) (sluice_gateway_requests_total{service="late"})')).toEqual({
      200: well,
      502: refused,
    });
  });

  it('lets a pod that is ending serve until its containers end', async () => {
    await shop.create(...appOf('web', 'web:1', 1, { 'sluice.dev/sim-shutdown': '5s' }));
    await shop.wait(5);
    const [pod] = await shop.cluster.pods();
    const metadata = { name: 'kept', namespace: 'default' };
    const addresses = [{ ip: pod?.status?.podIP }];
    await shop.create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } });
    await shop.create({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: [{ addresses, ports: [{ port: 80 }] }],
    });
    await shop.cluster.client.delete({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'default',
      name: pod?.metadata.name ?? '',
    });
    await shop.wait(2);
    expect(await shop.ask('kept.default')).toMatchObject([{ status: 200, pod: pod?.metadata.name }]);
    await shop.wait(5);
    expect(await shop.ask('kept.default')).toMatchObject([{ status: 502 }]);
  });

  it.each([
    ['its tag', 'web:503', {}, { 503: 200 }],
    ['its error rate', 'web:1', { 'sluice.dev/sim-error-rate': '1' }, { 500: 200 }],
  ])('passes on what a pod answers by %s', async (_, image, annotations, statuses) => {
    await shop.create(...appOf('web', image, 1, annotations));
    await shop.wait(5);
    expect(countBy(await shop.ask('web.default', 200), ({ status }) => status)).toEqual(statuses);
  });

  it('takes the time that the pod takes', async () => {
    await shop.create(...appOf('web', 'web:1', 1, { 'sluice.dev/sim-latency': '80ms' }));
    await shop.wait(5);
    const times = (await shop.ask('web.default', 201)).map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    expect(times[100]).toBeGreaterThan(72);
    expect(times[100]).toBeLessThan(88);
    expect(new Set(times).size).toBeGreaterThan(100);
    expect(times.at(-1)).toBeLessThan(250);
  });

  it('answers 503 where the weights of all backends are 0, and counts it', async () => {
    const none = {
      type: 'forward',
      forwardConfig: { targetGroups: [{ serviceName: 'web', servicePort: 80, weight: 0 }] },
    };
    const ingress = ingressOf('web', 'split', { 'alb.ingress.kubernetes.io/actions.split': JSON.stringify(none) });
    await shop.create(
      ...appOf('web', 'web:1'),
      JSON.parse(JSON.stringify(ingress).replace('"number":80', '"name":"use-annotation"')),
    );
    await shop.wait(5);
    expect(countBy(await shop.ask(HOST, 5), ({ status }) => status)).toEqual({ 503: 5 });
    await shop.wait(5);
    expect(shop.query('sum by (code) (sluice_gateway_requests_total)')).toEqual({ 503: 5 });
  });

  it('gives up on a pod that takes more than a minute', async () => {
    await shop.create(...appOf('web', 'web:1', 1, { 'sluice.dev/sim-latency': '10m' }));
    await shop.wait(5);
    const answer = shop.traffic.send({ host: 'web.default', path: '/', method: 'GET', headers: {} });
    await shop.wait(61);
    expect(await answer).toMatchObject({ status: 504, milliseconds: 60_000 });
  });

  it('turns away what comes beyond two thousand at a time', async () => {
    await shop.create(...appOf('web', 'web:1', 1, { 'sluice.dev/sim-latency': '10s' }));
    await shop.wait(5);
    const request = { host: 'web.default', path: '/', method: 'GET', headers: {} };
    const answers = Array.from({ length: 2_010 }, () => shop.traffic.send(request));
    await shop.wait(120);
    const statuses = countBy(await Promise.all(answers), ({ status }) => status);
    expect(statuses).toEqual({ 200: 2_000, 503: 10 });
  });
});

it('the same seed leads to the same answers', async () => {
  await shop.create(...appOf('web', 'web:1', 3, { 'sluice.dev/sim-error-rate': '0.3' }));
  await shop.wait(5);
  const first = await shop.ask('web.default', 100);
  const again = await clusterWithTraffic();
  await again.create(...appOf('web', 'web:1', 3, { 'sluice.dev/sim-error-rate': '0.3' }));
  await again.wait(5);
  const second = await again.ask('web.default', 100);
  const other = await clusterWithTraffic(2);
  await other.create(...appOf('web', 'web:1', 3, { 'sluice.dev/sim-error-rate': '0.3' }));
  await other.wait(5);
  const third = await other.ask('web.default', 100);
  await Promise.all([again.stop(), other.stop()]);
  expect(second).toEqual(first);
  expect(third).not.toEqual(first);
});
