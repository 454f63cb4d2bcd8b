/** Kayenta: an analysis of canary and stable is started, asked after until it is complete, and judged by its score. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { addressOf, hostOf } from './address.ts';
import { okJson, said } from './http-answer.ts';
import { listOf, partOf, worded } from './json-answer.ts';
import type { Answer, Asking, HttpRequest, Measured, MetricProvider, Unfinished, Verdict } from './provider.ts';
import { answered } from './question.ts';

type Config = NonNullable<Provider['kayenta']>;
type Detail = Config['scopes'][number]['controlScope'];
type Pending = Readonly<Record<string, string>>;

const SYSTEM = 'kayenta';
/** Milliseconds for each request. */
const TIMEOUT = 15_000;
/** A measurement looks the configuration up, and starts. */
const MOST_REQUESTS = 2;
/** Milliseconds between questions whether it is complete. */
const PAUSE = 15_000;
/** As the status keeps it. */
const ID = 'canaryExecutionId';

export const kayenta: MetricProvider<Config> = {
  type: 'Kayenta',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: () => MOST_REQUESTS * TIMEOUT,
  measure: async (config, asking) => {
    const body = JSON.stringify({ scopes: scopesOf(config, asking), thresholds: config.threshold });
    const { metricsAccountName, configurationAccountName, storageAccountName, application } = config;
    const accounts = { application, metricsAccountName, configurationAccountName, storageAccountName };
    const id = await configurationId(config, asking);
    const url = `${addressOf(SYSTEM, config.address)}/canary/${encodeURIComponent(id)}?${new URLSearchParams(accounts)}`;
    const headers = { 'content-type': 'application/json' };
    const execution = partOf(await heard({ method: 'POST', url, headers, body }, asking), ID);
    if (typeof execution !== 'string' || execution === '') throw new Error(`${SYSTEM} answered without a ${ID}`);
    return later({ [ID]: execution }, asking);
  },
  resume: async (config, pending, asking): Promise<Answer> => {
    const body = await heard({ method: 'GET', url: executionUrl(config, pending, 'canary') }, asking);
    const isComplete = partOf(body, 'complete');
    if (typeof isComplete !== 'boolean') throw new Error(`${SYSTEM} does not say whether the analysis is complete`);
    return isComplete ? judged(body, config, pending) : later(pending, asking);
  },
  cancel: async (config, pending, asking) => {
    const url = `${executionUrl(config, pending, 'pipelines')}/cancel`;
    const headers = { 'content-type': 'application/json' };
    await answered(SYSTEM, asking, { method: 'PUT', url, headers, body: '""', timeout: TIMEOUT });
  },
};

async function heard(request: HttpRequest, asking: Asking): Promise<unknown> {
  return okJson(SYSTEM, await answered(SYSTEM, asking, { ...request, timeout: TIMEOUT }));
}

const later = (pending: Pending, { now }: Asking): Unfinished => ({
  pending,
  resumeAt: new Date(now.getTime() + PAUSE),
});

async function configurationId({ address, ...config }: Config, asking: Asking): Promise<string> {
  const { application, configurationAccountName, canaryConfigName } = config;
  const parameters = new URLSearchParams({ application, configurationAccountName });
  const url = `${addressOf(SYSTEM, address)}/canaryConfig?${parameters}`;
  const all = listOf(SYSTEM, 'configurations', await heard({ method: 'GET', url }, asking));
  const id = partOf(
    all.find((one) => partOf(one, 'name') === canaryConfigName),
    'id',
  );
  if (typeof id === 'string' && id !== '') return id;
  throw new Error(
    `${SYSTEM} has no configuration ${JSON.stringify(canaryConfigName)} of ${JSON.stringify(application)}`,
  );
}

function executionUrl({ address }: Config, pending: Pending, kind: string): string {
  const id = pending[ID];
  if (!id) throw new Error(`no ${ID} was kept`);
  return `${addressOf(SYSTEM, address)}/${kind}/${encodeURIComponent(id)}`;
}

function scopesOf({ scopes, lookback = false }: Config, asking: Asking): object {
  const whole = (detail: Detail): object => ({
    scope: detail.scope,
    location: detail.region,
    step: detail.step,
    start: detail.start || startOf(lookback, asking),
    end: detail.end || timeText(asking.now),
  });
  const pairs = scopes.map(({ name, controlScope, experimentScope }) => [
    name,
    { controlScope: whole(controlScope), experimentScope: whole(experimentScope) },
  ]);
  return Object.fromEntries(pairs) as object;
}

function startOf(lookback: boolean, { now, interval, run }: Asking): string {
  if (lookback && run.startedAt) return timeText(run.startedAt);
  if (interval !== undefined) return timeText(new Date(now.getTime() - interval));
  throw new Error('kayenta: a scope without start needs lookback, or an interval of the metric');
}

/** Whole seconds, as scopes have them. */
const timeText = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

function judged(body: unknown, { threshold }: Config, pending: Pending): Measured {
  const score = partOf(body, 'result', 'judgeResult', 'score', 'score');
  if (typeof score !== 'number') throw new Error(`${SYSTEM} has no score: ${said(reasonIn(body))}`);
  const whole = Math.trunc(score);
  return { value: score, text: String(whole), metadata: pending, verdict: verdictOf(whole, threshold) };
}

function verdictOf(score: number, { pass, marginal }: Config['threshold']): Verdict {
  if (score >= pass) return { phase: 'Successful' };
  return { phase: score >= marginal ? 'Inconclusive' : 'Failed' };
}

/** An analysis that ended without a result says how, and at times why. */
function reasonIn(body: unknown): string {
  const errors = partOf(body, 'exception', 'details', 'errors');
  const why = Array.isArray(errors) ? errors : [partOf(body, 'exception', 'details', 'error') ?? []].flat();
  const state = `the analysis is ${worded(partOf(body, 'status') ?? 'complete')}`;
  return why.length > 0 ? `${state}: ${why.map(worded).join('; ')}` : state;
}
