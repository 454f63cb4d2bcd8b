/** Any HTTP service that answers JSON or text, or the pods of a revision one by one. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { milliseconds } from '../../crds/duration.ts';
import { addressOf, hostOf } from './address.ts';
import { headersIn } from './headers.ts';
import { said } from './http-answer.ts';
import { bearer } from './oauth2.ts';
import type { Asking, HttpRequest, MetricProvider } from './provider.ts';
import { judged, outcomeOf } from './web-answer.ts';
import { askedPods, MOST_ROUNDS } from './web-pods.ts';

type WebConfig = NonNullable<Provider['web']>;

/** Seconds. */
const USUAL_TIMEOUT = 10;
/** Milliseconds for all but the requests. */
const GRACE = 1_000;

export const web: MetricProvider<WebConfig> = {
  type: 'WebMetric',
  backend: ({ url, target }) => (target ? `${target.service} pods` : hostOf(url, 'web')),
  deadline: (config) => {
    const requests = (config.target ? MOST_ROUNDS : 1) + (config.authentication?.oauth2 ? 1 : 0);
    return requests * timeoutOf(config) + GRACE;
  },
  measure: async (config, asking) => {
    const request = await requestFor(config, asking);
    if (config.target) return askedPods(config.target, { request, asking, config });
    return judged(config, await outcomeOf(asking, request));
  },
};

function timeoutOf({ timeoutSeconds }: WebConfig): number {
  return (timeoutSeconds > 0 ? timeoutSeconds : USUAL_TIMEOUT) * 1000;
}

async function requestFor(config: WebConfig, asking: Asking): Promise<HttpRequest> {
  const { method, url, insecure, authentication, expectWithin, target } = config;
  if (!target) addressOf('web', url);
  const within = expectWithin === undefined ? undefined : milliseconds(expectWithin);
  if (expectWithin !== undefined && !(within !== undefined && within > 0))
    throw new Error(`expectWithin is no duration such as 500ms: ${said(expectWithin)}`);
  const oauth2 = authentication?.oauth2?.tokenUrl ? authentication.oauth2 : undefined;
  return {
    method,
    url,
    ...contentOf(config),
    headers: {
      ...contentOf(config).headers,
      ...headersIn(config.headers),
      ...(oauth2 && { authorization: await bearer(oauth2, asking) }),
    },
    ...(insecure && { isInsecure: true }),
    timeout: Math.min(timeoutOf(config), within ?? Number.POSITIVE_INFINITY),
  };
}

function contentOf({ method, body, jsonBody }: WebConfig): Pick<HttpRequest, 'body' | 'headers'> {
  const hasText = body !== undefined && body !== '';
  if (!hasText && jsonBody === undefined) return {};
  if (hasText && jsonBody !== undefined) throw new Error('use either body or jsonBody: both cannot be sent');
  if (method === 'GET') throw new Error('body and jsonBody can only be used with method POST or PUT');
  if (hasText) return { body, headers: { 'content-type': 'text/plain; charset=utf-8' } };
  return { body: JSON.stringify(jsonBody), headers: { 'content-type': 'application/json' } };
}
