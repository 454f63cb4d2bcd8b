import { describe, expect, it } from 'vitest';
import { ago, NOW } from '../workloads.testkit.ts';
import { autoscaler, cpu, scale, using } from './autoscalers.testkit.ts';
import { autoscalerPlan, type Plan, type Seen } from './plan.ts';
import { selectionOf, type Unselected } from './selection.ts';
import { statusAfter, statusWithoutScale } from './status.ts';

const planned = (more: Partial<Seen> = {}): Plan =>
  autoscalerPlan({
    autoscaler: autoscaler(),
    scale: scale(2),
    pods: using(50, 50),
    measure: () => undefined,
    memory: undefined,
    now: NOW,
    ...more,
  });
const reasons = ({ statements }: Plan) => statements.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
const ABLE = 'AbleToScale True SucceededGetScale';
const READY = 'AbleToScale True ReadyForNewScale';
const ACTIVE = 'ScalingActive True ValidMetricFound';
const FREE = 'ScalingLimited False DesiredWithinRange';
const past = (replicas: number, seconds: number) => ({
  recommendations: [{ replicas, at: NOW.getTime() - seconds * 1000 }],
  ups: [],
  downs: [],
});

describe('an autoscaler', () => {
  type Row = readonly [
    desired: number | undefined,
    reason: string | undefined,
    told: readonly string[],
    seen: Partial<Seen>,
  ];
  const METRIC = 'cpu resource utilization (percentage of request) above target';
  it.each<[sentence: string, row: Row]>([
    ['leaves alone what is right', [2, undefined, [ABLE, ACTIVE, READY, FREE], {}]],
    ['makes more under load', [4, METRIC, [ABLE, ACTIVE, READY, FREE], { pods: using(100, 100) }]],
    [
      'makes fewer without',
      [1, 'All metrics below target', [ABLE, ACTIVE, READY, FREE], { pods: using(10, 10), memory: past(2, 301) }],
    ],
    [
      'begins with what there is, and makes no fewer at first',
      [2, undefined, [ABLE, ACTIVE, 'AbleToScale True ScaleDownStabilized', FREE], { pods: using(10, 10) }],
    ],
    [
      'goes back to what was asked for lately, though the metric is right',
      [4, '', [ABLE, ACTIVE, 'AbleToScale True ScaleDownStabilized', FREE], { memory: past(4, 15) }],
    ],
    ['rests at none', [0, undefined, [ABLE, 'ScalingActive False ScalingDisabled'], { scale: scale(0) }]],
    [
      'makes no more than the maximum, whatever metrics say',
      [10, 'Current number of replicas above Spec.MaxReplicas', [ABLE], { scale: scale(12), pods: [] }],
    ],
    [
      'makes no fewer than the minimum, whatever metrics say',
      [
        3,
        'Current number of replicas below Spec.MinReplicas',
        [ABLE],
        { autoscaler: autoscaler({ minReplicas: 3 }), pods: [] },
      ],
    ],
    [
      'makes at least one if nothing is said',
      [
        1,
        'All metrics below target',
        [ABLE, ACTIVE, READY, 'ScalingLimited True TooFewReplicas'],
        { autoscaler: autoscaler({ metrics: [cpu(50)] }), pods: using(0, 0), memory: past(0, 9) },
      ],
    ],
    [
      'does nothing where nothing is known',
      [undefined, undefined, [ABLE, 'ScalingActive False FailedGetResourceMetric'], { pods: [] }],
    ],
  ])('%s', (_, [desired, reason, told, seen]) => {
    const plan = planned(seen);
    expect([plan.desired, plan.reason]).toEqual([desired, reason]);
    expect(reasons(plan)).toEqual(told);
  });

  it('does not rest at none where that is the minimum', () => {
    const plan = planned({ autoscaler: autoscaler({ minReplicas: 0 }), scale: scale(0), pods: [] });
    expect(reasons(plan)).toEqual([ABLE, 'ScalingActive False FailedGetResourceMetric']);
  });

  it('says why it has no pods', () => {
    const plan = planned({ pods: selectionOf('', undefined) as Unselected });
    expect(reasons(plan)).toEqual([ABLE, 'ScalingActive False InvalidSelector']);
    expect(plan.news.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      'SelectorRequired: selector is required',
      'FailedComputeMetricsReplicas: selector is required',
    ]);
    expect(plan.desired).toBeUndefined();
  });

  it('remembers what was asked for even if it was not done', () => {
    const { memory } = planned({ pods: using(10, 10) });
    expect(memory.recommendations.map(({ replicas }) => replicas)).toEqual([2, 1]);
  });
});

