/** Metric plugins: services of others, asked over the contract of docs/plugins.md. */
import { isObject } from '../../crds/defaults.ts';
import { milliseconds } from '../../crds/duration.ts';
import { said } from './http-answer.ts';
import { jsonText } from './json-answer.ts';
import { shortText } from './json-value.ts';
import type { Answer, Asking, MetricProvider, Unfinished, Verdict } from './provider.ts';

type Config = Readonly<Record<string, unknown>>;
type Texts = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, unknown>>;

/** Milliseconds: the settings of a plugin allow it half a minute. */
const DEADLINE = 35_000;
/** Milliseconds after which an unfinished measurement is asked for again. */
const USUAL_PAUSE = 15_000;
const SHORTEST_PAUSE = 1_000;
const LONGEST_PAUSE = 24 * 60 * 60 * 1000;
const MOST_FIELDS = 20;

export const plugin: MetricProvider<Config> = {
  type: 'Plugin',
  backend: (config) => `plugin ${nameIn(config)}`,
  deadline: () => DEADLINE,
  measure: (config, asking) => asked('metric/measure', { config, asking }),
  resume: (config, pending, asking) => asked('metric/resume', { config, asking, pending }),
  cancel: async (config, pending, asking) => {
    await asking.plugin(nameOf(config), 'metric/terminate', bodyFor({ config, asking, pending }));
  },
};

interface Question {
  readonly config: Config;
  readonly asking: Asking;
  readonly pending?: Texts;
}

async function asked(path: string, question: Question): Promise<Answer> {
  const name = nameOf(question.config);
  const answer = await question.asking.plugin(name, path, bodyFor(question));
  if (!isObject(answer)) throw new Error(`plugin ${name} answered no object`);
  return answerIn(`plugin ${name}`, answer, question.asking.now);
}

function bodyFor({ config, asking: { run, interval }, pending }: Question): object {
  return {
    run: { namespace: run.namespace, name: run.name, ...(run.startedAt && { startedAt: run.startedAt.toISOString() }) },
    config: config[nameOf(config)] ?? null,
    ...(interval !== undefined && { intervalSeconds: interval / 1000 }),
    ...(pending && { pending }),
  };
}

const nameIn = (config: Config): string => Object.keys(config)[0] ?? '';

function nameOf(config: Config): string {
  if (Object.keys(config).length !== 1)
    throw new Error('plugin names exactly one, with its configuration below its name');
  return nameIn(config);
}

function answerIn(system: string, answer: Fields, now: Date): Answer {
  const { phase, message, value, text, metadata } = answer;
  const why = typeof message === 'string' ? said(message) : undefined;
  if (phase === 'Running') return unfinishedIn(system, answer, now);
  if (phase === 'Error') throw new Error(`${system}: ${why ?? 'error'}`);
  if (value === undefined && phase === undefined) throw new Error(`${system} answered without a value`);
  return {
    value: value ?? null,
    text: shortText(typeof text === 'string' ? text : jsonText(value)),
    ...(metadata !== undefined && { metadata: textsIn(system, 'metadata', metadata) }),
    ...(phase !== undefined && { verdict: verdictIn(system, phase, why) }),
  };
}

function verdictIn(system: string, phase: unknown, message: string | undefined): Verdict {
  if (phase === 'Successful' || phase === 'Failed' || phase === 'Inconclusive')
    return { phase, ...(message && { message }) };
  throw new Error(`${system} answered a phase that is none: ${said(jsonText(phase))}`);
}

function unfinishedIn(system: string, { pending = {}, requeueAfter }: Fields, now: Date): Unfinished {
  const pause = typeof requeueAfter === 'string' ? milliseconds(requeueAfter) : undefined;
  const wait = Math.min(Math.max(pause ?? USUAL_PAUSE, SHORTEST_PAUSE), LONGEST_PAUSE);
  return { pending: textsIn(system, 'pending', pending), resumeAt: new Date(now.getTime() + wait) };
}

/** What goes into the status is text, and little of it. */
function textsIn(system: string, what: string, value: unknown): Texts {
  const entries = isObject(value) ? Object.entries(value) : undefined;
  if (!entries || entries.length > MOST_FIELDS || entries.some(([, text]) => typeof text !== 'string'))
    throw new Error(`${system} answered ${what} that is no object of at most ${MOST_FIELDS} texts`);
  return Object.fromEntries(entries.map(([name, text]) => [name, shortText(String(text))]));
}
