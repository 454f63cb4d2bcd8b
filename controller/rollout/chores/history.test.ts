import { describe, expect, it } from 'vitest';
import type { Revision } from '../revision.ts';
import { surplusDeletions } from './history.ts';
import { completed, revision } from './parts.testkit.ts';

const empty = (number: number, metadata = {}) => revision(number, { size: 0, metadata });

describe('surplusDeletions', () => {
  it.each<[row: string, limit: number, others: Revision[], deleted: string[]]>([
    ['keeps as many as the limit', 2, [empty(1), empty(2)], []],
    ['deletes the oldest beyond the limit', 1, [empty(1), empty(2), empty(3)], ['web-v1', 'web-v2']],
    ['goes by age, not by place', 1, [empty(2), empty(1)], ['web-v1']],
    [
      'goes by number among those of one second',
      1,
      [2, 1].map((number) => empty(number, { creationTimestamp: '2026-01-01T00:00:00Z' })),
      ['web-v1'],
    ],
    ['deletes all with a limit of 0', 0, [empty(1)], ['web-v1']],
    [
      'does not count what is being deleted',
      1,
      [empty(1, { deletionTimestamp: '2026-01-01T00:00:00Z' }), empty(2)],
      [],
    ],
    ['keeps one that has a size, and deletes none in its place', 1, [revision(1, { size: 1, pods: 0 }), empty(2)], []],
    ['keeps one that has pods', 1, [revision(1, { size: 0, pods: 1 }), empty(2)], []],
    ['keeps one whose status is of an earlier size', 1, [revision(1, { size: 0, observed: 0 }), empty(2)], []],
    [
      'deletes the rest of the surplus beside one that stays',
      1,
      [revision(1, { size: 1 }), empty(2), empty(3)],
      ['web-v2'],
    ],
  ])('%s', (_, revisionHistoryLimit, others, deleted) => {
    const actions = surplusDeletions({ spec: completed({ revisionHistoryLimit }), others });
    expect(actions.map((action) => action.do === 'delete' && action.ref.name)).toEqual(deleted);
  });

  it('keeps ten unless told otherwise', () => {
    const others = Array.from({ length: 11 }, (_, number) => empty(number + 1));
    expect(surplusDeletions({ spec: completed(), others })).toHaveLength(1);
  });

  it('deletes exactly the object that was looked at', () => {
    expect(surplusDeletions({ spec: completed({ revisionHistoryLimit: 0 }), others: [empty(1)] })).toEqual([
      {
        do: 'delete',
        ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'shop', name: 'web-v1' },
        uid: 'v1',
        resourceVersion: '100',
        propagation: 'Background',
        because: 'delete web-v1: the history is full',
      },
    ]);
  });
});
