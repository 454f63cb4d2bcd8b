/** Prometheus, and what answers its query interface: Thanos, Mimir, VictoriaMetrics, Amazon's managed service. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { milliseconds } from '../../crds/duration.ts';
import { evaluatedTime } from '../expressions/time.ts';
import { addressOf, hostOf } from './address.ts';
import { basicAuthorization, headersIn } from './headers.ts';
import { bearer } from './oauth2.ts';
import { measuredIn } from './prometheus-answer.ts';
import type { Asking, HttpAnswer, HttpRequest, MetricProvider } from './provider.ts';
import { answered } from './question.ts';

type Config = NonNullable<Provider['prometheus']>;
type Headers = Readonly<Record<string, string>>;

const SYSTEM = 'prometheus';
const DEFAULT_ADDRESS = 'ARGO_ROLLOUTS_PROMETHEUS_ADDRESS';
/** What an address holds if its requests are to be signed. */
const AMAZON = 'aps-workspaces';
/** Seconds. */
const USUAL_TIMEOUT = 30;

export const prometheus: MetricProvider<Config> = {
  type: 'Prometheus',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: ({ timeout }) => (timeout > 0 ? timeout : USUAL_TIMEOUT) * 1000,
  about: ({ query = '' }) => ({ ResolvedPrometheusQuery: query }),
  measure: async (config, asking) => {
    if (config.timeout < 0) throw new Error('prometheus timeout should not be negative');
    if (!config.query) throw new Error('prometheus has no query');
    const address = addressOf(SYSTEM, config.address || (asking.setting(DEFAULT_ADDRESS) ?? ''));
    const range = config.rangeQuery && rangeOf(config.rangeQuery, asking.now);
    const url = `${address}/api/v1/${range ? 'query_range' : 'query'}`;
    const parameters = { query: config.query, ...(range ?? { time: seconds(asking.now.getTime()) }) };
    return measuredIn(SYSTEM, await dataAt(url, String(new URLSearchParams(parameters)), { config, asking }));
  },
};

interface How {
  readonly config: Config;
  readonly asking: Asking;
}

/** Long queries fit into a body only; a server that takes none is asked the other way. */
async function dataAt(url: string, parameters: string, how: How): Promise<HttpAnswer> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await sent({ method: 'POST', url, body: parameters, headers: form }, how);
  const isTooMuch = answer.status === 405 || answer.status === 501;
  return isTooMuch ? sent({ method: 'GET', url: `${url}?${parameters}` }, how) : answer;
}

async function sent(request: HttpRequest, { config, asking }: How): Promise<HttpAnswer> {
  const { headers, insecure } = config;
  const asked: HttpRequest = {
    ...request,
    headers: { ...request.headers, ...headersIn(headers) },
    ...(insecure && { isInsecure: true }),
    timeout: prometheus.deadline(config),
  };
  const credentials = await credentialsFor(asked, { config, asking });
  return answered(SYSTEM, asking, { ...asked, headers: { ...asked.headers, ...credentials } });
}

async function credentialsFor(request: HttpRequest, { config, asking }: How): Promise<Headers> {
  const { sigv4, oauth2, basicAuth } = config.authentication ?? {};
  if (sigv4 && request.url.includes(AMAZON)) return asking.signed(request, { service: 'aps', ...sigv4 });
  if (oauth2) return { authorization: await bearer(oauth2, asking) };
  if (!basicAuth) return {};
  return { authorization: basicAuthorization(basicAuth.username ?? '', basicAuth.password ?? '') };
}

function rangeOf({ start = '', end = '', step = '' }: NonNullable<Config['rangeQuery']>, now: Date) {
  const stride = milliseconds(step);
  if (stride === undefined || stride <= 0)
    throw new Error(`rangeQuery.step is no duration such as 1m: ${JSON.stringify(step)}`);
  return { start: timeText('start', start, now), end: timeText('end', end, now), step: seconds(stride) };
}

function timeText(field: string, expression: string, now: Date): string {
  const time = evaluatedTime(expression, now);
  if (typeof time !== 'number') throw new Error(`rangeQuery.${field}: ${time.error}`);
  return seconds(time);
}

const seconds = (milliseconds: number): string => String(milliseconds / 1000);
