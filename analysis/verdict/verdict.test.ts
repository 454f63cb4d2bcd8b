import { describe, expect, it } from 'vitest';
import { limitsOf } from './limits.ts';
import { type MetricResult, type Phase, withMeasurement } from './measurements.ts';
import { ruled } from './rules.ts';
import { hasGoneBad, isWorse, type Judged, judged } from './run-phase.ts';

const EMPTY = (name: string): MetricResult => ({ name, phase: 'Running' });
const AT = '2026-01-01T00:00:00Z';

/** S, F, I, E: measurements, one after the other. */
function measured(name: string, letters: string): MetricResult {
  const phases: Record<string, Phase> = { S: 'Successful', F: 'Failed', I: 'Inconclusive', E: 'Error', R: 'Running' };
  return [...letters].reduce(
    (result, letter) =>
      withMeasurement(result, {
        phase: phases[letter] ?? 'Error',
        startedAt: AT,
        ...(letter === 'E' && { message: 'no answer' }),
      }),
    EMPTY(name),
  );
}

const metric = (letters: string, fields: object = {}, name = 'errors'): Judged => ({
  ...{ name, limits: limitsOf(fields), isDryRun: false },
  result: letters === '' ? undefined : measured(name, letters),
});
const GOING_ON = { isTerminating: false, isTerminated: false };
const TOLD_TO_END = { isTerminating: true, isTerminated: true };
const ENDING = { isTerminating: true, isTerminated: false };
const INTERVAL = { interval: '10s' };

describe('a metric', () => {
  it.each<[letters: string, limits: object, phase: Phase, message?: string]>([
    ['S', {}, 'Successful'],
    ['F', {}, 'Failed', 'Metric "errors" assessed Failed due to failed (1) > failureLimit (0)'],
    ['I', {}, 'Inconclusive', 'Metric "errors" assessed Inconclusive due to inconclusive (1) > inconclusiveLimit (0)'],
    ['EEEE', {}, 'Running'],
    [
      ...(['EEEEE', {}, 'Error'] as const),
      'Metric "errors" assessed Error due to consecutiveErrors (5) > consecutiveErrorLimit (4): "Error Message: no answer"',
    ],
    ['EEEESEEEE', INTERVAL, 'Running'],
    ['S', INTERVAL, 'Running'],
    ['SSS', { ...INTERVAL, count: 3 }, 'Successful'],
    ['SES', { ...INTERVAL, count: 3 }, 'Running'],
    ['SSS', { ...INTERVAL, count: '3' }, 'Successful'],
    ['SS', { ...INTERVAL, count: 'many' }, 'Running'],
    ['SF', { ...INTERVAL, failureLimit: 1 }, 'Running'],
    [
      ...(['SFF', { ...INTERVAL, failureLimit: 1 }, 'Failed'] as const),
      'Metric "errors" assessed Failed due to failed (2) > failureLimit (1)',
    ],
    ['FFFF', { ...INTERVAL, count: 5, failureLimit: -1, consecutiveSuccessLimit: 2 }, 'Running'],
    ['FFFFF', { ...INTERVAL, count: 5, failureLimit: -1, consecutiveSuccessLimit: 2 }, 'Failed'],
    ['FSS', { ...INTERVAL, failureLimit: -1, consecutiveSuccessLimit: 2 }, 'Successful'],
    ['FSFSF', { ...INTERVAL, count: 5, failureLimit: 4, consecutiveSuccessLimit: 2 }, 'Inconclusive'],
    ['SSIS', { ...INTERVAL, inconclusiveLimit: 1 }, 'Running'],
    ['SR', INTERVAL, 'Running'],
    // Of several limits the one that says least of the release is told.
    ['FEEEEE', { ...INTERVAL, failureLimit: 0 }, 'Error', expect.stringContaining('consecutiveErrors (5)') as never],
    ['FI', { ...INTERVAL }, 'Inconclusive', expect.stringContaining('inconclusive (1)') as never],
  ])('with measurements %s and %o is %s', (letters, limits, phase, message) => {
    const verdict = judged([metric(letters, limits)], GOING_ON);
    expect(verdict).toMatchObject({ phase, metricResults: [{ phase }] });
    expect(verdict.message).toEqual(message);
  });

  it('counts errors beside, and starts anew what is counted in a row', () => {
    expect(measured('m', 'SSEFSI')).toMatchObject({
      ...{ count: 5, successful: 3, failed: 1, inconclusive: 1, error: 1 },
      ...{ consecutiveError: 0, consecutiveSuccess: 0 },
    });
    expect(measured('m', 'SS')).toMatchObject({ consecutiveSuccess: 2 });
  });

  it('takes the answer in place of the measurement that waited for it', () => {
    const result = withMeasurement(measured('m', 'SR'), { phase: 'Failed', value: '1' });
    expect(result.measurements).toMatchObject([{ phase: 'Successful' }, { phase: 'Failed', value: '1' }]);
    expect(result).toMatchObject({ count: 2 });
  });

  it('that has ended stays as it is', () => {
    const result: MetricResult = { ...measured('errors', 'F'), phase: 'Successful' };
    expect(judged([{ ...metric(''), result }], GOING_ON)).toMatchObject({ phase: 'Successful' });
  });
});

