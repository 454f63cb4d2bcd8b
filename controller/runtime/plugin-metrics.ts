/** Metric plugins: an answer, or why there is none. */
import type { Plugins } from './plugin-contract.ts';

export interface MetricCall {
  readonly plugin: string;
  readonly path: string;
  readonly body: object;
}

export async function pluginAnswer(plugins: Pick<Plugins, 'ask'>, call: MetricCall): Promise<unknown> {
  const reply = await plugins.ask({ kind: 'metricProviderPlugins', ...call });
  if ('answer' in reply) return reply.answer;
  const why = 'disabled' in reply ? 'is disabled' : Object.values(reply).join();
  throw new Error(`plugin ${call.plugin} ${why}`);
}
