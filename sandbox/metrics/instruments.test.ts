import { describe, expect, it } from 'vitest';
import { counter, histogram } from './instruments.ts';
import { instantData } from './query.ts';
import { seriesStore } from './series-store.ts';

const T = 1_700_000_000_000;

describe('an instrument', () => {
  it('writes the rate that a simulator made', () => {
    const store = seriesStore();
    const requests = counter({ store, name: 'requests_total', labels: { code: '200' } });
    for (let second = 0; second <= 60; second += 5) {
      requests.sample(T + second * 1000);
      requests.add(50);
    }
    expect(instantData(store, 'rate(requests_total[1m])', T + 60_000).result).toEqual([
      { metric: { code: '200' }, value: [T / 1000 + 60, '10'] },
    ]);
    requests.end(T + 61_000);
    expect(instantData(store, 'requests_total', T + 61_000).result).toEqual([]);
  });

  it('writes histograms that quantiles can be read from', () => {
    const store = seriesStore();
    const latency = histogram({ store, name: 'latency_seconds', labels: {} }, [0.1, 1, 2.5]);
    latency.observe(0.05, 50);
    latency.observe(0.7, 40);
    latency.observe(9, 10);
    latency.sample(T);
    const value = (query: string) => {
      const { result } = instantData(store, `scalar(${query})`, T);
      return result[1];
    };
    expect(value('histogram_quantile(0.7, latency_seconds_bucket)')).toBe('0.55');
    expect(value('histogram_quantile(0.99, latency_seconds_bucket)')).toBe('2.5');
    expect(value('latency_seconds_bucket{le="1.0"}')).toBe('90');
    expect(value('latency_seconds_bucket{le="+Inf"} - ignoring(le) latency_seconds_count')).toBe('0');
    expect(value('latency_seconds_sum')).toBe('120.5');
    latency.end(T + 1);
    expect(instantData(store, '{__name__=~".+"}', T + 1).result).toEqual([]);
  });
});
