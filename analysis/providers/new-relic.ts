/** New Relic: a query in NRQL, asked over NerdGraph. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { isObject } from '../../crds/defaults.ts';
import { addressOf } from './address.ts';
import { graphqlData, graphqlRequest } from './graphql.ts';
import { jsonText, listOf, partOf } from './json-answer.ts';
import type { Measured, MetricProvider } from './provider.ts';
import { answered, deadlineOf } from './question.ts';
import { type Credentials, credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['newRelic']>;

const SYSTEM = 'newrelic';
const USUAL_PROFILE = 'newrelic';
/** Seconds. */
const USUAL_TIMEOUT = 5;
/** Seconds that the server may take to say that the query took too long. */
const MARGIN = 5;

/** By the name of the region, as the Secret has it. */
const ADDRESSES: Readonly<Record<string, string>> = {
  us: 'https://api.newrelic.com/graphql',
  eu: 'https://api.eu.newrelic.com/graphql',
  jp: 'https://api.jp.newrelic.com/graphql',
  staging: 'https://staging-api.newrelic.com/graphql',
};

const QUESTION =
  'query ($account: Int!, $query: Nrql!, $timeout: Seconds) ' +
  '{ actor { account(id: $account) { nrql(query: $query, timeout: $timeout) { results } } } }';

export const newRelic: MetricProvider<Config> = {
  type: 'NewRelic',
  backend: ({ profile }) => `${SYSTEM}/${profile || USUAL_PROFILE}`,
  deadline: (config) => deadlineOf({ timeout: timeoutOf(config) + MARGIN }),
  about: ({ query }) => ({ ResolvedNewRelicQuery: query }),
  measure: async (config, asking) => {
    const secret = await credentialsOf({ name: config.profile || USUAL_PROFILE, namespaced: false }, asking);
    const key = secret.required('personal-api-key');
    const account = secret.required('account-id');
    if (!/^\d{1,15}$/.test(account)) throw new Error('the account-id of newrelic is no number');
    const variables = { account: Number(account), query: config.query, timeout: timeoutOf(config) };
    const request = graphqlRequest(nerdGraph(secret), QUESTION, variables);
    const answer = await answered(SYSTEM, asking, {
      ...request,
      headers: { ...request.headers, 'api-key': key },
      timeout: newRelic.deadline(config),
    });
    return measuredIn(graphqlData(SYSTEM, answer));
  },
};

const timeoutOf = ({ timeout }: Config): number => (timeout > 0 ? timeout : USUAL_TIMEOUT);

function nerdGraph(secret: Credentials): string {
  const own = secret.optional('base-url-nerdgraph');
  if (own !== undefined) return addressOf(SYSTEM, own);
  const region = (secret.optional('region') ?? 'us').toLowerCase();
  const address = Object.hasOwn(ADDRESSES, region) ? ADDRESSES[region] : undefined;
  if (address === undefined) throw new Error(`the region of ${SYSTEM} is none of ${Object.keys(ADDRESSES).join(', ')}`);
  return address;
}

/** One row is itself, several are a list. */
function measuredIn(data: unknown): Measured {
  const rows = listOf(SYSTEM, 'results', partOf(data, 'actor', 'account', 'nrql', 'results'));
  if (!rows.every(isObject)) throw new Error(`${SYSTEM} answered a result that is no object`);
  const [first] = rows;
  const isEmpty = rows.length < 2 && (first === undefined || Object.keys(first).length === 0);
  if (isEmpty) throw new Error('no results returned from NRQL query');
  const value = rows.length === 1 ? first : rows;
  return { value, text: jsonText(value) };
}
