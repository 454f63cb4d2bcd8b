import { describe, expect, it } from 'vitest';
import { judgement } from './conditions.ts';

const now = new Date('2026-01-01T00:00:00Z');

describe('conditions', () => {
  it.each([
    [{}, [1], { phase: 'Successful' }],
    [{ successCondition: 'result[0] < 1' }, [0.5], { phase: 'Successful' }],
    [{ successCondition: 'result[0] < 1' }, [1], { phase: 'Failed' }],
    [{ failureCondition: 'result[0] >= 1' }, [1], { phase: 'Failed' }],
    [{ failureCondition: 'result[0] >= 1' }, [0], { phase: 'Successful' }],
    [{ successCondition: 'result < 1', failureCondition: 'result > 5' }, 0, { phase: 'Successful' }],
    [{ successCondition: 'result < 1', failureCondition: 'result > 5' }, 3, { phase: 'Inconclusive' }],
    [{ successCondition: 'result < 1', failureCondition: 'result > 5' }, 9, { phase: 'Failed' }],
    [{ successCondition: 'true', failureCondition: 'true' }, 1, { phase: 'Failed' }],
    [
      { successCondition: 'result[0] < 1' },
      [],
      {
        phase: 'Error',
        message:
          'could not evaluate successCondition "result[0] < 1": metric result is nil or empty: no data returned from the metric provider',
      },
    ],
    [
      { successCondition: 'true', failureCondition: 'result' },
      1,
      { phase: 'Error', message: 'could not evaluate failureCondition "result": expected bool, but got float64' },
    ],
  ])('%o say of %o: %o', (conditions, result, expected) => {
    expect(judgement(conditions, { result, now })).toEqual(expected);
  });

  it('that cannot be read are an error', () => {
    const { phase, message } = judgement({ successCondition: 'result <' }, { result: 1, now });
    expect([phase, message]).toEqual([
      'Error',
      expect.stringMatching(/^could not evaluate successCondition "result <": /),
    ]);
  });
});
