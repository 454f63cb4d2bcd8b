import { describe, expect, it } from 'vitest';
import type { Action } from '../runtime/plan.ts';
import { type Rest, stagesOf } from './stages.ts';
import { canary } from './status/snapshot.testkit.ts';
import type { Target } from './target.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const act = (because: string, evicts = false): Action => {
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p' };
  return evicts ? { do: 'evict', ref, because } : { do: 'delete', ref, because };
};
const target = (sizes: Readonly<Record<string, number>>, selectors: Readonly<Record<string, string>> = {}): Target => ({
  revisions: new Map(Object.entries(sizes).map(([hash, size]) => [hash, { size }])),
  selectors: new Map(Object.entries(selectors)),
  outcome: { stableHash: 'v1', revision: 2, isReset: false, promoteFull: false },
  notices: [],
});
const rest = (more: Partial<Rest> = {}): Rest => ({
  routed: { actions: [act('weights')], notices: [], problems: [] },
  status: {},
  ...{ isRaise: true, claims: [act('claims')], pods: [act('pods')], unfinished: new Set(), tidy: [act('tidy')] },
  ...more,
});
const world: World = { spec: canary(), pods: { v1: 4, v2: { size: 1, desired: 4 } }, services: { canary: 'v1' } };
const staged = (wanted: Target, more: Partial<Rest> = {}, change: Partial<World> = {}) =>
  stagesOf(snapshotOf({ ...world, ...change }), wanted, rest(more));
const words = ({ stages }: ReturnType<typeof staged>) => stages.map((stage) => stage.map(({ because }) => because));

describe('stages', () => {
  const all = target({ v1: 3, v2: 2 }, { canary: 'v2' });

  it('grow first, select before weights rise, and shrink when they have', () => {
    expect(words(staged(all))).toEqual([
      ...[['claims'], ['scale web-v2 1 -> 2'], ['select v2 in service canary'], ['weights'], ['scale web-v1 4 -> 3']],
      ...[['tidy'], ['pods']],
    ]);
  });

  it('lower weights before a Service moves on', () => {
    expect(words(staged(all, { isRaise: false })).slice(1, 4)).toEqual([
      ...[['scale web-v2 1 -> 2'], ['weights'], ['select v2 in service canary']],
    ]);
  });

  it('leave out what is empty', () => {
    const none = { routed: { actions: [], notices: [], problems: [] }, claims: [], pods: [], tidy: [] };
    expect(words(staged(target({ v1: 4, v2: 1 }), none))).toEqual([]);
  });

  it('shrink nothing while pods are evicted', () => {
    const evicting = staged(all, { pods: [act('evict', true)] });
    expect(words(evicting).flat()).not.toContain('scale web-v1 4 -> 3');
    expect(evicting.notices.map(({ message }) => message).join()).not.toContain('Scaled down');
  });

  it('guard only what would be wrong later', () => {
    const [, grow, , , shrink] = staged(all).stages;
    expect(grow?.[0]).not.toHaveProperty('resourceVersion');
    expect(shrink?.[0]).toHaveProperty('resourceVersion', '1');
  });

  it('make the ReplicaSet that is missing in its size', () => {
    const { stages, notices } = staged(target({ v1: 4, v3: 2 }), {}, { wanted: 'v3' });
    expect(stages[1]).toMatchObject([
      { do: 'create', object: { metadata: { name: 'web-v3' }, spec: { replicas: 2 } } },
    ]);
    expect(notices.map(({ message }) => message)).toEqual([
      'Created ReplicaSet web-v3 (revision 3)',
      'Scaled up ReplicaSet web-v3 (revision 3) from 0 to 2',
    ]);
  });

  it('say what they do', () => {
    expect(staged(all).notices.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      'ScalingReplicaSet: Scaled down ReplicaSet web-v1 (revision 1) from 4 to 3',
      'ScalingReplicaSet: Scaled up ReplicaSet web-v2 (revision 2) from 1 to 2',
      "SwitchService: Switched selector for service 'canary' from 'v1' to 'v2'",
    ]);
  });
});
