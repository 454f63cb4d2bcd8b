import { describe, expect, it } from 'vitest';
import type { Metric, ScalingRules } from '../../kinds/objects/autoscaler-spec.ts';
import type { BusyPod } from './autoscaler.ts';
import { busy, cpu, given, using } from './autoscalers.testkit.ts';
import type { Given } from './cpu-metric.ts';
import { judged } from './metrics.ts';

const PENDING = busy({ name: 'p', phase: 'Pending' });
const NEW = busy({ name: 'n', cpu: 999, started: 60, ready: ['True', 5] });
const container = (name: string, target: Metric['resource'] & object): Metric => ({
  type: 'ContainerResource',
  containerResource: { name: 'cpu', container: name, ...target },
});
const tolerating = (tolerance: string) => ({ tolerance }) as ScalingRules;
const behavior = { scaleUp: tolerating('0.5'), scaleDown: tolerating('50m') };

describe('how many replicas metrics ask for', () => {
  type Row = readonly [replicas: number, pods: readonly BusyPod[], metrics: Metric[], more?: Partial<Given>];
  it.each<[sentence: string, row: Row]>([
    ['more where each uses too much', [4, using(100, 100), [cpu(50)]]],
    ['fewer where each uses too little', [1, using(10, 10, 10, 10), [cpu(50)]]],
    ['none where nothing is used', [0, using(0, 0), [cpu(50)]]],
    ['as many as there are within a tenth above', [2, using(55, 55), [cpu(50)]]],
    ['as many as there are within a tenth below', [2, using(45, 45), [cpu(50)]]],
    ['more beyond a tenth', [3, using(56, 56), [cpu(50)]]],
    ['fewer beyond a tenth', [9, using(44, 44, 44, 44), [cpu(20)]]],
    ['the tolerance upwards can be wider', [2, using(70, 70), [cpu(50)], { spec: { behavior, metrics: [cpu(50)] } }]],
    ['that downwards narrower', [4, using(40, 40, 40, 40, 40), [], { spec: { behavior, metrics: [cpu(50)] } }]],
    ['by the mean of all pods', [2, using(90, 10), [cpu(50)]]],
    ['by a mean that is rounded down to percents', [2, using(55, 56), [cpu(50)]]],
    ['by an average value', [3, using(100, 200), [cpu({ averageValue: '100m' })]]],
    ['a value before a share', [3, using(100, 200), [cpu({ averageValue: '100m', averageUtilization: 1 })]]],
    ['pods without figures are idle upwards', [3, using(100, 100, undefined), [cpu(60)]]],
    ['so that they cannot make less of more', [3, using(100, undefined, undefined), [cpu(60)]]],
    ['pods without figures use all downwards', [4, using(10, 10, 10, undefined), [cpu(40)]]],
    ['so that fewer go', [3, using(0, 0, 0, undefined), [cpu(40)]]],
    [
      'pods without figures use the target value downwards',
      [2, using(0, 0, 100, undefined), [cpu({ averageValue: '100m' })]],
    ],
    ['pods that wait are idle upwards', [2, [...using(80), PENDING], [cpu(40)]]],
    ['and do not count downwards', [1, [...using(10), PENDING], [cpu(40)]]],
    ['what has just begun to run is idle upwards', [2, [...using(80), NEW], [cpu(40)]]],
    ['and does not count downwards either', [1, [...using(10), NEW], [cpu(40)]]],
    [
      'what goes does not count',
      [1, [...using(50), busy({ name: 'g', cpu: 999, going: true })], [cpu(50)], { current: 1 }],
    ],
    [
      'what has failed does not count',
      [2, [...using(100), busy({ name: 'f', phase: 'Failed' })], [cpu(50)], { current: 1 }],
    ],
    [
      'what has ended has no figures',
      [2, [...using(50), busy({ name: 's', cpu: 999, phase: 'Succeeded' })], [cpu(25)]],
    ],
    ['as many as the metric that asks for the most', [4, using(100, 100), [cpu(100), cpu(50), cpu(90)]]],
    ['as a metric that is not known cannot ask for less', [4, using(100, 100), [cpu(50), { type: 'Pods' }]]],
    [
      'as many as one container needs',
      [4, [busy({ cpu: 400, requests: ['100m', '300m'] })], [container('c1', { target: { averageValue: '75m' } })]],
    ],
    [
      'alike where no container asks',
      [
        4,
        [busy({ cpu: 400, requests: [undefined, undefined] })],
        [container('c1', { target: { averageValue: '50m' } })],
      ],
    ],
    [
      'by the share of one container',
      [
        2,
        [busy({ cpu: 400, requests: ['100m', undefined] })],
        [container('c0', { target: { averageUtilization: 200 } })],
      ],
    ],
    ['with its sidecars', [2, [busy({ cpu: 200, sidecars: ['100m'] })], [cpu(50)]]],
    ['80 percent where nothing is said', [2, using(160), []]],
    ['no fewer as pods that are not known might be idle', [2, using(50, undefined), [cpu(50)]]],
    ['no fewer as pods wait', [2, [...using(50), PENDING], [cpu(50)]]],
    ['by ready pods alone, however many there are to be', [2, using(75), [cpu(50)], { current: 3 }]],
    ['never more where it seems too many', [2, using(30, 30, 30, undefined), [cpu(60)], { current: 2 }]],
    ['never fewer where it seems too few', [9, using(100, 100, undefined), [cpu(40)], { current: 9 }]],
    ['what is measured', [4, using(undefined, undefined), [cpu(50)], { measure: () => 99.5 }]],
    ['what is written before what is measured', [2, using(50, 50), [cpu(50)], { measure: () => 1000 }]],
    ['no more than a figure holds', [2 ** 31 - 1, using(10 ** 15), [cpu({ averageValue: '1m' })]]],
  ])('%s', (_, [replicas, pods, metrics, more]) => {
    const judgement = judged(given(pods, metrics, more));
    expect(judgement.statement).toMatchObject({ type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' });
    expect(judgement.replicas).toBe(replicas);
  });
});

describe('what is shown of metrics', () => {
  const shown = (pods: readonly BusyPod[], ...metrics: Metric[]) => judged(given(pods, metrics));

  it('is each in its place, and the one that asks for the most by name', () => {
    const { statuses, statement } = shown(
      using(1000, 2000),
      cpu(9999),
      { type: 'Pods', pods: { metric: { name: 'hits' } } },
      container('c0', { target: { averageValue: '100m' } }),
    );
    expect(statuses).toEqual([
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 1500, averageValue: '1500m' } } },
      { type: '' },
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', container: 'c0', current: { averageValue: '1500m' } },
      },
    ]);
    expect(statement.message).toBe('the HPA was able to successfully calculate a replica count from cpu resource');
  });

  it.each([
    ['cpu resource utilization (percentage of request)', cpu(50)],
    ['cpu resource', cpu({ averageValue: '1m' })],
    [
      'cpu container resource utilization (percentage of request)',
      container('c0', { target: { averageUtilization: 1 } }),
    ],
  ])('is called %s', (name, metric) => expect(shown(using(100), metric).name).toBe(name));

  it('has a name even if it asks for none', () => {
    expect(shown(using(0), cpu({ averageValue: '1' })).name).toBe('cpu resource');
  });

  it('is whole thousandths of a core', () => {
    const { statuses } = judged(given(using(undefined), [cpu({ averageValue: '1' })], { measure: () => 99.5 }));
    expect(statuses).toMatchObject([{ resource: { current: { averageValue: '100m' } } }]);
  });

  it('is not that of pods that do not count', () => {
    expect(shown([...using(100), NEW, PENDING], cpu({ averageValue: '1' })).statuses).toMatchObject([
      { resource: { current: { averageValue: '100m' } } },
    ]);
  });
});

