import { describe, expect, it } from 'vitest';
import { Metric } from '../../crds/analysis/metric.ts';
import { resolvedMetric } from './arguments.ts';

const metricWith = (fields: object): Metric =>
  Metric.parse({ name: 'errors', provider: { prometheus: { query: 'up' } }, ...fields });
const webWith = (fields: object): Metric => metricWith({ provider: { web: { url: 'https://x', ...fields } } });
const SECRET = { name: 'token', valueFrom: { secretKeyRef: { name: 'web', key: 'token' } } };

describe('the arguments of a run', () => {
  it.each([
    ['are put into any text', { query: 'a{{args.x}}b{{ args.y }}' }, 'a1b2'],
    ['are found with white space between the braces', { query: '{{  args . x }}' }, '1'],
    ['are put in once: what they bring is text', { query: '{{args.nested}}' }, '{{args.x}}'],
    ['bring quotes and lines as they are', { query: '{{args.quoted}}' }, 'say "hi"\n'],
    ['leave what is not closed', { query: '{{args.x' }, '{{args.x'],
  ])('%s', (_, prometheus, query) => {
    const args = [
      { name: 'x', value: '1' },
      { name: 'y', value: '2' },
      { name: 'nested', value: '{{args.x}}' },
      { name: 'quoted', value: 'say "hi"\n' },
    ];
    const resolved = resolvedMetric(metricWith({ provider: { prometheus } }), args);
    expect(resolved).toMatchObject({ metric: { provider: { prometheus: { query } } } });
  });

  it('reach names, limits and the bodies of Jobs, keys of maps too', () => {
    const job = { spec: { template: { metadata: { labels: { '{{args.key}}': '{{args.x}}' } } } } };
    const metric = metricWith({ name: 'm-{{args.x}}', count: '{{args.x}}', provider: { job } });
    const args = [
      { name: 'x', value: '5' },
      { name: 'key', value: 'app' },
    ];
    expect(resolvedMetric(metric, args)).toMatchObject({
      metric: {
        ...{ name: 'm-5', count: '5' },
        provider: { job: { spec: { template: { metadata: { labels: { app: '5' } } } } } },
      },
    });
  });

  it('stay out of it while they are secrets, and say where they are', () => {
    const metric = webWith({ headers: [{ key: 'Authorization', value: 'Bearer {{args.token}}' }] });
    expect(resolvedMetric(metric, [SECRET])).toEqual({
      metric,
      secrets: new Map([['args.token', { name: 'web', key: 'token' }]]),
    });
  });

  it.each([
    ['failed to resolve {{args.z}}', metricWith({ successCondition: 'result < {{args.z}}' })],
    ['failed to resolve {{other}}', metricWith({ provider: { job: { spec: { a: ['{{ other }}'] } } } })],
    ['argument "empty" was not supplied', metricWith({ count: '{{args.empty}}' })],
    [
      '{{args.token}} is a secret: it may be used within provider alone',
      metricWith({ successCondition: 'result == "{{args.token}}"' }),
    ],
    ['{{args.token}} is a secret: it may be used within provider alone', metricWith({ name: '{{args.token}}' })],
    [
      '{{args.token}} is a secret: it may be used within provider alone',
      metricWith({ queries: { a: '{{args.token}}' } }),
    ],
    [
      '{{args.token}} is a secret, which Jobs do not get: mount it in their pods',
      metricWith({ provider: { job: { spec: { template: ['{{args.token}}'] } } } }),
    ],
  ])('are refused: %s', (problem, metric) => {
    expect(resolvedMetric(metric, [{ name: 'empty' }, SECRET])).toEqual({ problem });
  });
});
