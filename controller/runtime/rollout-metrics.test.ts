import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RolloutObject } from '../rollout/objects.ts';
import { RolloutMetrics, registerBuild } from './rollout-metrics.ts';

const web = { namespace: 'shop', name: 'web' };
const object = (name: string): RolloutObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name, namespace: 'shop' },
  spec: { strategy: { canary: {} } } as unknown as RolloutObject['spec'],
});

let time: number;
let registry: Registry;
let metrics: RolloutMetrics;

beforeEach(() => {
  time = 0;
  registry = new Registry();
  metrics = new RolloutMetrics(registry, () => time);
});

const lines = async () => (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#'));
const about = async (name: string) => (await lines()).filter((line) => line.includes(`name="${name}"`));

describe('RolloutMetrics', () => {
  it.each<[what: string, happens: () => void, line: string]>([
    [
      'events',
      () => metrics.announced(web, { type: 'Warning', reason: 'RolloutAborted', message: '' }),
      'rollout_events_total{namespace="shop",name="web",type="Warning",reason="RolloutAborted"} 1',
    ],
    ['passes', () => metrics.passed(web, 'done', 20), 'rollout_reconcile_count{namespace="shop",name="web"} 1'],
    [
      'passes in seconds',
      () => metrics.passed(web, 'done', 200),
      'rollout_reconcile_bucket{le="0.25",namespace="shop",name="web"} 1',
    ],
    [
      'failed passes',
      () => metrics.passed(web, 'failed', 20),
      'rollout_reconcile_error{namespace="shop",name="web"} 1',
    ],
    ['drift', () => metrics.measured(web, { weightDrift: 1 }), 'sluice_drift_total{what="weight"} 1'],
    [
      'shortfalls',
      () => metrics.measured(web, { shortfall: 2 }),
      'sluice_capacity_shortfall{namespace="shop",name="web"} 2',
    ],
    ['violations', () => metrics.measured(web, { violations: 2 }), 'sluice_capacity_violations_total 2'],
    ['no violations where none are', () => undefined, 'sluice_capacity_violations_total 0'],
    [
      'how long updates take',
      () => metrics.measured(web, { leadSeconds: 300 }),
      'sluice_deployment_lead_seconds_bucket{le="300"} 1',
    ],
    [
      'how fast they are undone',
      () => metrics.measured(web, { restoreSeconds: 0 }),
      'sluice_restore_seconds_bucket{le="0"} 1',
    ],
  ])('tells of %s', async (_, happens, line) => {
    happens();
    expect(await lines()).toContain(line);
  });

  const ended = { seconds: 100, progressionSeconds: 40, manualPauseSeconds: 60 };
  it('tells of updates that are over', async () => {
    metrics.updateEnded({ status: 'Promoted', ...ended });
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'rollout_duration_seconds_bucket{le="120",status="Promoted"} 1',
        'rollout_progression_duration_seconds_bucket{le="60",status="Promoted"} 1',
        'rollout_manual_pause_duration_seconds_bucket{le="0",status="Promoted"} 0',
        'rollout_manual_pause_duration_seconds_bucket{le="60",status="Promoted"} 1',
      ]),
    );
  });

  it.each([
    ['Promoted', 'succeeded'],
    ['FastPromoted', 'succeeded'],
    ['Aborted', 'failed'],
    ['RolledBack', 'rolled-back'],
    ['FastRolledBack', 'rolled-back'],
    ['Superseded', 'superseded'],
  ] as const)('counts what was %s as %s', async (status, result) => {
    metrics.updateEnded({ status, ...ended });
    expect(await lines()).toContain(`sluice_deployments_total{result="${result}"} 1`);
  });

  it.each([
    ['rollout_duration_seconds', '30 60 120 300 600 1200 1800 3600 7200 14400 28800 +Inf'],
    ['rollout_progression_duration_seconds', '30 60 120 300 600 900 1800 3600 +Inf'],
    ['rollout_manual_pause_duration_seconds', '0 60 300 600 1800 3600 7200 14400 28800 +Inf'],
    ['rollout_reconcile', '0.01 0.15 0.25 0.5 1 +Inf'],
  ])('divides %s as dashboards expect', async (name, buckets) => {
    metrics.updateEnded({ status: 'Promoted', ...ended });
    metrics.passed(web, 'done', 1);
    const bounds = (await lines()).flatMap((line) => new RegExp(`^${name}_bucket{le="([^"]+)"`).exec(line)?.[1] ?? []);
    expect(bounds.join(' ')).toBe(buckets);
  });

  it('tells of no shortfall where none is', async () => {
    metrics.measured(web, { shortfall: 2 });
    metrics.measured(web, { shortfall: 0 });
    expect((await lines()).join()).not.toContain('sluice_capacity_shortfall{');
  });
});

