/** An AnalysisRun made from a template by hand, as the stock plugin makes it. Pure. */
import { INSTANCE_LABEL } from '../controller/rollout/keys.ts';
import type { Argument } from '../crds/analysis/references.ts';
import type { AnalysisRunSpec } from '../crds/analysis/run.ts';
import type { AnalysisTemplateSpec } from '../crds/analysis/template.ts';
import type { KubeObject } from '../kube/types.ts';
import { ANALYSIS_RUNS } from './cluster.ts';

export interface TemplateObject extends KubeObject {
  readonly spec?: AnalysisTemplateSpec;
}

export interface Order {
  readonly name?: string | undefined;
  readonly generateName?: string | undefined;
  readonly instanceId?: string | undefined;
  /** By name. */
  readonly values: Readonly<Record<string, string>>;
}

export function analysisRunFrom(template: TemplateObject, namespace: string, order: Order): KubeObject {
  const { name: origin } = template.metadata;
  const { metrics = [], args = [], dryRun, measurementRetention, templates = [] } = template.spec ?? {};
  if (templates.length > 0)
    throw new Error(`template '${origin}' is made of other templates: an AnalysisRun by hand needs one with metrics`);
  if (metrics.length === 0) throw new Error(`template '${origin}' has no metrics`);
  const { name, generateName = `${origin}-`, instanceId } = order;
  const metadata = {
    namespace,
    // The server makes up a name for one that is empty.
    ...(name === undefined ? { name: '', generateName } : { name }),
    ...(instanceId !== undefined && { labels: { [INSTANCE_LABEL]: instanceId } }),
  };
  const spec: AnalysisRunSpec = {
    metrics,
    terminate: false,
    ...(args.length > 0 && { args: args.map((one) => supplied(one, order.values)) }),
    ...(dryRun && { dryRun }),
    ...(measurementRetention && { measurementRetention }),
  };
  const { apiVersion, kind } = ANALYSIS_RUNS;
  const run = { apiVersion, kind, metadata, spec };
  return run;
}

function supplied(argument: Argument, values: Order['values']): Argument {
  const { name } = argument;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined) return { name, value };
  if (argument.value !== undefined || argument.valueFrom !== undefined) return argument;
  throw new Error(`args.${name} was not resolved: give it with --argument ${name}=VALUE`);
}

/** Names among the values that the template does not declare: nobody reads them. */
export function unusedIn({ spec }: TemplateObject, { values }: Pick<Order, 'values'>): readonly string[] {
  const declared = (spec?.args ?? []).map(({ name }) => name);
  return Object.keys(values).filter((name) => !declared.includes(name));
}
