/** The rules of AnalysisTemplates, ClusterAnalysisTemplates and AnalysisRuns. */
import { Metric } from '../analysis/metric.ts';
import type { Argument } from '../analysis/references.ts';
import type { AnalysisRunSpec } from '../analysis/run.ts';
import type { AnalysisTemplateSpec } from '../analysis/template.ts';
import { completer } from '../defaults.ts';
import { type Finding, plain, when } from './finding.ts';
import { metricsFindings } from './metrics.ts';

const completed = completer(Metric);

export function templateFindings({ spec }: { spec: AnalysisTemplateSpec }): Finding[] {
  const hasNothing = !spec.metrics?.length && !spec.templates?.length;
  return [
    ...when(hasNothing, () => plain('spec.metrics', 'no metrics specified')),
    ...metricsFindings(spec.metrics?.map(completed)),
    ...onlyLatency(spec),
    ...argumentFindings(spec.args),
    ...ruleFindings(spec),
  ];
}

export function runFindings({ spec }: { spec: AnalysisRunSpec }): Finding[] {
  return [
    ...when(spec.metrics.length === 0, () => plain('spec.metrics', 'no metrics specified')),
    ...metricsFindings(spec.metrics.map(completed)),
    ...onlyLatency(spec),
    ...argumentFindings(spec.args),
    ...ruleFindings(spec),
  ];
}

/** Latency can abort and veto but never promote: alone it would always end without enough evidence. */
function onlyLatency({ metrics = [] }: Pick<AnalysisTemplateSpec, 'metrics'>): Finding[] {
  const isLatency = metrics.map(({ evidence }) => evidence?.latency !== undefined);
  if (metrics.length === 0 || isLatency.includes(false)) return [];
  return metrics.flatMap(({ evidence }, index) =>
    when(evidence?.onInsufficient === undefined, () =>
      plain(
        `spec.metrics[${index}].evidence.onInsufficient`,
        `metrics[${index}]: evidence on latency alone never promotes: onInsufficient must say what follows`,
      ),
    ),
  );
}

function argumentFindings(args: readonly Argument[] | undefined): Finding[] {
  return (args ?? []).flatMap(({ name, value, valueFrom }, index) =>
    when(value !== undefined && valueFrom !== undefined, () =>
      plain(`spec.args[${index}]`, `arg '${name}' has both Value and ValueFrom fields`),
    ),
  );
}

interface Rules {
  readonly dryRun?: AnalysisTemplateSpec['dryRun'];
  readonly measurementRetention?: AnalysisTemplateSpec['measurementRetention'];
}

function ruleFindings({ dryRun, measurementRetention }: Rules): Finding[] {
  return [
    ...repeated(dryRun, 'dryRun', 'two Dry-Run metric rules have the same name'),
    ...repeated(
      measurementRetention,
      'measurementRetention',
      'two Measurement Retention metric rules have the same name',
    ),
  ];
}

function repeated(rules: readonly { metricName: string }[] | undefined, field: string, message: string): Finding[] {
  const names = (rules ?? []).map(({ metricName }) => metricName);
  return names.flatMap((name, index) =>
    when(names.indexOf(name) < index, () => plain(`spec.${field}[${index}]`, `${message} '${name}'`)),
  );
}
