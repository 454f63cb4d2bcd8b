import { describe, expect, it } from 'vitest';
import { podOf } from './cluster.testkit.ts';
import type { NodeObject } from './fleet.ts';
import { type Candidate, chosen, objection, type Room, refusal } from './placement.ts';
import type { SimulatedPod } from './pod.ts';

const nodeWith = (spec: NodeObject['spec'] = {}, ready = 'True', name = 'n'): NodeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec,
  status: { conditions: [{ type: 'Ready', status: ready }] },
});
const ROOM: Room = {
  capacity: { cpu: 1_000, memory: 1_000, pods: 10 },
  requested: { cpu: 900, memory: 900 },
  pods: 9,
};
const COMPANY = { objection: () => undefined, liking: () => 0 };
const bears = { tolerations: [{ operator: 'Exists' }] };
const taint = { key: 'for', effect: 'NoSchedule' };

describe('why a node does not take a pod', () => {
  it.each<
    [sentence: string, node: NodeObject, given: { room?: Partial<Room>; spec?: object; asks?: number }, why: string[]]
  >([
    ['there is no reason', nodeWith(), { asks: 100 }, []],
    ['it is cordoned', nodeWith({ unschedulable: true, taints: [taint] }), {}, ['node(s) were unschedulable']],
    ['a pod may bear that', nodeWith({ unschedulable: true }), { spec: bears }, []],
    ['it has a taint', nodeWith({ taints: [taint] }, 'False'), {}, ['node(s) had untolerated taint {for: }']],
    ['it is not ready', nodeWith({}, 'Unknown'), {}, ['node(s) were not ready']],
    [
      'it is not asked for',
      nodeWith(),
      { room: { pods: 10 }, spec: { nodeSelector: { a: 'b' } } },
      ["node(s) didn't match Pod's node affinity/selector"],
    ],
    ['it has too many pods', nodeWith(), { room: { pods: 10 } }, ['Too many pods']],
    [
      'it has too little',
      nodeWith(),
      { room: { pods: 10 }, asks: 101 },
      ['Too many pods', 'Insufficient cpu', 'Insufficient memory'],
    ],
    ['too little is enough for nothing', nodeWith(), { room: { requested: { cpu: 2_000, memory: 2_000 } } }, []],
  ])('%s', (_, node, { room, spec, asks = 0 }, why) => {
    const pod = podOf('a', 'web:1', { ...spec }) as unknown as SimulatedPod;
    const wish = { pod, request: { cpu: asks, memory: asks }, company: COMPANY };
    expect(objection(node, { ...ROOM, ...room }, wish)?.reasons ?? []).toEqual(why);
  });
});

describe('the node that is chosen', () => {
  const candidate = (name: string, more: Partial<Candidate> = {}): Candidate => ({
    ...{ node: nodeWith({}, 'True', name), dislikes: 0, liking: 0, siblings: 0, pods: 0 },
    ...more,
  });
  it.each<[sentence: string, other: Partial<Candidate>, than: Partial<Candidate>]>([
    ['dislikes it least', { liking: -9 }, { dislikes: 1 }],
    ['is where it likes to be', { liking: 1, siblings: 9 }, { liking: 0 }],
    ['has the fewest siblings', { siblings: 1, pods: 9 }, { siblings: 2 }],
    ['has the fewest pods', { pods: 1 }, { pods: 2 }],
    ['is the first by name', {}, {}],
  ])('%s', (_, other, than) => {
    const [a, b] = [candidate('a', other), candidate('b', than)];
    expect(chosen([a, b])).toBe(a.node);
    expect(chosen([b, a])).toBe(a.node);
  });

  it('is none if there is none', () => expect(chosen([])).toBeUndefined());
});

it('a refusal counts the reasons, and says what preemption would do', () => {
  const pod = podOf('a', 'web:1') as unknown as SimulatedPod;
  const full = { reasons: ['Insufficient memory', 'Insufficient cpu'], isForRoom: true };
  const cordoned = { reasons: ['node(s) were unschedulable'], isForRoom: false };
  expect(refusal([full, cordoned, full], pod)).toBe(
    '0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu, 2 Insufficient memory. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
  );
  expect(refusal([], pod)).toBe('no nodes available to schedule pods');
});
