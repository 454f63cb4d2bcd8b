/** Graphite: the first series that a render query gives. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { decimalText } from '../number-text.ts';
import { addressOf, hostOf } from './address.ts';
import { okJson } from './http-answer.ts';
import { listOf, partOf } from './json-answer.ts';
import type { Measured, MetricProvider } from './provider.ts';
import { answered } from './question.ts';

type Config = NonNullable<Provider['graphite']>;

const SYSTEM = 'graphite';
/** Milliseconds. */
const DEADLINE = 10_000;
const DECIMALS = 6;

export const graphite: MetricProvider<Config> = {
  type: 'Graphite',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: () => DEADLINE,
  measure: async ({ address = '', query = '' }, asking) => {
    const parameters = new URLSearchParams(query.replaceAll(/\s+/g, ''));
    parameters.set('format', 'json');
    const url = `${addressOf(SYSTEM, address)}/render?${parameters}`;
    const body = okJson(SYSTEM, await answered(SYSTEM, asking, { method: 'GET', url, timeout: DEADLINE }));
    return measuredIn(listOf(SYSTEM, 'series', body));
  },
};

function measuredIn([first]: readonly unknown[]): Measured {
  const points = first === undefined ? [] : listOf(SYSTEM, 'datapoints', partOf(first, 'datapoints'));
  const value = points.map(valueAt).filter((one) => one !== undefined);
  if (value.length === 0) throw new Error('no values found');
  return { value, text: `[${value.map((one) => decimalText(one, DECIMALS)).join(',')}]` };
}

/** A point is a value and a time; some servers write numbers as text. Undefined where there is no value. */
function valueAt(point: unknown): number | undefined {
  if (!Array.isArray(point) || point.length !== 2) throw new Error(`${SYSTEM} answered a datapoint that is no pair`);
  const [given]: readonly unknown[] = point;
  if (given === null) return undefined;
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value !== 'number' || Number.isNaN(value)) throw new Error(`${SYSTEM} answered a value that is no number`);
  return value;
}
