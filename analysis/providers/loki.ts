/** Grafana Loki: metric queries in LogQL, whose answers are those of Prometheus. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { milliseconds } from '../../crds/duration.ts';
import { evaluatedTime } from '../expressions/time.ts';
import { hostOf } from './address.ts';
import { measuredIn } from './prometheus-answer.ts';
import type { MetricProvider } from './provider.ts';
import { answered, deadlineOf } from './question.ts';
import { addressFor, authorizationIn, credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['loki']>;
type Texts = Readonly<Record<string, string>>;

const SYSTEM = 'loki';

export const loki: MetricProvider<Config> = {
  type: 'Loki',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: deadlineOf,
  about: ({ query = '' }) => ({ ResolvedLokiQuery: query }),
  measure: async (config, asking) => {
    const { query, rangeQuery, secretRef, insecure } = config;
    if (!query) throw new Error('loki has no query');
    const credentials = await credentialsOf(secretRef, asking);
    const address = addressFor(SYSTEM, config.address, credentials);
    const when = rangeQuery ? rangeOf(rangeQuery, asking.now) : { time: nanoseconds(asking.now.getTime()) };
    const parameters = new URLSearchParams({ query, ...when });
    const answer = await answered(SYSTEM, asking, {
      method: 'GET',
      url: `${address}/loki/api/v1/${rangeQuery ? 'query_range' : 'query'}?${parameters}`,
      headers: { ...headersOf(config), ...authorizationIn(credentials) },
      ...(insecure && { isInsecure: true }),
      timeout: deadlineOf(config),
    });
    return measuredIn(SYSTEM, answer);
  },
};

function headersOf({ tenantId, headers = [] }: Config): Texts {
  const own = Object.fromEntries(headers.map(({ key, value }) => [key.toLowerCase(), value]));
  return { ...(tenantId && { 'x-scope-orgid': tenantId }), ...own };
}

function rangeOf({ start = '', end = '', step = '' }: NonNullable<Config['rangeQuery']>, now: Date): Texts {
  const stride = milliseconds(step);
  if (stride === undefined || stride <= 0)
    throw new Error(`rangeQuery.step is no duration such as 1m: ${JSON.stringify(step)}`);
  return { start: timeText('start', start, now), end: timeText('end', end, now), step: String(stride / 1000) };
}

function timeText(field: string, expression: string, now: Date): string {
  const time = evaluatedTime(expression, now);
  if (typeof time !== 'number') throw new Error(`rangeQuery.${field}: ${time.error}`);
  return nanoseconds(time);
}

/** Loki takes short numbers for seconds. */
const nanoseconds = (milliseconds: number): string => `${BigInt(Math.round(milliseconds)) * 1_000_000n}`;
