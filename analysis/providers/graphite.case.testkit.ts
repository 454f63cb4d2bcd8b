/**
 * Graphite as its server answers: "The Render URL API" (graphite.readthedocs.io/en/latest/render_api.html),
 * format=json.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { graphite } from './graphite.ts';
import type { Asked, ProviderCase, Reply, Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['graphite']>;

const QUERY = `
  target=asPercent(sumSeries(shop.requests.2*),
    sumSeries(shop.requests.*))&from=-5min`;
const usual: Config = { address: 'https://graphite.test/base/', query: QUERY };
const ask: Asked = {
  method: 'GET',
  url:
    'https://graphite.test/base/render?target=asPercent%28sumSeries%28shop.requests.2*%29%2C' +
    'sumSeries%28shop.requests.*%29%29&from=-5min&format=json',
  headers: {},
  body: '',
};
const series = (...values: readonly unknown[]) => ({
  target: 'shop',
  tags: { name: 'shop' },
  datapoints: values.map((value, at) => [value, 1767322800 + 60 * at]),
});
const none = { error: 'no values found' };
const reply = (...all: readonly object[]): Reply => ({ body: all });

const rows: readonly Row<Config>[] = [
  {
    what: 'the values of the first series are the value, as a list',
    replies: [reply(series(null, 0.95, 100, null), series(7))],
    asks: [ask],
    gives: { value: [0.95, 100], text: '[0.950000,100.000000]' },
  },
  {
    what: 'numbers may be texts',
    replies: [reply(series('0.5'))],
    gives: { value: [0.5], text: '[0.500000]' },
  },
  {
    what: 'a number beyond all numbers is infinite',
    replies: [{ body: '[{"target": "x", "datapoints": [[1e9999, 1]]}]' }],
    gives: { value: [Number.POSITIVE_INFINITY], text: '[+Inf]' },
  },
  { what: 'no series are an error', replies: [reply()], gives: none },
  { what: 'no points are an error', replies: [reply(series())], gives: none },
  { what: 'points without values are an error', replies: [reply(series(null, null))], gives: none },
  {
    what: 'a value is a number',
    replies: [reply(series('x'))],
    gives: { error: 'graphite answered a value that is no number' },
  },
  {
    what: 'a value is no truth',
    replies: [reply(series(true))],
    gives: { error: 'graphite answered a value that is no number' },
  },
  {
    what: 'a point is a value and a time',
    replies: [reply({ target: 'x', datapoints: [[1]] })],
    gives: { error: 'graphite answered a datapoint that is no pair' },
  },
  {
    what: 'more than ten thousand points are none',
    replies: [{ body: `[{"target":"x","datapoints":[${'[1,1],'.repeat(10_000)}[1,1]]}]` }],
    gives: { error: 'graphite answered 10001 datapoints: at most 10000 are taken' },
  },
  {
    what: 'what is wrong with a query is told in short',
    replies: [{ status: 400, body: `Invalid target\n${'x'.repeat(1_000)}` }],
    gives: { error: `graphite answered 400: Invalid target ${'x'.repeat(185)}…` },
  },
  {
    what: 'an address is a URL',
    config: { ...usual, address: '' },
    replies: [],
    asks: [],
    gives: { error: 'the address of graphite is no URL such as https://host:port' },
  },
];

export const graphiteCase: ProviderCase<Config> = { provider: graphite, config: usual, backend: 'graphite.test', rows };
