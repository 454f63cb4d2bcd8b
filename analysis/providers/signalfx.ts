/** Splunk Observability Cloud: computations in SignalFlow that end now, the newest number of each series. */
import { z } from 'zod';
import type { Provider } from '../../crds/analysis/providers.ts';
import { hostOf } from './address.ts';
import { fewEnough, numbersText, shaped } from './answer-shape.ts';
import { eventsIn, type ServerEvent } from './event-stream.ts';
import { jsonOf, okText, said } from './http-answer.ts';
import { lookback } from './lookback.ts';
import type { Measured, MetricProvider } from './provider.ts';
import { answered, deadlineOf } from './question.ts';
import { addressFor, credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['signalFx']>;

const SYSTEM = 'signalFx';
const TOKEN = 'sf_token_key';

const Data = z.object({ data: z.array(z.object({ tsId: z.string(), value: z.number().nullish() })) });
const Control = z.object({
  event: z.string(),
  abortInfo: z.object({ sf_job_abortReason: z.string().optional() }).nullish(),
});
const Problem = z.object({ errorType: z.string().nullish(), message: z.string().nullish() });

export const signalFx: MetricProvider<Config> = {
  type: 'SignalFx',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: deadlineOf,
  about: ({ query = '' }) => ({ ResolvedSignalFxQuery: query }),
  measure: async (config, asking) => {
    const { query, interval, secretRef } = config;
    if (!query) throw new Error('signalFx has no query');
    const credentials = await credentialsOf(secretRef, asking);
    const address = streamOf(addressFor(SYSTEM, config.address, credentials));
    const stop = asking.now.getTime();
    const parameters = { start: `${stop - lookback(interval)}`, stop: `${stop}`, immediate: 'true' };
    const answer = await answered(SYSTEM, asking, {
      method: 'POST',
      url: `${address}/v2/signalflow/execute?${new URLSearchParams(parameters)}`,
      headers: { 'content-type': 'text/plain', 'x-sf-token': credentials.required(TOKEN) },
      body: query,
      timeout: deadlineOf(config),
    });
    return measuredIn(eventsIn(okText(SYSTEM, answer)));
  },
};

/** Realms are known by the address of their API; computations have one of their own. */
const streamOf = (address: string): string => address.replace(/^(https?:\/\/)api\./i, '$1stream.');

function measuredIn(events: readonly ServerEvent[]): Measured {
  const newest = new Map<string, number>();
  let isWhole = false;
  for (const { event, data } of events) {
    const message = jsonOf(data);
    if (event === 'error') throw new Error(`${SYSTEM} answered an error: ${problemIn(message)}`);
    if (event === 'control-message') isWhole ||= isEnd(message);
    if (event === 'data') take(newest, message);
  }
  if (!isWhole) throw new Error(`${SYSTEM} did not answer to the end of the computation`);
  const values = fewEnough(SYSTEM, [...newest.values()]);
  return { value: values, text: numbersText(values) };
}

function take(newest: Map<string, number>, message: unknown): void {
  for (const { tsId, value } of shaped(SYSTEM, Data, message).data)
    if (typeof value === 'number') newest.set(tsId, value);
}

function isEnd(message: unknown): boolean {
  const { event, abortInfo } = shaped(SYSTEM, Control, message);
  if (event !== 'CHANNEL_ABORT') return event === 'END_OF_CHANNEL';
  throw new Error(`${SYSTEM} aborted the computation: ${said(abortInfo?.sf_job_abortReason ?? 'no reason given')}`);
}

function problemIn(message: unknown): string {
  const { errorType, message: text } = shaped(SYSTEM, Problem, message);
  return said([errorType, text].filter(Boolean).join(': ')) || 'no reason given';
}
