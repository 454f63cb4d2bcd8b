import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../kube/errors.ts';
import { type KubeObject, nameOf, type OwnerReference, type Resource } from '../../../kube/types.ts';
import { deployment, pod, replicaSet } from '../workloads.testkit.ts';
import { DEPLOYMENTS, ownership, type Pod, placeOf, REPLICA_SETS } from '../workloads.ts';
import { type Scales, scalesOf, type Unknown } from './scales.ts';

const SETS: Resource = { apiVersion: 'example.com/v1', kind: 'Herd', plural: 'herds', namespaced: true };
const DATA: Resource = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };

const object = ({ apiVersion, kind }: Resource, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', uid: name },
});
const owned = (name: string, owner: KubeObject | OwnerReference): Pod => {
  const one = pod({ name });
  const reference = 'metadata' in owner ? ownership(owner) : owner;
  return { ...one, metadata: { ...one.metadata, ownerReferences: [reference] } };
};
const notFound = new KubeError('get', 404, { status: { reason: 'NotFound', message: 'not found' } });

/** A Deployment of 4 with two sets, a herd of 7, and data that cannot be scaled. */
const [fresh, stale] = [replicaSet({ image: 'new', size: 3 }), replicaSet({ image: 'old', size: 2 })];
const free = { ...fresh, metadata: { ...fresh.metadata, name: 'free', uid: 'free', ownerReferences: [] } };
const herd = object(SETS, 'herd');
const cached = [deployment(), fresh, stale, free];
const means = (known: readonly KubeObject[] = cached) => ({
  api: {
    get: (_: Resource, { name }: { name: string }) =>
      Promise.resolve(name === 'data' ? object(DATA, 'data') : undefined),
    scale: ({ kind }: Resource, { name }: { name: string }) => {
      if (name === 'broken') return Promise.reject(new KubeError('get', 500, { status: { message: 'broken' } }));
      if (kind !== 'Herd' || name !== 'herd') return Promise.reject(notFound);
      return Promise.resolve({ ...object(SETS, 'herd'), spec: { replicas: 7 } });
    },
  },
  watched: {
    view: ({ kind }: Resource) => ({
      get: (key: string) => known.find((one) => one.kind === kind && nameOf(placeOf(one)) === key),
    }),
  },
  kinds: () => ({
    find: ({ kind }: { kind: string }) => [REPLICA_SETS, DEPLOYMENTS, SETS, DATA].find((one) => one.kind === kind),
  }),
});
const asOwner = (kind: Resource, name: string, uid = name): OwnerReference => ({
  ...ownership(object(kind, name)),
  uid,
});

describe('pods want altogether', () => {
  it.each<[sentence: string, answer: Scales | Unknown, pods: readonly Pod[]]>([
    ['nothing if there are none', { scale: 0, unmanaged: [] }, []],
    ['nothing without controllers', { scale: 0, unmanaged: ['a', 'b'] }, [pod({ name: 'a' }), pod({ name: 'b' })]],
    ['what a ReplicaSet wants, once', { scale: 3, unmanaged: [] }, [owned('a', free), owned('b', free)]],
    [
      'what a Deployment wants, once for all its sets',
      { scale: 4, unmanaged: [] },
      [owned('a', fresh), owned('b', stale)],
    ],
    ['what anything with a scale wants', { scale: 7, unmanaged: [] }, [owned('a', herd), owned('b', herd)]],
    [
      'the sum of all',
      { scale: 14, unmanaged: ['d'] },
      [owned('a', free), owned('b', stale), owned('c', herd), pod({ name: 'd' })],
    ],
    [
      'nobody knows what, if the owner is gone',
      { problem: 'found no controllers for pod "a"' },
      [owned('a', asOwner(REPLICA_SETS, 'gone'))],
    ],
    [
      'nobody knows what, if the set is another by now',
      { problem: 'found no controllers for pod "a"' },
      [owned('a', asOwner(REPLICA_SETS, 'free', 'older'))],
    ],
    [
      'nobody knows what, if the owner is another by now',
      { problem: 'found no controllers for pod "a"' },
      [owned('a', asOwner(SETS, 'herd', 'older'))],
    ],
    [
      'nobody knows what, if the owner has no scale',
      { problem: 'configmaps does not implement the scale subresource' },
      [owned('a', asOwner(DATA, 'data'))],
    ],
    [
      'nobody knows what, if the owner is of an unknown kind',
      { problem: 'no matches for kind "Odd" in version "v1"' },
      [owned('a', { apiVersion: 'v1', kind: 'Odd', name: 'o', uid: 'o', controller: true })],
    ],
    ['nobody knows what, if the server does not', { problem: 'broken' }, [owned('a', asOwner(SETS, 'broken'))]],
  ])('%s', async (_, answer, pods) => {
    const told = await scalesOf(pods, means());
    if ('problem' in answer && 'problem' in told) expect(told.problem).toContain(answer.problem);
    else expect(told).toEqual(answer);
  });

  it('what a set wants whose Deployment is gone', async () => {
    expect(await scalesOf([owned('a', fresh)], means([fresh]))).toEqual({ scale: 3, unmanaged: [] });
  });
});
