import { describe, expect, it } from 'vitest';
import type { AutoscalerStatus } from './autoscaler.ts';
import { autoscaler } from './autoscalers.testkit.ts';
import { millicoresOf, textOfMillicores } from './millicores.ts';
import { autoscalerOf, statusChange } from './versions.ts';

const CONDITION = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'So',
  message: 'so',
  lastTransitionTime: 'now',
} as const;
const NEXT: AutoscalerStatus = {
  currentReplicas: 2,
  desiredReplicas: 3,
  currentMetrics: [
    { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 70, averageValue: '70m' } } },
  ],
  conditions: [CONDITION],
};
const OLD = {
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', resourceVersion: '7', annotations: { mine: 'yes' } },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5, targetCPUUtilizationPercentage: 60 },
};

describe('an autoscaler of version 1', () => {
  it('reads as one of version 2', () => {
    expect(autoscalerOf(OLD).spec).toMatchObject({
      maxReplicas: 5,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 60 } } }],
    });
  });

  it('keeps in annotations what its status has no place for', () => {
    expect(statusChange(OLD, NEXT)).toEqual({
      metadata: {
        resourceVersion: '7',
        annotations: {
          'autoscaling.alpha.kubernetes.io/conditions': JSON.stringify([
            { type: 'AbleToScale', status: 'True', lastTransitionTime: 'now', reason: 'So', message: 'so' },
          ]),
          'autoscaling.alpha.kubernetes.io/current-metrics': expect.stringContaining('"currentAverageUtilization":70'),
        },
      },
      status: { currentReplicas: 2, desiredReplicas: 3, currentCPUUtilizationPercentage: 70 },
    });
  });
});

it.each([
  ['of version 2', autoscaler({}, { desiredReplicas: 0, currentMetrics: null })],
  ['of version 1', OLD],
])('a status that is there already is not written again: %s', (_, object) => {
  const change = statusChange(object, NEXT) as { metadata?: { annotations?: object }; status: object };
  expect(change).toBeDefined();
  const annotations = { ...object.metadata.annotations, ...change.metadata?.annotations };
  const written = { ...object, metadata: { ...object.metadata, annotations }, status: change.status };
  expect(statusChange(written, NEXT)).toBeUndefined();
  const { currentMetrics: _gone, ...less } = NEXT;
  expect(statusChange(written, less)).toBeDefined();
});

it('no metrics are no change from none', () => {
  expect(
    statusChange(autoscaler({}, { desiredReplicas: 0, currentMetrics: null }), { desiredReplicas: 0 }),
  ).toBeUndefined();
});

it.each([
  [0, '0'],
  [1, '1m'],
  [1000, '1'],
  [1500, '1500m'],
  [2_000_000, '2k'],
  [12_000_000, '12k'],
  [1_500_000, '1500'],
  [10 ** 12, '1G'],
])('%i thousandths of a core are %s', (amount, text) => {
  expect(textOfMillicores(amount)).toBe(text);
  expect(millicoresOf(text)).toBe(amount);
});

it.each([
  ['0.0001', 1],
  ['9E', 10 ** 12],
  ['-1', undefined],
  ['', undefined],
  ['lots', undefined],
])('%s is %s thousandths of a core', (text, amount) => expect(millicoresOf(text)).toBe(amount));
