/** Elasticsearch and OpenSearch: how many documents there are, or a value of a search's answer. */
import { z } from 'zod';
import type { Provider } from '../../crds/analysis/providers.ts';
import { valuesAt } from '../json-path.ts';
import { hostOf } from './address.ts';
import { fewEnough, numberText, shaped } from './answer-shape.ts';
import { okJson, said } from './http-answer.ts';
import { jsonText } from './json-answer.ts';
import { lookback } from './lookback.ts';
import type { Measured, MetricProvider } from './provider.ts';
import { answered, deadlineOf } from './question.ts';
import { addressFor, authorizationIn, type Credentials, credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['elasticsearch']>;

const SYSTEM = 'elasticsearch';

const Shards = z.object({ total: z.number(), failed: z.number() });
const Count = z.object({ count: z.number(), _shards: Shards });
const Search = z.looseObject({ timed_out: z.boolean(), _shards: Shards });

export const elasticsearch: MetricProvider<Config> = {
  type: 'Elasticsearch',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: deadlineOf,
  about: ({ query }) => ({ ...(query && { ResolvedElasticsearchQuery: query }) }),
  measure: async (config, asking) => {
    const { index = '_all', jsonPath, insecure, secretRef } = config;
    const body = bodyOf(config, asking.now);
    const credentials = await credentialsOf(secretRef, asking);
    const address = addressFor(SYSTEM, config.address, credentials);
    const answer = await answered(SYSTEM, asking, {
      method: 'POST',
      url: `${address}/${encodeURIComponent(index)}/${jsonPath ? '_search' : '_count'}`,
      headers: { 'content-type': 'application/json', ...headersOf(config), ...authorization(credentials) },
      body: JSON.stringify(body),
      ...(insecure && { isInsecure: true }),
      timeout: deadlineOf(config),
    });
    const told = okJson(SYSTEM, answer);
    return jsonPath ? foundIn(told, jsonPath) : countIn(told);
  },
};

const headersOf = ({ headers = [] }: Config): Readonly<Record<string, string>> =>
  Object.fromEntries(headers.map(({ key, value }) => [key.toLowerCase(), value]));

function authorization(credentials: Credentials): Readonly<Record<string, string>> {
  const key = credentials.optional('api-key');
  return key ? { authorization: `ApiKey ${key}` } : authorizationIn(credentials);
}

function bodyOf({ query, body, interval, timeField }: Config, now: Date): object {
  if (Boolean(query) === Boolean(body)) throw new Error('elasticsearch needs either query or body');
  if (body) return body;
  const must = { query_string: { query } };
  if (!interval) return { query: must };
  const [gte, lte] = [new Date(now.getTime() - lookback(interval)), now].map((time) => time.toISOString());
  const filter = { range: { [timeField]: { gte, lte, format: 'strict_date_time' } } };
  return { query: { bool: { must, filter } } };
}

function countIn(answer: unknown): Measured {
  const { count, _shards } = shaped(SYSTEM, Count, answer);
  expectAll(_shards);
  return { value: count, text: numberText(count) };
}

/** Of some of the documents nothing follows for all. */
function expectAll({ failed, total }: z.output<typeof Shards>): void {
  if (failed > 0) throw new Error(`${SYSTEM} answered for some documents only: ${failed} of ${total} shards failed`);
}

/** What the path leads to: the value, or the list of them if it leads to several. */
function foundIn(answer: unknown, jsonPath: string): Measured {
  const { timed_out: isLate, _shards } = shaped(SYSTEM, Search, answer);
  if (isLate) throw new Error(`${SYSTEM} answered for some documents only: the search timed out`);
  expectAll(_shards);
  const values = valuesAt(jsonPath, answer);
  if ('problem' in values) throw new Error(`jsonPath ${said(jsonPath)}: ${values.problem}`);
  const value: unknown = values.length === 1 ? values[0] : fewEnough(SYSTEM, values);
  return { value, text: typeof value === 'number' ? numberText(value) : jsonText(value) };
}
