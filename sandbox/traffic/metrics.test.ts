import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appOf, canaryOf, clusterWithTraffic, countBy, ingressOf, type TrafficCluster } from './traffic.testkit.ts';

let shop: TrafficCluster;
beforeEach(async () => {
  shop = await clusterWithTraffic();
});
afterEach(() => shop.stop());

const HOST = 'shop.example.com';
const RATE = 'sluice.dev/sim-requests-per-second';

/** Twenty requests a second for two minutes, a fifth of them to a canary. */
async function busyShop(canary = 'web:2'): Promise<void> {
  await shop.create(...appOf('web', 'web:1', 2), ...appOf('new', canary, 1));
  await shop.wait(5);
  await shop.create(canaryOf('web-canary', 'new', 20), ingressOf('web', 'web', { [RATE]: '20' }));
  await shop.wait(120);
}

describe('metrics of the traffic', () => {
  it('tell rates by version, as an application would', async () => {
    await busyShop();
    const rates = shop.query('sum by (version) (rate(http_requests_total[1m]))');
    expect(Object.keys(rates)).toEqual(['1', '2']);
    expect((rates['1'] ?? 0) + (rates['2'] ?? 0)).toBeCloseTo(20, 0);
    expect(rates['2']).toBeGreaterThan(2.5);
    expect(rates['2']).toBeLessThan(5.5);
    const pods = shop.query('count by (rollouts_pod_template_hash) (http_requests_total{code="200"})');
    expect(Object.values(pods).sort()).toEqual([1, 2]);
  });

  it('tell how long requests take', async () => {
    await busyShop();
    const [p99 = 0] = Object.values(
      shop.query('histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))'),
    );
    expect(p99).toBeGreaterThan(0.02);
    expect(p99).toBeLessThan(0.1);
  });

  it.each<[query: string, least: number, most: number]>([
    [
      'sum(rate(http_requests_total{service="new",code!~"5.."}[1m])) / sum(rate(http_requests_total{service="new"}[1m]))',
      ...([0, 0] as const),
    ],
    [
      'sum(rate(http_requests_total{service="web",code!~"5.."}[1m])) / sum(rate(http_requests_total{service="web"}[1m]))',
      ...([1, 1] as const),
    ],
    [
      'sum(rate(nginx_ingress_controller_requests{ingress="web",status!~"5.*"}[1m])) / sum(rate(nginx_ingress_controller_requests{ingress="web"}[1m]))',
      ...([0.7, 0.9] as const),
    ],
    ['sum(rate(nginx_ingress_controller_requests{exported_namespace="default",canary!=""}[1m]))', 2.5, 5.5],
    ['sum(rate(nginx_ingress_controller_requests{service="web",canary="default-new-80",status="503"}[1m]))', 2.5, 5.5],
    ['sum(rate(nginx_ingress_controller_requests{canary=""}[1m]))', 14.5, 17.5],
    [
      'histogram_quantile(0.5, sum by (le) (rate(nginx_ingress_controller_request_duration_seconds_bucket{host="shop.example.com",path="/"}[1m]))) * 1000',
      ...([10, 30] as const),
    ],
    ['sum(rate(container_cpu_usage_seconds_total{namespace="default",pod=~"web-.*"}[1m])) * 1000', 70, 90],
  ])('answer %s', async (query, least, most) => {
    await busyShop('web:503');
    const [value = Number.NaN] = Object.values(shop.query(query));
    expect(value).toBeGreaterThanOrEqual(least);
    expect(value).toBeLessThanOrEqual(most);
  });

  it('count the first requests as an increase', async () => {
    await shop.create(...appOf('web', 'web:1'));
    await shop.wait(5);
    await shop.ask('web.default', 10);
    await shop.wait(20);
    const [increase = 0] = Object.values(shop.query('sum(increase(http_requests_total[1m]))'));
    expect(increase).toBeGreaterThanOrEqual(10);
  });

  it('end with their pod', async () => {
    await shop.create(...appOf('web', 'web:1', 2));
    await shop.wait(5);
    await shop.ask('web.default', 100);
    await shop.wait(5);
    expect(Object.values(shop.query('count(http_requests_total{code="200"})'))).toEqual([2]);
    const deployment = await shop.cluster.get('Deployment', 'web', 'apps/v1');
    if (deployment) await shop.cluster.patch(deployment, { spec: { replicas: 1 } });
    await shop.wait(10);
    const [pod] = await shop.cluster.pods();
    expect(shop.query('count by (pod) (http_requests_total{code="200"})')).toEqual({ [pod?.metadata.name ?? '']: 1 });
    expect(Object.values(shop.query('count(container_cpu_usage_seconds_total)'))).toEqual([1]);
  });

  it('tell what pods use of a processor', async () => {
    await shop.create(...appOf('web', 'web:1', 1, {}));
    await shop.wait(4);
    const [pod] = await shop.cluster.pods();
    if (!pod) throw new Error('no pod');
    expect(shop.traffic.usage(pod)).toBeUndefined();
    await shop.wait(10);
    expect(shop.traffic.usage(pod)).toBe(0);
    await shop.annotate('Service', 'web', { [RATE]: '20' });
    await shop.wait(70);
    expect(shop.traffic.usage(pod)).toBeCloseTo(100, -1);
    await shop.annotate('Service', 'web', { [RATE]: '0' });
    await shop.wait(70);
    expect(shop.traffic.usage(pod)).toBe(0);
    expect(shop.traffic.usage({ ...pod, metadata: { name: 'other', uid: 'other' } })).toBeUndefined();
  });
});

