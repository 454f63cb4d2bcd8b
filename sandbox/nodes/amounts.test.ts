import { describe, expect, it } from 'vitest';
import { capacityOf, requestOf } from './amounts.ts';
import { podOf } from './cluster.testkit.ts';
import type { SimulatedPod } from './pod.ts';

const asking = (cpu: string, memory: string, more = {}) => ({
  name: 'c',
  ...more,
  resources: { requests: { cpu, memory } },
});
const beside = { restartPolicy: 'Always' };

describe('what a pod asks for', () => {
  it.each<[sentence: string, spec: object, cpu: number, memory: number]>([
    ['is nothing if it does not say', {}, 0, 0],
    ['is what all its containers ask for', { containers: [asking('1', '1Ki'), asking('250m', '24')] }, 1250, 1048],
    ['is rounded up', { containers: [asking('0.0001', '100m')] }, 1, 1],
    [
      'is what the greediest init container asks for, if that is more',
      { initContainers: [asking('2', '1'), asking('3', '1')], containers: [asking('1', '5')] },
      3000,
      5,
    ],
    [
      'comes to what runs beside it',
      { initContainers: [asking('1', '1', beside), asking('3', '1')], containers: [asking('2', '5')] },
      4000,
      6,
    ],
    ['comes to its overhead', { containers: [asking('1', '1')], overhead: { cpu: '10m', memory: '3' } }, 1010, 4],
  ])('%s', (_, spec, cpu, memory) => {
    expect(requestOf(podOf('a', 'web:1', { ...spec }) as unknown as SimulatedPod)).toEqual({ cpu, memory });
  });
});

it('a node has what it says, and without a word enough', () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
  const allocatable = { cpu: '64', memory: '1Gi', pods: '110' };
  expect(capacityOf({ ...node, status: { allocatable } })).toEqual({ cpu: 64_000, memory: 2 ** 30, pods: 110 });
  expect(capacityOf(node)).toEqual({ cpu: Infinity, memory: Infinity, pods: Infinity });
});
