/** Prometheus' interface for queries, over the series in memory; it has no socket of its own. */
import { compareText, labelRecord, labelText } from './labels.ts';
import { badData, selectorsIn, stepsIn, timeIn, withParameter } from './parameters.ts';
import { instantData, rangeData } from './query.ts';
import { QueryError } from './query-error.ts';
import { seriesMatching } from './select.ts';
import { type Series, type SeriesStore, samplesUntil } from './series-store.ts';

export interface MetricsAnswer {
  readonly status: number;
  /** Text is plain text, all else is JSON. */
  readonly body: unknown;
}

/** The query is what stands after `?`, followed by the body of a form, with `&` between; now is in milliseconds. */
export type MetricsHandler = (path: string, query: string, now: number) => MetricsAnswer;

interface Question {
  readonly store: SeriesStore;
  readonly parameters: URLSearchParams;
  readonly now: number;
}

const STATUS = { bad_data: 400, execution: 422 } as const;
const READY = 'Prometheus Server is Ready.\n';
const LABEL_VALUES = /^\/api\/v1\/label\/([^/]+)\/values$/;
const BUILD = { version: '3.1.0', revision: 'sandbox', branch: '', buildUser: '', buildDate: '', goVersion: '' };

export function metricsHandler(store: SeriesStore): MetricsHandler {
  return (path, query, now) =>
    path === '/-/ready'
      ? { status: 200, body: READY }
      : answered(path, { store, parameters: new URLSearchParams(query), now });
}

function answered(path: string, question: Question): MetricsAnswer {
  try {
    const data = dataAt(path, question);
    return data === undefined ? refused(404, 'not_found', `no such path: ${path}`) : success(data);
  } catch (error) {
    if (error instanceof QueryError) return refused(STATUS[error.fault], error.fault, error.message);
    throw error;
  }
}

const success = (data: unknown): MetricsAnswer => ({ status: 200, body: { status: 'success', data } });

const refused = (status: number, errorType: string, error: string): MetricsAnswer => ({
  status,
  body: { status: 'error', errorType, error },
});

function dataAt(path: string, question: Question): unknown {
  const { store, parameters, now } = question;
  const query = parameters.get('query') ?? '';
  switch (path) {
    case '/api/v1/query': {
      const time = timeIn(parameters, 'time', now);
      return withParameter('query', () => instantData(store, query, time));
    }
    case '/api/v1/query_range': {
      const steps = stepsIn(parameters);
      return withParameter('query', () => rangeData(store, query, steps));
    }
    case '/api/v1/series':
      return seriesData(question);
    case '/api/v1/labels':
      return sortedTexts(seriesOf(question).flatMap(({ labels }) => [...labels.pairs.keys()]));
    case '/api/v1/status/buildinfo':
      return BUILD;
    default:
      return labelValues(path, question);
  }
}

function seriesData(question: Question): unknown {
  if (!question.parameters.has('match[]')) throw badData('no match[] parameter provided');
  const selectors = withParameter('match[]', () => selectorsIn(question.parameters));
  return seriesOf(question, selectors).map(({ labels }) => labelRecord(labels));
}

function labelValues(path: string, question: Question): unknown {
  const encoded = LABEL_VALUES.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  const name = decoded(encoded);
  if (name === undefined) throw badData(`invalid label name: ${JSON.stringify(encoded)}`);
  return sortedTexts(seriesOf(question).map(({ labels }) => labelText(labels, name)));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const sortedTexts = (texts: readonly string[]): string[] =>
  [...new Set(texts)].filter((text) => text !== '').sort(compareText);

/** The series that match one of the selectors and have a sample in the time that was asked for. */
function seriesOf({ store, parameters }: Question, selectors = selectorsIn(parameters)): readonly Series[] {
  const start = timeIn(parameters, 'start', Number.NEGATIVE_INFINITY);
  const end = timeIn(parameters, 'end', Number.POSITIVE_INFINITY);
  const found =
    selectors.length > 0 ? new Set(selectors.flatMap((matchers) => seriesMatching(store, matchers))) : store.series();
  return [...found].filter(({ samples }) => samplesUntil(samples, end) > samplesUntil(samples, start - 1));
}
