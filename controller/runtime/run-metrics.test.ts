import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../analysis-run/effects.ts';
import type { Sample } from '../analysis-run/snapshot.ts';
import { measurementMetrics } from './measurement-metrics.ts';
import { runWitnesses } from './run-metrics.ts';

const API = 'argoproj.io/v1alpha1';
const PROMETHEUS = { name: 'errors', provider: { prometheus: { query: 'up' } } };
const METRICS = [
  PROMETHEUS,
  { name: 'smoke', provider: { job: { spec: {} } } },
  { name: 'own', provider: { plugin: { 'acme/quality': {} } } },
];
const object = (kind: string, name: string, more: object = {}) => ({
  ...{ apiVersion: API, kind, metadata: { name, ...(kind.startsWith('Cluster') ? {} : { namespace: 'shop' }) } },
  ...more,
});
const run = object('AnalysisRun', 'web-1', {
  spec: { metrics: METRICS },
  status: { phase: 'Running', metricResults: [{ name: 'errors', phase: 'Failed', dryRun: true }] },
});
const TEMPLATES = {
  AnalysisTemplate: [object('AnalysisTemplate', 'rate', { spec: { metrics: [PROMETHEUS] } })],
  ClusterAnalysisTemplate: [object('ClusterAnalysisTemplate', 'all', { spec: { templates: [] } })],
};

let time: number;
let registry: Registry;
let witnesses: ReturnType<typeof runWitnesses>;

beforeEach(() => {
  time = 0;
  registry = new Registry();
  witnesses = runWitnesses(registry, () => time);
});

const series = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const counted = async () => series(await registry.metrics());
const kept = ({ kind }: { readonly kind: string }) => TEMPLATES[kind as keyof typeof TEMPLATES] ?? [];

describe('the page of metrics', () => {
  it('tells of AnalysisRuns and templates', async () => {
    const lines = series(await witnesses.analysis.text([run], kept));
    expect(lines.filter((line) => line.endsWith(' 1'))).toEqual([
      'analysis_run_info{namespace="shop",name="web-1",phase="Running"} 1',
      'analysis_run_phase{namespace="shop",name="web-1",phase="Running"} 1',
      'analysis_run_metric_type{namespace="shop",name="web-1",metric="errors",type="Prometheus"} 1',
      'analysis_run_metric_type{namespace="shop",name="web-1",metric="smoke",type="Job"} 1',
      'analysis_run_metric_type{namespace="shop",name="web-1",metric="own",type="acme/quality"} 1',
      'analysis_run_metric_phase{namespace="shop",name="web-1",metric="errors",type="Prometheus",dry_run="true",phase="Failed"} 1',
      'analysis_template_info{namespace="shop",name="rate"} 1',
      'analysis_template_info{namespace="",name="all"} 1',
      'analysis_template_metric_info{namespace="shop",name="rate",metric="errors",type="Prometheus"} 1',
    ]);
    expect(lines.filter((line) => line.endsWith(' 0'))).toHaveLength(10);
  });

  it('has a run that nobody has looked at as pending', async () => {
    const text = await witnesses.analysis.text([object('AnalysisRun', 'new', { spec: { metrics: [] } })], () => []);
    expect(text).toContain('analysis_run_phase{namespace="shop",name="new",phase="Pending"} 1');
  });

  it('tells of Experiments', async () => {
    const text = await witnesses.experiments.text([object('Experiment', 'ab', { status: { phase: 'Failed' } })], kept);
    expect(series(text).filter((line) => line.endsWith(' 1'))).toEqual([
      'experiment_info{namespace="shop",name="ab",phase="Failed"} 1',
      'experiment_phase{namespace="shop",name="ab",phase="Failed"} 1',
    ]);
    expect(series(text)).toHaveLength(7);
  });
});

describe.each(['analysis', 'experiments'] as const)('passes of %s', (part) => {
  const web = { namespace: 'shop', name: 'web' };
  const prefix = part === 'analysis' ? 'analysis_run' : 'experiment';

  it('are timed, and counted where they failed', async () => {
    witnesses[part].passed(web, 'done', 200);
    witnesses[part].passed(web, 'failed', 1);
    expect(await counted()).toEqual(
      expect.arrayContaining([
        `${prefix}_reconcile_bucket{le="0.25",namespace="shop",name="web"} 2`,
        `${prefix}_reconcile_count{namespace="shop",name="web"} 2`,
        `${prefix}_reconcile_error{namespace="shop",name="web"} 1`,
      ]),
    );
  });

  it.each([
    ['gone for 65 seconds', 65_000, true],
    ['without a pass for ten minutes', 600_000, false],
  ])('of one that is %s are told no more', async (_, later, isGone) => {
    witnesses[part].passed({ namespace: 'shop', name: 'old' }, 'done', 1);
    if (isGone) witnesses[part].gone({ namespace: 'shop', name: 'old' });
    time = later - 1;
    expect((await counted()).join()).toContain('old');
    witnesses[part].passed(web, 'done', 1);
    time = later;
    const lines = (await counted()).join();
    expect([lines.includes('old'), lines.includes('web')]).toEqual([false, true]);
  });
});

describe('measurements', () => {
  const measured = (phase: string, provider: object, late = 250, took = 40) => {
    const task = { metric: { name: 'm', provider } } as unknown as Task;
    metrics.onSample(task, { phase } as Sample, { late, took });
  };
  let metrics: ReturnType<typeof measurementMetrics>;
  beforeEach(() => {
    metrics = measurementMetrics(registry);
  });

  it('are counted by provider and phase, timed, and their lateness is told', async () => {
    measured('Successful', { prometheus: {} });
    measured('Failed', { plugin: { 'anybody/may-write-this': {} } }, -3);
    expect(await counted()).toEqual(
      expect.arrayContaining([
        'sluice_measurements_total{type="Prometheus",phase="Successful"} 1',
        'sluice_measurements_total{type="Plugin",phase="Failed"} 1',
        'sluice_measurement_seconds_bucket{le="0.05",type="Prometheus"} 1',
        'sluice_measurement_seconds_bucket{le="0.01",type="Prometheus"} 0',
        'sluice_measurement_late_seconds_bucket{le="0.25",type="Prometheus"} 1',
        'sluice_measurement_late_seconds_sum{type="Plugin"} 0',
      ]),
    );
  });

  it('by Jobs are counted once, when their status tells of their end', async () => {
    const status = (...measurements: readonly object[]) => ({ metricResults: [{ name: 'smoke', measurements }] });
    const job = (name: string, phase: string) => ({ phase, metadata: { 'job-name': name } });
    const { analysis } = runWitnesses(new Registry(), () => 0, metrics.stored);
    analysis.stored({}, status(job('a', 'Running')));
    analysis.stored(status(job('a', 'Running')), status(job('a', 'Failed'), { phase: 'Failed' }));
    analysis.stored(status(job('a', 'Failed')), status(job('a', 'Failed'), job('b', 'Running')));
    expect((await counted()).filter((line) => line.includes('_total{'))).toEqual([
      'sluice_measurements_total{type="Job",phase="Failed"} 1',
    ]);
  });

  it('are not counted before their answer is there', async () => {
    measured('Running', { kayenta: {} });
    const lines = (await counted()).join();
    expect([lines.includes('_total{'), lines.includes('sluice_measurement_seconds_count{type="Kayenta"} 1')]).toEqual([
      false,
      true,
    ]);
  });
});
