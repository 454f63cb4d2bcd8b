/**
 * Wavefront as its server answers: "GET /api/v2/chart/api" of the Operations for Applications REST API
 * (developer.broadcom.com/xapis/operations-for-applications-rest-api), QueryResult.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row, type World } from './provider-case.testkit.ts';
import { wavefront } from './wavefront.ts';

type Config = NonNullable<Provider['wavefront']>;

const QUERY = 'sum(rate(5m, ts("istio.requestcount.count")))';
const HOST = 'example.wavefront.com';
const usual: Config = { address: HOST, query: QUERY };
const world: World = { secrets: { 'controller/wavefront-api-tokens': { [HOST]: `${CANARY}\n`, other: 'x' } } };
const parameters = { q: QUERY, s: '1767323045000', e: '1767323045000', g: 's', p: '1', i: 'true', strict: 'false' };
const ask: Asked = {
  method: 'GET',
  url: `https://${HOST}/api/v2/chart/api?${new URLSearchParams(parameters)}`,
  headers: { accept: 'application/json', authorization: `Bearer ${CANARY}` },
  body: '',
};

const reply = (timeseries: readonly (readonly unknown[])[], more: object = {}): Reply => ({
  body: {
    query: QUERY,
    name: QUERY,
    timeseries: timeseries.map((data) => ({ label: 'istio', host: 'a', tags: {}, data })),
    granularity: 1,
    stats: { keys: 1 },
    ...more,
  },
});

const rows: readonly Row<Config>[] = [
  {
    what: 'of one series, the point that is nearest to now is the value',
    replies: [
      reply([
        [
          [1767322985, 1],
          [1767323040, 0.954],
          [1767323105, 3],
        ],
      ]),
    ],
    asks: [ask],
    gives: { value: 0.954, text: '0.95', metadata: { timestamps: '1767323040', drift: '-5' } },
  },
  {
    what: 'several series are a list',
    replies: [reply([[[1767323045, 0.125]], [[1767323047, 1_000_000]]], { warnings: 'slow\nquery' })],
    gives: {
      ...{ value: [0.125, 1_000_000], text: '[0.12,1000000.00]' },
      metadata: { timestamps: '[1767323045,1767323047]', drift: '[0,2]', warnings: 'slow query' },
    },
  },
  {
    what: 'an address may be written as a URL',
    config: { ...usual, address: `https://${HOST}/` },
    replies: [reply([[[1767323045, 1]]])],
    asks: [ask],
    gives: { value: 1, text: '1.00', metadata: { timestamps: '1767323045', drift: '0' } },
  },
  {
    what: 'no series are an error',
    replies: [{ body: { query: QUERY, name: QUERY, granularity: 1 } }],
    gives: { error: 'No TimeSeries found in response from Wavefront' },
  },
  {
    what: 'a series without points has no value',
    replies: [reply([[]])],
    gives: { error: 'wavefront answered a series without points' },
  },
  {
    what: 'a point is a pair of numbers',
    replies: [reply([[[1767323045, null]]])],
    gives: { error: 'wavefront answered a point that is no pair of numbers' },
  },
  {
    what: 'what is wrong with a query is told',
    replies: [
      {
        body: { query: QUERY, errorType: 'QueryExecutionFailed', errorMessage: 'Terminating Query to save resources' },
      },
    ],
    gives: { error: 'wavefront could not answer the query: Terminating Query to save resources' },
  },
  {
    what: 'a token is for one host',
    config: { ...usual, address: 'evil.test' },
    replies: [],
    asks: [],
    gives: { error: "Secret wavefront-api-tokens in the controller's namespace has no key evil.test" },
  },
  {
    what: 'an address is needed',
    config: { query: QUERY },
    replies: [],
    asks: [],
    gives: { error: 'wavefront has no address such as example.wavefront.com' },
  },
];

export const wavefrontCase: ProviderCase<Config> = { provider: wavefront, config: usual, world, backend: HOST, rows };
