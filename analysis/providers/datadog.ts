/** Datadog: a query over the last minutes, by the first or the second version of its API. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { milliseconds } from '../../crds/duration.ts';
import { addressOf } from './address.ts';
import { firstVersion, secondVersion } from './datadog-answer.ts';
import { lookback } from './lookback.ts';
import type { Asking, HttpRequest, MetricProvider } from './provider.ts';
import { answered } from './question.ts';

type Config = NonNullable<Provider['datadog']>;

const SYSTEM = 'datadog';
const USUAL_SECRET: Place = { name: 'datadog', where: 'controller' };
const USUAL_ADDRESS = 'https://api.datadoghq.com';
/** Milliseconds. */
const USUAL_TIMEOUT = 10_000;
const LONGEST_TIMEOUT = 600_000;
const USUAL_AGGREGATOR = 'last';

export const datadog: MetricProvider<Config> = {
  type: 'Datadog',
  backend: ({ secretRef }) => `${SYSTEM}/${secretRef?.name || USUAL_SECRET.name}`,
  deadline: ({ requestTimeout }) => Math.min(timeoutIn(requestTimeout) ?? USUAL_TIMEOUT, LONGEST_TIMEOUT),
  measure: async (config, asking) => {
    const problem = problemIn(config);
    if (problem !== undefined) throw new Error(`${SYSTEM}: ${problem}`);
    const { address, ...headers } = await credentialsFor(config, asking);
    const request = requestFor(config, Math.floor(asking.now.getTime() / 1000));
    const answer = await answered(SYSTEM, asking, {
      ...request,
      url: `${addressOf(SYSTEM, address)}${request.url}`,
      headers: { 'content-type': 'application/json', ...headers },
      timeout: datadog.deadline(config),
    });
    return config.apiVersion === 'v2' ? secondVersion(SYSTEM, answer) : firstVersion(SYSTEM, answer);
  },
};

function problemIn(config: Config): string | undefined {
  const { query, queries = {}, formula } = config;
  const count = Object.keys(queries).length;
  if (!query && count === 0) return 'set either query or queries';
  if (query && count > 0) return 'set either query or queries, not both';
  if (formula && count === 0) return 'formula needs queries';
  if (!formula && count > 1) return 'several queries need a formula';
  return (config.apiVersion === 'v2' ? undefined : firstVersionProblem(config)) ?? timeoutProblem(config);
}

function firstVersionProblem({ query, aggregator }: Config): string | undefined {
  if (!query) return 'queries need apiVersion v2';
  return aggregator ? 'aggregator needs apiVersion v2' : undefined;
}

/** Milliseconds; undefined if it is none. */
function timeoutIn(text: string): number | undefined {
  const timeout = milliseconds(text);
  return timeout !== undefined && timeout >= 1 ? timeout : undefined;
}

function timeoutProblem({ requestTimeout }: Config): string | undefined {
  if (!requestTimeout || timeoutIn(requestTimeout) !== undefined) return undefined;
  return `requestTimeout is no duration such as 10s: ${JSON.stringify(requestTimeout)}`;
}

function requestFor(
  { apiVersion, interval, ...config }: Config,
  now: number,
): Pick<HttpRequest, 'method' | 'url' | 'body'> {
  const from = now - Math.trunc(lookback(interval) / 1000);
  const { query = '', formula, aggregator } = config;
  if (apiVersion !== 'v2') {
    const parameters = new URLSearchParams({ from: String(from), query, to: String(now) });
    return { method: 'GET', url: `/api/v1/query?${parameters}` };
  }
  const queries = Object.entries(query ? { query } : (config.queries ?? {})).map(([name, text]) => ({
    aggregator: aggregator ?? USUAL_AGGREGATOR,
    data_source: 'metrics',
    name,
    query: text,
  }));
  const attributes = { from: from * 1000, to: now * 1000, queries, formulas: formula ? [{ formula }] : [] };
  const body = JSON.stringify({ data: { type: 'scalar_request', attributes } });
  return { method: 'POST', url: '/api/v2/query/scalar', body };
}

interface Place {
  readonly name: string;
  readonly where: 'controller' | 'run';
}

interface Keys {
  readonly address: string;
  readonly 'dd-api-key': string;
  readonly 'dd-application-key': string;
}

type Values = Readonly<Record<string, string | undefined>>;

/** The first place that has both keys: the Secret that the metric names, the controller's settings, its usual Secret. */
async function credentialsFor({ secretRef }: Config, asking: Asking): Promise<Keys> {
  const named: readonly Place[] = secretRef?.name
    ? [{ name: secretRef.name, where: secretRef.namespaced ? 'run' : 'controller' }]
    : [];
  const secretAt = ({ name, where }: Place) => asking.secret(name, where);
  const places: readonly (() => Values | Promise<Values | undefined>)[] = [
    ...named.map((place) => () => secretAt(place)),
    () => settingsOf(asking),
    () => secretAt(USUAL_SECRET),
  ];
  for (const place of places) {
    const keys = keysIn((await place()) ?? {});
    if (keys) return keys;
  }
  const secrets = [...named, USUAL_SECRET]
    .map((place) => `Secret ${place.name} of the ${place.where}'s namespace`)
    .join(', ');
  throw new Error(`${SYSTEM} needs api-key and app-key: they are in no ${secrets}, nor in DD_API_KEY and DD_APP_KEY`);
}

const settingsOf = (asking: Asking): Values => ({
  'api-key': asking.setting('DD_API_KEY'),
  'app-key': asking.setting('DD_APP_KEY'),
  address: asking.setting('DD_ADDRESS'),
});

function keysIn(values: Values): Keys | undefined {
  const [api, application, address] = ['api-key', 'app-key', 'address'].map((key) => values[key]?.trim());
  if (!api || !application) return undefined;
  return { address: address || USUAL_ADDRESS, 'dd-api-key': api, 'dd-application-key': application };
}
