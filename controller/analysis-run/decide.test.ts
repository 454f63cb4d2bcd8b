import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../analysis/verdict/measurements.ts';
import { decide } from './decide.ts';
import { STOP_MEASURING } from './effects.ts';
import { at, metricOf, moment, played, resultOf, sample, scene, tasksIn } from './run.testkit.ts';

const OFFSET = 0.117;
const every = (interval: string, fields: object = {}) => metricOf({ interval, ...fields });

describe('a run', () => {
  it('measures all metrics in its first pass, and says that it runs', () => {
    const { stages, status } = decide(scene({ metrics: [metricOf(), metricOf({ name: 'latency' })] }));
    expect(tasksIn(stages).map(({ metric, number }) => [metric.name, number])).toEqual([
      ['errors', 1],
      ['latency', 1],
    ]);
    expect(status).toEqual({
      ...{ phase: 'Running', startedAt: at(0), metricResults: [] },
      ...{ runSummary: { count: 2 }, dryRunSummary: {} },
    });
  });

  it('waits for the first measurement as long as it is told to', () => {
    const { stages, wakeAt } = decide(scene({ metrics: [metricOf({ initialDelay: '1m' })] }));
    expect([stages, wakeAt]).toEqual([[], moment(60)]);
  });

  it('asks nobody twice', () => {
    expect(decide(scene({ inFlight: ['errors'] })).stages).toEqual([]);
  });

  it('tells of a measurement, and ends with the last one', () => {
    const { status, notices, stages } = decide(scene({ samples: [{ metadata: { warnings: '"w"' } }], seconds: 3 }));
    expect(status).toEqual({
      ...{ phase: 'Successful', startedAt: at(3), completedAt: at(3) },
      ...{ runSummary: { count: 1, successful: 1 }, dryRunSummary: {} },
      metricResults: [
        {
          ...{ name: 'errors', phase: 'Successful', count: 1, successful: 1, consecutiveSuccess: 1 },
          measurements: [
            {
              ...{ phase: 'Successful', startedAt: at(0), finishedAt: at(0), value: '[1]' },
              metadata: { warnings: '"w"' },
            },
          ],
        },
      ],
    });
    expect(stages).toEqual([]);
    expect(notices).toEqual([
      { type: 'Normal', reason: 'MetricSuccessful', message: "Metric 'errors' Completed. Result: Successful" },
      { type: 'Normal', reason: 'AnalysisRunSuccessful', message: 'Analysis Completed. Result: Successful' },
    ]);
  });

  it.each<[what: string, phases: readonly Phase[], fields: object, end: readonly [Phase, number]]>([
    ['three good measurements', ['Successful'], { count: 3 }, ['Successful', 20 + OFFSET]],
    ['a bad one', ['Successful', 'Failed'], {}, ['Failed', 10 + OFFSET]],
    ['errors, which come every ten seconds', ['Error'], { interval: '1h' }, ['Error', 40 + OFFSET]],
    ['one that nobody can judge', ['Successful', 'Inconclusive'], {}, ['Inconclusive', 10 + OFFSET]],
  ])('ends with %s', (_, phases, fields, end) => {
    const answers = (_metric: string, number: number) => ({ phase: phases[Math.min(number, phases.length) - 1] });
    const { status, seconds } = played({ metrics: [every('10s', fields)] }, answers as never);
    expect([status.phase, seconds]).toEqual(end);
  });

  it('ends all metrics with the first that goes bad', () => {
    const metrics = [metricOf(), every('10s', { name: 'latency' })];
    const status = decide(scene({ metrics, samples: [{ metric: 'latency' }], inFlight: [] })).status;
    const samples = [{ phase: 'Failed' as const, message: 'why' }];
    const { stages, status: after } = decide(scene({ metrics, status, samples, inFlight: ['latency'], seconds: 20 }));
    expect(after).toMatchObject({
      ...{ phase: 'Failed', completedAt: at(20), runSummary: { count: 2, failed: 1, successful: 1 } },
      message: 'Metric "errors" assessed Failed due to failed (1) > failureLimit (0): "Error Message: why"',
    });
    expect(stages.flat().map((action) => action.do === 'effect' && action.effect)).toEqual([STOP_MEASURING]);
  });

  it('ends when it is told to, with what it has', () => {
    const metrics = [every('10s')];
    const { status } = decide(scene({ metrics, samples: [{}] }));
    const ended = decide(scene({ metrics, status, spec: { terminate: true }, inFlight: ['errors'], seconds: 5 }));
    expect(ended.status).toMatchObject({ phase: 'Successful', message: 'Run Terminated', completedAt: at(5) });
    expect(ended.stages.flat()).toHaveLength(1);
  });

  it('does nothing any more once it has ended, or is about to go', () => {
    const status = { phase: 'Failed' as const, completedAt: at(1) };
    expect(decide(scene({ status }))).toEqual({ stages: [], status, notices: [] });
    expect(decide(scene({ deleted: true })).stages).toEqual([]);
  });

  it.each([
    ['Analysis spec invalid: no metrics specified', { metrics: [] }],
    [
      'Analysis spec invalid: metrics[0]: interval must be specified when count > 1',
      { metrics: [metricOf({ count: 2 })] },
    ],
    [
      "Analysis spec invalid: dryRun[0]: Rule didn't match any metric name(s)",
      { spec: { dryRun: [{ metricName: 'x' }] } },
    ],
    [
      'Analysis spec invalid: metrics[0]: evidence is not supported yet',
      { metrics: [metricOf({ interval: '1m', evidence: { objective: {} } })] },
    ],
    [
      'Unable to resolve metric arguments: failed to resolve {{args.x}}',
      { metrics: [metricOf({ successCondition: '{{args.x}}' })] },
    ],
  ])('cannot begin: %s', (message, difference) => {
    const { status, notices } = decide(scene({ ...difference, seconds: 7 }));
    expect(status).toMatchObject({ phase: 'Error', message, startedAt: at(7), completedAt: at(7) });
    expect(notices).toMatchObject([{ type: 'Warning', reason: 'AnalysisRunError' }]);
  });

  it('keeps ten measurements of each metric, or as many as a rule says', () => {
    const metrics = [every('1s'), every('1s', { name: 'latency' })];
    const spec = { measurementRetention: [{ metricName: 'lat', limit: 3 }] };
    const { status } = played({ metrics, spec }, () => ({ phase: 'Successful' }), 30);
    expect([resultOf(status), resultOf(status, 'latency')].map((one) => one?.measurements?.length)).toEqual([10, 3]);
    expect(resultOf(status)?.count).toBeGreaterThan(20);
  });
});

