import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysisRunStatus } from '../../crds/analysis/run.ts';
import { type Misbehaving, startMisbehaving } from './analysis-answers.testkit.ts';
import { isOver, runBecomes, runOf } from './analysis-scene.testkit.ts';
import { noPods, type Stage, type Story, startStage } from './world.testkit.ts';

type Phase = AnalysisRunStatus['phase'];
type Row = readonly [what: string, metric: (server: Misbehaving) => object, phase: Phase, said: string | RegExp];

const asking = (way: string, more: object, fields: object) => (server: Misbehaving) => ({
  provider: { prometheus: { address: way === '' ? server.nobody : `${server.url}/${way}`, query: 'q', ...more } },
  ...{ successCondition: 'result[0] < 0.05', consecutiveErrorLimit: 0, ...fields },
});

const prometheus = (way: string, fields: object = {}, more: object = {}) => asking(way, more, fields);

const web =
  (way: string, fields: object = {}, more: object = {}) =>
  (server: Misbehaving) => ({
    provider: { web: { url: way === '' ? server.nobody : `${server.url}/${way}`, timeoutSeconds: 2, ...more } },
    ...{ successCondition: 'result == 1', consecutiveErrorLimit: 0, ...fields },
  });

const BRIEF = { timeout: 2 };
const NO_DATA = 'metric result is nil or empty: no data returned from the metric provider';

/** An error says why, a failure shows its value. */
const ROWS: readonly Row[] = [
  ['good', prometheus('good'), 'Successful', '[0.01]'],
  ['nobody there', prometheus(''), 'Error', 'prometheus: connection refused'],
  ['500', prometheus('500'), 'Error', 'prometheus answered 500: out of order'],
  ['503', prometheus('503'), 'Error', 'prometheus answered 503'],
  ['its error', prometheus('422'), 'Error', 'prometheus answered 422: execution: query timed out'],
  ['NaN', prometheus('nan'), 'Failed', '[NaN]'],
  ['NaN that is tolerated', prometheus('nan', { successCondition: 'isNaN(result[0])' }), 'Successful', '[NaN]'],
  ['infinite', prometheus('infinite', { successCondition: 'isInf(result[0])' }), 'Successful', '[+Inf]'],
  ['empty', prometheus('empty'), 'Error', `could not evaluate successCondition "result[0] < 0.05": ${NO_DATA}`],
  ['empty that is tolerated', prometheus('empty', { successCondition: 'len(result) == 0' }), 'Successful', '[]'],
  ['between both', prometheus('nan', { failureCondition: 'result[0] > 1' }), 'Inconclusive', '[NaN]'],
  ['many values', prometheus('many'), 'Successful', /^\[0\.015625,[0-9.,]+…$/],
  ['too many values', prometheus('too-many'), 'Error', /^prometheus answered 10001 values: at most 10000 are taken$/],
  ['without end', prometheus('pouring'), 'Error', 'prometheus: answered more than 4096 KiB'],
  ['never', prometheus('silent', {}, BRIEF), 'Error', /no answer within 2 s$/],
  ['byte by byte', prometheus('dripping', {}, BRIEF), 'Error', /no answer within 2 s$/],
  ['cut off', prometheus('cut'), 'Error', /^prometheus: connection (closed|reset)/],
  ['a page', prometheus('page'), 'Error', /^prometheus answered what is not JSON: <html>Log in first<\/html>$/],
  ['half', prometheus('half'), 'Error', /^prometheus answered what is not JSON: \{"status":"succ$/],
  ['round', prometheus('round'), 'Error', 'prometheus: redirected more than 5 times'],
  ['web: 500', web('500'), 'Error', 'received non 2xx response code: 500'],
  ['web: 500 that is expected to be 200', web('500', {}, { expectStatus: [200] }), 'Failed', '500'],
  ['web: nobody there', web(''), 'Error', 'connection refused'],
  ['web: nobody there, 200 expected', web('', {}, { expectStatus: [200] }), 'Failed', 'connection refused'],
  ['web: never', web('silent'), 'Error', 'no answer within 2 s'],
  ['web: too slow', web('silent', {}, { expectWithin: '500ms' }), 'Failed', 'no answer within 0.5 s'],
  ['web: without end', web('pouring'), 'Error', 'answered more than 4096 KiB'],
  ['web: nothing', web('nothing', { successCondition: 'result == ""' }), 'Successful', ''],
  ['web: text', web('page', { successCondition: 'result contains "Log in"' }), 'Successful', /^<html>/],
];

describe.skipIf(noPods)(`what metric systems answer (${noPods ?? 'given'})`, () => {
  let [stage, story, server]: [Stage?, Story?, Misbehaving?] = [];

  beforeAll(async () => {
    server = await startMisbehaving();
    stage = await startStage();
    story = await stage.story({ replicas: 1, strategy: { canary: {} } }, ['web']);
  });

  afterAll(async () => {
    await stage?.stop();
    server?.stop();
  });

  it.concurrent.each(ROWS)('%s', async (what, metric, phase, said) => {
    if (!story || !server) throw new Error('no story');
    const name = what.replaceAll(/\W+/g, '-').toLowerCase();
    await story.apply(runOf(name, [{ name: 'm', ...metric(server) }]));
    const status = await runBecomes(story, name, isOver);
    expect(status).toMatchObject({ phase, runSummary: { count: 1, [phase.toLowerCase()]: 1 } });
    const [result] = status.metricResults ?? [];
    const [measurement] = result?.measurements ?? [];
    expect([result?.phase, measurement?.phase]).toEqual([phase, phase]);
    const shown = shownOf(measurement);
    expect(shown).toEqual(typeof said === 'string' ? said : expect.stringMatching(said));
    expect(shown.length).toBeLessThanOrEqual(1_024);
    expect(status.message).toBe(reason(phase, measurement?.message));
    expect(status.completedAt).toBeDefined();
  });
});

type Measured = NonNullable<NonNullable<AnalysisRunStatus['metricResults']>[number]['measurements']>[number];

const shownOf = ({ phase, message = '', value = '' }: Partial<Measured> = {}): string =>
  phase === 'Error' ? message : value;

/** Why a run has ended as it did; undefined if it went well. */
function reason(phase: Phase, message: string | undefined): string | undefined {
  const causes: Partial<Record<Phase, string>> = {
    Failed: 'failed (1) > failureLimit (0)',
    Inconclusive: 'inconclusive (1) > inconclusiveLimit (0)',
    Error: 'consecutiveErrors (1) > consecutiveErrorLimit (0)',
  };
  const cause = causes[phase];
  return cause && `Metric "m" assessed ${phase} due to ${cause}${message ? `: "Error Message: ${message}"` : ''}`;
}
