/**
 * Elasticsearch as its documentation has it: "Count search results" and "Run a search"
 * (elastic.co/docs/api/doc/elasticsearch), "Query string query", "API key authentication"; OpenSearch answers the same.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { elasticsearch } from './elasticsearch.ts';
import { basicAuthorization } from './headers.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['elasticsearch']>;

const QUERY = 'app:web AND status:[500 TO 599]';
const block = { insecure: false, timeout: 30, timeField: '@timestamp' } as const;
const usual: Config = {
  ...block,
  address: 'https://search.test:9200',
  index: 'logs-*,other',
  query: QUERY,
  interval: '5m',
  secretRef: { name: 'elastic', namespaced: true },
};
const world = { secrets: { 'run/elastic': { 'api-key': `${CANARY}\n` } } };
const json = { 'content-type': 'application/json' };
const ask = (path: string, body: object, headers: object = { authorization: `ApiKey ${CANARY}` }): Asked => ({
  method: 'POST',
  url: `https://search.test:9200/${path}`,
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});
const recent = {
  query: {
    bool: {
      must: { query_string: { query: QUERY } },
      filter: {
        range: {
          '@timestamp': {
            gte: '2026-01-02T02:59:05.678Z',
            lte: '2026-01-02T03:04:05.678Z',
            format: 'strict_date_time',
          },
        },
      },
    },
  },
};

const shards = { total: 5, successful: 5, skipped: 0, failed: 0 };
const count = (number: number): Reply => ({ body: { count: number, _shards: shards } });
const found = (more: object = {}): Reply => ({
  body: {
    took: 12,
    timed_out: false,
    _shards: shards,
    hits: { total: { value: 1_234, relation: 'eq' }, max_score: null, hits: [] },
    aggregations: {
      p99: { values: { '99.0': 231.5 } },
      pods: {
        buckets: [
          { key: 'a', doc_count: 3 },
          { key: 'b', doc_count: 4 },
        ],
      },
    },
    ...more,
  },
});
const body = { size: 0, aggs: { p99: { percentiles: { field: 'took', percents: [99] } } } };
const search = (jsonPath: string): Config => ({ ...block, address: 'https://search.test:9200', body, jsonPath });

const rows: readonly Row<Config>[] = [
  {
    what: 'the value is how many documents there are',
    replies: [count(42)],
    asks: [ask('logs-*%2Cother/_count', recent)],
    gives: { value: 42, text: '42' },
  },
  {
    what: 'all indices and all times are meant where none are named',
    config: { ...block, address: 'https://search.test:9200/', query: 'x', headers: [{ key: 'X-Extra', value: 'yes' }] },
    replies: [count(0)],
    asks: [ask('_all/_count', { query: { query_string: { query: 'x' } } }, { 'x-extra': 'yes' })],
    gives: { value: 0, text: '0' },
  },
  {
    what: 'who asks may be a user',
    world: { secrets: { 'run/elastic': { username: 'me', password: CANARY } } },
    replies: [count(1)],
    asks: [ask('logs-*%2Cother/_count', recent, { authorization: basicAuthorization('me', CANARY) })],
    gives: { value: 1, text: '1' },
  },
  {
    what: 'a search has the value that the path leads to',
    config: search("{.aggregations.p99.values['99\\.0']}"),
    replies: [found()],
    asks: [ask('_all/_search', body, {})],
    gives: { value: 231.5, text: '231.5' },
  },
  {
    what: 'the value may be anything',
    config: search('{.hits.total}'),
    replies: [found()],
    gives: { value: { value: 1_234, relation: 'eq' }, text: '{"relation":"eq","value":1234}' },
  },
  {
    what: 'a path that leads to several values has a list of them',
    config: search('{.aggregations.pods.buckets[*].doc_count}'),
    replies: [found()],
    gives: { value: [3, 4], text: '[3,4]' },
  },
  {
    what: 'a path that leads nowhere is an error',
    config: search('{.aggregations.p50}'),
    replies: [found()],
    gives: { error: 'jsonPath {.aggregations.p50}: p50 is not found' },
  },
  {
    what: 'a part of the documents is not enough',
    config: search('{.hits.total.value}'),
    replies: [found({ _shards: { ...shards, failed: 1 } })],
    gives: { error: 'elasticsearch answered for some documents only: 1 of 5 shards failed' },
  },
  {
    what: 'a search that ran out of time is not enough',
    config: search('{.hits.total.value}'),
    replies: [found({ timed_out: true })],
    gives: { error: 'elasticsearch answered for some documents only: the search timed out' },
  },
  {
    what: 'a refusal says why',
    replies: [{ status: 404, body: { error: { type: 'index_not_found_exception' }, status: 404 } }],
    gives: { error: 'elasticsearch answered 404: {"error":{"type":"index_not_found_exception"},"status":404}' },
  },
  {
    what: 'there is a query or a body',
    config: { ...usual, body },
    replies: [],
    asks: [],
    gives: { error: 'elasticsearch needs either query or body' },
  },
];

export const elasticsearchCase: ProviderCase<Config> = {
  provider: elasticsearch,
  config: usual,
  world,
  backend: 'search.test:9200',
  about: { ResolvedElasticsearchQuery: QUERY },
  rows,
};
