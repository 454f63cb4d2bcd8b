/** Templates that refer to templates, as one list of metrics, arguments and rules. */
import type { Metric } from '../../crds/analysis/metric.ts';
import type { Argument, DryRun, MeasurementRetention, TemplateReference } from '../../crds/analysis/references.ts';
import type { AnalysisTemplateSpec } from '../../crds/analysis/template.ts';
import type { Problem } from '../problem.ts';

export interface Templates {
  /** By name; undefined if it was looked for and is not there. */
  readonly namespaced: ReadonlyMap<string, AnalysisTemplateSpec | undefined>;
  readonly cluster: ReadonlyMap<string, AnalysisTemplateSpec | undefined>;
}

export interface Flattened {
  readonly metrics: readonly Metric[];
  readonly args: readonly Argument[];
  readonly dryRun: readonly DryRun[];
  readonly measurementRetention: readonly MeasurementRetention[];
}

interface Named {
  readonly kind: 'AnalysisTemplate' | 'ClusterAnalysisTemplate';
  readonly name: string;
}

interface Found extends Named {
  readonly spec: AnalysisTemplateSpec;
}

/** Templates nest no deeper than this. */
const DEEPEST = 16;
const MOST_TEMPLATES = 100;

export function flattened(
  references: readonly Partial<TemplateReference>[],
  templates: Templates,
): Flattened | Problem {
  const found = new Map<string, Found>();
  const problem = gathered(references.map(namedBy), { templates, found, path: [] });
  if (problem !== undefined) return { problem };
  const all = [...found.values()];
  // Those of the namespace come first, whoever named them.
  const specs = [...all.filter((one) => one.kind === 'AnalysisTemplate'), ...all.filter(isOfCluster)].map(
    ({ spec }) => spec,
  );
  return merged(specs);
}

const isOfCluster = ({ kind }: Named): boolean => kind === 'ClusterAnalysisTemplate';

/** As they are stored, where defaults are missing. */
export const namedBy = ({ templateName = '', clusterScope = false }: Partial<TemplateReference>): Named => ({
  kind: clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate',
  name: templateName,
});

const idOf = ({ kind, name }: Named): string => `${kind} '${name}'`;

interface Gathering {
  readonly templates: Templates;
  readonly found: Map<string, Found>;
  /** From the first template to this one. */
  readonly path: readonly string[];
}

/** The first problem, if there is one. */
function gathered(names: readonly Named[], gathering: Gathering): string | undefined {
  for (const named of names) {
    const problem = entered(named, gathering);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function entered(named: Named, { templates, found, path }: Gathering): string | undefined {
  const id = idOf(named);
  const way = [...path, id];
  if (path.includes(id)) return `templates refer to each other in a circle: ${way.join(' -> ')}`;
  if (found.has(id)) return undefined;
  const spec = templates[named.kind === 'AnalysisTemplate' ? 'namespaced' : 'cluster'].get(named.name);
  if (!spec) return `${id} not found`;
  if (path.length >= DEEPEST) return `templates nest more than ${DEEPEST} deep: ${way.join(' -> ')}`;
  if (found.size >= MOST_TEMPLATES) return `more than ${MOST_TEMPLATES} templates`;
  found.set(id, { ...named, spec });
  return gathered((spec.templates ?? []).map(namedBy), { templates, found, path: way });
}

function merged(specs: readonly AnalysisTemplateSpec[]): Flattened | Problem {
  const metrics = specs.flatMap((spec) => spec.metrics ?? []);
  const twice = repeated(metrics.map(({ name }) => name));
  if (twice !== undefined) return { problem: `two metrics have the same name '${twice}'` };
  const args = mergedArguments(specs.flatMap((spec) => spec.args ?? []));
  if ('problem' in args) return args;
  return {
    metrics,
    args: args.list,
    dryRun: specs.flatMap((spec) => spec.dryRun ?? []),
    measurementRetention: specs.flatMap((spec) => spec.measurementRetention ?? []),
  };
}

export const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) < index);

/** A value that is missing in one place may stand in another; two of them must be the same. */
function mergedArguments(all: readonly Argument[]): { readonly list: readonly Argument[] } | Problem {
  const byName = new Map<string, Argument>();
  for (const argument of all) {
    const { name, value } = argument;
    const known = byName.get(name);
    if (known?.value !== undefined && value !== undefined && known.value !== value)
      return {
        problem: `Argument \`${name}\` specified multiple times with different values: '${known.value}', '${value}'`,
      };
    if (known?.value === undefined) byName.set(name, { ...known, ...argument });
  }
  return { list: [...byName.values()] };
}
