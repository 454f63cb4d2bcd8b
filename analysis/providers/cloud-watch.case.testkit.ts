/**
 * Amazon CloudWatch as its API Reference has it: GetMetricData, MetricDataQuery, MetricDataResult, Common Errors
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference), version 2010-08-01, asked by forms.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { cloudWatch } from './cloud-watch.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['cloudWatch']>;

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const usual: Config = {
  interval: '10m',
  metricDataQueries: [
    { id: 'rate', label: 'Errors & all', expression: 'errors / requests' },
    {
      id: 'errors',
      metricStat: {
        metric: {
          namespace: 'app',
          metricName: 'errors',
          dimensions: [
            { name: 'release', value: 'v2' },
            { name: 'zone', value: 'a' },
          ],
        },
        period: 300,
        stat: 'Sum',
        unit: 'Count',
      },
      returnData: false,
    },
    { id: 'sql', expression: 'SELECT 1', period: '60' },
  ],
};
const world = { settings: { AWS_REGION: 'eu-west-1' } };

const FIRST = 'MetricDataQueries.member.1';
const SECOND = 'MetricDataQueries.member.2';
const form: Readonly<Record<string, string>> = {
  Action: 'GetMetricData',
  Version: '2010-08-01',
  [`${FIRST}.Id`]: 'rate',
  [`${FIRST}.Expression`]: 'errors / requests',
  [`${FIRST}.Label`]: 'Errors & all',
  [`${SECOND}.Id`]: 'errors',
  [`${SECOND}.ReturnData`]: 'false',
  [`${SECOND}.MetricStat.Metric.MetricName`]: 'errors',
  [`${SECOND}.MetricStat.Metric.Namespace`]: 'app',
  [`${SECOND}.MetricStat.Metric.Dimensions.member.1.Name`]: 'release',
  [`${SECOND}.MetricStat.Metric.Dimensions.member.1.Value`]: 'v2',
  [`${SECOND}.MetricStat.Metric.Dimensions.member.2.Name`]: 'zone',
  [`${SECOND}.MetricStat.Metric.Dimensions.member.2.Value`]: 'a',
  [`${SECOND}.MetricStat.Period`]: '300',
  [`${SECOND}.MetricStat.Stat`]: 'Sum',
  [`${SECOND}.MetricStat.Unit`]: 'Count',
  'MetricDataQueries.member.3.Id': 'sql',
  'MetricDataQueries.member.3.Expression': 'SELECT 1',
  'MetricDataQueries.member.3.Period': '60',
  StartTime: '2026-01-02T02:54:05.678Z',
  EndTime: '2026-01-02T03:04:05.678Z',
};
const ask = (
  more: Readonly<Record<string, string>> = {},
  url = 'https://monitoring.eu-west-1.amazonaws.com/',
): Asked => ({
  method: 'POST',
  url,
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    authorization: `signed monitoring ${url.includes('cn-') ? 'cn-north-1' : 'eu-west-1'}`,
  },
  body: String(new URLSearchParams({ ...form, ...more })),
});

const members = (texts: readonly string[]): string => texts.map((text) => `<member>${text}</member>`).join('\n  ');

interface Part {
  readonly id?: string;
  readonly code?: string;
  readonly times: readonly string[];
  readonly values: readonly string[];
}

const part = ({ id = 'rate', code = 'Complete', times, values }: Part): string =>
  `<Id>${id}</Id><Label>Errors &amp; all</Label><StatusCode>${code}</StatusCode>
   <Timestamps>${members(times)}</Timestamps><Values>${members(values)}</Values>`;

const page = (parts: readonly string[], next = ''): Reply => ({
  headers: { 'content-type': 'text/xml' },
  body: `<GetMetricDataResponse xmlns="${NAMESPACE}">
  <GetMetricDataResult>
    <MetricDataResults>${members(parts)}</MetricDataResults>${next && `<NextToken>${next}</NextToken>`}
  </GetMetricDataResult>
  <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
</GetMetricDataResponse>
`,
});
const error = (status: number, code: string, message: string): Reply => ({
  status,
  body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>
<RequestId>1</RequestId></ErrorResponse>`,
});

const TIMES = ['2026-01-02T03:00:00Z', '2026-01-02T02:55:00Z'];
const result = { Id: 'rate', Label: 'Errors & all', StatusCode: 'Complete', Messages: [] };
const whole = { ...result, Timestamps: TIMES.map((time) => new Date(time)), Values: [1, 2] };
const china = 'https://monitoring.cn-north-1.amazonaws.com.cn/';

const rows: readonly Row<Config>[] = [
  {
    what: 'results have the names of the Go library, and their values are shown as Go prints them',
    replies: [
      page([
        part({ times: TIMES, values: ['1.0', '2.0'] }),
        part({ id: 'sql', times: TIMES.slice(1), values: ['3.0E-5'] }),
        part({ id: 'none', times: [], values: [] }),
      ]),
    ],
    asks: [ask()],
    gives: {
      value: [
        whole,
        { ...result, Id: 'sql', Timestamps: [new Date(TIMES[1] ?? '')], Values: [0.00003] },
        { ...result, Id: 'none', Timestamps: [], Values: [] },
      ],
      text: '[[1 2] [3e-05] []]',
    },
  },
  {
    what: 'pages are put together',
    replies: [
      page([part({ code: 'PartialData', times: TIMES.slice(0, 1), values: ['1'] })], 'next=='),
      page([part({ times: TIMES.slice(1), values: ['2'] })]),
    ],
    asks: [ask(), ask({ NextToken: 'next==' })],
    gives: { value: [whole], text: '[[1 2]]' },
  },
  {
    what: 'there are not pages without end',
    replies: () => page([], 'again'),
    gives: { error: 'cloudWatch answered more than 20 pages' },
  },
  {
    what: 'more values than a measurement can have are refused',
    replies: () => page([part({ times: [], values: Array.from({ length: 2_000 }, () => '1') })], 'again'),
    gives: { error: 'cloudWatch answered more than 10000 values' },
  },
  { what: 'nothing is a list of nothing', replies: [page([])], gives: { value: [], text: '[]' } },
  {
    what: 'values are numbers',
    replies: [page([part({ times: TIMES.slice(1), values: ['many'] })])],
    gives: { error: 'cloudWatch answered a value that is no number' },
  },
  {
    what: 'messages are kept',
    replies: [page(['<Id>rate</Id><Messages><member><Code>Limit</Code><Value>too much</Value></member></Messages>'])],
    gives: {
      value: [
        {
          ...{ Id: 'rate', Label: '', StatusCode: '', Timestamps: [], Values: [] },
          Messages: [{ Code: 'Limit', Value: 'too much' }],
        },
      ],
      text: '[[]]',
    },
  },
  {
    what: 'a refusal says why',
    replies: [error(400, 'ValidationError', 'Error in expression &apos;rate&apos;:\n unknown function')],
    gives: { error: "cloudWatch answered 400: ValidationError: Error in expression 'rate': unknown function" },
  },
  {
    what: 'what a refusal says of signatures is not told',
    replies: [
      error(403, 'SignatureDoesNotMatch', `The canonical string should have been x-amz-security-token:${CANARY}`),
    ],
    gives: { error: 'cloudWatch answered 403: SignatureDoesNotMatch' },
  },
  {
    what: 'China has a domain of its own',
    world: { settings: { AWS_DEFAULT_REGION: 'cn-north-1' } },
    replies: [page([])],
    asks: [ask({}, china)],
    gives: { value: [], text: '[]' },
  },
  {
    what: 'the endpoint can be another one',
    world: { settings: { ...world.settings, AWS_ENDPOINT_URL_CLOUDWATCH: 'https://cloudwatch.test/x' } },
    replies: [page([])],
    asks: [ask({}, 'https://cloudwatch.test/x')],
    gives: { value: [], text: '[]' },
  },
  {
    what: 'without a region nobody is asked',
    world: {},
    replies: [],
    asks: [],
    gives: { error: 'cloudWatch: there is no AWS region: set AWS_REGION' },
  },
  {
    what: 'without queries nobody is asked',
    config: { interval: '5m', metricDataQueries: [] },
    replies: [],
    asks: [],
    gives: { error: 'cloudWatch has no metricDataQueries' },
  },
  {
    what: 'the interval is a duration',
    config: { ...usual, interval: 'long' },
    replies: [],
    asks: [],
    gives: { error: 'interval is no duration such as 5m: "long"' },
  },
];

export const cloudWatchCase: ProviderCase<Config> = {
  provider: cloudWatch,
  config: usual,
  world,
  backend: 'cloudWatch',
  rows,
};