describe('metrics that are measured together', () => {
  const metrics = ['a', 'b', 'c'].map((name) => every('30s', { name }));

  it('are told of together, in one write an interval', () => {
    const { writes } = played({ metrics }, () => ({ phase: 'Successful' }), 30 * 10 - 5);
    // The first write says that it runs; then one for each time.
    expect(writes).toHaveLength(1 + 10);
  });

  it('wait for each other for a second, unless one has ended', () => {
    const { status } = decide(scene({ metrics }));
    const samples = [{ metric: 'a', finishedAt: moment(0.2) }];
    const waiting = decide(scene({ metrics, status, samples, inFlight: ['b', 'c'], seconds: 0.3 }));
    expect([waiting.status, waiting.wakeAt, waiting.stages]).toEqual([status, moment(1.2), []]);
    const late = decide(scene({ metrics, status, samples, inFlight: ['b', 'c'], seconds: 1.2 }));
    expect(resultOf(late.status, 'a')?.count).toBe(1);
    const bad = samples.map((one) => ({ ...one, phase: 'Failed' as const }));
    expect(decide(scene({ metrics, status, samples: bad, inFlight: ['b', 'c'], seconds: 0.3 })).status.phase).toBe(
      'Failed',
    );
  });

  it('are measured together again if they are due almost together', () => {
    const [a, b] = metrics as [object, object];
    const done = (seconds: number) => ({ startedAt: moment(seconds), finishedAt: moment(seconds) });
    const { status } = decide(
      scene({
        metrics: [a, b],
        samples: [
          { metric: 'a', ...done(0) },
          { metric: 'b', ...done(2) },
        ],
        seconds: 2,
      }),
    );
    const early = decide(scene({ metrics: [a, b], status, seconds: 29 }));
    expect([tasksIn(early.stages), early.wakeAt]).toEqual([[], moment(30 + OFFSET)]);
    expect(tasksIn(decide(scene({ metrics: [a, b], status, seconds: 30.2 })).stages)).toHaveLength(2);
  });
});

