/** Whether an AnalysisRun could be made of what a Rollout asks for, tried before anything depends on it. */
import { flattened } from '../../../analysis/templates/flattened.ts';
import { runSpec } from '../../../analysis/templates/run-spec.ts';
import { limitsOf } from '../../../analysis/verdict/limits.ts';
import type { RolloutAnalysis, TemplateReference } from '../../../crds/analysis/references.ts';
import type { AnalysisTemplateSpec } from '../../../crds/analysis/template.ts';
import { type Finding, invalid, when } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';
import type { Found } from './found.ts';

export interface Asked {
  readonly path: string;
  readonly analysis: Partial<RolloutAnalysis>;
  /** It ends with the update. */
  readonly isBackground: boolean;
}

/** All analyses that a spec asks for. */
export function analysesIn({ strategy }: Completed): readonly Asked[] {
  const { blueGreen, canary } = strategy ?? {};
  const all: readonly (readonly [path: string, analysis: Partial<RolloutAnalysis> | undefined])[] = [
    ['blueGreen.prePromotionAnalysis', blueGreen?.prePromotionAnalysis],
    ['blueGreen.postPromotionAnalysis', blueGreen?.postPromotionAnalysis],
    ...(canary?.steps ?? []).map((step, index) => [`canary.steps[${index}].analysis`, step.analysis] as const),
    ['canary.analysis', canary?.analysis],
  ];
  return all.flatMap(([path, analysis]) =>
    analysis ? [{ path: `spec.strategy.${path}.templates`, analysis, isBackground: path === 'canary.analysis' }] : [],
  );
}

type Specs = ReadonlyMap<string, AnalysisTemplateSpec | undefined>;

/** Nothing is said as long as nobody knows all of the templates. */
export function unfitAnalyses(spec: Completed, found: Found): Finding[] {
  const templates = { namespaced: specsIn(found.analysisTemplates), cluster: specsIn(found.clusterAnalysisTemplates) };
  return analysesIn(spec).flatMap(({ path, analysis, isBackground }) => {
    const references = analysis.templates ?? [];
    const isKnown = references.every((one) => templatesFor(one, found) !== undefined);
    if (!isKnown || references.length === 0) return [];
    // Where a value comes from is known, the value itself only when it is needed.
    const args = (analysis.args ?? []).map(({ name, value, valueFrom }) => ({
      name,
      value: value ?? (valueFrom && ''),
    }));
    const tried = runSpec({ ...analysis, args: args as never }, templates);
    if ('problem' in tried) return [invalid(path, namesOf(references), tried.problem)];
    return [...(isBackground ? [] : endless(path, references, templates)), ...ambiguous(path, references, templates)];
  });
}

const templatesFor = ({ clusterScope }: Partial<TemplateReference>, found: Found) =>
  clusterScope ? found.clusterAnalysisTemplates : found.analysisTemplates;

const specsIn = (known: Found['analysisTemplates']): Specs =>
  new Map([...(known ?? [])].map(([name, template]) => [name, template && (template.spec ?? {})]));

const namesOf = (references: readonly Partial<TemplateReference>[]): string =>
  `templateNames: [${references.map(({ templateName = '' }) => templateName).join(' ')}]`;

interface Templates {
  readonly namespaced: Specs;
  readonly cluster: Specs;
}

/** Whoever waits for it would wait for ever. */
function endless(path: string, references: readonly Partial<TemplateReference>[], templates: Templates): Finding[] {
  return references.flatMap((reference) => {
    const flat = flattened([reference], templates);
    const metrics = 'problem' in flat ? [] : flat.metrics;
    return metrics.flatMap((metric) => {
      const { count, consecutiveSuccess } = limitsOf(metric);
      const isEndless = count === undefined && consecutiveSuccess === undefined && !String(metric.count).includes('{{');
      const said = `AnalysisTemplate ${reference.templateName} has metric ${metric.name} which runs indefinitely. Invalid value for count: ${metric.count ?? '<nil>'}`;
      return when(isEndless, () => invalid(path, reference.templateName, said));
    });
  });
}

function ambiguous(path: string, references: readonly Partial<TemplateReference>[], templates: Templates): Finding[] {
  return references.flatMap((reference) => {
    const flat = flattened([reference], templates);
    const args = 'problem' in flat ? [] : flat.args;
    return args.flatMap(({ name, value, valueFrom }) =>
      when(value !== undefined && valueFrom !== undefined, () =>
        invalid(
          path,
          reference.templateName,
          `AnalysisTemplate ${reference.templateName}: arg '${name}' has both Value and ValueFrom fields`,
        ),
      ),
    );
  });
}
