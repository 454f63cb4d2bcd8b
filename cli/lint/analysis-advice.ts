/** What can be said of AnalysisTemplates and AnalysisRuns beyond their shape: expressions, arguments, what templates are made of. */
import type { Templates } from '../../analysis/templates/flattened.ts';
import { ruled } from '../../analysis/verdict/rules.ts';
import { isProblem, prepared } from '../../controller/analysis-run/prepared.ts';
import type { Metric } from '../../crds/analysis/metric.ts';
import type { Argument } from '../../crds/analysis/references.ts';
import type { AnalysisRunSpec } from '../../crds/analysis/run.ts';
import type { AnalysisTemplateSpec } from '../../crds/analysis/template.ts';
import { type Finding, plain, warning, when } from '../../crds/validate/finding.ts';
import type { KubeObject } from '../../kube/types.ts';
import { metricAdvice, type Tagged, type Texts, tagsBelow } from './metric-advice.ts';
import { type Whole, wholeOf } from './template-world.ts';

export interface Advice {
  readonly findings: readonly Finding[];
  /** Resources that it refers to and that are not here. */
  readonly notChecked: readonly string[];
}

/** All its arguments have their last values. */
export function runAdvice({ spec }: { readonly spec: AnalysisRunSpec }): Advice {
  const { metrics, args = [] } = spec;
  const preparation = prepared(spec);
  const problems = isProblem(preparation) ? [plain('spec.metrics', `spec.metrics: ${preparation.problem}`)] : [];
  const used = tagsBelow(metrics, 'spec.metrics');
  return { findings: [...problems, ...expressions(metrics, args), ...unused(args, used)], notChecked: [] };
}

export interface TemplateObject extends KubeObject {
  readonly spec: AnalysisTemplateSpec;
}

export function templateAdvice(template: TemplateObject, templates: Templates): Advice {
  const { metrics = [], args = [] } = template.spec;
  const whole = wholeOf(template, templates);
  const isAbsent = 'problem' in whole && whole.isAbsent;
  const findings = [
    ...when('problem' in whole && !whole.isAbsent, () =>
      plain('spec.templates', `spec.templates: ${'problem' in whole ? whole.problem : ''}`),
    ),
    ...expressions(metrics, args),
    ...('problem' in whole ? [] : [...argumentFindings(template.spec, whole), ...ruleFindings(template.spec, whole)]),
  ];
  return { findings, notChecked: isAbsent ? ['analysistemplates'] : [] };
}

const textsOf = (args: readonly Argument[]): Texts =>
  new Map(args.flatMap(({ name, value }) => (value === undefined ? [] : [[`args.${name}`, value] as const])));

const expressions = (metrics: readonly Metric[], args: readonly Argument[]): Finding[] =>
  metrics.flatMap((metric, index) => metricAdvice(metric, `spec.metrics[${index}]`, textsOf(args)));

type Known = Exclude<Whole, { problem: string }>;

function argumentFindings({ metrics, args = [] }: AnalysisTemplateSpec, whole: Known): Finding[] {
  const own = tagsBelow(metrics ?? [], 'spec.metrics');
  return [...own.flatMap((one) => tagFindings(one, whole.args)), ...unused(args, tagsBelow(whole.metrics, ''))];
}

/** Rollouts may name several templates, and each may declare what another one uses. */
function tagFindings({ path, tag }: Tagged, args: readonly Argument[]): Finding[] {
  const [, name] = /^args\.(.+)$/.exec(tag) ?? [];
  const say = (text: string) => plain(path, `${path}: {{${tag}}} ${text}`);
  if (name === undefined) return [say('is no argument: only {{args.NAME}} is replaced, and nothing else may be there')];
  const declared = args.find((one) => one.name === name);
  if (!declared) return [warning(path, `{{${tag}}}: no argument of that name is declared here`)];
  const isSecret = declared.value === undefined && declared.valueFrom?.secretKeyRef !== undefined;
  const [, block] = /^spec\.metrics\[\d+\]\.provider\.(\w+)/.exec(path) ?? [];
  return [
    ...when(isSecret && block === undefined, () => say('is a secret: it may be used within provider alone')),
    ...when(isSecret && block === 'job', () => say('is a secret, which Jobs do not get: mount it in their pods')),
  ];
}

const unused = (args: readonly Argument[], used: readonly Tagged[]): Finding[] =>
  args.flatMap(({ name }, index) =>
    when(
      used.every(({ tag }) => tag !== `args.${name}`),
      () => warning(`spec.args[${index}]`, `no metric uses the argument '${name}'`),
    ),
  );

/** Other templates of the same analysis may have the metrics that are meant. */
function ruleFindings({ dryRun, measurementRetention }: AnalysisTemplateSpec, { metrics }: Known): Finding[] {
  const names = metrics.map(({ name }) => name);
  return Object.entries({ dryRun, measurementRetention }).flatMap(([field, rules]) => {
    const outcome = ruled(rules, names, field);
    return 'problem' in outcome ? [warning(`spec.${field}`, String(outcome.problem))] : [];
  });
}