describe('a metric that cannot be had', () => {
  const UNABLE = 'unable to get metrics for resource cpu: ';
  const ONLY = 'the sandbox measures cpu only';
  const target = { value: '1' };
  type Row = readonly [reason: string, problem: string, error: string, metric: Metric, pods?: readonly BusyPod[]];
  const resource = (problem: string, ...rest: [Metric, (readonly BusyPod[])?]): Row => [
    'FailedGetResourceMetric',
    problem,
    `failed to get cpu resource metric value: ${problem}`,
    ...rest,
  ];
  it.each<[sentence: string, row: Row]>([
    [
      'for no figures',
      resource(
        `failed to get cpu utilization: ${UNABLE}no metrics returned from resource metrics API`,
        cpu(50),
        using(undefined),
      ),
    ],
    [
      'for no pods',
      resource(
        `failed to get cpu usage: ${UNABLE}no metrics returned from resource metrics API`,
        cpu({ averageValue: '1' }),
        [],
      ),
    ],
    [
      'for pods that are not ready',
      resource(
        'failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)',
        cpu(50),
        [NEW],
      ),
    ],
    [
      'for requests that are missing, also of one that goes',
      resource('failed to get cpu utilization: missing request for cpu in container c1 of Pod g', cpu(50), [
        ...using(1),
        busy({ name: 'g', going: true, requests: ['1', undefined] }),
      ]),
    ],
    [
      'for requests of nothing',
      resource('failed to get cpu utilization: no metrics returned matched known pods', cpu(50), [
        busy({ cpu: 1, requests: ['0'] }),
      ]),
    ],
    [
      'for lack of a target',
      resource(
        'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
        cpu({}),
      ),
    ],
    [
      'for nonsense',
      resource(
        `failed to get cpu utilization: ${UNABLE}annotation sluice.dev/sim-cpu of pod a: "-1" is no amount of CPU such as 250m`,
        cpu(50),
        [busy({ cpu: '-1' })],
      ),
    ],
    [
      'as it is about memory',
      [
        'FailedGetResourceMetric',
        `failed to get memory usage: unable to get metrics for resource memory: ${ONLY}`,
        `failed to get memory resource metric value: failed to get memory usage: unable to get metrics for resource memory: ${ONLY}`,
        { type: 'Resource', resource: { name: 'memory', target: { averageValue: '1' } } },
      ],
    ],
    [
      'as no pod has the container',
      [
        'FailedGetContainerResourceMetric',
        'failed to get cpu usage: did not receive metrics for targeted pods (pods might be unready)',
        'failed to get x container metric value: failed to get cpu usage: did not receive metrics for targeted pods (pods might be unready)',
        container('x', { target: { averageValue: '1' } }),
      ],
    ],
    [
      'as it is one of pods',
      [
        'FailedGetPodsMetric',
        `unable to get metric hits: ${ONLY}`,
        `failed to get pods metric value: unable to get metric hits: ${ONLY}`,
        { type: 'Pods', pods: { metric: { name: 'hits' } } },
      ],
    ],
    [
      'as it is one of an object',
      [
        'FailedGetObjectMetric',
        `unable to get metric hits: ${ONLY} on Service shop/web`,
        `failed to get object metric value: unable to get metric hits: ${ONLY} on Service shop/web`,
        {
          type: 'Object',
          object: { metric: { name: 'hits' }, describedObject: { kind: 'Service', name: 'web' }, target },
        },
      ],
    ],
    [
      'as it is one from elsewhere',
      [
        'FailedGetExternalMetric',
        `unable to get external metric shop/hits/nil: ${ONLY}`,
        `failed to get hits external metric value: failed to get external metric hits: unable to get external metric shop/hits/nil: ${ONLY}`,
        { type: 'External', external: { metric: { name: 'hits' }, target } },
      ],
    ],
    [
      'as its type is unheard of',
      ['InvalidMetricSourceType', 'unknown metric source type "X"', 'unknown metric source type "X"', { type: 'X' }],
    ],
  ])('is told of: %s', (_, [reason, problem, error, metric, pods = using(100)]) => {
    const judgement = judged(given(pods, [metric]));
    const message = `the HPA was unable to compute the replica count: ${problem}`;
    expect(judgement).toMatchObject({
      replicas: undefined,
      statuses: [{ type: '' }],
      statement: { type: 'ScalingActive', status: 'False', reason, message },
      news: [
        { type: 'Warning', reason, message: problem },
        {
          reason: 'FailedComputeMetricsReplicas',
          message: `invalid metrics (1 invalid out of 1), first error is: ${error}`,
        },
      ],
    });
  });

  it.each([Number.NaN, -1])('is one that is measured as %d', (figure) => {
    expect(judged(given(using(undefined), [cpu(50)], { measure: () => figure })).replicas).toBeUndefined();
  });

  it('keeps replicas from going, as it might have asked for more', () => {
    const judgement = judged(given(using(10, 10), [cpu(50), { type: 'Pods' }, { type: 'X' }]));
    expect(judgement).toMatchObject({ replicas: undefined, statement: { reason: 'FailedGetPodsMetric' } });
    expect(judgement.news.map(({ reason }) => reason)).toEqual([
      'FailedGetPodsMetric',
      'InvalidMetricSourceType',
      'FailedComputeMetricsReplicas',
    ]);
    expect(judgement.news.at(-1)?.message).toMatch(/^invalid metrics \(2 invalid out of 3\)/);
  });
});
