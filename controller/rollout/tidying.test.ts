import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/types.ts';
import { LEASES } from '../traffic/leases.ts';
import { canary } from './status/snapshot.testkit.ts';
import { tidying } from './tidying.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const owner = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'web-uid', controller: true },
};
const ingress: KubeObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web-shop-canary', namespace: 'shop', uid: 'i', resourceVersion: '3', ownerReferences: [owner] },
};
const weights = 'spec.rules[backendRefs.name=stable].backendRefs';
const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: {
    ...{ name: 'shop', namespace: 'shop', uid: 'r', resourceVersion: '4' },
    annotations: {
      [LEASES]: JSON.stringify({ 'web-uid': [`${weights}[name=canary]`, `${weights}[name=stable].weight`] }),
    },
  },
  spec: {
    rules: [
      {
        backendRefs: [
          { name: 'stable', port: 80, weight: 40 },
          { name: 'canary', port: 80, weight: 60 },
        ],
      },
    ],
  },
} as KubeObject;

const left = (strays: readonly KubeObject[], world: Partial<World>) => {
  const s = snapshotOf({ spec: canary(), pods: { v1: 4, v2: 2 }, ...world });
  return tidying({ ...s, strays }).actions.filter(({ because }) => !because.startsWith('mark'));
};

describe('what a router that was given up has left behind', () => {
  it.each<[string, KubeObject, object]>([
    [
      'is a canary Ingress, which goes',
      ingress,
      { do: 'delete', ref: { kind: 'Ingress', name: 'web-shop-canary' }, uid: 'i', resourceVersion: '3' },
    ],
    [
      'are weights in a route, which stable gets back',
      route,
      {
        ...{ do: 'patch', ref: { kind: 'HTTPRoute', name: 'shop' }, resourceVersion: '4' },
        patch: {
          merge: {
            metadata: { annotations: { [LEASES]: null } },
            spec: { rules: [{ backendRefs: [{ name: 'stable', port: 80, weight: 100 }] }] },
          },
        },
      },
    ],
  ])('%s', (_, object, action) => expect(left([object], {})).toMatchObject([action]));

  it.each<[string, Partial<World>, number]>([
    ['stays as long as stable could not take all requests', { pods: { v1: 3, v2: 2 } }, 0],
    ['goes once stable can', { pods: { v1: 4, v2: 2 } }, 1],
    ['goes once the update is promoted', { pods: { v1: 0, v2: 4 }, stable: 'v2' }, 1],
  ])('%s', (_, world, count) => expect(left([ingress], world)).toHaveLength(count));

  it('is nothing where nothing is left', () => expect(left([], {})).toEqual([]));
});
