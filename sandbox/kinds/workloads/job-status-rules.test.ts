import { expect, it } from 'vitest';
import { job } from './objects.testkit.ts';
import { created, withStatus, wrongs } from './pipeline.testkit.ts';

const START = '2026-01-01T00:00:00Z';
const END = '2026-01-01T00:00:05Z';
const conditions = (...types: readonly string[]) => types.map((type) => ({ type, status: 'True' }));
const COMPLETE = {
  startTime: START,
  completionTime: END,
  succeeded: 1,
  conditions: conditions('SuccessCriteriaMet', 'Complete'),
};
const FAILED = { startTime: START, failed: 1, conditions: conditions('FailureTarget', 'Failed') };

it.each<[sentence: string, before: object, after: object, expected: readonly string[]]>([
  ['starts', {}, { startTime: START, active: 1, ready: 0 }, []],
  ['succeeds', { startTime: START }, COMPLETE, []],
  ['fails', { startTime: START }, FAILED, []],
  [
    'is never both',
    COMPLETE,
    { ...COMPLETE, conditions: [...COMPLETE.conditions, ...FAILED.conditions] },
    [
      'cannot set Complete=True and Failed=true conditions',
      'cannot set Complete=True and FailureTarget=true conditions',
      'cannot set SuccessCriteriaMet=True and Failed=true conditions',
      'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
    ],
  ],
  [
    'tells its success first',
    {},
    { ...COMPLETE, conditions: conditions('Complete') },
    ['cannot set Complete=True condition without the SuccessCriteriaMet=true condition'],
  ],
  [
    'stays complete',
    COMPLETE,
    { ...COMPLETE, completionTime: undefined, conditions: conditions('SuccessCriteriaMet') },
    ['cannot disable the terminal Complete=True condition'],
  ],
  [
    'has ended with all its pods',
    { startTime: START },
    { ...COMPLETE, active: 1, terminating: 1 },
    ['active>0 is invalid for finished job', 'terminating>0 is invalid for finished job'],
  ],
  ['has started before it ends', {}, { ...FAILED, startTime: undefined }, ['startTime is required for finished job']],
  [
    'ends after its start',
    {},
    { ...COMPLETE, completionTime: '2025-01-01T00:00:00Z' },
    ['completionTime cannot be set before startTime'],
  ],
  [
    'ends once',
    COMPLETE,
    { ...COMPLETE, completionTime: '2027-01-01T00:00:00Z' },
    ['completionTime cannot be mutated'],
  ],
  [
    'counts up',
    { failed: 2, succeeded: 2 },
    { failed: 1 },
    ['cannot decrease the failed counter', 'cannot decrease the succeeded counter'],
  ],
  ['has no more ready than active', {}, { active: 1, ready: 2 }, ['cannot set more ready pods than active']],
  [
    'has indexes only if it is indexed',
    {},
    { completedIndexes: '0', failedIndexes: '' },
    [
      'cannot set non-empty completedIndexes when non-indexed completion mode',
      'cannot set non-null failedIndexes when backoffLimitPerIndex is null',
    ],
  ],
  ['names pods once', {}, { uncountedTerminatedPods: { succeeded: ['a'], failed: ['a'] } }, ['Duplicate value: "a"']],
])('a job %s', (_, before, after, expected) => {
  const stored = { ...created(job({ completions: 1 })), status: before };
  const messages = wrongs(() => withStatus(stored, after));
  expect(messages).toHaveLength(expected.length);
  for (const text of expected) expect(messages.some((one) => one.includes(text))).toBe(true);
});
