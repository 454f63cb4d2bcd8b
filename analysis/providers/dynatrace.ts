/** Dynatrace: the metrics of its API, version 2. */
import { z } from 'zod';
import type { Provider } from '../../crds/analysis/providers.ts';
import { hostOf } from './address.ts';
import { fewEnough, numbersText, shaped } from './answer-shape.ts';
import { okJson, said } from './http-answer.ts';
import { lookback } from './lookback.ts';
import type { Measured, MetricProvider } from './provider.ts';
import { answered, deadlineOf } from './question.ts';
import { addressFor, credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['dynatrace']>;

const SYSTEM = 'dynatrace';
const TOKEN = 'dynatrace_token';

const Answer = z.object({
  result: z.array(
    z.object({
      data: z.array(z.object({ values: z.array(z.number().nullable()) })),
      warnings: z.array(z.string()).nullish(),
    }),
  ),
  warnings: z.array(z.string()).nullish(),
});

export const dynatrace: MetricProvider<Config> = {
  type: 'Dynatrace',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: deadlineOf,
  about: ({ query = '' }) => ({ ResolvedDynatraceQuery: query }),
  measure: async (config, asking) => {
    if (!config.query) throw new Error('dynatrace has no query');
    const credentials = await credentialsOf(config.secretRef, asking);
    const address = addressFor(SYSTEM, config.address, credentials);
    const parameters = parametersOf(config.query, config, asking.now);
    const answer = await answered(SYSTEM, asking, {
      method: 'GET',
      url: `${address}/api/v2/metrics/query?${parameters}`,
      headers: { authorization: `Api-Token ${credentials.required(TOKEN)}` },
      ...(config.insecure && { isInsecure: true }),
      timeout: deadlineOf(config),
    });
    return measuredIn(shaped(SYSTEM, Answer, okJson(SYSTEM, answer)));
  },
};

function parametersOf(query: string, config: Config, now: Date): URLSearchParams {
  const { entitySelector, mzSelector, resolution, interval } = config;
  return new URLSearchParams({
    metricSelector: query,
    ...(entitySelector && { entitySelector }),
    ...(mzSelector && { mzSelector }),
    from: String(now.getTime() - lookback(interval)),
    to: String(now.getTime()),
    resolution,
  });
}

/** All points of all series. Where nothing was measured, there is none. */
function measuredIn({ result, warnings }: z.output<typeof Answer>): Measured {
  const points = result.flatMap(({ data }) => data.flatMap(({ values }) => values));
  const values = fewEnough(
    SYSTEM,
    points.filter((value) => value !== null),
  );
  const remarks = [...(warnings ?? []), ...result.flatMap((one) => one.warnings ?? [])];
  return {
    value: values,
    text: numbersText(values),
    ...(remarks.length > 0 && { metadata: { warnings: said(remarks.join(', ')) } }),
  };
}
