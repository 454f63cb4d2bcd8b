/** How a measurement is carried out: its provider found, its secrets read at the last moment, its formula evaluated. */
import { filled } from '../../analysis/arguments/tags.ts';
import { problemText } from '../../analysis/expressions/problem.ts';
import { compileFormula, formulaValue, isFormulaProblem } from '../../analysis/formulas/formula.ts';
import { listText, shortestText } from '../../analysis/number-text.ts';
import type { Answer, Asking, Lasting, Measured, MetricProvider } from '../../analysis/providers/provider.ts';
import { providers } from '../../analysis/providers/registry.ts';
import type { Metric } from '../../crds/analysis/metric.ts';
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Task } from '../analysis-run/effects.ts';
import { redactor } from '../analysis-run/redaction.ts';
import { toldOf } from '../analysis-run/sample.ts';
import type { Measuring } from '../analysis-run/sampler.ts';
import type { HttpClient } from './http.ts';
import type { Plugins } from './plugin-contract.ts';
import { pluginAnswer } from './plugin-metrics.ts';

export interface MeasuringMeans {
  readonly client: Pick<Client, 'get'>;
  readonly http: Pick<HttpClient, 'send'>;
  readonly clock: Clock;
  /** Of the controller. */
  readonly namespace: string;
  readonly setting: Asking['setting'];
  readonly signed: Asking['signed'];
  readonly plugins: Pick<Plugins, 'ask'>;
  readonly remembered: (key: string, made: () => Promise<Lasting>) => Promise<string>;
}

/** Milliseconds that a formula of several queries may take beyond the slowest of them. */
const SPARE = 1_000;

export function measurer(means: MeasuringMeans): (task: Task) => Measuring {
  return (task) => {
    const { provider, config } = providerOf(task.metric);
    const seen = new Set<string>();
    const redacted = growing();
    const begun = (signal: AbortSignal) => begin(task, config, { ...means, signal, seen });
    return {
      // Pods that hang keep nobody waiting but their own run.
      backend: task.pods ? `pods of ${task.owner.uid}` : provider.backend(config),
      deadline: provider.deadline(config) + (task.metric.formula === undefined ? 0 : SPARE),
      about: provider.about?.(config),
      run: async (signal, compile) => {
        const { asking, filledConfig } = await begun(signal);
        const answer = await answered(task, { provider, config: filledConfig, asking });
        return toldOf(task, answer, asking.now, compile);
      },
      redact: (text) => redacted(seen, text),
      cancel: async (signal) => {
        const { asking, filledConfig } = await begun(signal);
        await provider.cancel?.(filledConfig, task.pending ?? {}, asking);
      },
    };
  };
}

/** For secrets that are only ever added to. */
function growing(): (secrets: ReadonlySet<string>, text: string) => string {
  let [count, redact] = [0, redactor([])];
  return (secrets, text) => {
    if (secrets.size !== count) [count, redact] = [secrets.size, redactor(secrets)];
    return redact(text);
  };
}

interface Chosen {
  readonly provider: MetricProvider<unknown>;
  readonly config: unknown;
}

/** Exactly one is named: the spec was checked before. */
function providerOf({ provider: blocks }: Metric): Chosen {
  const [name, config] = Object.entries(blocks).find(([, block]) => block !== undefined) ?? ['', undefined];
  const provider = Object.hasOwn(providers, name) ? providers[name as keyof typeof providers] : undefined;
  if (!provider) throw new Error(`no provider for '${name}'`);
  return { provider: provider as MetricProvider<unknown>, config };
}

interface Beginning extends MeasuringMeans {
  readonly signal: AbortSignal;
  /** All that must not be told. */
  readonly seen: Set<string>;
}

async function begin(task: Task, config: unknown, means: Beginning) {
  const texts = await secretTexts(task, means);
  return { asking: askingFor(task, means), filledConfig: filled(config, texts) };
}

async function secretTexts({ secrets, owner }: Task, means: Beginning): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries(secrets).map(async ([tag, { name, key }]) => {
    const values = await secretValues(means, owner.namespace, name);
    if (!values) throw new Error(`Secret ${owner.namespace}/${name} is not there`);
    const value = values[key];
    if (value === undefined) throw new Error(`Secret ${owner.namespace}/${name} has no key ${key}`);
    return [tag, value] as const;
  });
  return new Map(await Promise.all(entries));
}

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

async function secretValues(
  { client, seen }: Beginning,
  namespace: string,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const secret = (await client.get({ apiVersion: 'v1', kind: 'Secret', namespace, name })) as Secret | undefined;
  if (!secret) return undefined;
  const values = Object.entries(secret.data ?? {}).map(
    ([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')] as const,
  );
  for (const [, value] of values) seen.add(value);
  return Object.fromEntries(values);
}

function askingFor(task: Task, means: Beginning): Asking {
  const { owner, interval, startedAt, pods } = task;
  const { namespace, name } = owner;
  return {
    send: (request) => means.http.send(request, means.signal),
    now: means.clock.now(),
    run: { namespace, name, startedAt },
    secret: (secret, where) => secretValues(means, where === 'run' ? namespace : means.namespace, secret),
    setting: means.setting,
    signed: means.signed,
    // Whoever made it, it must not be told.
    remembered: async (key, made) => {
      const value = await means.remembered(key, made);
      for (const one of [value, value.replace(/^\S+ /, '')]) means.seen.add(one);
      return value;
    },
    read: (ref) => means.client.get({ ...ref, namespace }),
    plugin: (plugin, path, body) => pluginAnswer(means.plugins, { plugin, path, body }),
    ...(interval !== undefined && { interval }),
    ...(pods && { pods }),
  };
}

interface Asked extends Chosen {
  readonly asking: Asking;
}

async function answered({ metric, pending }: Task, { provider, config, asking }: Asked): Promise<Answer> {
  const { queries, formula } = metric;
  if (queries && formula) return await combined(queries, formula, { provider, config, asking });
  if (pending && provider.resume) return await provider.resume(config, pending, asking);
  return await provider.measure(config, asking);
}

/** All queries at once; the formula sees what each of them gave. */
async function combined(
  queries: Readonly<Record<string, string>>,
  text: string,
  { provider, config, asking }: Asked,
): Promise<Measured> {
  const names = Object.keys(queries);
  const formula = await compileFormula(text, names);
  if (isFormulaProblem(formula)) throw new Error(`formula "${text}": ${problemText(formula)}`);
  const answers = Object.entries(queries).map(async ([name, query]) => {
    const answer = await provider.measure({ ...(config as object), query }, asking);
    if ('pending' in answer) throw new Error(`query ${name}: its answer takes too long for a formula`);
    return [name, answer] as const;
  });
  const measured = await Promise.all(answers);
  const outcome = formulaValue(formula, Object.fromEntries(measured.map(([name, { value }]) => [name, single(value)])));
  if ('error' in outcome) throw new Error(`formula "${text}": ${outcome.error}`);
  const { value } = outcome;
  const told = Object.fromEntries(measured.map(([name, answer]) => [name, answer.text]));
  return { value, text: typeof value === 'number' ? shortestText(value) : listText(value), metadata: told };
}

/** A list of one is what most queries give, and a number is what most formulas mean. */
const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