describe('rolloutText', () => {
  const INFO = 'rollout_info{namespace="shop",name="web",strategy="canary",traffic_router="",phase="Progressing"} 1';

  it('tells of each Rollout in eleven series', async () => {
    const text = await metrics.text([object('web'), object('api')]);
    const found = text.split('\n').filter((line) => line.includes('name="web"'));
    expect(found).toHaveLength(11);
    expect(found).toContain(INFO);
    expect(text).toMatch(/\n$/);
  });

  it('says of each gauge once what it is', async () => {
    const text = await metrics.text([object('web'), object('api')]);
    expect(text.match(/^# TYPE \w+ gauge$/gm)).toHaveLength(6);
  });

  it('tells of all, and lets others have their turn', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const text = await metrics.text(Array.from({ length: 1050 }, (_, index) => object(`web-${index}`)));
    clearImmediate(timer);
    expect(text.match(/^rollout_info\{/gm)).toHaveLength(1050);
    expect(turns).toBeGreaterThan(50);
  });

  it('is nothing but heads without Rollouts', async () => {
    expect(await metrics.text([])).not.toMatch(/^[^#]/m);
  });
});

describe('gone', () => {
  const happened = (name = 'web') => {
    const it = { namespace: 'shop', name };
    metrics.passed(it, 'failed', 20);
    metrics.measured(it, { shortfall: 1 });
    metrics.announced(it, { type: 'Normal', reason: 'RolloutPaused', message: '' });
    metrics.announced(it, { type: 'Normal', reason: 'RolloutResumed', message: '' });
  };
  beforeEach(() => {
    happened();
  });

  it('keeps the series for 65 seconds, except for the shortfall', async () => {
    const before = await about('web');
    metrics.gone({ namespace: 'shop', name: 'web' });
    time = 64_999;
    expect(await about('web')).toEqual(before.filter((line) => !line.startsWith('sluice_capacity_shortfall')));
    expect(before).toHaveLength(12);
  });

  it('drops all of them then, and nobody else’s', async () => {
    happened('api');
    metrics.gone({ namespace: 'shop', name: 'web' });
    time = 65_000;
    expect(await about('web')).toEqual([]);
    expect(await about('api')).toHaveLength(12);
  });

  it('keeps those of an object that is back', async () => {
    metrics.gone({ namespace: 'shop', name: 'web' });
    metrics.passed(web, 'done', 1);
    time = 65_000;
    expect(await about('web')).not.toEqual([]);
  });

  it('counts from the last time', async () => {
    happened('api');
    metrics.gone({ namespace: 'shop', name: 'web' });
    metrics.gone({ namespace: 'shop', name: 'api' });
    time = 30_000;
    metrics.gone({ namespace: 'shop', name: 'web' });
    time = 65_000;
    expect(await about('api')).toEqual([]);
    expect(await about('web')).not.toEqual([]);
  });
});

describe('registerBuild', () => {
  it('tells who runs, under the names that dashboards know', async () => {
    registerBuild(registry, '1.2.3');
    const all = await lines();
    expect(all).toContain('argo_rollouts_controller_info{version="1.2.3"} 1');
    expect(all).toContainEqual(
      expect.stringMatching(/^build_info\{version="1.2.3",goversion="v\d+.*",goarch="\w+",commit=""\} 1$/),
    );
    expect(all).toContainEqual(expect.stringMatching(/^go_memstats_heap_alloc_bytes [1-9]\d+$/));
  });
});
