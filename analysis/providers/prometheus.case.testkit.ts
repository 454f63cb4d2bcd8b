/**
 * Prometheus as its server answers: "HTTP API" (prometheus.io/docs/prometheus/latest/querying/api), instant and range
 * queries, expression query result formats; tokens as RFC 6749 (4.4, 5.1) has them.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { basicAuthorization } from './headers.ts';
import { prometheus } from './prometheus.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['prometheus']>;

const QUERY = 'sum(rate(errors[1m])) / sum(rate(requests[1m]))';
const usual: Config = { address: 'https://prometheus.test:9090/', query: QUERY, timeout: 30, insecure: false };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const INSTANT = `${new URLSearchParams({ query: QUERY, time: '1767323045.678' })}`;
const ask: Asked = { method: 'POST', url: 'https://prometheus.test:9090/api/v1/query', headers: form, body: INSTANT };

const success = (resultType: string, result: unknown, more: object = {}): Reply => ({
  body: { status: 'success', data: { resultType, result }, ...more },
});
const sample = (value: string) => ({ metric: { job: 'web' }, value: [1767323045.678, value] });
const vector = (...values: readonly string[]): Reply => success('vector', values.map(sample));
const error = (status: number, errorType: string, message: string): Reply => ({
  status,
  body: { status: 'error', errorType, error: message },
});

const oauth2 = { tokenUrl: 'https://login.test/token', clientId: 'id', clientSecret: CANARY, scopes: ['a', 'b'] };
const token: Reply = { body: { access_token: `${CANARY}-token`, token_type: 'Bearer', expires_in: 3600 } };
const tokenAsk: Asked = {
  method: 'POST',
  url: 'https://login.test/token',
  headers: { ...form, accept: 'application/json', authorization: basicAuthorization('id', CANARY) },
  body: 'grant_type=client_credentials&scope=a+b',
};
const { authorization: _, ...withoutBasic } = tokenAsk.headers;

const answers: readonly Row<Config>[] = [
  {
    what: 'a vector is a list',
    replies: [vector('0.95', 'NaN')],
    gives: { value: [0.95, Number.NaN], text: '[0.95,NaN]' },
  },
  { what: 'a vector of nothing is a list of nothing', replies: [vector()], gives: { value: [], text: '[]' } },
  {
    what: 'a scalar is a number',
    replies: [success('scalar', [1767323045.678, '1.5'])],
    gives: { value: 1.5, text: '1.5' },
  },
  {
    what: 'numbers are as short as can be',
    replies: [vector('1', '+Inf', '-Inf', '0.00001', '1234567', '1e-7', '-0')],
    gives: {
      value: [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-5, 1234567, 1e-7, -0],
      text: '[1,+Inf,-Inf,1e-05,1234567,1e-07,-0]',
    },
  },
  {
    what: 'a matrix is the list of all its samples',
    replies: [
      success('matrix', [
        {
          metric: { pod: 'a' },
          values: [
            [1, '1'],
            [2, '2'],
          ],
        },
        { metric: { pod: 'b' }, values: [[1, '3']] },
      ]),
    ],
    gives: { value: [1, 2, 3], text: '[1,2,3]' },
  },
  {
    what: 'what the server remarks is kept',
    replies: [
      success('vector', [sample('1')], { warnings: ['w1', 'w "2"'], infos: ['metric might not be a counter'] }),
    ],
    gives: {
      ...{ value: [1], text: '[1]' },
      metadata: { warnings: String.raw`"w1", "w \"2\""`, infos: '"metric might not be a counter"' },
    },
  },
];

const refused: readonly Row<Config>[] = [
  {
    what: 'a query that cannot be read is told as the server tells it',
    replies: [error(400, 'bad_data', 'invalid parameter "query": 1:5: parse error: unexpected end of input')],
    gives: {
      error: 'prometheus answered 400: bad_data: invalid parameter "query": 1:5: parse error: unexpected end of input',
    },
  },
  {
    what: 'a query that takes too long is an error',
    replies: [error(503, 'timeout', 'query timed out in expression evaluation')],
    gives: { error: 'prometheus answered 503: timeout: query timed out in expression evaluation' },
  },
  {
    what: 'text is no value',
    replies: [success('string', [1767323045.678, 'text'])],
    gives: { error: 'prometheus answered a result of type "string": only scalars, vectors and matrices are values' },
  },
  {
    what: 'a histogram is no value',
    replies: [success('vector', [{ metric: {}, histogram: [1767323045.678, { count: '1', sum: '2', buckets: [] }] }])],
    gives: { error: 'prometheus answered a histogram: take a number of it, as histogram_quantile does' },
  },
  {
    what: 'a sample must be a number',
    replies: [vector('many')],
    gives: { error: 'prometheus answered a sample that is no number' },
  },
  {
    what: 'too many values are none',
    replies: [
      success(
        'vector',
        Array.from({ length: 10_001 }, () => 0),
      ),
    ],
    gives: { error: 'prometheus answered 10001 values: at most 10000 are taken' },
  },
  {
    what: 'a timeout is not negative',
    config: { ...usual, timeout: -1 },
    replies: [],
    gives: { error: 'prometheus timeout should not be negative' },
  },
  {
    what: 'an address has a scheme',
    config: { ...usual, address: 'prometheus:9090' },
    replies: [],
    gives: { error: 'the address of prometheus is no URL such as https://host:port' },
  },
  {
    what: 'a query is needed',
    config: { ...usual, query: '' },
    replies: [],
    gives: { error: 'prometheus has no query' },
  },
];

const asking: readonly Row<Config>[] = [
  {
    what: 'the address can be that of the controller',
    config: { query: QUERY, timeout: 30, insecure: true },
    world: { settings: { ARGO_ROLLOUTS_PROMETHEUS_ADDRESS: 'http://main.test/prometheus' } },
    replies: [vector('1')],
    asks: [{ ...ask, url: 'http://main.test/prometheus/api/v1/query', isInsecure: true }],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'a range is asked for with its ends',
    config: { ...usual, rangeQuery: { start: 'now() - duration("1h")', end: 'now()', step: '1m' } },
    replies: [success('matrix', [{ metric: {}, values: [[1, '0.5']] }])],
    asks: [
      {
        ...ask,
        url: 'https://prometheus.test:9090/api/v1/query_range',
        body: `${new URLSearchParams({ query: QUERY, start: '1767319445.678', end: '1767323045.678', step: '60' })}`,
      },
    ],
    gives: { value: [0.5], text: '[0.5]' },
  },
  {
    what: 'a range needs a step',
    config: { ...usual, rangeQuery: { start: 'now()', end: 'now()', step: 'soon' } },
    replies: [],
    gives: { error: 'rangeQuery.step is no duration such as 1m: "soon"' },
  },
  {
    what: 'a server that takes no POST is asked by GET',
    replies: [{ status: 405, body: '' }, vector('1')],
    asks: [ask, { method: 'GET', url: `${ask.url}?${INSTANT}`, headers: {}, body: '' }],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'headers go with it',
    config: { ...usual, headers: [{ key: 'X-Scope-OrgID', value: `${CANARY}\n` }] },
    replies: [vector('1')],
    asks: [{ ...ask, headers: { ...form, 'x-scope-orgid': CANARY } }],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'a name and a password go with it',
    config: { ...usual, authentication: { basicAuth: { username: 'me', password: `${CANARY}\n` } } },
    replies: [vector('1')],
    asks: [{ ...ask, headers: { ...form, authorization: basicAuthorization('me', CANARY) } }],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: "Amazon's service is asked with a signature",
    config: {
      ...usual,
      address: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1',
      authentication: { sigv4: { region: 'eu-west-1', roleArn: 'arn:aws:iam::1:role/r' } },
    },
    replies: [vector('1')],
    asks: [
      {
        ...ask,
        url: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/query',
        headers: { ...form, authorization: 'signed aps eu-west-1 arn:aws:iam::1:role/r' },
      },
    ],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'others are not',
    config: { ...usual, authentication: { sigv4: { region: 'eu-west-1' } } },
    replies: [vector('1')],
    asks: [ask],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'a token server may want the secret in the form',
    replies: [{ status: 401, body: { error: 'invalid_client' } }, token, vector('1')],
    config: { ...usual, authentication: { oauth2 } },
    asks: [
      tokenAsk,
      { ...tokenAsk, headers: withoutBasic, body: `${tokenAsk.body}&client_id=id&client_secret=${CANARY}` },
      { ...ask, headers: { ...form, authorization: `Bearer ${CANARY}-token` } },
    ],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'a token server that gives no token is an error',
    config: { ...usual, authentication: { oauth2 } },
    replies: [{ body: { token: CANARY } }],
    gives: { error: 'the token server answered without an access_token' },
  },
  {
    what: 'OAuth2 needs a secret',
    config: { ...usual, authentication: { oauth2: { tokenUrl: 'https://login.test' } } },
    replies: [],
    gives: { error: 'oauth2 needs tokenUrl, clientId and clientSecret' },
  },
];

export const prometheusCase: ProviderCase<Config> = {
  provider: prometheus,
  config: usual,
  backend: 'prometheus.test:9090',
  about: { ResolvedPrometheusQuery: QUERY },
  rows: [
    {
      what: 'a token is fetched and shown',
      config: { ...usual, authentication: { oauth2 } },
      replies: [token, vector('0.95')],
      asks: [tokenAsk, { ...ask, headers: { ...form, authorization: `Bearer ${CANARY}-token` } }],
      gives: { value: [0.95], text: '[0.95]' },
    },
    ...[...answers, ...refused, ...asking],
  ],
};
