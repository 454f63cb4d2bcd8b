/** An AnalysisRun made from a template by hand, as a Rollout would make it. Pure. */
import { flattened, namedBy, type Templates } from '../analysis/templates/flattened.ts';
import { runSpec } from '../analysis/templates/run-spec.ts';
import { INSTANCE_LABEL } from '../controller/rollout/keys.ts';
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

export type TemplateName = ReturnType<typeof namedBy>;

export const isOfCluster = <T extends Pick<KubeObject, 'kind'>>(
  one: T,
): one is T & { kind: 'ClusterAnalysisTemplate' } => one.kind === 'ClusterAnalysisTemplate';

type Spec = AnalysisTemplateSpec | undefined;

/** Of more nothing is read: so many templates are refused. */
const MOST_REFERENCES = 1_000;

/** A template that is at hand, and all that it is made of. `read` finds the others; circles end where they began. */
export async function templatesOf(
  root: TemplateObject,
  read: (name: TemplateName) => Promise<TemplateObject | undefined>,
): Promise<Templates> {
  const lists = { AnalysisTemplate: new Map<string, Spec>(), ClusterAnalysisTemplate: new Map<string, Spec>() };
  const own = { kind: isOfCluster(root) ? root.kind : 'AnalysisTemplate', name: root.metadata.name } as const;
  const waiting: TemplateName[] = [own];
  for (const next of waiting.values()) {
    const list = lists[next.kind];
    if (list.has(next.name) || waiting.length > MOST_REFERENCES) continue;
    const found = next === own ? root : await read(next);
    list.set(next.name, found && (found.spec ?? {}));
    waiting.push(...(found?.spec?.templates ?? []).map(namedBy));
  }
  return { namespaced: lists.AnalysisTemplate, cluster: lists.ClusterAnalysisTemplate };
}

const referenceTo = (template: TemplateObject) => [
  { templateName: template.metadata.name, clusterScope: isOfCluster(template) },
];

export interface Source {
  readonly template: TemplateObject;
  readonly templates: Templates;
}

export function analysisRunFrom({ template, templates }: Source, namespace: string, order: Order): KubeObject {
  const { name: origin } = template.metadata;
  const args = Object.entries(order.values).map(([name, value]) => ({ name, value }));
  const made = runSpec({ templates: referenceTo(template), args }, templates);
  if ('problem' in made) throw new Error(problemText(origin, made.problem));
  if (made.metrics.length === 0) throw new Error(`template '${origin}' has no metrics`);
  const { name, generateName = `${origin}-`, instanceId } = order;
  const metadata = {
    namespace,
    // The server makes up a name for one that is empty.
    ...(name === undefined ? { name: '', generateName } : { name }),
    ...(instanceId !== undefined && { labels: { [INSTANCE_LABEL]: instanceId } }),
  };
  const { apiVersion, kind } = ANALYSIS_RUNS;
  const run = { apiVersion, kind, metadata, spec: { ...made, terminate: false } };
  return run;
}

function problemText(origin: string, problem: string): string {
  const [, open] = /^args\.(.+) was not resolved$/.exec(problem) ?? [];
  return open === undefined ? `template '${origin}': ${problem}` : `${problem}: give it with --argument ${open}=VALUE`;
}

/** Names among the values that no template declares: nobody reads them. */
export function unusedIn({ template, templates }: Source, { values }: Pick<Order, 'values'>): readonly string[] {
  const flat = flattened(referenceTo(template), templates);
  if ('problem' in flat) return [];
  const declared = flat.args.map(({ name }) => name);
  return Object.keys(values).filter((name) => !declared.includes(name));
}
