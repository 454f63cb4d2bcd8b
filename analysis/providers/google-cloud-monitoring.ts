/** Google Cloud Monitoring: PromQL by the interface of Prometheus, or MQL. */
import { z } from 'zod';
import type { Provider } from '../../crds/analysis/providers.ts';
import { addressOf, hostOf } from './address.ts';
import { fewEnough, MOST_VALUES, numbersText, shaped } from './answer-shape.ts';
import { accountHeader, keyFileIn } from './google-account.ts';
import { okJson, said } from './http-answer.ts';
import { measuredIn } from './prometheus-answer.ts';
import type { Asking, HttpAnswer, Measured, MetricProvider } from './provider.ts';
import { answered, deadlineOf } from './question.ts';
import { credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['googleCloudMonitoring']>;

const SYSTEM = 'googleCloudMonitoring';
const MOST_PAGES = 20;
/** Tokens open all of a project's metrics: nobody else is told them. */
const OF_GOOGLE = /^https:\/\/monitoring(\.[\w-]+)*\.googleapis\.com$/;
/** Numbers, and names of projects, also those of domains. */
const PROJECT = /^[a-z0-9][a-z0-9.:-]{0,62}$/;

const Value = z.object({
  doubleValue: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).optional(),
  int64Value: z
    .string()
    .regex(/^-?\d+$/)
    .optional(),
  boolValue: z.boolean().optional(),
});
const Point = z.object({ values: z.array(Value).min(1), timeInterval: z.object({ endTime: z.iso.datetime() }) });
const Answer = z.object({
  timeSeriesData: z.array(z.object({ pointData: z.array(Point).default([]) })).default([]),
  timeSeriesDescriptor: z.looseObject({}).optional(),
  nextPageToken: z.string().optional(),
  partialErrors: z.array(z.object({ message: z.string().optional() })).default([]),
});
type Series = z.output<typeof Answer>['timeSeriesData'][number];

export const googleCloudMonitoring: MetricProvider<Config> = {
  type: 'GoogleCloudMonitoring',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: deadlineOf,
  about: ({ query = '' }) => ({ ResolvedGoogleCloudMonitoringQuery: query }),
  measure: async (config, asking) => {
    const { query, language, secretRef } = config;
    if (!query) throw new Error(`${SYSTEM} has no query`);
    const address = addressOf(SYSTEM, config.address);
    if (!OF_GOOGLE.test(address)) throw new Error(`the address of ${SYSTEM} is none of monitoring.googleapis.com`);
    const { optional } = await credentialsOf(secretRef, asking);
    const file = optional('serviceAccountKey');
    const key = file === undefined ? undefined : keyFileIn(file);
    const project = config.project || optional('project') || key?.project_id;
    if (!project || !PROJECT.test(project)) throw new Error(`${SYSTEM} has no project, or none that can be`);
    const headers = await accountHeader(key, asking, deadlineOf(config));
    const question: Question = { address, project, query, headers, timeout: deadlineOf(config) };
    return language === 'mql' ? seriesMeasured(await allSeries(question, asking)) : byPromQl(question, asking);
  },
};

interface Question {
  readonly address: string;
  readonly project: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: number;
}

async function byPromQl({ address, project, query, headers, timeout }: Question, asking: Asking): Promise<Measured> {
  const body = String(new URLSearchParams({ query, time: String(asking.now.getTime() / 1000) }));
  const url = `${address}/v1/projects/${project}/location/global/prometheus/api/v1/query`;
  const all = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
  return measuredIn(SYSTEM, await answered(SYSTEM, asking, { method: 'POST', url, headers: all, body, timeout }));
}

async function allSeries({ address, project, query, ...how }: Question, asking: Asking): Promise<readonly Series[]> {
  const series: Series[] = [];
  const url = `${address}/v3/projects/${project}/timeSeries:query`;
  const headers = { 'content-type': 'application/json', ...how.headers };
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const body = JSON.stringify({ query, ...(pageToken && { pageToken }) });
    const answer = pageIn(await answered(SYSTEM, asking, { method: 'POST', url, ...how, headers, body }));
    series.push(...answer.timeSeriesData);
    pageToken = answer.nextPageToken;
    if (!pageToken || series.length > MOST_VALUES) return series;
  }
  throw new Error(`${SYSTEM} answered more than ${MOST_PAGES} pages`);
}

function pageIn(answer: HttpAnswer): z.output<typeof Answer> {
  const page = shaped(SYSTEM, Answer, okJson(SYSTEM, answer));
  const [problem] = page.partialErrors;
  if (problem) throw new Error(`${SYSTEM} answered a part only: ${said(problem.message ?? 'no reason given')}`);
  return page;
}

/** The newest number of each series. */
function seriesMeasured(series: readonly Series[]): Measured {
  const values = fewEnough(SYSTEM, series).flatMap(({ pointData }) => {
    const [first, ...others] = pointData;
    if (!first) return [];
    const time = ({ timeInterval }: typeof first) => Date.parse(timeInterval.endTime);
    const newest = others.reduce((best, point) => (time(point) > time(best) ? point : best), first);
    return newest.values.slice(0, 1).map(numberOf);
  });
  return { value: values, text: numbersText(values) };
}

function numberOf({ doubleValue, int64Value, boolValue }: z.output<typeof Value>): number {
  const value = doubleValue ?? int64Value ?? boolValue;
  if (value === undefined) throw new Error(`${SYSTEM} answered points that are no numbers: reduce them in the query`);
  return Number(value);
}
