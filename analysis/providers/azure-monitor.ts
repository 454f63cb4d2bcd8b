/** Azure Monitor: a metric of a resource, or a query in KQL over the logs of a workspace. */
import { z } from 'zod';
import type { Provider } from '../../crds/analysis/providers.ts';
import { addressOf } from './address.ts';
import { fewEnough, MOST_VALUES, numbersText, shaped } from './answer-shape.ts';
import { azureHeader } from './azure-identity.ts';
import { okJson, said } from './http-answer.ts';
import { jsonText } from './json-answer.ts';
import { lookback } from './lookback.ts';
import type { Asking, HttpRequest, Measured, MetricProvider } from './provider.ts';
import { answered, deadlineOf } from './question.ts';

type Config = NonNullable<Provider['azureMonitor']>;

const SYSTEM = 'azureMonitor';
const METRICS = 'https://management.azure.com';
const LOGS = 'https://api.loganalytics.io';
const VERSION = '2023-10-01';

const Point = z.record(z.string(), z.unknown());
const Metrics = z.object({
  value: z.array(
    z.object({
      timeseries: z.array(z.object({ data: z.array(Point) })),
      errorCode: z.string().optional(),
      errorMessage: z.string().nullish(),
    }),
  ),
});
const Logs = z.object({
  tables: z
    .array(z.object({ columns: z.array(z.object({ name: z.string() })), rows: z.array(z.array(z.unknown())) }))
    .min(1),
  error: z.object({ message: z.string().optional() }).optional(),
});

export const azureMonitor: MetricProvider<Config> = {
  type: 'AzureMonitor',
  backend: ({ resourceId, workspaceId }) => `${SYSTEM}/${(workspaceId || resourceId || '').replace(/^\//, '')}`,
  deadline: deadlineOf,
  about: ({ query, metricName }) => ({ ResolvedAzureMonitorQuery: query || metricName || '' }),
  measure: async (config, asking) => {
    const problem = problemIn(config);
    if (problem) throw new Error(`${SYSTEM}: ${problem}`);
    const isLog = Boolean(config.workspaceId);
    const address = addressOf(SYSTEM, config.address || (isLog ? LOGS : METRICS));
    const timespan = timespanOf(config, asking.now);
    const request = isLog ? logRequest(address, config, timespan) : metricRequest(address, config, timespan);
    const told = await answerTo(request, config, { address, asking });
    return isLog ? rowsIn(told) : pointsIn(told, config.aggregation);
  },
};

function problemIn({ resourceId, metricName, workspaceId, query }: Config): string | undefined {
  const [metric, log] = [[resourceId, metricName].filter(Boolean), [workspaceId, query].filter(Boolean)];
  const isOne = metric.length + log.length === 2 && metric.length !== 1;
  if (!isOne) return 'set either resourceId and metricName, or workspaceId and query';
  const isResource = /^\/subscriptions\/[^?#]+$/i.test(resourceId || '/subscriptions/ID');
  return isResource ? undefined : 'resourceId is none such as /subscriptions/ID/resourceGroups/NAME/providers/…';
}

interface Circumstances {
  readonly address: string;
  readonly asking: Asking;
}

async function answerTo(request: HttpRequest, config: Config, { address, asking }: Circumstances): Promise<unknown> {
  const timeout = deadlineOf(config);
  const identity = await azureHeader({ secretRef: config.secretRef, audience: address, timeout }, asking);
  const headers = { ...request.headers, ...identity };
  return okJson(SYSTEM, await answered(SYSTEM, asking, { ...request, headers, timeout }));
}

function timespanOf({ interval }: Config, now: Date): string {
  const start = new Date(now.getTime() - lookback(interval));
  return `${start.toISOString()}/${now.toISOString()}`;
}

function metricRequest(address: string, config: Config, timespan: string): HttpRequest {
  const { resourceId = '', metricName = '', metricNamespace, aggregation, filter, timeGrain } = config;
  const parameters = new URLSearchParams({
    'api-version': VERSION,
    metricnames: metricName,
    ...(metricNamespace && { metricnamespace: metricNamespace }),
    aggregation,
    interval: timeGrain,
    timespan,
    ...(filter && { $filter: filter }),
  });
  const path = resourceId.split('/').map(encodeURIComponent).join('/');
  return { method: 'GET', url: `${address}${path}/providers/Microsoft.Insights/metrics?${parameters}` };
}

function logRequest(address: string, { workspaceId = '', query }: Config, timespan: string): HttpRequest {
  const headers = { 'content-type': 'application/json' };
  const url = `${address}/v1/workspaces/${encodeURIComponent(workspaceId)}/query`;
  return { method: 'POST', url, headers, body: JSON.stringify({ query, timespan }) };
}

/** All points of all series. Where nothing was measured, there is none. */
function pointsIn(told: unknown, aggregation: string): Measured {
  const { value } = shaped(SYSTEM, Metrics, told);
  const failed = value.find(({ errorCode = 'Success' }) => errorCode !== 'Success');
  if (failed) throw new Error(`${SYSTEM} answered ${said(`${failed.errorCode}: ${failed.errorMessage ?? ''}`)}`);
  const field = aggregation.toLowerCase();
  const points = value.flatMap(({ timeseries }) => timeseries.flatMap(({ data }) => data));
  const values = fewEnough(
    SYSTEM,
    points.map((point) => point[field]).filter((one) => typeof one === 'number'),
  );
  return { value: values, text: numbersText(values) };
}

/** The first table: a list of its rows, or of its values if it has one column. */
function rowsIn(told: unknown): Measured {
  const { tables, error } = shaped(SYSTEM, Logs, told);
  if (error) throw new Error(`${SYSTEM} answered a part only: ${said(error.message ?? 'no reason given')}`);
  const [{ columns, rows } = { columns: [], rows: [] }] = tables;
  if (rows.length * columns.length > MOST_VALUES)
    throw new Error(
      `${SYSTEM} answered ${rows.length} rows of ${columns.length}: at most ${MOST_VALUES} values are taken`,
    );
  const value =
    columns.length === 1
      ? rows.map(([only]) => only)
      : rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
  return { value, text: jsonText(value) };
}
