/**
 * SkyWalking as its server answers: "Query Protocol" (skywalking.apache.org/docs/main/latest/en/api/query-protocol),
 * readMetricsValues with a Duration.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import type { Asked, ProviderCase, Row } from './provider-case.testkit.ts';
import { skyWalking } from './skywalking.ts';

type Config = NonNullable<Provider['skywalking']>;

const QUERY =
  'query queryData($duration: Duration!) { service_apdex: readMetricsValues(condition: ' +
  '{ name: "service_apdex", entity: { scope: Service, serviceName: "shop", normal: true } }, duration: $duration) ' +
  '{ label values { values { value } } } }';
const usual: Config = { address: 'http://oap.test:12800/', query: QUERY, interval: '1h' };
const data = { service_apdex: { label: null, values: { values: [{ value: 9900 }, { value: 10000 }] } } };

const ask: Asked = {
  method: 'POST',
  url: 'http://oap.test:12800/graphql',
  headers: { accept: 'application/json', 'content-type': 'application/json' },
  body: JSON.stringify({
    query: QUERY,
    variables: { duration: { start: '2026-01-02 0204', end: '2026-01-02 0304', step: 'MINUTE' } },
  }),
};

const rows: readonly Row<Config>[] = [
  {
    what: 'the data of the answer are the value',
    replies: [{ body: { data } }],
    asks: [ask],
    gives: {
      value: data,
      text: '{"service_apdex":{"label":null,"values":{"values":[{"value":9900},{"value":10000}]}}}',
    },
  },
  {
    what: 'what is wrong with a query is told',
    replies: [{ body: { data: null, errors: [{ message: 'Validation error of type\nWrongType', locations: [] }] } }],
    gives: { error: 'skywalking could not answer the query: Validation error of type WrongType' },
  },
  {
    what: 'no data are an error',
    replies: [{ body: { data: null } }],
    gives: { error: 'no results returned from SkyWalking query' },
  },
  {
    what: 'an interval is needed',
    config: { ...usual, interval: undefined },
    replies: [],
    asks: [],
    gives: { error: 'skywalking needs an interval such as 3m' },
  },
  {
    what: 'an interval is a duration',
    config: { ...usual, interval: '3 min' },
    replies: [],
    asks: [],
    gives: { error: 'interval is no duration such as 5m: "3 min"' },
  },
  {
    what: 'an address is a URL',
    config: { ...usual, address: 'oap.test:12800' },
    replies: [],
    asks: [],
    gives: { error: 'the address of skywalking is no URL such as https://host:port' },
  },
  {
    what: 'an answer of a thousand levels is no value',
    replies: [{ body: `{"data":${'['.repeat(1_000)}${']'.repeat(1_000)}}` }],
    gives: { error: 'the answer is nested too deeply' },
  },
];

export const skyWalkingCase: ProviderCase<Config> = {
  provider: skyWalking,
  config: usual,
  backend: 'oap.test:12800',
  rows,
};
