/** Where a run stands, given where its metrics stand. */
import type { AnalysisRunStatus } from '../../crds/analysis/run.ts';
import type { Limits } from './limits.ts';
import { isCompleted, lastOf, type MetricResult, type Phase, written } from './measurements.ts';
import { type Assessment, assessed } from './metric-phase.ts';

export interface Judged {
  readonly name: string;
  readonly limits: Limits;
  readonly isDryRun: boolean;
  /** Undefined if it was never measured. */
  readonly result: MetricResult | undefined;
}

type Summary = NonNullable<AnalysisRunStatus['runSummary']>;

export interface Verdict {
  readonly phase: Phase;
  readonly message?: string;
  readonly metricResults: readonly MetricResult[];
  readonly runSummary: Summary;
  readonly dryRunSummary: Summary;
}

const ORDER: readonly Phase[] = ['Successful', 'Running', 'Pending', 'Inconclusive', 'Error', 'Failed'];

export const isWorse = (one: Phase, than: Phase): boolean => ORDER.indexOf(one) > ORDER.indexOf(than);

/** One bad metric ends all others. */
export const hasGoneBad = (result: MetricResult | undefined): boolean =>
  result !== undefined && result.dryRun !== true && isCompleted(result.phase) && result.phase !== 'Successful';

interface Standing extends Judged {
  readonly assessment: Assessment;
  readonly told: MetricResult | undefined;
}

export interface Ending {
  /** Nothing more is measured. */
  readonly isTerminating: boolean;
  /** Because somebody said so. */
  readonly isTerminated: boolean;
}

export function judged(metrics: readonly Judged[], ending: Ending): Verdict {
  const standings = metrics.map((metric) => standingOf(metric, ending.isTerminating));
  return {
    ...outcomeOf(standings, ending),
    metricResults: standings.flatMap(({ told }) => (told ? [written(told)] : [])),
    runSummary: summaryOf(standings.filter(({ isDryRun }) => !isDryRun)),
    dryRunSummary: summaryOf(standings.filter(({ isDryRun }) => isDryRun)),
  };
}

function standingOf(metric: Judged, isTerminating: boolean): Standing {
  const { limits, result } = metric;
  const assessment = assessed(limits, result, isTerminating);
  return { ...metric, assessment, told: toldOf(metric, assessment) };
}

/** Why a metric has changed is said by its last measurement. */
function toldOf({ result, isDryRun }: Judged, { phase, cause }: Assessment): MetricResult | undefined {
  if (!result) return undefined;
  const message = phase === result.phase ? result.message : (lastOf(result)?.message ?? '');
  const isTold = isDryRun && isCompleted(phase) && cause !== undefined;
  const said = isTold ? `Metric assessed ${phase} due to ${cause}` : message;
  return { ...result, phase, ...(said !== undefined && { message: said }) };
}

function outcomeOf(
  standings: readonly Standing[],
  { isTerminating, isTerminated }: Ending,
): Pick<Verdict, 'phase' | 'message'> {
  const isOver = standings.every(({ told }) => isCompleted(told?.phase));
  if (!isOver && !isTerminating) return { phase: 'Running' };
  const ended = standings.filter(({ isDryRun, told }) => !isDryRun && isCompleted(told?.phase));
  const worst = ended.reduce<Standing | undefined>(
    (found, one) => (found && !isWorse(one.assessment.phase, found.assessment.phase) ? found : one),
    undefined,
  );
  const message = (worst && causeText(worst)) ?? (isTerminated ? 'Run Terminated' : undefined);
  return { phase: worst?.assessment.phase ?? 'Successful', ...(message !== undefined && { message }) };
}

function causeText({ name, assessment: { phase, cause }, told }: Standing): string | undefined {
  if (cause === undefined) return undefined;
  const said = told?.message ? `: "Error Message: ${told.message}"` : '';
  return `Metric "${name}" assessed ${phase} due to ${cause}${said}`;
}

/** Metrics count from the start; only those that have ended have a phase to count. */
function summaryOf(standings: readonly Standing[]): Summary {
  const count = (phase: Phase): number => standings.filter(({ told }) => told?.phase === phase).length;
  const counts = {
    count: standings.length,
    successful: count('Successful'),
    failed: count('Failed'),
    inconclusive: count('Inconclusive'),
    error: count('Error'),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
}
