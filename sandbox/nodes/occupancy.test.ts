import { expect, it } from 'vitest';
import { Occupancy } from './occupancy.ts';
import type { SimulatedPod } from './pod.ts';

const podOn = (nodeName: string, phase = 'Running', uid = '1'): SimulatedPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...{ name: 'a', namespace: 'default', uid, labels: { app: 'a' } },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: 'rs', controller: true }],
  },
  spec: { nodeName, containers: [{ name: 'main', resources: { requests: { cpu: '1', memory: '2' } } }] },
  status: { phase },
});
const seen = (one: Occupancy, node = 'n') => [one.pods(node), one.requested(node).cpu, one.siblings(node, 'rs')];

it('a pod counts from the moment it is to come until it has ended', () => {
  const occupancy = new Occupancy();
  occupancy.expect(podOn(''), 'n');
  expect(seen(occupancy)).toEqual([1, 1_000, 1]);
  // Something else of it has changed; the node is still to come.
  expect(occupancy.changed(podOn(''))).toBe(false);
  expect(occupancy.expects(podOn(''))).toBe(true);
  expect(occupancy.changed(podOn('n'))).toBe(false);
  expect(occupancy.expects(podOn('n'))).toBe(false);
  expect(seen(occupancy)).toEqual([1, 1_000, 1]);
  expect(occupancy.changed(podOn('n', 'Succeeded'))).toBe(true);
  expect(occupancy.changed(podOn('n', 'Succeeded'))).toBe(false);
  expect(seen(occupancy)).toEqual([0, 0, 0]);
});

it('a pod counts no more that did not come', () => {
  const occupancy = new Occupancy();
  occupancy.expect(podOn(''), 'n');
  occupancy.cancel(podOn(''));
  expect(seen(occupancy)).toEqual([0, 0, 0]);
});

it('a pod counts where it came to, even if it was expected elsewhere or is another of the same name', () => {
  const occupancy = new Occupancy();
  occupancy.expect(podOn(''), 'n');
  occupancy.changed(podOn('m'));
  expect([seen(occupancy), seen(occupancy, 'm')]).toEqual([
    [0, 0, 0],
    [1, 1_000, 1],
  ]);
  occupancy.changed(podOn('n', 'Running', '2'));
  expect([seen(occupancy), seen(occupancy, 'm')]).toEqual([
    [1, 1_000, 1],
    [0, 0, 0],
  ]);
  expect(occupancy.gone(podOn('n', 'Running', '2'))).toBe(true);
  expect(seen(occupancy)).toEqual([0, 0, 0]);
});
