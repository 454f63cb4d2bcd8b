/** The metrics of a run as they are carried out: arguments in place, numbers read, rules applied. */
import { resolvedMetric, type SecretTags } from '../../analysis/arguments/arguments.ts';
import type { Problem } from '../../analysis/problem.ts';
import { type Limits, limitsOf } from '../../analysis/verdict/limits.ts';
import { ruled } from '../../analysis/verdict/rules.ts';
import { Metric } from '../../crds/analysis/metric.ts';
import type { AnalysisRunSpec } from '../../crds/analysis/run.ts';
import { completer } from '../../crds/defaults.ts';
import { milliseconds } from '../../crds/duration.ts';
import { metricsFindings } from '../../crds/validate/metrics.ts';

export interface Prepared {
  readonly metric: Metric;
  /** What is still missing from its provider. */
  readonly secrets: SecretTags;
  readonly limits: Limits;
  /** Milliseconds. */
  readonly interval: number | undefined;
  readonly initialDelay: number;
  readonly isDryRun: boolean;
  /** How many measurements are kept. */
  readonly kept: number;
}

export type Preparation = readonly Prepared[] | Problem;

const USUALLY_KEPT = 10;
/** The status holds them all. */
const MOST_KEPT = 200;
const MOST_METRICS = 100;

const completed = completer(Metric);

/** Specs hardly ever change: each is prepared once. */
export function preparer(): (spec: AnalysisRunSpec) => Preparation {
  const known = new WeakMap<AnalysisRunSpec, Preparation>();
  return (spec) => {
    const before = known.get(spec);
    if (before) return before;
    const now = prepared(spec);
    known.set(spec, now);
    return now;
  };
}

export const isProblem = (preparation: Preparation): preparation is Problem => 'problem' in preparation;

export function prepared({ metrics = [], args = [], dryRun, measurementRetention }: AnalysisRunSpec): Preparation {
  if (metrics.length > MOST_METRICS) return invalid(`more than ${MOST_METRICS} metrics`);
  const resolved = metrics.map((metric) => resolvedMetric(completed(metric), args));
  for (const one of resolved) if ('problem' in one) return unresolved(one.problem);
  const all = resolved.flatMap((one) => ('problem' in one ? [] : [one]));
  if (all.length === 0) return invalid('no metrics specified');
  const [finding] = metricsFindings(all.map(({ metric }) => metric));
  if (finding) return invalid(finding.message);
  const weighed = all.findIndex(({ metric }) => metric.evidence !== undefined);
  // Less would look like a verdict.
  if (weighed >= 0) return invalid(`metrics[${weighed}]: evidence is not supported yet`);
  const names = all.map(({ metric }) => metric.name);
  const dry = ruled(dryRun, names, 'dryRun');
  if ('problem' in dry) return invalid(dry.problem);
  const retention = ruled(measurementRetention, names, 'measurementRetention');
  if ('problem' in retention) return invalid(retention.problem);
  return all.map(({ metric, secrets }) => ({
    ...{ metric, secrets, limits: limitsOf(metric) },
    interval: metric.interval ? milliseconds(metric.interval) : undefined,
    initialDelay: (metric.initialDelay && milliseconds(metric.initialDelay)) || 0,
    isDryRun: dry.has(metric.name),
    kept: keptBy(retention.get(metric.name)?.limit),
  }));
}

const keptBy = (limit: number | undefined): number =>
  limit !== undefined && limit > 0 ? Math.min(limit, MOST_KEPT) : USUALLY_KEPT;

const invalid = (why: string): Problem => ({ problem: `Analysis spec invalid: ${why}` });
const unresolved = (why: string): Problem => ({ problem: `Unable to resolve metric arguments: ${why}` });