describe('a run', () => {
  const [tries, real] = [{ ...metric('F'), isDryRun: true }, metric('S', {}, 'real')];
  const FAILED = 'Metric "f" assessed Failed due to failed (1) > failureLimit (0)';
  it.each<[what: string, metrics: Judged[], ending: typeof GOING_ON, expected: readonly [Phase, string?]]>([
    ['goes on while a metric has not begun', [metric('S'), metric('', {}, 'late')], GOING_ON, ['Running']],
    ['goes on while a metric does', [metric('S'), metric('S', INTERVAL, 'more')], GOING_ON, ['Running']],
    ['is as bad as its worst metric', [real, metric('I'), metric('F', {}, 'f')], ENDING, ['Failed', FAILED]],
    ['ends well when it is told to', [metric('S', INTERVAL)], TOLD_TO_END, ['Successful', 'Run Terminated']],
    ['ends well before it has begun, too', [metric('')], TOLD_TO_END, ['Successful', 'Run Terminated']],
    ['does not mind what only tries', [tries, real], GOING_ON, ['Successful']],
    ['is good where all only try', [tries], GOING_ON, ['Successful']],
    ['waits for what only tries', [{ ...metric('S', INTERVAL), isDryRun: true }, real], GOING_ON, ['Running']],
  ])('%s', (_, metrics, ending, [phase, message]) => {
    const verdict = judged(metrics, ending);
    expect([verdict.phase, verdict.message]).toEqual([phase, message]);
  });

  it('says why a metric that only tries would have ended it', () => {
    const { metricResults, runSummary, dryRunSummary } = judged([{ ...metric('F'), isDryRun: true }], GOING_ON);
    expect(metricResults).toMatchObject([{ message: 'Metric assessed Failed due to failed (1) > failureLimit (0)' }]);
    expect([runSummary, dryRunSummary]).toEqual([{}, { count: 1, failed: 1 }]);
  });

  it('leaves out of its status what is nothing', () => {
    const { metricResults } = judged([metric('SF', { ...INTERVAL, failureLimit: 0 })], GOING_ON);
    expect(Object.keys(metricResults[0] ?? {}).sort()).toEqual([
      ...['count', 'failed', 'measurements', 'name', 'phase', 'successful'],
    ]);
  });

  it('knows which phases are worse, and which end all', () => {
    const order: Phase[] = ['Successful', 'Running', 'Pending', 'Inconclusive', 'Error', 'Failed'];
    const rising = order.slice(1).map((phase, index) => isWorse(phase, order[index] ?? phase));
    expect(rising).toEqual([true, true, true, true, true]);
    expect(isWorse('Failed', 'Failed')).toBe(false);
    const bad = order.filter((phase) => hasGoneBad({ name: 'm', phase }));
    expect(bad).toEqual(['Inconclusive', 'Error', 'Failed']);
    expect(hasGoneBad({ name: 'm', phase: 'Failed', dryRun: true })).toBe(false);
  });
});

describe('rules', () => {
  const names = ['errors', 'latency-p50', 'latency-p99'];
  it.each([
    ['latency', ['latency-p50', 'latency-p99']],
    ['p50|errors', ['errors', 'latency-p50']],
    ['^latency-p..$', ['latency-p50', 'latency-p99']],
    ['.*', names],
  ])('%s means %s', (metricName, expected) => {
    const rules = ruled([{ metricName }], names, 'dryRun');
    expect('problem' in rules ? rules : [...rules.keys()]).toEqual(expected);
  });

  it.each([
    ['nothing', "dryRun[1]: Rule didn't match any metric name(s)"],
    ['(', "dryRun[1]: '(' is no regular expression"],
  ])('%s is refused', (metricName, problem) => {
    expect(ruled([{ metricName: '.*' }, { metricName }], names, 'dryRun')).toEqual({ problem });
  });

  it('hold in their order', () => {
    const rules = ruled(
      [
        { metricName: 'p99', limit: 1 },
        { metricName: '.*', limit: 2 },
      ],
      names,
      'measurementRetention',
    );
    expect('problem' in rules ? [] : names.map((name) => rules.get(name)?.limit)).toEqual([2, 2, 1]);
  });
});
