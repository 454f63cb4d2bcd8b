/** What becomes of old revisions. */
import { describe, expect, it } from 'vitest';
import { counts, old } from './counts.testkit.ts';
import { type BasicOthers, type BlueGreenOthers, type OldRevision, othersDown, type TrafficOthers } from './others.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const due = (number: number, seconds: number, rest: Partial<OldRevision> = {}) =>
  old(number, 5, { deadline: at(seconds), ...rest });

type Outcome = readonly [number: number, size: number, deadline?: number];

const outcomes = (input: Parameters<typeof othersDown>[0]): readonly Outcome[] =>
  othersDown(input).revisions.map(({ name, size, deadline }) => {
    const number = Number(name.replace('web-', ''));
    return deadline ? [number, size, (deadline.getTime() - NOW.getTime()) / 1000] : [number, size];
  });

describe('old revisions without a router', () => {
  const base: BasicOthers = { strategy: 'basic', replicas: 10, unavailable: 2, kept: [counts(6)], others: [] };

  it.each<[sentence: string, given: Partial<BasicOthers>, expected: readonly Outcome[]]>([
    ['go as far as pods may be missing', { others: [old(1, 4)] }, [[1, 2]]],
    [
      'go newest first',
      { others: [old(1, 2), old(2, 2)] },
      [
        [2, 0],
        [1, 2],
      ],
    ],
    ['go when the new pods are there', { kept: [counts(10)], others: [old(1, 4)] }, [[1, 0]]],
    ['wait for new pods', { kept: [counts(6, 3)], others: [old(1, 5)] }, [[1, 5]]],
    ['lose pods that are not ready at once', { kept: [counts(6, 3)], others: [old(1, 4, counts(4, 1))] }, [[1, 1]]],
    [
      'keep pods that are ready but not yet available while pods are missing',
      { kept: [counts(6, 3)], others: [old(1, 4, counts(4, 1, 3))] },
      [[1, 3]],
    ],
    ['are no reason to grow', { kept: [], others: [old(1, 2, { available: 4, ready: 4 })] }, [[1, 2]]],
    ['lose a deadline that they may have', { kept: [], others: [due(1, 10)] }, [[1, 5]]],
    ['are left out without a size', { others: [old(1, 0)] }, []],
  ])('%s', (_, given, expected) => {
    expect(outcomes({ ...base, ...given })).toEqual(expected);
  });
});

