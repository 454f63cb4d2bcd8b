import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '../../../kube/api.ts';
import { systemClock as clock } from '../../../kube/clock.ts';
import type { KubeObject, OwnerReference, Ref } from '../../../kube/types.ts';
import { seed } from '../../bootstrap.ts';
import { inProcess } from '../../in-process.ts';
import { ApiServer } from '../../server/api-server.ts';
import { Store } from '../../store/store.ts';
import { startControllers } from '../start.ts';

const by = { fieldManager: 'test' };
const random = Math.random;
const PATIENCE = 10_000;

/** On an API server in this process: what the decisions are about really arrives, and is really written. */
describe('the disruption controller', () => {
  const server = new ApiServer({ store: new Store({ history: 1000 }), clock, random });
  const transport = inProcess(server);
  const client = new ApiClient({ transport, clock, random });
  const problems: unknown[] = [];
  seed(server, []);
  const controllers = startControllers({
    transport,
    clock,
    random,
    onProblem: (what, error) => problems.push(`${what}: ${error}`),
  });

  afterAll(async () => {
    await controllers.stop();
    expect(problems).toEqual([]);
  });

  const inside = (namespace: string) => {
    const make = (ref: Pick<Ref, 'apiVersion' | 'kind' | 'name'>, rest: object = {}, metadata: object = {}) => {
      const { name, ...type } = ref;
      return client.create({ ...type, metadata: { name, namespace, ...metadata }, ...rest } as KubeObject, by);
    };
    const BUDGET = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', namespace };
    return {
      make,
      pod: async (name: string, owner?: KubeObject) => {
        const metadata = { labels: { app: 'x' }, ...(owner && { ownerReferences: [controlledBy(owner)] }) };
        const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name };
        await make(ref, { spec: POD }, metadata);
        await client.patch(ref, { merge: { status: RUNNING } }, { ...by, subresource: 'status' });
      },
      budget: (name: string, spec: object) => make({ ...BUDGET, name }, { spec: { selector: APP, ...spec } }),
      status: async (name: string, wanted: object) =>
        await expect
          .poll(() => client.get({ ...BUDGET, name }), { timeout: PATIENCE })
          .toMatchObject({ status: wanted }),
      evict: async (name: string): Promise<number> => {
        const body = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
        const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
        const headers = { 'content-type': 'application/json' };
        return (await transport({ method: 'POST', path, headers, body, signal: AbortSignal.timeout(PATIENCE) })).status;
      },
    };
  };

  beforeAll(async () => {
    for (const name of ['evicted', 'scaled', 'odd']) {
      await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, by);
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: name, name: 'default' };
      await vi.waitFor(async () => expect(await client.get(account)).toBeDefined(), PATIENCE);
    }
  });

  it('allows as many evictions as there are pods to spare', async () => {
    const { pod, budget, status, evict } = inside('evicted');
    for (const name of ['a', 'b', 'c']) await pod(name);
    await budget('b', { minAvailable: 2 });
    await status('b', {
      disruptionsAllowed: 1,
      currentHealthy: 3,
      desiredHealthy: 2,
      expectedPods: 3,
      observedGeneration: 1,
    });
    expect(await evict('a')).toBe(201);
    await status('b', { disruptionsAllowed: 0, currentHealthy: 2, expectedPods: 2, conditions: [{ status: 'False' }] });
    expect(await evict('b')).toBe(429);
    await pod('d');
    await status('b', { disruptionsAllowed: 1, currentHealthy: 3, conditions: [{ status: 'True' }] });
    const stored = await client.get({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      namespace: 'evicted',
      name: 'b',
    });
    expect(stored).not.toHaveProperty('status.disruptedPods');
  });

  it('counts what Deployments and whatever else has a scale want', async () => {
    const { make, pod, budget, status } = inside('scaled');
    const template = { metadata: { labels: { app: 'x', kind: 'd' } }, spec: POD };
    await make(
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      {
        spec: { replicas: 3, selector: { matchLabels: { kind: 'd' } }, template },
      },
    );
    await budget('b', { maxUnavailable: '34%' });
    await status('b', { expectedPods: 3, desiredHealthy: 1, currentHealthy: 0, disruptionsAllowed: 0 });
    const labelled = { ...template, metadata: { labels: { kind: 's' } } };
    const set = { replicas: 2, serviceName: 's', selector: { matchLabels: { kind: 's' } }, template: labelled };
    await pod('other', await make({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' }, { spec: set }));
    await status('b', { expectedPods: 5, desiredHealthy: 3, currentHealthy: 1 });
  });

  it('allows nothing where it cannot know how many are wanted', async () => {
    const { make, pod, budget, status } = inside('odd');
    await pod('alone');
    await budget('b', { minAvailable: '50%' });
    await status('b', { expectedPods: 0, disruptionsAllowed: 0, conditions: [{ reason: 'InsufficientPods' }] });
    await pod('owned', await make({ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner' }));
    const message = 'configmaps does not implement the scale subresource';
    await status('b', { disruptionsAllowed: 0, conditions: [{ status: 'False', reason: 'SyncFailed', message }] });
    await client.delete({ apiVersion: 'v1', kind: 'Pod', namespace: 'odd', name: 'owned' });
    await status('b', { conditions: [{ reason: 'InsufficientPods' }] });
  });
});

const APP = { matchLabels: { app: 'x' } };
const POD = { automountServiceAccountToken: false, containers: [{ name: 'main', image: 'example.com/app:1' }] };
const RUNNING = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

const controlledBy = ({ apiVersion, kind, metadata: { name, uid = '' } }: KubeObject): OwnerReference => ({
  apiVersion,
  kind,
  name,
  uid,
  controller: true,
});