it('a metric that asks pods waits for the first of them', () => {
  const web = { url: '/', target: { service: 'canary', port: 80 }, expectStatus: [200] };
  const s = scene({ metrics: [metricOf({ provider: { web } })] });
  const without = decide({ ...s, targets: { canary: [] } });
  expect([without.stages, without.wakeAt]).toEqual([[], moment(2)]);
  const pods = [{ name: 'web-1', address: '10.0.0.1' }];
  expect(tasksIn(decide({ ...s, targets: { canary: pods } }).stages)).toMatchObject([{ pods }]);
  const { status } = decide({
    ...scene({ metrics: [metricOf({ interval: '1s', provider: { web } })], samples: [{}] }),
  });
  const later = scene({ metrics: [metricOf({ interval: '1s', provider: { web } })], status, seconds: 5 });
  expect(tasksIn(decide({ ...later, targets: { canary: [] } }).stages)).toMatchObject([{ pods: [] }]);
});

describe('an answer that takes its time', () => {
  const pending = sample({ phase: 'Running', metadata: { id: '7' }, resumeAt: moment(15) });

  it('is asked for again when it is said to be there', () => {
    const { status, stages } = decide(scene({ samples: [pending] }));
    expect(resultOf(status)).toMatchObject({
      phase: 'Running',
      measurements: [{ phase: 'Running', metadata: { id: '7' }, resumeAt: at(15), startedAt: at(0) }],
    });
    expect(stages).toEqual([]);
    const again = decide(scene({ status, samples: [pending], seconds: 15 }));
    expect(tasksIn(again.stages)).toMatchObject([{ number: 1, pending: { id: '7' } }]);
    const answered = decide(scene({ status, samples: [sample({ finishedAt: moment(16) })], seconds: 16 }));
    expect(resultOf(answered.status)?.measurements).toEqual([
      { phase: 'Successful', startedAt: at(0), finishedAt: at(16), value: '[1]' },
    ]);
  });

  it('is cut off when the run ends, and whoever works at it is told', () => {
    const { status } = decide(scene({ samples: [pending] }));
    const { stages, status: after } = decide(scene({ status, spec: { terminate: true }, seconds: 2 }));
    expect(resultOf(after)?.measurements).toMatchObject([{ phase: 'Successful', message: 'Metric Terminated' }]);
    expect(stages.flat()).toMatchObject([{ input: { pending: [{ pending: { id: '7' } }] } }]);
  });
});

it('whatever measurements come to, counters and summaries add up and a run ends once', () => {
  const phases = fc.constantFrom<Phase>('Successful', 'Failed', 'Inconclusive', 'Error');
  const limits = fc.record({
    ...{ count: fc.integer({ min: 1, max: 5 }), failureLimit: fc.integer({ min: -1, max: 2 }) },
    ...{ inconclusiveLimit: fc.integer({ min: 0, max: 1 }), consecutiveSuccessLimit: fc.integer({ min: 1, max: 3 }) },
  });
  fc.assert(
    fc.property(
      fc.array(limits, { minLength: 1, maxLength: 3 }),
      fc.array(phases, { minLength: 30 }),
      (all, script) => {
        const metrics = all.map((one, index) => every('10s', { name: `m${index}`, ...one, count: one.count + 5 }));
        const { status, writes } = played({ metrics }, (name, number) => ({
          phase: script[(number * 3 + Number(name.slice(1))) % script.length] ?? 'Failed',
        }));
        for (const { count = 0, successful = 0, failed = 0, inconclusive = 0 } of status.metricResults ?? [])
          expect(count).toBe(successful + failed + inconclusive);
        expect(writes.filter(({ completedAt }) => completedAt !== undefined)).toHaveLength(1);
        expect(status.runSummary?.count).toBe(metrics.length);
      },
    ),
    { numRuns: 200 },
  );
});
