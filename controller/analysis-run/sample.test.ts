import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../analysis/expressions/condition.ts';
import type { Task } from './effects.ts';
import { redactor } from './redaction.ts';
import { metricOf, moment } from './run.testkit.ts';
import { sampleOf, toldOf } from './sample.ts';

const now = moment(0);
const owner = { namespace: 'shop', name: 'run', uid: 'u' };
const task = (fields: object = {}): Task => ({
  ...{ owner, metric: metricOf(fields), number: 3, secrets: {}, dueAt: now, startedAt: now },
});
const times = { startedAt: now, finishedAt: now };

describe('what is told of a measurement', () => {
  it.each([
    ['the verdict of conditions', { value: [2], text: '[2]' }, { phase: 'Failed', value: '[2]' }],
    [
      'the verdict of the system itself, if it has one',
      { value: [2], text: '2', verdict: { phase: 'Inconclusive' as const, message: 'score 60' } },
      { phase: 'Inconclusive', value: '2', message: 'score 60' },
    ],
    [
      'that the answer is still to come',
      { pending: { id: '7' }, resumeAt: now },
      { phase: 'Running', metadata: { id: '7' }, resumeAt: now },
    ],
  ])('is %s', (_, answer, told) => {
    expect(toldOf(task({ successCondition: 'result[0] < 1' }), answer, now, compileCondition)).toEqual(told);
  });

  it('is short', () => {
    const { value, message } = sampleOf(
      task(),
      { phase: 'Error', value: 'x'.repeat(1e6), message: 'y'.repeat(1e6) },
      { ...times, redact: (text) => text },
    );
    expect([value?.length, message?.length, value?.endsWith('…')]).toEqual([1_024, 1_024, true]);
  });

  it('holds no secret, in whatever form it comes back', () => {
    const secret = 'pä"ss/w rd';
    const forms = [secret, JSON.stringify(secret), encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    const redact = redactor([`${secret}\n`, 'ab']);
    const sample = sampleOf(
      task(),
      { phase: 'Error', message: forms.join(), value: forms[0], metadata: { a: forms[1] ?? '' } } as never,
      { ...times, redact, about: { query: `{x="${forms[2]}"}` } },
    );
    expect(sample).toMatchObject({
      ...{ message: '*****,"*****",*****,*****', value: '*****', metadata: { a: '"*****"' } },
      about: { query: '{x="*****"}' },
    });
    expect(redact('abc')).toBe('abc');
  });
});
