/** Wavefront, now Operations for Applications: of each series the point that is nearest to now. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { decimalText } from '../number-text.ts';
import { addressOf } from './address.ts';
import { okJson, said } from './http-answer.ts';
import { listOf, partOf } from './json-answer.ts';
import type { Measured, MetricProvider } from './provider.ts';
import { answered } from './question.ts';
import { credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['wavefront']>;

const SYSTEM = 'wavefront';
/** Its keys are hosts, its values the tokens for them. */
const TOKENS = 'wavefront-api-tokens';
/** Milliseconds. */
const DEADLINE = 30_000;
const DECIMALS = 2;

export const wavefront: MetricProvider<Config> = {
  type: 'Wavefront',
  backend: ({ address }) => hostName(address) || SYSTEM,
  deadline: () => DEADLINE,
  measure: async ({ address = '', query = '' }, asking) => {
    const host = hostName(address);
    if (host === '') throw new Error('wavefront has no address such as example.wavefront.com');
    const secret = await credentialsOf({ name: TOKENS, namespaced: false }, asking);
    const token = secret.required(host);
    const now = Math.floor(asking.now.getTime() / 1000);
    // No time passes between start and end, so points outside have to do.
    const time = String(now * 1000);
    const parameters = new URLSearchParams({ q: query, s: time, e: time, g: 's', p: '1', i: 'true', strict: 'false' });
    const answer = await answered(SYSTEM, asking, {
      method: 'GET',
      url: `${addressOf(SYSTEM, `https://${host}`)}/api/v2/chart/api?${parameters}`,
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      timeout: DEADLINE,
    });
    return measuredIn(okJson(SYSTEM, answer), now);
  },
};

/** Users name a host; who writes a URL means its host, too, as keys of a Secret can hold nothing else. */
const hostName = (address = ''): string =>
  address
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '');

interface Point {
  readonly value: number;
  /** Seconds since 1970. */
  readonly time: number;
}

function measuredIn(body: unknown, now: number): Measured {
  const refusal = partOf(body, 'errorMessage') ?? partOf(body, 'errorType');
  if (typeof refusal === 'string') throw new Error(`${SYSTEM} could not answer the query: ${said(refusal)}`);
  const series = partOf(body, 'timeseries') ?? [];
  const points = listOf(SYSTEM, 'timeseries', series).map((one) => nearest(partOf(one, 'data'), now));
  const [first] = points;
  if (!first) throw new Error('No TimeSeries found in response from Wavefront');
  const shown = (text: (point: Point) => string): string =>
    points.length === 1 ? text(first) : `[${points.map(text).join(',')}]`;
  const warnings = partOf(body, 'warnings');
  return {
    value: points.length === 1 ? first.value : points.map(({ value }) => value),
    text: shown(({ value }) => decimalText(value, DECIMALS)),
    metadata: {
      timestamps: shown(({ time }) => String(Math.trunc(time))),
      drift: shown(({ time }) => String(Math.trunc(time - now))),
      ...(typeof warnings === 'string' && warnings !== '' && { warnings: said(warnings) }),
    },
  };
}

function nearest(data: unknown, now: number): Point {
  const points = listOf(SYSTEM, 'points', data).map(pointOf);
  const [first, ...others] = points;
  if (!first) throw new Error(`${SYSTEM} answered a series without points`);
  return others.reduce((best, point) => (Math.abs(point.time - now) < Math.abs(best.time - now) ? point : best), first);
}

function pointOf(pair: unknown): Point {
  const [time, value]: readonly unknown[] = Array.isArray(pair) ? pair : [];
  if (typeof time !== 'number' || typeof value !== 'number')
    throw new Error(`${SYSTEM} answered a point that is no pair of numbers`);
  return { time, value };
}
