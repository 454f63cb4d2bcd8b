/**
 * Kayenta as its server answers: its controllers for canaryConfig, canary and pipelines
 * (github.com/spinnaker/kayenta, kayenta-web) and CanaryExecutionStatusResponse.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { kayenta } from './kayenta.ts';
import { type Asked, NOW, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['kayenta']>;

const detail = (hash: string) => ({ scope: `hash=${hash}`, region: 'us-west-2', step: 60 });
const usual: Config = {
  address: 'https://kayenta.test/',
  application: 'guest book',
  canaryConfigName: 'my-test',
  metricsAccountName: 'prometheus',
  configurationAccountName: 'configs',
  storageAccountName: 'storage',
  threshold: { pass: 90, marginal: 75 },
  scopes: [{ name: 'default', controlScope: detail('stable'), experimentScope: detail('canary') }],
};
const world = { interval: 300_000 };

const lookup: Asked = {
  method: 'GET',
  url: 'https://kayenta.test/canaryConfig?application=guest+book&configurationAccountName=configs',
  headers: {},
  body: '',
};
const start = (from: string, to: string): Asked => {
  const scope = (hash: string) => ({ scope: `hash=${hash}`, location: 'us-west-2', step: 60, start: from, end: to });
  return {
    method: 'POST',
    url:
      'https://kayenta.test/canary/bf97%2F1?application=guest+book&metricsAccountName=prometheus' +
      '&configurationAccountName=configs&storageAccountName=storage',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      scopes: { default: { controlScope: scope('stable'), experimentScope: scope('canary') } },
      thresholds: { pass: 90, marginal: 75 },
    }),
  };
};

const configurations: Reply = {
  body: [
    { id: '69a6', name: 'other', updatedTimestamp: 1556747152000, applications: ['guest book'] },
    { id: 'bf97/1', name: 'my-test', updatedTimestamp: 1553707842000, applications: ['guest book'] },
  ],
};
const started: Reply = { body: { canaryExecutionId: '01DS5' } };
const pending = { canaryExecutionId: '01DS5' };
const later = { pending, resumeAt: new Date(NOW.getTime() + 15_000) };
const both = [configurations, started];

const starts: readonly Row<Config>[] = [
  {
    what: 'an analysis is started by the name of its configuration',
    replies: both,
    asks: [lookup, start('2026-01-02T02:59:05Z', '2026-01-02T03:04:05Z')],
    gives: later,
  },
  {
    what: 'with lookback, it begins when the run did',
    config: { ...usual, lookback: true },
    world: {},
    replies: both,
    asks: [lookup, start('2026-01-02T03:00:00Z', '2026-01-02T03:04:05Z')],
    gives: later,
  },
  {
    what: 'a scope may say when it begins and ends',
    config: {
      ...usual,
      scopes: [
        {
          name: 'default',
          controlScope: { ...detail('stable'), start: 'a', end: 'b' },
          experimentScope: { ...detail('canary'), start: 'a', end: 'b' },
        },
      ],
    },
    world: {},
    replies: both,
    asks: [lookup, start('a', 'b')],
    gives: later,
  },
  {
    what: 'without an interval, it is not known when a scope begins',
    world: {},
    replies: [],
    asks: [],
    gives: { error: 'kayenta: a scope without start needs lookback, or an interval of the metric' },
  },
  {
    what: 'a configuration is known',
    config: { ...usual, canaryConfigName: 'none' },
    replies: [configurations],
    asks: [lookup],
    gives: { error: 'kayenta has no configuration "none" of "guest book"' },
  },
  {
    what: 'an analysis has an id',
    replies: [configurations, { body: { canaryExecutionId: '' } }],
    gives: { error: 'kayenta answered without a canaryExecutionId' },
  },
];

const status: Asked = { method: 'GET', url: 'https://kayenta.test/canary/01DS5', headers: {}, body: '' };
const scored = (score: unknown): Reply => ({
  body: {
    pipelineId: '01DS5',
    stageStatus: { judge: 'succeeded' },
    complete: true,
    status: 'succeeded',
    result: { judgeResult: { judgeName: 'NetflixACAJudge-v1.0', score: { score, classification: 'Pass' } } },
  },
});
const ends = (score: number, phase: 'Successful' | 'Inconclusive' | 'Failed'): Row<Config> => ({
  what: `a score of ${score} is ${phase}`,
  resume: pending,
  replies: [scored(score)],
  asks: [status],
  gives: { value: score, text: String(Math.trunc(score)), metadata: pending, verdict: { phase } },
});

const results: readonly Row<Config>[] = [
  ends(100, 'Successful'),
  ends(90, 'Successful'),
  ends(89.9, 'Inconclusive'),
  ends(75, 'Inconclusive'),
  ends(74.99, 'Failed'),
  ends(0, 'Failed'),
  {
    what: 'as long as it is not complete, it is asked after',
    resume: pending,
    replies: [{ body: { pipelineId: '01DS5', complete: false, status: 'running', stageStatus: {} } }],
    asks: [status],
    gives: later,
  },
  {
    what: 'an analysis that failed says why',
    resume: pending,
    replies: [
      {
        body: {
          ...{ pipelineId: '01DS5', complete: true, status: 'terminal' },
          exception: { details: { error: 'Unexpected Task Failure', errors: ['no data\nof the canary', 'stopped'] } },
        },
      },
    ],
    gives: { error: 'kayenta has no score: the analysis is terminal: no data of the canary; stopped' },
  },
  {
    what: 'an analysis that failed need not say why in words',
    resume: pending,
    replies: [{ body: { complete: true, status: null, exception: { details: { errors: [{ toString: 1 }] } } } }],
    gives: { error: 'kayenta has no score: the analysis is complete: {"toString":1}' },
  },
  {
    what: 'an analysis that was cancelled has no score',
    resume: pending,
    replies: [{ body: { complete: true, status: 'canceled', exception: { details: { error: 'by hand' } } } }],
    gives: { error: 'kayenta has no score: the analysis is canceled: by hand' },
  },
  {
    what: 'a score is a number',
    resume: pending,
    replies: [scored('NaN')],
    gives: { error: 'kayenta has no score: the analysis is succeeded' },
  },
  {
    what: 'an answer says whether the analysis is complete',
    resume: pending,
    replies: [{ body: { status: 'succeeded' } }],
    gives: { error: 'kayenta does not say whether the analysis is complete' },
  },
  {
    what: 'an analysis that is gone is an error',
    resume: pending,
    replies: [{ status: 404, body: { message: 'No pipeline found' } }],
    gives: { error: 'kayenta answered 404: {"message":"No pipeline found"}' },
  },
  { what: 'an id was kept', resume: {}, replies: [], asks: [], gives: { error: 'no canaryExecutionId was kept' } },
  {
    what: 'an analysis that nobody waits for is cancelled',
    cancel: pending,
    replies: [{ status: 202, body: '' }],
    asks: [
      {
        method: 'PUT',
        url: 'https://kayenta.test/pipelines/01DS5/cancel',
        headers: { 'content-type': 'application/json' },
        body: '""',
      },
    ],
    gives: undefined,
  },
];

export const kayentaCase: ProviderCase<Config> = {
  provider: kayenta,
  config: usual,
  world,
  backend: 'kayenta.test',
  rows: [...starts, ...results],
};
