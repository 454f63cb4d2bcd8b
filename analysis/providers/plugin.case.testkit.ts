/** Metric plugins as docs/plugins.md has them: the calls are the directory's, what they say is decided here. */
import { plugin } from './plugin.ts';
import { type Asked, CANARY, type ProviderCase, type Row } from './provider-case.testkit.ts';

type Config = Readonly<Record<string, unknown>>;

const usual: Config = { 'acme/quality': { key: CANARY, of: 'web' } };
const body = (more: object = {}) =>
  JSON.stringify({
    run: { namespace: 'shop', name: 'web-1', startedAt: '2026-01-02T03:00:00.000Z' },
    config: { key: CANARY, of: 'web' },
    ...more,
  });
const ask = (what: string, more?: object): Asked => ({
  method: 'POST',
  url: `http://plugins.test/acme/quality/v1/metric/${what}`,
  headers: { 'content-type': 'application/json' },
  body: body(more),
});

const gives = (what: string, answer: object, result: Row<Config>['gives']): Row<Config> => ({
  what,
  replies: [{ body: answer }],
  gives: result,
});
const pending = { id: '7' };

export const pluginCase: ProviderCase<Config> = {
  provider: plugin,
  config: usual,
  backend: 'plugin acme/quality',
  rows: [
    {
      what: 'a value is for the conditions',
      replies: [{ body: { value: { rate: 0.5, a: 1 }, metadata: { query: 'q' } } }],
      asks: [ask('measure')],
      gives: { value: { rate: 0.5, a: 1 }, text: '{"a":1,"rate":0.5}', metadata: { query: 'q' } },
    },
    gives('a text of its own is shown', { value: 0.5, text: '50 %' }, { value: 0.5, text: '50 %' }),
    gives(
      'a phase is a verdict',
      { phase: 'Failed', value: 3, message: 'three\nof them' },
      { value: 3, text: '3', verdict: { phase: 'Failed', message: 'three of them' } },
    ),
    gives(
      'a phase needs no value',
      { phase: 'Successful' },
      { value: null, text: 'null', verdict: { phase: 'Successful' } },
    ),
    gives('an error is one', { phase: 'Error', message: 'no data' }, { error: 'plugin acme/quality: no data' }),
    gives(
      'what takes its time is asked for again',
      { phase: 'Running', pending, requeueAfter: '1m' },
      { pending, resumeAt: new Date('2026-01-02T03:05:05.678Z') },
    ),
    gives(
      'soon, if it does not say when',
      { phase: 'Running' },
      { pending: {}, resumeAt: new Date('2026-01-02T03:04:20.678Z') },
    ),
    gives('nothing is no value', {}, { error: 'plugin acme/quality answered without a value' }),
    gives(
      'a phase is one of few',
      { phase: 'Fine' },
      { error: 'plugin acme/quality answered a phase that is none: "Fine"' },
    ),
    gives(
      'what is kept is text',
      { phase: 'Running', pending: { id: 7 } },
      { error: 'plugin acme/quality answered pending that is no object of at most 20 texts' },
    ),
    {
      what: 'what was pending comes back',
      world: { interval: 30_000 },
      resume: pending,
      replies: [{ body: { value: 1 } }],
      asks: [ask('resume', { intervalSeconds: 30, pending })],
      gives: { value: 1, text: '1' },
    },
    {
      what: 'it is told that nobody waits any more',
      cancel: pending,
      replies: [{ body: {} }],
      asks: [ask('terminate', { pending })],
      gives: undefined,
    },
    {
      what: 'there is one at a time',
      config: { 'a/b': {}, 'c/d': {} },
      replies: [],
      gives: { error: 'plugin names exactly one, with its configuration below its name' },
    },
  ],
};
