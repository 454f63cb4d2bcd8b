import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Condition,
  conditionOf,
  type Statement,
  standardConditions,
  timestamp,
  withCondition,
  withoutCondition,
} from './conditions.ts';

const THEN = '2026-01-01T00:00:00Z';
const NOW = '2026-01-01T00:05:00Z';
const now = new Date('2026-01-01T00:05:00.999Z');

const condition = (fields: Partial<Condition>): Condition => ({
  type: 'Progressing',
  status: 'True',
  reason: 'ReplicaSetUpdated',
  message: 'before',
  lastUpdateTime: THEN,
  lastTransitionTime: THEN,
  ...fields,
});
const statement = (fields: Partial<Statement>): Statement => ({
  type: 'Progressing',
  status: 'True',
  reason: 'ReplicaSetUpdated',
  message: 'after',
  ...fields,
});
const available = condition({ type: 'Available' });
const list = Object.freeze([condition({}), available]);

describe('timestamp', () => {
  it('is UTC in whole seconds', () => expect(timestamp(now)).toBe(NOW));
});

describe('withCondition', () => {
  it('changes nothing while status and reason stay, whatever the message', () => {
    expect(withCondition(list, statement({ observedGeneration: 7 }), now)).toBe(list);
  });

  it.each<[name: string, before: readonly Condition[] | undefined, said: Partial<Statement>, after: object[]]>([
    [
      'moves the condition to the end when the reason changes, and keeps its last transition',
      list,
      { reason: 'Other' },
      [available, { reason: 'Other', message: 'after', lastUpdateTime: NOW, lastTransitionTime: THEN }],
    ],
    [
      'notes a transition when the status changes',
      list,
      { status: 'False' },
      [available, { status: 'False', reason: 'ReplicaSetUpdated', lastUpdateTime: NOW, lastTransitionTime: NOW }],
    ],
    ['begins a list', undefined, {}, [{ message: 'after', lastUpdateTime: NOW, lastTransitionTime: NOW }]],
    ['adds to the end', [available], {}, [available, { lastUpdateTime: NOW, lastTransitionTime: NOW }]],
    [
      'notes a transition that nobody noted',
      [condition({ lastTransitionTime: undefined })],
      { reason: 'Other' },
      [{ reason: 'Other', lastTransitionTime: NOW }],
    ],
    [
      'leaves one where there were two of a type',
      [condition({}), available, condition({ status: 'False' })],
      { reason: 'Other' },
      [available, { reason: 'Other', lastTransitionTime: THEN }],
    ],
  ])('%s', (_, before, said, after) => {
    const result = withCondition(before, statement(said), now);
    expect(result).toMatchObject(after);
    expect(result).toHaveLength(after.length);
  });
});

describe('conditionOf and withoutCondition', () => {
  it('find and remove', () => {
    expect(conditionOf(list, 'Available')).toBe(available);
    expect(conditionOf(list, 'Healthy')).toBeUndefined();
    expect(conditionOf(undefined, 'Healthy')).toBeUndefined();
    expect(withoutCondition(list, 'Progressing')).toEqual([available]);
    expect(withoutCondition(undefined, 'Progressing')).toEqual([]);
  });

  it('keep the list in which there is nothing to remove', () => {
    expect(withoutCondition(list, 'Healthy')).toBe(list);
  });
});

describe('standardConditions', () => {
  const ready = { status: 'False', reason: 'Waiting', message: 'waits for review' } as const;
  const reconciling = { status: 'True', reason: 'Waiting', message: 'waits for review' } as const;
  const first = standardConditions(undefined, { ready, reconciling }, { generation: 3, now: new Date(THEN) });

  it('are all there, with the generation they were computed from', () => {
    expect(first).toEqual([
      { ...ready, type: 'Ready', observedGeneration: 3, lastUpdateTime: THEN, lastTransitionTime: THEN },
      { ...reconciling, type: 'Reconciling', observedGeneration: 3, lastUpdateTime: THEN, lastTransitionTime: THEN },
      {
        type: 'Stalled',
        status: 'False',
        reason: 'NotStalled',
        message: 'Nobody needs to act',
        observedGeneration: 3,
        lastUpdateTime: THEN,
        lastTransitionTime: THEN,
      },
    ]);
  });

  it('are the same list while nothing changes', () => {
    expect(standardConditions(first, { ready, reconciling }, { generation: 3, now })).toBe(first);
  });

  it('show a new message without a transition, in the same place', () => {
    const told = { ready: { ...ready, message: 'waits for merge' }, reconciling };
    const next = standardConditions(first, told, { generation: 3, now });
    expect(next[0]).toMatchObject({ message: 'waits for merge', lastUpdateTime: NOW, lastTransitionTime: THEN });
    expect(next.slice(1)).toEqual(first.slice(1));
  });

  it('show a new generation without a transition', () => {
    const next = standardConditions(first, { ready, reconciling }, { generation: 4, now });
    expect(next).toMatchObject(
      ['Ready', 'Reconciling', 'Stalled'].map((type) => ({ type, observedGeneration: 4, lastTransitionTime: THEN })),
    );
  });

  it('note the transition of those whose status changes, and leave other conditions alone', () => {
    const settled = { ready: { status: 'True', reason: 'Reverted', message: 'Git is as it was' } } as const;
    const next = standardConditions([available, ...first], settled, { generation: 3, now });
    expect(next[0]).toBe(available);
    expect(next.slice(1)).toMatchObject([
      { type: 'Ready', status: 'True', lastTransitionTime: NOW },
      { type: 'Reconciling', status: 'False', reason: 'Settled', lastTransitionTime: NOW },
      { type: 'Stalled', status: 'False', lastTransitionTime: THEN },
    ]);
  });
});

describe('any sequence of conditions', () => {
  const anyStatement = fc.record({
    type: fc.constantFrom('Ready', 'Progressing', 'Paused'),
    status: fc.constantFrom('True', 'False', 'Unknown'),
    reason: fc.constantFrom('A', 'B'),
    message: fc.string(),
  });

  it('leaves one of each type, the last one said at the end, and never a transition after its update', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyStatement, fc.nat(5000)), { maxLength: 20 }), (said) => {
        let time = now.getTime();
        let conditions: readonly Condition[] = [];
        for (const [next, later] of said) {
          time += later;
          const before = conditions;
          conditions = withCondition(before, next, new Date(time));
          expect(conditionOf(conditions, next.type)).toMatchObject({ status: next.status, reason: next.reason });
          if (conditions !== before) expect(conditions.at(-1)).toMatchObject(next);
        }
        expect(new Set(conditions.map(({ type }) => type)).size).toBe(conditions.length);
        for (const { lastUpdateTime = '', lastTransitionTime = '' } of conditions)
          expect(lastTransitionTime <= lastUpdateTime).toBe(true);
      }),
    );
  });
});
