import { describe, expect, it } from 'vitest';
import type { Reader } from '../../kube/cluster.ts';
import { type KubeObject, refOf } from '../../kube/types.ts';
import type { PluginCall } from '../runtime/plugin-contract.ts';
import { recordFor } from '../runtime/plugin-records.ts';
import { abandonedPlugins } from './abandoned-plugins.ts';
import { HASH_LABEL } from './keys.ts';

const rollout = { namespace: 'shop', name: 'web', uid: 'uid-1' };
const services = { canary: 'c', stable: 's' };
const call: PluginCall = {
  kind: 'trafficRouterPlugins',
  ...{ plugin: 'acme/edge', path: 'traffic/split' },
  body: { rollout, services, config: {} },
};
const made = recordFor(call, { namespace: 'sluice', owner: rollout.uid, key: 'k' });
const record = { ...made, metadata: { ...made.metadata, uid: 'uid-record', resourceVersion: '7' } };

interface World {
  readonly uid?: string;
  readonly plugins?: object;
  readonly ready?: number;
  readonly isPromoted?: boolean;
  /** Another controller's: not in memory. */
  readonly isElsewhere?: boolean;
}

function readerOf({ uid = 'uid-1', plugins = {}, ready = 0, isPromoted = false, isElsewhere }: World): Reader {
  const metadata = { namespace: 'shop', name: 'web', uid };
  const one = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata },
    spec: { replicas: 4, strategy: { canary: { trafficRouting: { plugins } } } },
    status: { stableRS: 'v1', currentPodHash: isPromoted ? 'v1' : 'v2' },
  } as KubeObject;
  const replicaSet = {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web-v1', labels: { [HASH_LABEL]: 'v1' } } },
    ...{ spec: { replicas: 4 }, status: { readyReplicas: ready } },
  } as unknown as KubeObject;
  const by = (kind: string, value: string) => {
    if (kind === 'ReplicaSet') return [replicaSet];
    return value === uid && uid !== '' && !isElsewhere ? [one] : [];
  };
  return {
    get: () => Promise.resolve(record),
    fetch: () => Promise.resolve(uid === '' ? undefined : one),
    view: ({ kind }: { readonly kind: string }) => ({ by: (_: string, value: string) => by(kind, value) }),
  } as unknown as Reader;
}

async function stagesIn(world: World) {
  const { observe, decide } = abandonedPlugins('sluice', undefined);
  const snapshot = await observe(refOf(record), readerOf(world), new Date(0));
  return snapshot && decide(snapshot).stages.map((stage) => stage.map(({ because }) => because));
}

const FAREWELL = [['stable alone in plugin acme/edge'], ['forget what acme/edge was told']];

describe('a plugin is told to give everything to stable', () => {
  it.each<[what: string, world: World, isTold: boolean]>([
    ['once its Rollout is gone', { uid: '' }, true],
    ['once another one has its name', { uid: 'uid-2' }, true],
    ['not while it is named', { plugins: { 'acme/edge': {} }, ready: 4 }, false],
    ['once it is named no longer, and stable has all its pods', { plugins: { other: {} }, ready: 4 }, true],
    ['not while stable lacks pods', { ready: 3 }, false],
    ['once there is one revision alone', { ready: 0, isPromoted: true }, true],
    ['not while a Rollout of another controller names it', { plugins: { 'acme/edge': {} }, isElsewhere: true }, false],
  ])('%s', async (_, world, isTold) => expect(await stagesIn(world)).toEqual(isTold ? FAREWELL : []));

  it('and the record of it goes only as it was seen', async () => {
    const { observe, decide } = abandonedPlugins('sluice', undefined);
    const snapshot = await observe(refOf(record), readerOf({ uid: '' }), new Date(0));
    expect(snapshot && decide(snapshot).stages[1]).toMatchObject([
      { do: 'delete', uid: 'uid-record', resourceVersion: '7', ref: { kind: 'Lease', namespace: 'sluice' } },
    ]);
  });
});
