import { describe, expect, it } from 'vitest';
import { colorsFor } from '../colors.ts';
import { analysisRunText } from './analysis-run-text.ts';
import { NOW } from './family.testkit.ts';
import type { AnalysisRunObject } from './family.ts';
import { analysisRunsText } from './list.ts';

const plain = { now: NOW, colors: colorsFor({}) };
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString().replace('.000', '');
const measured = (seconds: number, phase: string, value?: string, more: object = {}) => ({
  ...{ phase, startedAt: at(seconds), ...(value !== undefined && { value }) },
  ...(phase !== 'Running' && { finishedAt: at(seconds) }),
  ...more,
});
const prometheus = { prometheus: { address: 'http://p', query: 'up' } };
const METRICS = [
  { name: 'errors', interval: '10s', count: 10, failureLimit: 2, provider: prometheus },
  { name: 'latency', interval: '1m', failureLimit: -1, consecutiveSuccessLimit: 3, provider: { web: { url: 'u' } } },
  { name: 'smoke', provider: { job: { spec: {} } } },
  { name: 'later', initialDelay: '5m', provider: { plugin: { 'acme/quality': {} } } },
];
const OWNER = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'u', controller: true };

const run = (spec: object, status: object | undefined, metadata: object = {}): AnalysisRunObject =>
  ({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun' },
    metadata: { name: 'web-5d8-2-1', namespace: 'shop', creationTimestamp: at(-70), ...metadata },
    spec: { metrics: METRICS, ...spec },
    ...(status && { status }),
  }) as unknown as AnalysisRunObject;

const ARGS = [
  { name: 'hash', value: '5d8' },
  { name: 'token', valueFrom: { secretKeyRef: { name: 'quality', key: 'token' } } },
];
const RESULTS = [
  {
    ...{ name: 'errors', phase: 'Running', count: 4, successful: 3, failed: 1 },
    measurements: [
      measured(-34, 'Successful', '[0.01]'),
      measured(-24, 'Failed', '[0.2]'),
      ...[measured(-14, 'Successful', '[0.02]'), measured(-4, 'Successful', '[0.01]')],
    ],
  },
  {
    ...{ name: 'latency', phase: 'Running', count: 3, successful: 3, consecutiveSuccess: 1, error: 3 },
    ...{ consecutiveError: 2 },
    measurements: [measured(-3, 'Error', undefined, { message: 'connection refused' })],
  },
  {
    ...{ name: 'smoke', phase: 'Running', dryRun: true },
    measurements: [measured(-60, 'Running', undefined, { metadata: { 'job-name': 'u.smoke.1' } })],
  },
];
const going = run(
  { args: ARGS, dryRun: [{ metricName: 'smoke' }] },
  { phase: 'Running', startedAt: at(-60), metricResults: RESULTS },
  { ownerReferences: [OWNER] },
);

describe('an AnalysisRun as text', () => {
  it('is what it says of itself, its metrics, and what was measured last', () => {
    expect(analysisRunText(going, plain)).toBe(`\
Name:            web-5d8-2-1
Namespace:       shop
Status:          ◌ Running
Owner:           Rollout web
Arguments:       hash=5d8
                 token from Secret quality, key token
Started:         2026-01-07T23:59:00Z (1m ago)

METRIC           PROVIDER      STATUS     MEASURED  SUCCESSFUL       FAILED  INCONCLUSIVE  ERRORS           NEXT               MESSAGE
errors           prometheus    ◌ Running  4/10      3                1/2     0/0           0/4              in 6s
latency          web           ◌ Running  3         3, 1/3 in a row  0       0/0           3, 2/4 in a row  in 7s
smoke (dry run)  job           ◌ Running  0/1       0                0/0     0/0           0/4              when its Job ends
later            acme/quality  ◷ Pending  0/1       0                0/0     0/0           0/4              in 4m

METRIC   MEASUREMENT   VALUE   AT                              MESSAGE
errors   ✔ Successful  [0.01]  2026-01-07T23:59:56Z (4s ago)
errors   ✔ Successful  [0.02]  2026-01-07T23:59:46Z (14s ago)
errors   ✖ Failed      [0.2]   2026-01-07T23:59:36Z (24s ago)
errors   ✔ Successful  [0.01]  2026-01-07T23:59:26Z (34s ago)
latency  ⚠ Error               2026-01-07T23:59:57Z (3s ago)   connection refused
smoke    ◌ Running             2026-01-07T23:59:00Z (1m ago)   Job u.smoke.1
`);
  });

  it('of one that has ended says why, and measures nothing more', () => {
    const metricResults = [{ name: 'errors', phase: 'Failed', count: 1, failed: 1, message: 'too bad' }];
    const status = { phase: 'Failed', message: 'Metric "errors" assessed Failed', startedAt: at(-60), metricResults };
    const text = analysisRunText(run({ terminate: true }, { ...status, completedAt: at(-5) }), plain);
    expect(text).toContain('Message:         Metric "errors" assessed Failed\n');
    expect(text).toContain('Ended:           2026-01-07T23:59:55Z (5s ago)\n');
    expect(text).toMatch(/\nerrors +prometheus +✖ Failed +1\/10 +0 +1\/2 +0\/0 +0\/4 +too bad\n/);
    expect(text).not.toMatch(/ in \d+| now|Terminated/);
    expect(text).not.toContain('MEASUREMENT');
  });

  it('of one that nobody has looked at', () => {
    expect(analysisRunText(run({}, undefined), plain)).toMatch(/Status: +◷ Pending[\s\S]*\nerrors .* now\n/);
  });

  it('of one that cannot be carried out says why before its controller does', () => {
    const text = analysisRunText(run({ metrics: [{ ...METRICS[0], interval: '{{args.every}}' }] }, undefined), plain);
    expect(text).toContain('Message:         Unable to resolve metric arguments: failed to resolve {{args.every}}\n');
  });

  it('gives no orders to the terminal', () => {
    const measurements = [measured(-1, 'Failed', 'a\u001b[31m\nb', { message: 'c\u0007d' })];
    const text = analysisRunText(
      run({}, { metricResults: [{ name: 'errors', phase: 'Failed', measurements }] }),
      plain,
    );
    expect(text).toMatch(/a \[31m b .*c d\n/);
  });

  it('cuts what is long, but not for those who want it', () => {
    const measurements = [measured(-1, 'Successful', 'x'.repeat(100))];
    const long = run({}, { metricResults: [{ name: 'errors', phase: 'Running', measurements }] });
    expect(analysisRunText(long, plain)).toContain(` ${'x'.repeat(59)}… `);
    expect(analysisRunText(long, { ...plain, isWide: true })).toContain(` ${'x'.repeat(100)} `);
  });

  it('has colours on a terminal', () => {
    const colors = colorsFor({ isTTY: true, hasColors: () => true });
    expect(analysisRunText(going, { now: NOW, colors })).toContain('\x1b[31m✖ Failed\x1b[0m');
  });
});

it('AnalysisRuns are listed with what they have measured', () => {
  const runs = [going, run({}, undefined, { name: 'by-hand', namespace: 'a' })];
  expect(analysisRunsText(runs, { ...plain, flags: { allNamespaces: true } })).toBe(`\
NAMESPACE  NAME         STATUS   MEASUREMENTS  AGE
a          by-hand      Pending  -             70s
shop       web-5d8-2-1  Running  ✔ 6,✖ 1,⚠ 3   70s
`);
  expect(analysisRunsText([], { ...plain, flags: {} })).toBe('No resources found.\n');
});