describe('old revisions behind a router', () => {
  const base: TrafficOthers = {
    strategy: 'traffic',
    replicas: 5,
    unavailable: 1,
    kept: [counts(5)],
    others: [],
    referenced: new Set(),
    delay: { now: NOW },
    isPromoted: true,
    isDynamic: false,
  };
  const short = { kept: [counts(5, 0)] };

  it.each<[sentence: string, given: Partial<TrafficOthers>, expected: readonly Outcome[]]>([
    ['get half a minute after promotion', { others: [old(1, 5)] }, [[1, 5, 30]]],
    ['get as long as the spec says', { others: [old(1, 5)], delay: { now: NOW, seconds: 90 } }, [[1, 5, 90]]],
    ['stay until their deadline', { others: [due(1, 10)] }, [[1, 5, 10]]],
    ['go at their deadline', { others: [due(1, 0)] }, [[1, 0]]],
    ['go at once where the delay is 0', { others: [old(1, 5)], delay: { now: NOW, seconds: 0 } }, [[1, 0]]],
    ['go at once where the delay became 0', { others: [due(1, 10)], delay: { now: NOW, seconds: 0 } }, [[1, 0]]],
    ['go at once where stable is dynamic', { others: [old(1, 5)], isDynamic: true }, [[1, 0]]],
    ['go at once in the middle of an update', { others: [old(2, 5)], isPromoted: false }, [[2, 0]]],
    ['stay until their deadline in the middle of an update', { others: [due(1, 10)], isPromoted: false }, [[1, 5, 10]]],
    ['stay while requests go to them', { others: [old(1, 5, counts(5, 3))], referenced: new Set(['1']) }, [[1, 5]]],
    [
      'start no delay while the router has to confirm',
      { others: [old(1, 5), due(2, -1)], isUnverified: true },
      [
        [2, 0],
        [1, 5],
      ],
    ],
    [
      'wait in numbers up to the limit, newest first',
      { others: [due(1, 10), due(2, 20), old(3, 5)], delay: { now: NOW, limit: 2 } },
      [
        [3, 5, 30],
        [2, 5, 20],
        [1, 0],
      ],
    ],
    ['go at once where none may wait', { others: [old(1, 5)], delay: { now: NOW, limit: 0 } }, [[1, 0]]],
    ['keep pods that are not ready until their deadline', { others: [due(1, 10, counts(5, 2))] }, [[1, 5, 10]]],
    ['stay while pods are missing', { ...short, others: [old(1, 4)] }, [[1, 4]]],
    [
      'get their delay though no pod may be missing, where they answer nobody',
      { unavailable: 0, others: [old(2, 5, counts(5, 0))] },
      [[2, 5, 30]],
    ],
    ['stay past their deadline while pods are missing', { ...short, others: [due(1, -5, counts(4))] }, [[1, 4, -5]]],
    [
      'keep all pods in their delay while pods are missing',
      { ...short, others: [due(1, 10, counts(5, 2))] },
      [[1, 5, 10]],
    ],
    [
      'lose pods that are not ready past their deadline',
      { ...short, others: [due(1, -5, counts(5, 2))] },
      [[1, 2, -5]],
    ],
    [
      'lose pods that are not ready where the delay is 0',
      { ...short, others: [old(1, 5, counts(5, 2))], delay: { now: NOW, seconds: 0 } },
      [[1, 2]],
    ],
    [
      'lose pods that are not ready where stable is dynamic',
      { ...short, others: [old(1, 5, counts(5, 2))], isDynamic: true },
      [[1, 2]],
    ],
    [
      'lose pods that are not ready in the middle of an update',
      { ...short, others: [old(2, 5, counts(5, 2))], isPromoted: false },
      [[2, 2]],
    ],
    [
      'go whole while any pod may be missing, for nobody uses them',
      { kept: [counts(3)], others: [old(2, 2), old(3, 2)], isPromoted: false },
      [
        [3, 0],
        [2, 0],
      ],
    ],
    [
      'stop when enough have gone',
      { kept: [counts(2)], others: [old(2, 2), old(3, 2)], isPromoted: false },
      [
        [3, 0],
        [2, 2],
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(outcomes({ ...base, ...given })).toEqual(expected);
  });

  it('are looked at again at the first deadline', () => {
    const others = [due(1, 10), due(2, 20), old(3, 5)];
    expect(othersDown({ ...base, others }).wakeAt).toEqual(at(10));
    expect(othersDown({ ...base, others: [due(1, 0)] }).wakeAt).toBeUndefined();
  });
});

describe('old revisions of a blue-green Rollout', () => {
  const base: BlueGreenOthers = {
    strategy: 'blueGreen',
    replicas: 7,
    others: [],
    referenced: new Set(),
    delay: { now: NOW },
    isBlocked: false,
  };

  it.each<[sentence: string, given: Partial<BlueGreenOthers>, expected: readonly Outcome[]]>([
    ['get half a minute', { others: [old(1, 5)] }, [[1, 5, 30]]],
    ['follow the replicas until their deadline', { others: [due(1, 10)] }, [[1, 7, 10]]],
    ['go at their deadline', { others: [due(1, -1)] }, [[1, 0]]],
    ['go at once where the delay is 0', { others: [old(1, 5)], delay: { now: NOW, seconds: 0 } }, [[1, 0]]],
    [
      'stay while an analysis blocks',
      { others: [old(1, 5), due(2, -1)], isBlocked: true },
      [
        [2, 5, -1],
        [1, 5],
      ],
    ],
    ['stay while requests go to them', { others: [due(1, -1)], referenced: new Set(['1']) }, [[1, 5, -1]]],
    [
      'wait in numbers up to the limit, newest first',
      { others: [old(1, 5), old(2, 5)], delay: { now: NOW, limit: 1 } },
      [
        [2, 5, 30],
        [1, 0],
      ],
    ],
    ['are not kept up by missing pods', { others: [due(1, -1, counts(5, 0))] }, [[1, 0]]],
  ])('%s', (_, given, expected) => {
    expect(outcomes({ ...base, ...given })).toEqual(expected);
  });

  it('are looked at again at the first deadline', () => {
    expect(othersDown({ ...base, others: [old(1, 5)] }).wakeAt).toEqual(at(30));
    expect(othersDown({ ...base, others: [due(1, -1)], isBlocked: true }).wakeAt).toBeUndefined();
  });
});
