/**
 * Datadog as its server answers: "Query timeseries points" (GET /api/v1/query) and "Query scalar data across multiple
 * products" (POST /api/v2/query/scalar) of docs.datadoghq.com/api/latest/metrics.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { datadog } from './datadog.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row, type World } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['datadog']>;

const QUERY = 'sum:requests.error.rate{service:shop}';
const usual: Config = { apiVersion: 'v1', query: QUERY, interval: '5m', requestTimeout: '10s' };
const second: Config = { ...usual, apiVersion: 'v2' };
const keys = { 'api-key': `${CANARY}-api\n`, 'app-key': `${CANARY}-app\n` };
const world: World = { secrets: { 'controller/datadog': { ...keys, address: 'https://api.datadoghq.eu/\n' } } };

const json = { 'content-type': 'application/json' };
const headers = { ...json, 'dd-api-key': `${CANARY}-api`, 'dd-application-key': `${CANARY}-app` };
const firstAsk: Asked = {
  method: 'GET',
  url: `https://api.datadoghq.eu/api/v1/query?${new URLSearchParams({ from: '1767322745', query: QUERY, to: '1767323045' })}`,
  headers,
  body: '',
};
const scalarAsk = (queries: readonly object[], formulas: readonly object[] = []): Asked => ({
  method: 'POST',
  url: 'https://api.datadoghq.eu/api/v2/query/scalar',
  headers,
  body: JSON.stringify({
    data: {
      type: 'scalar_request',
      attributes: { from: 1767322745000, to: 1767323045000, queries, formulas },
    },
  }),
});
const queryOf = (name: string, query: string, aggregator = 'last') => ({
  aggregator,
  data_source: 'metrics',
  name,
  query,
});

const series = (...pointlist: readonly (readonly (number | null)[])[]): Reply => ({
  body: {
    status: 'ok',
    res_type: 'time_series',
    series: [{ metric: 'requests.error.rate', pointlist, scope: 'service:shop', tag_set: [], unit: null }],
    query: QUERY,
    error: '',
  },
});
const nothing: Reply = { body: { status: 'ok', res_type: 'time_series', series: [], query: QUERY, error: '' } };
const scalar = (...columns: readonly object[]): Reply => ({
  body: { data: { id: '0', type: 'scalar_response', attributes: { columns } } },
});
const numbers = (...values: readonly (number | null)[]) => ({
  name: 'a',
  type: 'number',
  values,
  meta: { unit: [null, null] },
});
const groups = (name: string, ...values: readonly string[]) => ({
  name,
  type: 'group',
  values: values.map((value) => [value]),
});
const nil = { value: null, text: '[]' };

const first: readonly Row<Config>[] = [
  {
    what: 'the last point of the first series is the value',
    replies: [series([1767322800000, 0.5], [1767322860000, 0.0000002])],
    asks: [firstAsk],
    gives: { value: 2e-7, text: '0.0000002' },
  },
  {
    what: 'a point without a value is none',
    replies: [series([1, 12.5], [2, null])],
    gives: { value: 12.5, text: '12.5' },
  },
  {
    what: 'numbers have no exponent',
    replies: [series([1, 1e21])],
    gives: { value: 1e21, text: '1000000000000000000000' },
  },
  { what: 'no series is nothing', replies: [nothing], gives: nil },
  { what: 'a series without points is nothing', replies: [series()], gives: nil },
  {
    what: 'what is wrong with a query is told',
    replies: [{ body: { status: 'error', error: 'Rule "x" does not parse', query: 'x' } }],
    gives: { error: 'datadog could not answer the query: Rule "x" does not parse' },
  },
  {
    what: 'refused keys are told',
    replies: [{ status: 403, body: { errors: ['Forbidden'] } }],
    gives: { error: 'datadog answered 403: {"errors":["Forbidden"]}' },
  },
  {
    what: 'a value is a number',
    replies: [{ body: { series: [{ pointlist: [[1, '2']] }] } }],
    gives: { error: 'datadog answered a value that is no number' },
  },
];

const scalars: readonly Row<Config>[] = [
  {
    what: 'a query of the second version has the name query',
    config: second,
    replies: [scalar(numbers(0.25))],
    asks: [scalarAsk([queryOf('query', QUERY)])],
    gives: { value: 0.25, text: '0.25' },
  },
  {
    what: 'a formula takes several queries',
    config: {
      ...{ apiVersion: 'v2', interval: '5m', requestTimeout: '30s', aggregator: 'sum' },
      ...{ queries: { a: 'sum:errors{*}', b: 'sum:requests{*}' }, formula: 'a / b' },
    },
    replies: [scalar(numbers(0.25))],
    asks: [
      scalarAsk([queryOf('a', 'sum:errors{*}', 'sum'), queryOf('b', 'sum:requests{*}', 'sum')], [{ formula: 'a / b' }]),
    ],
    gives: { value: 0.25, text: '0.25' },
  },
  { what: 'an empty column is nothing', config: second, replies: [scalar(numbers())], gives: nil },
  { what: 'no column is nothing', config: second, replies: [scalar()], gives: nil },
  { what: 'no value is nothing', config: second, replies: [scalar(numbers(null))], gives: nil },
  { what: 'no groups are nothing', config: second, replies: [scalar(groups('env'), numbers())], gives: nil },
  {
    what: 'one group is a list, too',
    config: second,
    replies: [scalar(groups('env', 'prod'), numbers(0.5))],
    gives: { value: [0.5], text: '[0.5]', metadata: { groups: '[{"name":"prod","value":0.5}]' } },
  },
  {
    what: 'groups have the names of all their tags, and those without a value are left out',
    config: second,
    replies: [
      scalar(groups('env', 'prod', 'dev', 'test'), groups('resource', 'GET /a', 'GET /b', 'c'), numbers(0.1, 2, null)),
    ],
    gives: {
      ...{ value: [0.1, 2], text: '[0.1,2]' },
      metadata: { groups: '[{"name":"prod,GET /a","value":0.1},{"name":"dev,GET /b","value":2}]' },
    },
  },
  {
    what: 'the hundred highest of many groups are shown, all are evaluated',
    config: second,
    replies: [
      scalar(
        groups('pod', ...Array.from({ length: 101 }, (_, at) => `p${at}`)),
        numbers(...Array.from({ length: 101 }, (_, at) => at)),
      ),
    ],
    gives: {
      value: Array.from({ length: 101 }, (_, at) => at),
      text: `[${Array.from({ length: 101 }, (_, at) => at).join(',')}]`,
      metadata: {
        groups: JSON.stringify(Array.from({ length: 100 }, (_, at) => ({ name: `p${100 - at}`, value: 100 - at }))),
        groups_truncated: 'true',
      },
    },
  },
  {
    what: 'errors of the second version are told',
    config: second,
    replies: [{ body: { data: { type: 'scalar_response', attributes: { columns: [] } }, errors: 'no such metric' } }],
    gives: { error: 'datadog could not answer the query: no such metric' },
  },
];

const credentials: readonly Row<Config>[] = [
  {
    what: 'a Secret of the namespace of the run comes first, if it is named',
    config: { ...usual, secretRef: { name: 'mine', namespaced: true } },
    world: { ...world, secrets: { ...world.secrets, 'run/mine': { ...keys, address: 'https://mine.test' } } },
    replies: [nothing],
    asks: [{ ...firstAsk, url: firstAsk.url.replace('https://api.datadoghq.eu', 'https://mine.test') }],
    gives: nil,
  },
  {
    what: 'a Secret is looked for in the namespace of the controller, unless it is said to be namespaced',
    config: { ...usual, secretRef: { name: 'mine', namespaced: false } },
    world: { secrets: { 'run/mine': keys, 'controller/mine': keys } },
    replies: [nothing],
    asks: [{ ...firstAsk, url: firstAsk.url.replace('.eu', '.com') }],
    gives: nil,
  },
  {
    what: 'the settings of the controller come before its usual Secret',
    world: {
      ...world,
      settings: { DD_API_KEY: `${CANARY}-1`, DD_APP_KEY: `${CANARY}-2`, DD_ADDRESS: 'https://us5.datadoghq.com' },
    },
    replies: [nothing],
    asks: [
      {
        ...firstAsk,
        url: firstAsk.url.replace('https://api.datadoghq.eu', 'https://us5.datadoghq.com'),
        headers: { ...json, 'dd-api-key': `${CANARY}-1`, 'dd-application-key': `${CANARY}-2` },
      },
    ],
    gives: nil,
  },
  {
    what: 'a place that has one key only is passed over',
    config: { ...usual, secretRef: { name: 'mine', namespaced: true } },
    world: { secrets: { ...world.secrets, 'run/mine': { 'api-key': CANARY } }, settings: { DD_API_KEY: CANARY } },
    replies: [nothing],
    asks: [firstAsk],
    gives: nil,
  },
  {
    what: 'all places that have no keys are named',
    config: { ...usual, secretRef: { name: 'mine', namespaced: true } },
    world: {},
    replies: [],
    asks: [],
    gives: {
      error:
        "datadog needs api-key and app-key: they are in no Secret mine of the run's namespace, Secret datadog of the controller's namespace, nor in DD_API_KEY and DD_APP_KEY",
    },
  },
];

const refused = (what: string, config: Partial<Config>, error: string): Row<Config> => ({
  what,
  config: { ...usual, query: undefined, ...config },
  replies: [],
  asks: [],
  gives: { error: `datadog: ${error}` },
});
const refusals: readonly Row<Config>[] = [
  refused('there is a query', {}, 'set either query or queries'),
  refused(
    'there is one kind of query',
    { query: QUERY, queries: { a: QUERY } },
    'set either query or queries, not both',
  ),
  refused('the first version has no queries', { queries: { a: QUERY } }, 'queries need apiVersion v2'),
  refused('the first version has no aggregator', { query: QUERY, aggregator: 'avg' }, 'aggregator needs apiVersion v2'),
  refused('a formula is over queries', { apiVersion: 'v2', query: QUERY, formula: 'a' }, 'formula needs queries'),
  refused(
    'several queries have a formula',
    { apiVersion: 'v2', queries: { a: 'x', b: 'y' } },
    'several queries need a formula',
  ),
  {
    what: 'an interval is a duration',
    config: { ...usual, interval: '5 min' },
    replies: [],
    asks: [],
    gives: { error: 'interval is no duration such as 5m: "5 min"' },
  },
  refused(
    'a timeout is a duration',
    { query: QUERY, requestTimeout: '-1s' },
    'requestTimeout is no duration such as 10s: "-1s"',
  ),
];

export const datadogCase: ProviderCase<Config> = {
  provider: datadog,
  config: usual,
  world,
  backend: 'datadog/datadog',
  rows: [...first, ...scalars, ...credentials, ...refusals],
};
