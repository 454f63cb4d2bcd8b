/**
 * New Relic as NerdGraph answers: "NerdGraph tutorial: Query NRQL data", "Introduction to New Relic NerdGraph"
 * (docs.newrelic.com/docs/apis/nerdgraph) and "NerdGraph regional endpoints".
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { newRelic } from './new-relic.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row, type World } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['newRelic']>;

const QUERY = "FROM Transaction SELECT average(duration) WHERE appName = 'shop'";
const usual: Config = { profile: 'newrelic', query: QUERY, timeout: 5 };
const keys = { 'personal-api-key': `${CANARY}\n`, 'account-id': '1234567\n' };
const secretOf = (more: Readonly<Record<string, string>>): World => ({
  secrets: { 'controller/newrelic': { ...keys, ...more } },
});

const ask: Asked = {
  method: 'POST',
  url: 'https://api.newrelic.com/graphql',
  headers: { accept: 'application/json', 'api-key': CANARY, 'content-type': 'application/json' },
  body: JSON.stringify({
    query:
      'query ($account: Int!, $query: Nrql!, $timeout: Seconds) ' +
      '{ actor { account(id: $account) { nrql(query: $query, timeout: $timeout) { results } } } }',
    variables: { account: 1234567, query: QUERY, timeout: 5 },
  }),
};
const results = (...rows: readonly unknown[]): Reply => ({
  body: { data: { actor: { account: { nrql: { results: rows } } } } },
});

const answers: readonly Row<Config>[] = [
  {
    what: 'a row is an object, whose text has sorted keys',
    replies: [results({ 'average.duration': 0.25, appName: 'shop' })],
    asks: [ask],
    gives: {
      value: { 'average.duration': 0.25, appName: 'shop' },
      text: '{"appName":"shop","average.duration":0.25}',
    },
  },
  {
    what: 'several rows are a list',
    replies: [results({ count: 1 }, { count: 2 })],
    gives: { value: [{ count: 1 }, { count: 2 }], text: '[{"count":1},{"count":2}]' },
  },
  { what: 'no row is an error', replies: [results()], gives: { error: 'no results returned from NRQL query' } },
  {
    what: 'a row of nothing is one, too',
    replies: [results({})],
    gives: { error: 'no results returned from NRQL query' },
  },
  {
    what: 'a row is an object',
    replies: [results(1)],
    gives: { error: 'newrelic answered a result that is no object' },
  },
  {
    what: 'what is wrong with a query is told',
    replies: [
      {
        body: {
          data: { actor: { account: { nrql: null } } },
          errors: [
            { message: 'NRQL Syntax Error: Error at line 1 position 3', path: ['actor', 'account', 'nrql'] },
            { extensions: { errorClass: 'TIMEOUT' } },
          ],
        },
      },
    ],
    gives: { error: 'newrelic could not answer the query: NRQL Syntax Error: Error at line 1 position 3; no message' },
  },
  {
    what: 'an account that may not be seen is no list of results',
    replies: [{ body: { data: { actor: { account: null } } } }],
    gives: { error: 'newrelic answered without a list of results' },
  },
];

const places: readonly Row<Config>[] = [
  ...(['eu', 'jp'] as const).map(
    (region): Row<Config> => ({
      what: `the region ${region} has an address of its own`,
      world: secretOf({ region: region.toUpperCase() }),
      replies: [results({ count: 1 })],
      asks: [{ ...ask, url: `https://api.${region}.newrelic.com/graphql` }],
      gives: { value: { count: 1 }, text: '{"count":1}' },
    }),
  ),
  {
    what: 'the Secret may name the address',
    world: secretOf({ 'base-url-nerdgraph': 'https://proxy.test/graphql/\n', region: 'moon' }),
    replies: [results({ count: 1 })],
    asks: [{ ...ask, url: 'https://proxy.test/graphql' }],
    gives: { value: { count: 1 }, text: '{"count":1}' },
  },
  {
    what: 'a region is known',
    world: secretOf({ region: 'constructor' }),
    replies: [],
    asks: [],
    gives: { error: 'the region of newrelic is none of us, eu, jp, staging' },
  },
  {
    what: 'a profile is a Secret',
    config: { ...usual, profile: 'other' },
    replies: [],
    asks: [],
    gives: { error: "there is no Secret other in the controller's namespace" },
  },
  {
    what: 'a Secret has a key',
    world: { secrets: { 'controller/newrelic': { 'account-id': '1', 'personal-api-key': ' ' } } },
    replies: [],
    asks: [],
    gives: { error: "Secret newrelic in the controller's namespace has no key personal-api-key" },
  },
  {
    what: 'an account is a number',
    world: secretOf({ 'account-id': CANARY }),
    replies: [],
    asks: [],
    gives: { error: 'the account-id of newrelic is no number' },
  },
];

export const newRelicCase: ProviderCase<Config> = {
  provider: newRelic,
  config: usual,
  world: secretOf({}),
  backend: 'newrelic/newrelic',
  about: { ResolvedNewRelicQuery: QUERY },
  rows: [...answers, ...places],
};
