import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { comparable, type KnownAnswer, knownAnswers, knownSamples } from './answers.testkit.ts';
import { metricsHandler } from './api.ts';
import { type RunningPrometheus, startPrometheus } from './prometheus.testkit.ts';
import type { QueryData } from './query.ts';
import { type SeriesStore, seriesStore } from './series-store.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of a Prometheus to compare with, with promtool beside it. */
    prometheus?: string;
  }
}

const binary = inject('prometheus');
const store = withoutEnds(knownSamples());
const handler = metricsHandler(store);

interface Body {
  readonly status: string;
  readonly errorType?: string;
  readonly data?: QueryData;
}

/** Prometheus 2 extrapolates counters that begin in the range a little differently; this share of answers may differ. */
const SHARE_OF_OLD = 0.02;

function withoutEnds(from: SeriesStore): SeriesStore {
  const to = seriesStore();
  for (const { name, labels, samples } of from.series()) {
    const { __name__: _, ...others } = Object.fromEntries(labels.pairs);
    samples.times.forEach((time, index) => {
      const value = samples.values[index];
      if (value !== undefined) to.add(name, others, value, time);
    });
  }
  return to;
}

const isOld = (version: string): boolean => version.startsWith('2.');

const outcome = ({ errorType, data }: Body): unknown => errorType ?? (data && comparable(data));

async function differences({ url, version }: RunningPrometheus, questions: readonly KnownAnswer[]): Promise<unknown[]> {
  const different: unknown[] = [];
  for (const { query, time = 0, fault } of questions) {
    // Edges of ranges are not where samples are: before Prometheus 3, a range held its own beginning.
    const asked = String(new URLSearchParams({ query, time: String((time + 17_123) / 1000) }));
    const answer = await fetch(`${url}/api/v1/query?${asked}`);
    const theirs = outcome((await answer.json()) as Body);
    const ours = outcome(handler('/api/v1/query', asked, 0).body as Body);
    const isNewSyntax = isOld(version) && theirs === 'bad_data' && !fault;
    if (!(isNewSyntax || isDeepStrictEqual(ours, theirs))) different.push({ query, ours, theirs });
  }
  return different;
}

describe.skipIf(!binary)(`a real Prometheus${binary ? '' : ' (needs SLUICE_TEST_PROMETHEUS)'}`, () => {
  let real: RunningPrometheus;
  beforeAll(async () => {
    real = await startPrometheus(binary ?? '', store);
  });
  afterAll(() => real.stop());

  it('answers as the sandbox does', async () => {
    const questions = knownAnswers().filter(({ time }) => time !== undefined);
    expect(questions.length).toBeGreaterThan(300);
    const different = await differences(real, questions);
    const allowed = isOld(real.version) ? questions.length * SHARE_OF_OLD : 0;
    expect(different.length > allowed ? different : []).toEqual([]);
  });
});
