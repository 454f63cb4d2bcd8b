import { afterAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { clusterWith, POD_SPEC } from '../controllers-cluster.testkit.ts';
import { ENDPOINT_SLICES, ENDPOINTS, PODS, SERVICES } from '../workloads.ts';

const DELAY = 300;

const ready = (ip: string, status = 'True') => ({
  phase: 'Running',
  podIP: ip,
  podIPs: [{ ip }],
  conditions: [{ type: 'Ready', status, lastTransitionTime: '2026-01-01T00:00:00Z' }],
});
const serviceSpec = (app: string) => ({ spec: { selector: { app }, ports: [{ port: 80 }] } });
const slicesOf = (slices: readonly KubeObject[], name: string) =>
  slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name);

describe('addresses of a Service', () => {
  const cluster = clusterWith();
  afterAll(() => cluster.stop());
  const { make, status, remove, becomes, eventually, list } = cluster;
  const pod = async (app: string, ip: string) => {
    await make(PODS, app, { spec: POD_SPEC }, { labels: { app } });
    await status(PODS, app, ready(ip));
  };

  it('come with it and its pods, and follow readiness', async () => {
    await make(SERVICES, 'one', serviceSpec('one'));
    await becomes(ENDPOINTS, 'one', { metadata: { name: 'one' } });
    await pod('one', '10.0.0.1');
    await becomes(ENDPOINTS, 'one', { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] });
    await eventually(async () => slicesOf(await list(ENDPOINT_SLICES), 'one')).toMatchObject([
      { endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }] },
    ]);
    await status(PODS, 'one', ready('10.0.0.1', 'False'));
    await becomes(ENDPOINTS, 'one', { subsets: [{ notReadyAddresses: [{ ip: '10.0.0.1' }] }] });
    await remove(PODS, 'one');
    await eventually(async () => slicesOf(await list(ENDPOINT_SLICES), 'one')).toMatchObject([{ endpoints: null }]);
    await eventually(async () => (await cluster.get(ENDPOINTS, 'one')) as object).not.toHaveProperty('subsets');
  });

  it('are gone when it is gone', async () => {
    await make(SERVICES, 'gone', serviceSpec('gone'));
    await becomes(ENDPOINTS, 'gone', {});
    await remove(SERVICES, 'gone');
    await eventually(async () => [
      await cluster.get(ENDPOINTS, 'gone'),
      slicesOf(await list(ENDPOINT_SLICES), 'gone'),
    ]).toEqual([undefined, []]);
  });

  it('come back if somebody deletes them', async () => {
    await make(SERVICES, 'back', serviceSpec('back'));
    await becomes(ENDPOINTS, 'back', {});
    const uid = (await cluster.get(ENDPOINTS, 'back'))?.metadata.uid;
    await remove(ENDPOINTS, 'back');
    await eventually(async () => ((await cluster.get(ENDPOINTS, 'back'))?.metadata.uid ?? uid) !== uid).toBe(true);
  });

  it('are put right in slices if somebody else writes them', async () => {
    await make(SERVICES, 'right', serviceSpec('right'));
    await pod('right', '10.0.0.7');
    const known = [{ endpoints: [{ addresses: ['10.0.0.7'], conditions: { ready: true } }] }];
    const slices = async () => slicesOf(await list(ENDPOINT_SLICES), 'right');
    await eventually(slices).toMatchObject(known);
    const [slice] = await slices();
    await cluster.patch(ENDPOINT_SLICES, slice?.metadata.name ?? '', { endpoints: [] });
    await eventually(slices).toMatchObject(known);
  });

  it('are left alone if it selects nobody', async () => {
    await make(ENDPOINTS, 'by-hand', { subsets: [{ addresses: [{ ip: '10.9.9.9' }] }] });
    await make(SERVICES, 'by-hand', { spec: { ports: [{ port: 80 }] } });
    await make(SERVICES, 'after', serviceSpec('after'));
    await becomes(ENDPOINTS, 'after', {});
    expect(await cluster.get(ENDPOINTS, 'by-hand')).toMatchObject({ subsets: [{ addresses: [{ ip: '10.9.9.9' }] }] });
    expect(slicesOf(await list(ENDPOINT_SLICES), 'by-hand')).toEqual([]);
  });
});

it('addresses come late if that is asked for', async () => {
  const cluster = clusterWith({ endpointsDelay: DELAY });
  const { make, status, becomes } = cluster;
  await make(SERVICES, 'late', serviceSpec('late'));
  await becomes(ENDPOINTS, 'late', {});
  const began = performance.now();
  await make(PODS, 'late', { spec: POD_SPEC }, { labels: { app: 'late' } });
  await status(PODS, 'late', ready('10.0.0.1'));
  // Another reason to look does not bring them forward.
  await cluster.patch(SERVICES, 'late', { metadata: { labels: { a: 'b' } } });
  await becomes(ENDPOINTS, 'late', { subsets: [{ addresses: [{ ip: '10.0.0.1' }] }] });
  expect(performance.now() - began).toBeGreaterThan(DELAY * 0.9);
  await cluster.stop();
});
