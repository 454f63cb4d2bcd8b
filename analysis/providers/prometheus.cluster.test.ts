import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { httpClient } from '../../controller/runtime/http.ts';
import type { Provider } from '../../crds/analysis/providers.ts';
import { type RunningPrometheus, startPrometheus } from '../../sandbox/metrics/prometheus.testkit.ts';
import { seriesStore } from '../../sandbox/metrics/series-store.ts';
import { prometheus } from './prometheus.ts';
import { sceneOf } from './provider-world.testkit.ts';

type Config = NonNullable<Provider['prometheus']>;

const binary = inject('prometheus');
/** When the samples end that are there from the beginning. */
const PAST = new Date('2024-01-02T03:00:00Z');
const MINUTE = 60_000;

function past() {
  const store = seriesStore();
  for (let minute = 0; minute <= 5; minute++)
    for (const [pod, factor] of [
      ['a', 1],
      ['b', 10],
    ] as const)
      store.add('demo_past', { pod }, minute * factor, PAST.getTime() - (5 - minute) * MINUTE);
  return store;
}

const exporter = createServer((_, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(
    [
      '# TYPE demo_requests_total counter',
      ...['demo_requests_total{code="200"} 1234567', 'demo_requests_total{code="500"} 3'],
      '# TYPE demo_ratio gauge',
      ...['demo_ratio 0.95', 'demo_small 1e-05', 'demo_nan NaN', 'demo_infinite +Inf', ''],
    ].join('\n'),
  );
});

/** It scrapes the exporter; what is said to be elsewhere is looked for where nobody answers. */
const settings = (target: string) =>
  JSON.stringify({
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'demo', static_configs: [{ targets: [target] }] }],
    remote_read: [{ url: 'http://127.0.0.1:1/read', required_matchers: { elsewhere: 'yes' } }],
  });

describe.skipIf(!binary)(`a real Prometheus${binary ? '' : ' (needs SLUICE_TEST_PROMETHEUS)'}`, () => {
  const client = httpClient({ monotonic: () => performance.now() });
  let real: RunningPrometheus;

  async function measured(query: string, now: Date, more: Partial<Config> = {}) {
    const { asking } = await sceneOf({ replies: [] });
    const config = { address: real.url, query, timeout: 30, insecure: false, ...more };
    return prometheus.measure(config, { ...asking, send: client.send, now });
  }

  beforeAll(async () => {
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as AddressInfo;
    real = await startPrometheus(binary ?? '', past(), settings(`127.0.0.1:${port}`));
  });
  afterAll(async () => {
    client.close();
    exporter.close();
    exporter.closeAllConnections();
    await real.stop();
  });

  it.each<[query: string, value: unknown, text: string]>([
    ['sort(demo_requests_total)', [3, 1234567], '[3,1234567]'],
    ['demo_ratio', [0.95], '[0.95]'],
    ['demo_small', [1e-5], '[1e-05]'],
    ['demo_nan', [Number.NaN], '[NaN]'],
    ['demo_infinite', [Number.POSITIVE_INFINITY], '[+Inf]'],
    ['scalar(demo_ratio)', 0.95, '0.95'],
    ['demo_requests_total / 0 * 0', [Number.NaN, Number.NaN], '[NaN,NaN]'],
  ])('that has scraped answers %s', async (query, value, text) => {
    const answer = () => measured(query, new Date());
    await expect.poll(answer, { timeout: 60_000, interval: 200 }).toEqual({ value, text });
  });

  it.each<[query: string, value: unknown, text: string]>([
    ['sort(demo_past)', [5, 50], '[5,50]'],
    ['sum(demo_past)', [55], '[55]'],
    ['demo_nothing', [], '[]'],
    ['vector(0) / 0', [Number.NaN], '[NaN]'],
    ['1.5', 1.5, '1.5'],
    ['-1/0', Number.NEGATIVE_INFINITY, '-Inf'],
  ])('answers %s', async (query, value, text) => {
    expect(await measured(query, PAST)).toEqual({ value, text });
  });

  it('answers a range with all samples of all series', async () => {
    const rangeQuery = { start: 'now() - duration("2m")', end: 'now()', step: '1m' };
    const range = await measured('demo_past', PAST, { rangeQuery });
    expect(range).toEqual({ value: [3, 4, 5, 30, 40, 50], text: '[3,4,5,30,40,50]' });
    expect(await measured('demo_nothing', PAST, { rangeQuery })).toEqual({ value: [], text: '[]' });
    await expect(measured('demo_past', PAST, { rangeQuery: { ...rangeQuery, step: '1ms' } })).rejects.toThrow(
      /^prometheus answered 400: bad_data: exceeded maximum resolution of 11,000 points per timeseries/,
    );
  });

  it.each<[query: string, error: RegExp]>([
    ['sum(', /^prometheus answered 400: bad_data: .*parse error: unclosed left parenthesis$/],
    ['"text"', /^prometheus answered a result of type "string": only scalars, vectors and matrices are values$/],
  ])('refuses %s', async (query, error) => {
    const answer = await measured(query, PAST).catch((problem: unknown) => problem);
    expect(answer instanceof Error ? answer.message : JSON.stringify(answer)).toMatch(error);
  });

  it('warns where it could not ask everywhere', async () => {
    const answer = await measured('demo_past{elsewhere="yes"}', PAST);
    expect(answer).toMatchObject({
      value: [],
      text: '[]',
      metadata: { warnings: expect.stringMatching(/^".*remote.*"$/) },
    });
  });
});
