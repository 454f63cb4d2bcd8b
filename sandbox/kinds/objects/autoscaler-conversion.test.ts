import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../api/object.ts';
import { horizontalPodAutoscalerFromStorage, horizontalPodAutoscalerToStorage } from './autoscaler-conversion.ts';

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };
const scaler = (version: string, spec: object, more: object = {}): ApiObject => ({
  apiVersion: `autoscaling/${version}`,
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'a' },
  ...more,
  spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 3, ...spec },
});
const cpu = (averageUtilization: number) => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

const METRICS = [
  {
    type: 'Object',
    object: {
      describedObject: { kind: 'A', name: 'b', apiVersion: 'c/d' },
      target: { type: 'Value', value: '5' },
      metric: { name: 'm', selector: { matchLabels: { a: 'b' } } },
    },
  },
  { type: 'Pods', pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '1k' } } },
  { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 70 } } },
  {
    type: 'ContainerResource',
    containerResource: { name: 'cpu', container: 'c', target: { type: 'AverageValue', averageValue: '1' } },
  },
  { type: 'External', external: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '2' } } },
];
const BEHAVIOR = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
  },
  scaleDown: { selectPolicy: 'Disabled', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
};

describe('from version 2 to version 1', () => {
  it('tells the share of cpu', () => {
    const object = scaler('v2', { metrics: [cpu(50)] }, { status: { currentMetrics: null, desiredReplicas: 2 } });
    expect(horizontalPodAutoscalerFromStorage(object)).toEqual(
      scaler('v1', { targetCPUUtilizationPercentage: 50 }, { status: { currentReplicas: 0, desiredReplicas: 2 } }),
    );
  });

  it('keeps the rest in annotations, as a real server writes them', () => {
    const conditions = [{ type: 'A', status: 'True', lastTransitionTime: 't', reason: 'R', message: '<m>' }];
    const currentMetrics = [
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 7, averageValue: '5m' } } },
    ];
    const status = { conditions, currentMetrics, currentReplicas: 1, desiredReplicas: 2 };
    const object = scaler('v2', { metrics: [METRICS[1], cpu(5)], behavior: BEHAVIOR }, { status });
    const old = horizontalPodAutoscalerFromStorage(object);
    expect(old.metadata.annotations).toEqual({
      [`${PREFIX}metrics`]: '[{"type":"Pods","pods":{"metricName":"m","targetAverageValue":"1k"}}]',
      [`${PREFIX}current-metrics`]:
        '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":7,"currentAverageValue":"5m"}}]',
      [`${PREFIX}conditions`]:
        '[{"type":"A","status":"True","lastTransitionTime":"t","reason":"R","message":"\\u003cm\\u003e"}]',
      [`${PREFIX}behavior`]:
        '{"ScaleUp":{"StabilizationWindowSeconds":0,"SelectPolicy":"Max","Policies":[{"Type":"Pods","Value":4,"PeriodSeconds":15}],"Tolerance":null},"ScaleDown":{"StabilizationWindowSeconds":null,"SelectPolicy":"Disabled","Policies":[{"Type":"Percent","Value":100,"PeriodSeconds":15}],"Tolerance":null}}',
    });
    expect(old['status']).toEqual({ currentReplicas: 1, desiredReplicas: 2, currentCPUUtilizationPercentage: 7 });
  });
});

describe('there and back', () => {
  it.each<[says: string, spec: object, status?: object]>([
    ['cpu', { metrics: [cpu(50)] }],
    ['every metric', { metrics: METRICS }],
    ['behaviour', { metrics: [cpu(50)], behavior: BEHAVIOR }],
    [
      'what was measured',
      { metrics: [cpu(50)] },
      {
        currentMetrics: [{ type: 'Pods', pods: { metric: { name: 'm' }, current: { averageValue: '1' } } }],
        conditions: [{ type: 'A', status: 'True', lastTransitionTime: 't' }],
        currentReplicas: 1,
        desiredReplicas: 1,
      },
    ],
  ])('%s is the same', (_, spec, status = { currentMetrics: null, currentReplicas: 0, desiredReplicas: 0 }) => {
    const object = scaler('v2', spec, { status, metadata: { name: 'a', annotations: { b: 'c' } } });
    expect(horizontalPodAutoscalerToStorage(horizontalPodAutoscalerFromStorage(object))).toEqual(object);
  });

  it('aims at 80 per cent if nothing else is said', () => {
    const stored = horizontalPodAutoscalerToStorage(scaler('v1', {}));
    expect(stored['spec']).toMatchObject({ metrics: [cpu(80)] });
    expect(horizontalPodAutoscalerFromStorage(stored)['spec']).toMatchObject({ targetCPUUtilizationPercentage: 80 });
  });
});

describe('annotations that anybody may write', () => {
  it.each(['[null]', '[1,', '{}', 'null', '""', '[[]]'])('%s is nothing', (text) => {
    const annotations = Object.fromEntries(
      ['metrics', 'behavior', 'conditions', 'current-metrics'].map((name) => [PREFIX + name, text]),
    );
    const stored = horizontalPodAutoscalerToStorage(scaler('v1', {}, { metadata: { name: 'a', annotations } }));
    expect(stored).toMatchObject({
      metadata: { name: 'a' },
      spec: { metrics: [cpu(80)] },
      status: { currentMetrics: null },
    });
    expect(stored.metadata).not.toHaveProperty('annotations');
    expect(stored['spec']).not.toHaveProperty('behavior');
  });

  it('of wrong types are as good as empty', () => {
    const text = '[{"type":"Pods","pods":{"metricName":5,"targetAverageValue":"x","selector":7}}]';
    const object = scaler('v1', {}, { metadata: { name: 'a', annotations: { [`${PREFIX}metrics`]: text } } });
    expect(horizontalPodAutoscalerToStorage(object)['spec']).toMatchObject({
      metrics: [{ type: 'Pods', pods: { metric: { name: '' }, target: { type: 'AverageValue', averageValue: '0' } } }],
    });
  });
});
