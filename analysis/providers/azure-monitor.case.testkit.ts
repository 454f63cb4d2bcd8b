/**
 * Azure Monitor as its documentation has it: "Metrics - List" 2023-10-01 and "Query - Execute" (learn.microsoft.com/rest/api),
 * "Azure Monitor Log Analytics API response format", "OAuth 2.0 client credentials flow", "Workload identity federation".
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { azureMonitor } from './azure-monitor.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['azureMonitor']>;

const RESOURCE = '/subscriptions/s-1/resourceGroups/shop/providers/Microsoft.Web/sites/web';
const block = { aggregation: 'Average', timeGrain: 'FULL', interval: '5m', timeout: 30 } as const;
const secretRef = { name: 'azure', namespaced: false };
const usual: Config = { ...block, resourceId: RESOURCE, metricName: 'Http5xx', aggregation: 'Total', secretRef };
const logs: Config = { ...block, workspaceId: 'w-1', query: 'AppRequests | summarize count()', secretRef };
const world = {
  secrets: { 'controller/azure': { 'tenant-id': 'tenant', 'client-id': 'client', 'client-secret': `${CANARY}\n` } },
};
const identity = {
  AZURE_TENANT_ID: 'tenant',
  AZURE_CLIENT_ID: 'client',
  AZURE_FEDERATED_TOKEN: `${CANARY}\n`,
  AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us/',
};
const TIMESPAN = '2026-01-02T02:59:05.678Z/2026-01-02T03:04:05.678Z';

const tokenAsk = (form: Readonly<Record<string, string>>, host = 'https://login.microsoftonline.com'): Asked => ({
  method: 'POST',
  url: `${host}/tenant/oauth2/v2.0/token`,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: String(new URLSearchParams({ grant_type: 'client_credentials', ...form })),
});
const client = { client_id: 'client', client_secret: CANARY };
const metricsToken = tokenAsk({ scope: 'https://management.azure.com/.default', ...client });
const logsToken = tokenAsk({ scope: 'https://api.loganalytics.io/.default', ...client });
const bearer = { authorization: `Bearer ${CANARY}-token` };
const ask = (more: Readonly<Record<string, string>> = {}): Asked => ({
  method: 'GET',
  url: `https://management.azure.com${RESOURCE}/providers/Microsoft.Insights/metrics?${new URLSearchParams({
    'api-version': '2023-10-01',
    metricnames: 'Http5xx',
    aggregation: 'Total',
    interval: 'FULL',
    timespan: TIMESPAN,
    ...more,
  })}`,
  headers: bearer,
  body: '',
});
const logsAsk: Asked = {
  method: 'POST',
  url: 'https://api.loganalytics.io/v1/workspaces/w-1/query',
  headers: { 'content-type': 'application/json', ...bearer },
  body: JSON.stringify({ query: 'AppRequests | summarize count()', timespan: TIMESPAN }),
};

const token: Reply = { body: { token_type: 'Bearer', expires_in: 3599, access_token: `${CANARY}-token` } };
const metrics = (series: readonly (readonly object[])[], more: object = {}): Reply => ({
  body: {
    cost: 0,
    timespan: TIMESPAN,
    interval: 'FULL',
    value: [
      {
        id: `${RESOURCE}/providers/Microsoft.Insights/metrics/Http5xx`,
        type: 'Microsoft.Insights/metrics',
        name: { value: 'Http5xx', localizedValue: 'Http 5xx' },
        unit: 'Count',
        errorCode: 'Success',
        timeseries: series.map((data) => ({ metadatavalues: [], data })),
        ...more,
      },
    ],
    namespace: 'Microsoft.Web/sites',
    resourceregion: 'westeurope',
  },
});
const point = (total?: number) => ({ timeStamp: '2026-01-02T03:00:00Z', ...(total !== undefined && { total }) });
const table = (columns: readonly string[], rows: readonly (readonly unknown[])[], more: object = {}): Reply => ({
  body: {
    tables: [{ name: 'PrimaryResult', columns: columns.map((name) => ({ name, type: 'long' })), rows }],
    ...more,
  },
});

const rows: readonly Row<Config>[] = [
  {
    what: 'there is one number of each series of a metric',
    replies: [token, metrics([[point(12)], [point(0.5)]])],
    asks: [metricsToken, ask()],
    gives: { value: [12, 0.5], text: '[12,0.5]' },
  },
  {
    what: 'dimensions and periods can be chosen; there is no number where nothing was measured',
    config: { ...usual, filter: "Instance eq '*'", timeGrain: 'PT1M', metricNamespace: 'Microsoft.Web/sites' },
    replies: [token, metrics([[point(1), point(), point(3)], []])],
    asks: [
      metricsToken,
      {
        ...ask(),
        url: ask().url.replace(
          /\?.*/,
          `?${new URLSearchParams({
            'api-version': '2023-10-01',
            metricnames: 'Http5xx',
            metricnamespace: 'Microsoft.Web/sites',
            aggregation: 'Total',
            interval: 'PT1M',
            timespan: TIMESPAN,
            $filter: "Instance eq '*'",
          })}`,
        ),
      },
    ],
    gives: { value: [1, 3], text: '[1,3]' },
  },
  {
    what: 'without a Secret the workload identity of the pod is used',
    config: { ...block, resourceId: RESOURCE, metricName: 'Http5xx', aggregation: 'Total' },
    world: { settings: identity },
    replies: [token, metrics([])],
    asks: [
      tokenAsk(
        {
          scope: 'https://management.azure.com/.default',
          client_id: 'client',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: CANARY,
        },
        'https://login.microsoftonline.us',
      ),
      ask(),
    ],
    gives: { value: [], text: '[]' },
  },
  {
    what: 'logs in one column are the list of its values',
    config: logs,
    replies: [token, table(['count_'], [[20839]])],
    asks: [logsToken, logsAsk],
    gives: { value: [20839], text: '[20839]' },
  },
  {
    what: 'logs in several columns are the list of rows, by their names',
    config: logs,
    replies: [
      token,
      table(
        ['pod', 'count_'],
        [
          ['a', 1],
          ['b', null],
        ],
      ),
    ],
    gives: {
      value: [
        { pod: 'a', count_: 1 },
        { pod: 'b', count_: null },
      ],
      text: '[{"count_":1,"pod":"a"},{"count_":null,"pod":"b"}]',
    },
  },
  {
    what: 'a part of the logs is not enough',
    config: logs,
    replies: [token, table(['count_'], [[1]], { error: { code: 'PartialError', message: 'too many\nrecords' } })],
    gives: { error: 'azureMonitor answered a part only: too many records' },
  },
  {
    what: 'more values than a measurement can have are refused',
    config: logs,
    replies: [
      token,
      table(
        ['a', 'b'],
        Array.from({ length: 5_001 }, () => [1, 2]),
      ),
    ],
    gives: { error: 'azureMonitor answered 5001 rows of 2: at most 10000 values are taken' },
  },
  {
    what: 'a metric that failed says why',
    replies: [token, metrics([], { errorCode: 'Throttled', errorMessage: 'too often' })],
    gives: { error: 'azureMonitor answered Throttled: too often' },
  },
  {
    what: 'of a refused token nothing is told but the code',
    replies: [{ status: 401, body: { error: 'invalid_client', error_description: `AADSTS7000215: ${CANARY}` } }],
    asks: [metricsToken],
    gives: { error: 'Microsoft Entra answered 401: invalid_client' },
  },
  {
    what: 'without a Secret there has to be a workload identity',
    config: { ...block, resourceId: RESOURCE, metricName: 'Http5xx' },
    world: { settings: { AZURE_CLIENT_ID: 'client' } },
    replies: [],
    asks: [],
    gives: {
      error: 'azureMonitor has no secretRef, and the controller no workload identity: AZURE_FEDERATED_TOKEN is not set',
    },
  },
  {
    what: 'metrics and logs are two questions',
    config: { ...usual, query: 'AppRequests' },
    replies: [],
    asks: [],
    gives: { error: 'azureMonitor: set either resourceId and metricName, or workspaceId and query' },
  },
  {
    what: 'a resource is named whole',
    config: { ...usual, resourceId: 'web' },
    replies: [],
    asks: [],
    gives: {
      error: 'azureMonitor: resourceId is none such as /subscriptions/ID/resourceGroups/NAME/providers/…',
    },
  },
];

export const azureMonitorCase: ProviderCase<Config> = {
  provider: azureMonitor,
  config: usual,
  world,
  backend: `azureMonitor${RESOURCE}`,
  about: { ResolvedAzureMonitorQuery: 'Http5xx' },
  rows,
};
