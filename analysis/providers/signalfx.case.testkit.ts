/**
 * Splunk Observability Cloud as its documentation has it: "SignalFlow" in the API reference, execute over HTTP, and
 * "Stream messages specification" (dev.splunk.com/observability/docs/signalflow/messages).
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';
import { signalFx } from './signalfx.ts';

type Config = NonNullable<Provider['signalFx']>;

const QUERY = "data('errors', filter=filter('app', 'web')).sum().publish()";
const usual: Config = {
  address: 'https://api.us1.signalfx.test',
  query: QUERY,
  interval: '10m',
  secretRef: { name: 'splunk', namespaced: true },
  timeout: 30,
};
const world = { secrets: { 'run/splunk': { sf_token_key: `${CANARY}\n` } } };
const ask: Asked = {
  method: 'POST',
  url: 'https://stream.us1.signalfx.test/v2/signalflow/execute?start=1767322445678&stop=1767323045678&immediate=true',
  headers: { 'content-type': 'text/plain', 'x-sf-token': CANARY },
  body: QUERY,
};

/** As the service writes them: one line of JSON in each line of data. */
const event = (name: string, message: object): string =>
  [
    `event: ${name}`,
    ...JSON.stringify(message, null, 2)
      .split('\n')
      .map((line) => `data: ${line}`),
    '',
    '',
  ].join('\n');
const control = (name: string, more: object = {}): string =>
  event('control-message', { event: name, timestampMs: 1767323045000, ...more });
const data = (logicalTimestampMs: number, ...values: readonly (readonly [string, number | null])[]): string =>
  event('data', { data: values.map(([tsId, value]) => ({ tsId, value })), logicalTimestampMs });
const metadata = event('metadata', { tsId: 'AAAAAKB', properties: { sf_metric: 'errors', sf_resolutionMs: 1000 } });
const stream = (...events: readonly string[]): Reply => ({
  headers: { 'content-type': 'text/event-stream' },
  body: [control('STREAM_START'), control('JOB_START', { handle: 'DEbQt' }), metadata, ...events].join(''),
});
const end = control('END_OF_CHANNEL');

const rows: readonly Row<Config>[] = [
  {
    what: 'the newest number of each series counts',
    replies: [
      stream(
        data(1767322500000, ['AAAAAKB', 1], ['AAAAAKC', 2.5]),
        control('JOB_PROGRESS', { progress: 50 }),
        data(1767322510000, ['AAAAAKB', 199.53], ['AAAAAKC', null]),
        end,
      ),
    ],
    asks: [ask],
    gives: { value: [199.53, 2.5], text: '[199.53,2.5]' },
  },
  { what: 'nothing is a list of nothing', replies: [stream(end)], gives: { value: [], text: '[]' } },
  {
    what: 'lines may end in any way, and be remarks',
    replies: [
      {
        body: stream(': still here\n\n', data(1, ['a', 7]), end)
          .body.toString()
          .replaceAll('\n', '\r\n'),
      },
    ],
    gives: { value: [7], text: '[7]' },
  },
  {
    what: 'a computation that did not come to its end is none',
    replies: [stream(data(1, ['a', 7]))],
    gives: { error: 'signalFx did not answer to the end of the computation' },
  },
  {
    what: 'a computation that was aborted says why',
    replies: [
      stream(
        control('CHANNEL_ABORT', {
          abortInfo: { sf_job_abortState: 'FAILED', sf_job_abortReason: 'too many\nseries' },
        }),
      ),
    ],
    gives: { error: 'signalFx aborted the computation: too many series' },
  },
  {
    what: 'an error in the stream says why',
    replies: [stream(event('error', { error: 400, errorType: 'ANALYTICS_PROGRAM_NAME_ERROR', message: 'no dta()' }))],
    gives: { error: 'signalFx answered an error: ANALYTICS_PROGRAM_NAME_ERROR: no dta()' },
  },
  {
    what: 'values are numbers',
    replies: [stream(event('data', { data: [{ tsId: 'a', value: 'x' }] }), end)],
    gives: {
      error:
        'signalFx answered in another form than expected at data.0.value: Invalid input: expected number, received string',
    },
  },
  {
    what: 'a refusal says why',
    replies: [{ status: 400, body: { code: 400, message: 'unable to parse program', errorType: 'SYNTAX' } }],
    gives: { error: 'signalFx answered 400: {"code":400,"message":"unable to parse program","errorType":"SYNTAX"}' },
  },
  {
    what: 'without a Secret nobody is asked',
    config: { address: 'https://api.us1.signalfx.test', query: QUERY, interval: '5m', timeout: 30 },
    replies: [],
    asks: [],
    gives: { error: 'there is no secretRef to a Secret with key sf_token_key' },
  },
];

export const signalFxCase: ProviderCase<Config> = {
  provider: signalFx,
  config: usual,
  world,
  backend: 'api.us1.signalfx.test',
  about: { ResolvedSignalFxQuery: QUERY },
  rows,
};