describe('the status', () => {
  const time = '2026-01-01T12:00:00Z';
  const condition = (type: string, since: string) => ({
    type,
    ...({ status: 'True', reason: 'So', message: 'so' } as const),
    lastTransitionTime: since,
  });
  const told = (plan: Plan, before?: Parameters<typeof statusAfter>[0], refused?: { words: string }) =>
    statusAfter(before, plan, { now: NOW, refused });

  it('tells of a new size', () => {
    const status = told(planned({ pods: using(100, 100) }));
    expect(status).toMatchObject({ currentReplicas: 2, desiredReplicas: 4, lastScaleTime: time });
    expect(status.conditions?.map(({ type, reason, message }) => [type, reason, message])).toEqual([
      ['AbleToScale', 'SucceededRescale', 'the HPA controller was able to update the target scale to 4'],
      ['ScalingActive', 'ValidMetricFound', expect.any(String)],
      ['ScalingLimited', 'DesiredWithinRange', expect.any(String)],
    ]);
  });

  it('tells of one that was refused, and has no new time then', () => {
    const plan = planned({ pods: using(100, 100) });
    const first = told(plan, { desiredReplicas: 2, lastScaleTime: ago(90) }, { words: 'no' });
    expect(first).toMatchObject({ desiredReplicas: 2, lastScaleTime: ago(90) });
    expect(first.conditions?.[0]).toMatchObject({
      status: 'False',
      reason: 'FailedUpdateScale',
      message: 'the HPA controller was unable to update the target scale: no',
    });
    expect(statusAfter(first, plan, { now: new Date(NOW.getTime() + 15_000), refused: { words: 'no' } })).toEqual(
      first,
    );
  });

  it('keeps conditions in their places, and the time of their last transition', () => {
    const before = {
      conditions: [condition('Other', ago(9)), condition('ScalingActive', ago(8)), condition('AbleToScale', ago(7))],
    };
    const { conditions } = told(planned({ pods: [] }), before);
    expect(conditions?.map(({ type, status, lastTransitionTime }) => [type, status, lastTransitionTime])).toEqual([
      ['Other', 'True', ago(9)],
      ['ScalingActive', 'False', time],
      ['AbleToScale', 'True', ago(7)],
    ]);
  });

  it('keeps what was wanted where nothing is known', () => {
    expect(told(planned({ pods: [] }), { desiredReplicas: 5 })).toMatchObject({
      currentReplicas: 2,
      desiredReplicas: 5,
    });
  });

  it('shows no metrics where none were looked at', () => {
    const status = told(planned({ scale: scale(0) }), { currentReplicas: 1, currentMetrics: [{}] });
    expect(status).not.toHaveProperty('currentMetrics');
    expect(status).not.toHaveProperty('currentReplicas');
  });

  it('stays, but for the condition, where there is no scale', () => {
    const before = {
      currentReplicas: 3,
      desiredReplicas: 4,
      currentMetrics: [{}],
      conditions: [condition('ScalingActive', ago(9))],
    };
    const { conditions, ...rest } = statusWithoutScale(before, 'gone', NOW);
    expect(rest).toEqual({ currentReplicas: 3, desiredReplicas: 4, currentMetrics: [{}] });
    expect(conditions?.[0]).toEqual(condition('ScalingActive', ago(9)));
    expect(conditions?.[1]).toMatchObject({
      status: 'False',
      reason: 'FailedGetScale',
      message: expect.stringMatching(/: gone$/),
    });
  });
});
