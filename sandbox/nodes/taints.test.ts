import { expect, it } from 'vitest';
import type { SimulatedPod } from './pod.ts';
import { bearsCordon, dislikes, repellingTaint, type Toleration } from './taints.ts';

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n' },
  spec: {
    taints: [
      { key: 'soft', effect: 'PreferNoSchedule' },
      { key: 'for', value: 'gpu', effect: 'NoSchedule' },
      { key: 'leave', effect: 'NoExecute' },
    ],
  },
};
const podWith = (...tolerations: Toleration[]): SimulatedPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { tolerations },
});
const LEAVE: Toleration = { key: 'leave', operator: 'Exists' };

it.each<[sentence: string, tolerations: Toleration[], key: string | undefined]>([
  ['a pod that bears none', [], 'for'],
  ['a pod that bears the first', [{ key: 'for', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' }], 'leave'],
  ['a pod that bears both', [{ key: 'for', value: 'gpu' }, LEAVE], undefined],
  ['a pod that bears everything', [{ operator: 'Exists' }], undefined],
  ['a pod that bears another value', [{ key: 'for', value: 'cpu' }, LEAVE], 'for'],
  ['a pod that bears another effect', [{ key: 'for', operator: 'Exists', effect: 'NoExecute' }, LEAVE], 'for'],
  ['a pod that bears another key', [{ key: 'fur', operator: 'Exists' }, LEAVE], 'for'],
  ['a pod that bears every key of an effect', [{ operator: 'Exists', effect: 'NoSchedule' }], 'leave'],
])('%s', (_, tolerations, key) => expect(repellingTaint(NODE, podWith(...tolerations))?.key).toBe(key));

it('taints that only dislike a pod are counted', () => {
  expect(dislikes(NODE, podWith())).toBe(1);
  expect(dislikes(NODE, podWith({ key: 'soft', operator: 'Exists' }))).toBe(0);
});

it('a pod may bear nodes that are cordoned', () => {
  expect(bearsCordon(podWith())).toBe(false);
  expect(bearsCordon(podWith({ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }))).toBe(true);
});
