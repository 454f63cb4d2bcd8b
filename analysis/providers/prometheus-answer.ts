/** Answers of the query interface of Prometheus, which others speak as well. */
import { isObject } from '../../crds/defaults.ts';
import { fewEnough, numbersText, numberText } from './answer-shape.ts';
import { jsonOf, okJson, said } from './http-answer.ts';
import type { HttpAnswer, Measured } from './provider.ts';

const MOST_CHARACTERS = 1_000;

/** A scalar is a number; vectors and matrices are lists of the numbers of all their samples. */
export function measuredIn(system: string, answer: Pick<HttpAnswer, 'status' | 'text'>): Measured {
  const body = bodyOf(system, answer);
  const data = isObject(body['data']) ? body['data'] : {};
  const value = valueIn(system, data);
  const text = typeof value === 'number' ? numberText(value) : numbersText(value);
  const metadata = remarksIn(body);
  return { value, text, ...(Object.keys(metadata).length > 0 && { metadata }) };
}

/** Its errors say more than their status does. */
function bodyOf(system: string, answer: Pick<HttpAnswer, 'status' | 'text'>): Readonly<Record<string, unknown>> {
  const told = answer.status >= 400 ? jsonOf(answer.text) : okJson(system, answer);
  if (isObject(told) && told['status'] === 'error') {
    const { errorType = 'error', error = '' } = told;
    throw new Error(`${system} answered ${answer.status}: ${said(`${errorType}: ${error}`)}`);
  }
  if (answer.status >= 400) okJson(system, answer);
  if (!isObject(told) || told['status'] !== 'success')
    throw new Error(`${system} answered without a status of success`);
  return told;
}

function valueIn(
  system: string,
  { resultType, result }: Readonly<Record<string, unknown>>,
): number | readonly number[] {
  const refused = (what: string) => new Error(`${system} answered ${what}`);
  if (resultType === 'scalar') return numberIn(system, result);
  if (resultType !== 'vector' && resultType !== 'matrix')
    throw refused(
      `a result of type ${said(JSON.stringify(resultType ?? null))}: only scalars, vectors and matrices are values`,
    );
  if (!Array.isArray(result)) throw refused(`a ${resultType} that is no list`);
  const samples = resultType === 'vector' ? result.map(sampleIn) : result.flatMap(samplesIn);
  return fewEnough(system, samples).map((sample) => numberIn(system, sample));
}

const sampleIn = (series: unknown): unknown =>
  isObject(series) ? (series['value'] ?? histogramIn(series)) : undefined;

function samplesIn(series: unknown): readonly unknown[] {
  const samples = isObject(series) ? (series['values'] ?? histogramIn(series)) : undefined;
  return Array.isArray(samples) ? samples : [samples];
}

const HISTOGRAM = 'histogram';
const histogramIn = (series: Readonly<Record<string, unknown>>): unknown =>
  'histogram' in series || 'histograms' in series ? HISTOGRAM : undefined;

/** A sample is a time, and a number as text. */
function numberIn(system: string, sample: unknown): number {
  if (sample === HISTOGRAM)
    throw new Error(`${system} answered a histogram: take a number of it, as histogram_quantile does`);
  const text: unknown = Array.isArray(sample) ? sample[1] : undefined;
  const value = typeof text === 'string' ? numberOf(text) : undefined;
  if (value === undefined) throw new Error(`${system} answered a sample that is no number`);
  return value;
}

function numberOf(text: string): number | undefined {
  const [, sign, isInfinite] = /^([+-]?)(inf)$/i.exec(text) ?? [];
  if (isInfinite) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  return /^[+-]?(\d|\.\d)[\d.]*(e[+-]?\d+)?$/i.test(text) && !Number.isNaN(Number(text)) ? Number(text) : undefined;
}

/** What the server has to remark, as quoted texts. */
function remarksIn(body: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const kinds = ['warnings', 'infos'].flatMap((kind) => {
    const remarks: unknown = body[kind];
    return Array.isArray(remarks) && remarks.length > 0 ? [[kind, quoted(remarks)] as const] : [];
  });
  return Object.fromEntries(kinds);
}

function quoted(remarks: readonly unknown[]): string {
  const text = remarks
    .slice(0, 20)
    .map((remark) => JSON.stringify(said(String(remark))))
    .join(', ');
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
