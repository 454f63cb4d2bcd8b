import { expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { differencesOf } from '../../conformance/comparison.testkit.ts';
import { newMemory } from './memory.testkit.ts';
import { stateOf } from './normal.testkit.ts';

/** A ReplicaSet with one pod and what was told of both, as one of two clusters makes them up. */
function objectsOf(hash: string, suffix: string, uid: string, words: string) {
  const template = { metadata: { labels: { app: 'web' } } };
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `web-${hash}`, uid, controller: true };
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `web-${hash}`, uid, resourceVersion: suffix, labels: { 'pod-template-hash': hash } },
    spec: { template },
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${hash}-${suffix}`, uid: `${uid.slice(0, -1)}0`, generation: 1, ownerReferences: [owner] },
    status: { phase: 'Running', podIP: `10.0.0.${uid.at(-1)}` },
  };
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: suffix },
    involvedObject: { kind: 'Deployment', name: 'web' },
    ...{ type: 'Normal', reason: 'ScalingReplicaSet', message: `Scaled up replica set web-${hash} ${words}` },
    source: { component: 'deployment-controller' },
  };
  return { ReplicaSet: [replicaSet], Pod: [pod], Event: [event] } as Record<string, readonly KubeObject[]>;
}

const ONE = objectsOf('5d8f7c9b4', 'bcdfg', '01234567-89ab-cdef-0123-456789abcdef', 'to 1');
const OTHER = objectsOf('7bcf5b469d', 'zx9wv', '11111111-2222-3333-4444-555555555555', 'from 0 to 1');

type Objects = typeof ONE;

const compared = (one: Objects, other: Objects) =>
  differencesOf(stateOf(one, newMemory('ns-1')), stateOf(other, newMemory('ns-1')));

it('what two clusters make up is no difference', () => {
  expect(compared(ONE, OTHER)).toEqual([]);
});

it.each<[what: string, change: (objects: Objects) => Objects, found: RegExp]>([
  ['a pod that is missing', (all) => ({ ...all, Pod: [] }), /^\.Pod\.web-<hash 1>-\* 1: /],
  [
    'another phase',
    (all) => ({ ...all, Pod: (all['Pod'] ?? []).map((pod) => ({ ...pod, status: { phase: 'Failed' } })) }),
    /status\.phase: "Running" \/ "Failed"$/,
  ],
  ['an event that is missing', (all) => ({ ...all, Event: [] }), /^\.Event\.deployment-controller /],
])('%s is a difference', (_, change, found) => {
  expect(compared(ONE, change(OTHER))).toEqual([expect.stringMatching(found)]);
});
