/**
 * Grafana Loki as its documentation has it: "Loki HTTP API" (grafana.com/docs/loki/latest/reference/loki-http-api),
 * query and query_range, "Multi-tenancy".
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { basicAuthorization } from './headers.ts';
import { loki } from './loki.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['loki']>;

const QUERY = 'sum(rate({app="web"} |= "error" [5m]))';
const usual: Config = {
  address: 'https://loki.test/logs/',
  query: QUERY,
  tenantId: 'team-a',
  headers: [{ key: 'X-Extra', value: 'yes' }],
  secretRef: { name: 'loki', namespaced: true },
  insecure: true,
  timeout: 20,
};
const open: Config = { address: 'http://loki:3100', query: QUERY, insecure: false, timeout: 30 };
const world = { secrets: { 'run/loki': { username: 'me', password: `${CANARY}\n` } } };

const url = (address: string, path: string, parameters: Readonly<Record<string, string>>): string =>
  `${address}/loki/api/v1/${path}?${new URLSearchParams({ query: QUERY, ...parameters })}`;
const time = '1767323045678000000';
const ask: Asked = {
  method: 'GET',
  url: url('https://loki.test/logs', 'query', { time }),
  headers: { 'x-scope-orgid': 'team-a', 'x-extra': 'yes', authorization: basicAuthorization('me', CANARY) },
  body: '',
  isInsecure: true,
};
const openAsk: Asked = { method: 'GET', url: url('http://loki:3100', 'query', { time }), headers: {}, body: '' };

const success = (resultType: string, result: unknown): Reply => ({
  body: { status: 'success', data: { resultType, result, stats: { summary: { bytesProcessedPerSecond: 1 } } } },
});
const sample = (value: string) => ({ metric: { level: 'error' }, value: [1767323045.678, value] });
const vector = (...values: readonly string[]): Reply => success('vector', values.map(sample));

export const lokiCase: ProviderCase<Config> = {
  provider: loki,
  config: usual,
  world,
  backend: 'loki.test',
  about: { ResolvedLokiQuery: QUERY },
  rows: [
    {
      what: 'a vector is a list',
      replies: [vector('0.5', '12')],
      asks: [ask],
      gives: { value: [0.5, 12], text: '[0.5,12]' },
    },
    {
      what: 'nobody needs to say who asks',
      config: open,
      replies: [vector()],
      asks: [openAsk],
      gives: { value: [], text: '[]' },
    },
    {
      what: 'a token takes the place of name and password',
      config: { ...open, secretRef: { name: 'loki', namespaced: true } },
      world: { secrets: { 'run/loki': { token: CANARY, username: 'me' } } },
      replies: [vector('1')],
      asks: [{ ...openAsk, headers: { authorization: `Bearer ${CANARY}` } }],
      gives: { value: [1], text: '[1]' },
    },
    {
      what: 'a range is the list of all its samples',
      config: { ...open, rangeQuery: { start: 'now() - duration("10m")', end: 'now()', step: '1m' } },
      replies: [
        success('matrix', [
          {
            metric: {},
            values: [
              [1767323040, '1'],
              [1767323100, '2.5'],
            ],
          },
        ]),
      ],
      asks: [
        {
          ...openAsk,
          url: url('http://loki:3100', 'query_range', { start: '1767322445678000000', end: time, step: '60' }),
        },
      ],
      gives: { value: [1, 2.5], text: '[1,2.5]' },
    },
    {
      what: 'a range has a step',
      config: { ...open, rangeQuery: { start: 'now()', end: 'now()' } },
      replies: [],
      asks: [],
      gives: { error: 'rangeQuery.step is no duration such as 1m: ""' },
    },
    {
      what: 'log lines are no values',
      replies: [success('streams', [{ stream: { app: 'web' }, values: [['1767323045678000000', 'GET / 500']] }])],
      gives: { error: 'loki answered a result of type "streams": only scalars, vectors and matrices are values' },
    },
    {
      what: 'a refusal says why',
      replies: [{ status: 400, body: 'parse error at line 1, col 5: syntax error: unexpected IDENTIFIER\n' }],
      gives: { error: 'loki answered 400: parse error at line 1, col 5: syntax error: unexpected IDENTIFIER' },
    },
    {
      what: 'without a query nobody is asked',
      config: { address: 'http://loki:3100', insecure: false, timeout: 30 },
      replies: [],
      asks: [],
      gives: { error: 'loki has no query' },
    },
  ] satisfies readonly Row<Config>[],
};
