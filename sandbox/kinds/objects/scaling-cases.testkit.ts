/** Budgets, scalers, events and reviews. */
import { type Case, NAMESPACE } from './case.testkit.ts';

const meta = { name: 'a' };

const budget = (says: string, spec: object): Case => [says, 'PodDisruptionBudget', { metadata: meta, spec }];
const reference = { kind: 'Deployment', name: 'a', apiVersion: 'apps/v1' };
const scaler = (says: string, spec: object): Case => [
  says,
  'HorizontalPodAutoscaler',
  { metadata: meta, spec: { scaleTargetRef: reference, maxReplicas: 3, ...spec } },
];
const oldScaler = (says: string, spec: object, annotations?: object): Case => [
  says,
  'HorizontalPodAutoscaler/v1',
  { metadata: { ...meta, annotations }, spec: { scaleTargetRef: reference, maxReplicas: 3, ...spec } },
];
const metrics = (...list: object[]) => ({ metrics: list });
const event = (says: string, object: object): Case => [
  says,
  'Event',
  { metadata: meta, involvedObject: { namespace: NAMESPACE }, ...object },
];
const review = (says: string, spec: object): Case => [says, 'SelfSubjectAccessReview', { spec }];

export const SCALING: readonly Case[] = [
  budget('at least one', { minAvailable: 1, selector: { matchLabels: { a: 'b' } } }),
  budget('at most a share', { maxUnavailable: '25%' }),
  budget('both', { minAvailable: 1, maxUnavailable: 1 }),
  budget('wrong shares', { minAvailable: '150%' }),
  budget('nonsense', { minAvailable: 'abc' }),
  budget('less than none', { maxUnavailable: -1 }),
  budget('a wrong selector', { minAvailable: 1, selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
  scaler('a scaler', {}),
  scaler('behaviour', {
    behavior: { scaleUp: { stabilizationWindowSeconds: 5 }, scaleDown: { selectPolicy: 'Disabled' } },
  }),
  scaler('wrong bounds', { minReplicas: 5, maxReplicas: 0 }),
  scaler('no target', { scaleTargetRef: { kind: '', name: 'a/b' } }),
  scaler('wrong behaviour', {
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 4000,
        selectPolicy: 'Foo',
        policies: [{ type: 'Foo', value: 0, periodSeconds: 2000 }],
      },
    },
  }),
  scaler(
    'metrics of all sorts',
    metrics(
      { type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1k' } } },
      {
        type: 'Object',
        object: { metric: { name: 'a' }, describedObject: reference, target: { type: 'Value', value: '5' } },
      },
      {
        type: 'External',
        external: {
          metric: { name: 'a', selector: { matchLabels: { a: 'b' } } },
          target: { type: 'Value', value: '5' },
        },
      },
      { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 70 } } },
    ),
  ),
  scaler('an unknown metric', metrics({ type: 'Foo' })),
  scaler('a metric without its source', metrics({ type: 'Pods' })),
  scaler(
    'two sources',
    metrics({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1 } },
      pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1' } },
    }),
  ),
  scaler(
    'wrong targets',
    metrics(
      { type: 'Resource', resource: { name: '', target: { type: 'Foo', averageUtilization: 0, averageValue: '1' } } },
      {
        type: 'External',
        external: { metric: { name: '' }, target: { type: 'Value', value: '0', averageValue: '1' } },
      },
      { type: 'Object', object: { metric: { name: 'a/b' }, describedObject: {}, target: { type: 'Value' } } },
      { type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'AverageValue' } } },
    ),
  ),
  oldScaler('an old scaler', {}),
  oldScaler('an old scaler with a share', { targetCPUUtilizationPercentage: 50 }),
  oldScaler('an old scaler with a wrong share', { targetCPUUtilizationPercentage: 0, minReplicas: 4 }),
  oldScaler(
    'an old scaler with metrics',
    {},
    {
      'autoscaling.alpha.kubernetes.io/metrics':
        '[{"type":"Pods","pods":{"metricName":"a","targetAverageValue":"1k"}}]',
    },
  ),
  oldScaler('an old scaler with nonsense', {}, { 'autoscaling.alpha.kubernetes.io/metrics': '[null,5' }),
  event('an event', { reason: 'A', message: 'b', type: 'Normal' }),
  event('an event about elsewhere', { involvedObject: { namespace: 'x' } }),
  event('an event about nowhere', { involvedObject: {} }),
  event('a new event', {
    eventTime: '2024-01-02T03:04:05.123456Z',
    reportingComponent: 'a.b/c',
    reportingInstance: 'd',
    action: 'E',
    reason: 'F',
    type: 'Normal',
  }),
  event('a new event without anything', { eventTime: '2024-01-02T03:04:05.123456Z' }),
  event('a new event with too much', {
    eventTime: '2024-01-02T03:04:05.123456Z',
    reportingComponent: 'a b',
    reportingInstance: 'd'.repeat(129),
    action: 'E',
    reason: 'F',
    message: 'x'.repeat(1025),
  }),
  review('a question', { resourceAttributes: { verb: 'get', resource: 'pods' } }),
  review('no question', {}),
  review('two questions', { resourceAttributes: { verb: 'get' }, nonResourceAttributes: { verb: 'get', path: '/' } }),
];
