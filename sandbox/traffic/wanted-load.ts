/** How many requests an object asks for, and which. Pure. */
import type { KubeObject } from '../../kube/types.ts';
import type { TrafficRequest } from './routes/choice.ts';
import type { Condition, Match, Route } from './routes/route.ts';

export const RATE = 'sluice.dev/sim-requests-per-second';

const MOST = 1_000;
const FORM = /^\d{1,4}(?:\.\d{1,6})?$/;
/** What may stand in a regular expression and means itself. */
const LITERAL = /^\^?([\w\-/.]*)/;
const ANY_HOST = 'gateway.example.com';

/** Requests a second; undefined if none are asked for. */
export function wantedRate({ metadata }: KubeObject): number | { readonly problem: string } | undefined {
  const text = metadata.annotations?.[RATE];
  if (text === undefined) return undefined;
  const rate = FORM.test(text) ? Number(text) : Number.NaN;
  if (rate >= 0 && rate <= MOST) return rate === 0 ? undefined : rate;
  return { problem: `${RATE}: ${JSON.stringify(text)} is not a number from 0 to 1000 such as 20 or 0.5` };
}

/** A request to its first host and path; undefined if it leads nowhere. */
export function wantedRequest(object: KubeObject, routes: readonly Route[]): TrafficRequest | undefined {
  const { namespace = '', name } = object.metadata;
  if (object.kind === 'Service') return { host: `${name}.${namespace}`, path: '/', method: 'GET', headers: {} };
  const route = routes.find(
    ({ source }) => source.kind === object.kind && source.name === name && source.namespace === namespace,
  );
  if (!route) return undefined;
  const [host = ANY_HOST] = route.hosts;
  return { host: host.replace('*', 'www'), ...matching(route.matches[0] ?? []) };
}

function matching(match: Match): Pick<TrafficRequest, 'path' | 'method' | 'headers'> {
  const asked = match.filter(({ isNegated }) => !isNegated);
  const texts = (part: Condition['part']) => asked.filter((one) => one.part === part);
  const pairs = (part: Condition['part']) => texts(part).map((one) => `${one.name}=${textFor(one)}`);
  const [path] = texts('path').map(textFor);
  const [method = 'GET'] = texts('method').map(textFor);
  const query = pairs('query').join('&');
  const cookie = pairs('cookie').join('; ');
  const headers = Object.fromEntries(texts('header').map((one) => [one.name, textFor(one)]));
  return {
    path: `${path || '/'}${query && `?${query}`}`,
    method,
    headers: { ...headers, ...(cookie && { cookie }) },
  };
}

function textFor({ type, value }: Condition): string {
  if (type === 'Present') return 'yes';
  return type === 'Regex' ? (LITERAL.exec(value)?.[1] ?? '') : value;
}
