/** The parameters of the query interface: times, durations and selectors. */
import { selectorIn } from './parse.ts';
import { matchesAll } from './parse-selector.ts';
import type { Steps } from './query.ts';
import { QueryError } from './query-error.ts';
import type { LabelMatcher } from './syntax.ts';
import { numberIn } from './tokens.ts';

const MOST_POINTS = 11_000;
const MOST_SELECTORS = 100;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/i;
const SECONDS = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** Milliseconds since 1970; what is not given is the other time. */
export function timeIn(parameters: URLSearchParams, name: string, otherwise: number): number {
  const text = parameters.get(name);
  if (!text) return otherwise;
  return timeOf(text) ?? fail(name, `Invalid time value for '${name}': ${unreadable(text, 'timestamp')}`);
}

export function stepsIn(parameters: URLSearchParams): Steps {
  const start = requiredTime(parameters, 'start');
  const end = requiredTime(parameters, 'end');
  if (end < start) throw invalid('end', 'end timestamp must not be before start time');
  const step = stepIn(parameters.get('step') ?? '');
  if (step <= 0) {
    throw invalid('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  }
  if ((end - start) / step > MOST_POINTS) {
    const limit = 'exceeded maximum resolution of 11,000 points per timeseries';
    throw badData(`${limit}. Try decreasing the query resolution (?step=XX)`);
  }
  return { start, end, step };
}

/** The selectors of `match[]`, of which a series has to match one. */
export function selectorsIn(parameters: URLSearchParams): readonly (readonly LabelMatcher[])[] {
  const texts = parameters.getAll('match[]');
  if (texts.length > MOST_SELECTORS) throw badData(`match[] may be given ${MOST_SELECTORS} times at most`);
  const selectors = texts.map(selectorIn);
  if (selectors.some(matchesAll)) throw badData('match[] must contain at least one non-empty matcher');
  return selectors;
}

/** Says which parameter it was whose text is wrong. */
export function withParameter<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isText = error instanceof QueryError && error.fault === 'bad_data' && !error.isUnsupported;
    throw isText ? invalid(name, error.message) : error;
  }
}

export const badData = (message: string): QueryError => new QueryError('bad_data', message);

function requiredTime(parameters: URLSearchParams, name: string): number {
  const text = parameters.get(name) ?? '';
  return timeOf(text) ?? fail(name, unreadable(text, 'timestamp'));
}

function timeOf(text: string): number | undefined {
  const seconds = SECONDS.test(text) ? Number(text) * 1000 : Number.NaN;
  const time = Math.round(INSTANT.test(text) ? Date.parse(text) : seconds);
  return Number.isSafeInteger(time) ? time : undefined;
}

function stepIn(text: string): number {
  const seconds = SECONDS.test(text) ? Number(text) : (numberIn(text) ?? Number.NaN);
  const step = Math.round(seconds * 1000);
  return Number.isSafeInteger(step) ? step : fail('step', unreadable(text, 'duration'));
}

const unreadable = (text: string, kind: string): string => `cannot parse ${JSON.stringify(text)} to a valid ${kind}`;

function fail(name: string, message: string): never {
  throw invalid(name, message);
}

const invalid = (name: string, message: string): QueryError =>
  badData(`invalid parameter ${JSON.stringify(name)}: ${message}`);