describe('in a mesh', () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'virtualservices.networking.istio.io' },
    spec: {
      group: 'networking.istio.io',
      scope: 'Namespaced',
      names: {
        kind: 'VirtualService',
        plural: 'virtualservices',
        singular: 'virtualservice',
        listKind: 'VirtualServiceList',
      },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
  const virtualService = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'web', namespace: 'default', annotations: { [RATE]: '20' } },
    spec: {
      hosts: ['web'],
      http: [
        {
          route: [
            { destination: { host: 'web' }, weight: 70 },
            { destination: { host: 'new' }, weight: 30 },
          ],
          mirror: { host: 'shadow' },
          mirrorPercentage: { value: 50 },
        },
      ],
    },
  };

  it('requests are told as its proxies tell them, and copies reach their pods unseen', async () => {
    await shop.create(definition, ...appOf('web', 'web:1'), ...appOf('new', 'web:503'), ...appOf('shadow', 'web:3'));
    await shop.wait(10);
    await shop.create(virtualService);
    await shop.wait(120);
    const by = (label: string, reporter: string) =>
      shop.query(`sum by (${label}) (rate(istio_requests_total{reporter="${reporter}"}[1m]))`);
    const services = by('destination_service', 'source');
    expect(Object.keys(services)).toEqual(['new.default.svc.cluster.local', 'web.default.svc.cluster.local']);
    expect(services['new.default.svc.cluster.local']).toBeGreaterThan(4);
    expect(services['new.default.svc.cluster.local']).toBeLessThan(8);
    const workloads = by('destination_workload', 'destination');
    expect(Object.keys(workloads)).toEqual(['new', 'shadow', 'web']);
    expect(Math.abs((workloads['shadow'] ?? 0) - 10)).toBeLessThan(3);
    expect(Object.keys(by('response_code', 'source'))).toEqual(['200', '503']);
    const [p50 = 0] = Object.values(
      shop.query(
        'histogram_quantile(0.5, sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter="source"}[1m])))',
      ),
    );
    expect(p50).toBeGreaterThan(10);
    expect(p50).toBeLessThan(30);
    const answers = await shop.ask('web.default', 20);
    expect(countBy(answers, ({ source }) => source?.kind)).toEqual({ VirtualService: 20 });
    expect(shop.problems).toEqual([]);
  });
});

it('nobody is counted for a host without a route', async () => {
  expect(await shop.ask(HOST)).toMatchObject([{ status: 404 }]);
  await shop.wait(5);
  expect(shop.query('sluice_gateway_requests_total')).toEqual({});
});
