/** What is measured of each AnalysisRun and of each template. */
import { plugin } from '../../../analysis/providers/plugin.ts';
import { providers } from '../../../analysis/providers/registry.ts';
import type { Metric } from '../../../crds/analysis/metric.ts';
import type { AnalysisTemplateSpec } from '../../../crds/analysis/template.ts';
import type { KubeObject } from '../../../kube/types.ts';
import { identityOf, type ObjectGauge, phaseGauges, phaseSamples, type Sample } from '../../runtime/gauges.ts';
import type { RunObject } from '../objects.ts';

/** How dashboards call a provider: plugins by their names. */
export function typeLabel({ provider }: Pick<Metric, 'provider'>): string {
  const type = providerType({ provider });
  return type === plugin.type ? (Object.keys(provider.plugin ?? {})[0] ?? type) : type;
}

/** One word for all plugins: their names are whatever somebody writes. */
export function providerType({ provider }: Pick<Metric, 'provider'>): string {
  const [block = ''] = Object.entries(provider).find(([, config]) => config !== undefined) ?? [];
  if (block === 'job') return 'Job';
  return Object.hasOwn(providers, block) ? providers[block as keyof typeof providers].type : 'Unknown';
}

export const RUN_GAUGES: readonly ObjectGauge<RunObject>[] = [
  ...phaseGauges('analysis_run', 'an AnalysisRun'),
  {
    name: 'analysis_run_metric_type',
    help: 'Always 1. Whom a metric of an AnalysisRun asks.',
    samplesOf: (run) => metricSamples(run, run.spec.metrics),
  },
  {
    name: 'analysis_run_metric_phase',
    help: '1 for the phase a metric of an AnalysisRun is in, 0 for the others.',
    samplesOf: (run) => run.spec.metrics.flatMap((metric) => resultSamples(run, metric)),
  },
];

export const TEMPLATE_GAUGES: readonly ObjectGauge[] = [
  {
    name: 'analysis_template_info',
    help: 'Always 1. An AnalysisTemplate, or a ClusterAnalysisTemplate where the namespace is empty.',
    samplesOf: (template) => [{ labels: identityOf(template), value: 1 }],
  },
  {
    name: 'analysis_template_metric_info',
    help: 'Always 1. A metric of a template, and whom it asks.',
    samplesOf: (template) => metricSamples(template, (template as Template).spec?.metrics ?? []),
  },
];

interface Template extends KubeObject {
  readonly spec?: AnalysisTemplateSpec;
}

const metricSamples = (object: KubeObject, metrics: readonly Metric[]): readonly Sample[] =>
  metrics.map((metric) => ({
    labels: { ...identityOf(object), metric: metric.name, type: typeLabel(metric) },
    value: 1,
  }));

function resultSamples(run: RunObject, metric: Metric): readonly Sample[] {
  const result = run.status?.metricResults?.find(({ name }) => name === metric.name);
  if (!result) return [];
  const labels = { metric: metric.name, type: typeLabel(metric), dry_run: String(result.dryRun === true) };
  return phaseSamples({ ...identityOf(run), ...labels }, result.phase || 'Pending');
}
