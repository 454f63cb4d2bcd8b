/**
 * Dynatrace as its documentation has it: "Metrics API - GET metric data points"
 * (docs.dynatrace.com/docs/discover-dynatrace/references/dynatrace-api/environment-api/metric-v2), "Access tokens".
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { dynatrace } from './dynatrace.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['dynatrace']>;

const QUERY = 'builtin:service.response.time:percentile(95)';
const usual: Config = {
  address: 'https://abc12345.live.dynatrace.test/',
  query: QUERY,
  resolution: 'Inf',
  interval: '5m',
  secretRef: { name: 'dynatrace', namespaced: true },
  insecure: false,
  timeout: 30,
};
const world = { secrets: { 'run/dynatrace': { dynatrace_token: `${CANARY}\n` } } };
const times = { from: '1767322745678', to: '1767323045678' };
const ask = (parameters: Readonly<Record<string, string>>): Asked => ({
  method: 'GET',
  url: `https://abc12345.live.dynatrace.test/api/v2/metrics/query?${new URLSearchParams(parameters)}`,
  headers: { authorization: `Api-Token ${CANARY}` },
  body: '',
});

const series = (...values: readonly (number | null)[]) => ({
  dimensions: ['SERVICE-1'],
  dimensionMap: { 'dt.entity.service': 'SERVICE-1' },
  timestamps: values.map((_, at) => 1767323000000 + at * 60_000),
  values,
});
const answer = (data: readonly object[], more: object = {}): Reply => ({
  body: { totalCount: data.length, nextPageKey: null, resolution: 'Inf', result: [{ metricId: QUERY, data, ...more }] },
});

const rows: readonly Row<Config>[] = [
  {
    what: 'there is one number of each series',
    replies: [answer([series(12345.5), series(0.25)])],
    asks: [ask({ metricSelector: QUERY, ...times, resolution: 'Inf' })],
    gives: { value: [12345.5, 0.25], text: '[12345.5,0.25]' },
  },
  {
    what: 'finer resolutions give all points; there is none where nothing was measured',
    config: {
      ...usual,
      resolution: '1m',
      entitySelector: 'type("SERVICE")',
      mzSelector: 'mzName("shop")',
      insecure: true,
    },
    replies: [answer([series(1, null, 3)], { warnings: ['one', 'two'] })],
    asks: [
      {
        ...ask({
          metricSelector: QUERY,
          entitySelector: 'type("SERVICE")',
          mzSelector: 'mzName("shop")',
          ...times,
          resolution: '1m',
        }),
        isInsecure: true,
      },
    ],
    gives: { value: [1, 3], text: '[1,3]', metadata: { warnings: 'one, two' } },
  },
  { what: 'nothing is a list of nothing', replies: [answer([])], gives: { value: [], text: '[]' } },
  {
    what: 'values are numbers',
    replies: [answer([{ values: ['12'] }])],
    gives: {
      error:
        'dynatrace answered in another form than expected at result.0.data.0.values.0: Invalid input: expected number, received string',
    },
  },
  {
    what: 'more values than a measurement can have are refused',
    replies: [answer([series(...Array.from({ length: 10_001 }, () => 1))].map(({ values }) => ({ values })))],
    gives: { error: 'dynatrace answered 10001 values: at most 10000 are taken' },
  },
  {
    what: 'a refusal says why',
    replies: [{ status: 400, body: { error: { code: 400, message: 'The metric key is unknown' } } }],
    gives: { error: 'dynatrace answered 400: {"error":{"code":400,"message":"The metric key is unknown"}}' },
  },
  {
    what: 'a Secret of the controller goes to the address that it names',
    config: { ...usual, address: '', secretRef: { name: 'dynatrace', namespaced: false } },
    world: {
      secrets: {
        'controller/dynatrace': { dynatrace_token: CANARY, address: 'https://abc12345.live.dynatrace.test\n' },
      },
    },
    replies: [answer([series(1)])],
    asks: [ask({ metricSelector: QUERY, ...times, resolution: 'Inf' })],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'a Secret of the controller goes to no other address',
    config: { ...usual, address: 'https://elsewhere.test', secretRef: { name: 'dynatrace', namespaced: false } },
    world: {
      secrets: { 'controller/dynatrace': { dynatrace_token: CANARY, address: 'https://abc12345.live.dynatrace.test' } },
    },
    replies: [],
    asks: [],
    gives: { error: "Secret dynatrace in the controller's namespace is for another address of dynatrace" },
  },
  {
    what: 'a Secret of the controller that names no address goes nowhere',
    config: { ...usual, secretRef: { name: 'dynatrace', namespaced: false } },
    world: { secrets: { 'controller/dynatrace': { dynatrace_token: CANARY } } },
    replies: [],
    asks: [],
    gives: {
      error:
        "Secret dynatrace in the controller's namespace has no key address: it is sent to no other address than its own",
    },
  },
  {
    what: 'the key has to be there',
    world: { secrets: { 'run/dynatrace': { token: CANARY } } },
    replies: [],
    asks: [],
    gives: { error: 'Secret dynatrace in namespace shop has no key dynatrace_token' },
  },
  {
    what: 'the Secret has to be there',
    world: {},
    replies: [],
    asks: [],
    gives: { error: 'there is no Secret dynatrace in namespace shop' },
  },
  {
    what: 'addresses have a scheme',
    config: { ...usual, address: 'abc12345.live.dynatrace.test' },
    replies: [],
    asks: [],
    gives: { error: 'the address of dynatrace is no URL such as https://host:port' },
  },
];

export const dynatraceCase: ProviderCase<Config> = {
  provider: dynatrace,
  config: usual,
  world,
  backend: 'abc12345.live.dynatrace.test',
  about: { ResolvedDynatraceQuery: QUERY },
  rows,
};
