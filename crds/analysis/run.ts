/** The AnalysisRun custom resource: an analysis that runs, or has run. It has no status subresource. */
import { z } from 'zod';
import type { Kind } from '../kind.ts';
import { count, strings, time, words } from '../kit.ts';
import { Metric } from './metric.ts';
import { Argument, dryRuns, retentions } from './references.ts';

export const AnalysisRunSpec = z.object({
  metrics: z.array(Metric).describe('What is measured, and when it has failed.'),
  args: z.array(Argument).optional().describe('Arguments, all with a value.'),
  terminate: z.boolean().default(false).describe('Whether the run shall end now.'),
  dryRun: dryRuns(),
  measurementRetention: retentions(),
  ttlStrategy: z
    .object({
      secondsAfterCompletion: count().optional().describe('Seconds after any end.'),
      secondsAfterFailure: count().optional().describe('Seconds after a failure.'),
      secondsAfterSuccess: count().optional().describe('Seconds after a success.'),
    })
    .optional()
    .describe('When the finished run is deleted. Without it, with its owner or by its history limits.'),
});
export type AnalysisRunSpec = z.infer<typeof AnalysisRunSpec>;

export const ANALYSIS_PHASES = ['Pending', 'Running', 'Successful', 'Failed', 'Error', 'Inconclusive'] as const;

const phase = () => words(ANALYSIS_PHASES).describe('Pending, Running, Successful, Failed, Error or Inconclusive.');
const number = (what: string) => z.int32().optional().describe(what);

const Measurement = z.object({
  phase: phase(),
  message: z.string().optional().describe('Why.'),
  startedAt: time().optional().describe('When it was started.'),
  finishedAt: time().optional().describe('When it was done.'),
  value: z.string().optional().describe('What was measured.'),
  metadata: strings().optional().describe('What the provider said beside the value.'),
  resumeAt: time().optional().describe('When to ask again, for measurements that take long.'),
});

const MetricResult = z.object({
  name: z.string().describe('Name of the metric.'),
  phase: phase(),
  measurements: z.array(Measurement).optional().describe('The last measurements.'),
  message: z.string().optional().describe('Why the metric ended.'),
  count: number('Measurements that were not errors.'),
  successful: number('Good ones.'),
  failed: number('Bad ones.'),
  inconclusive: number('Inconclusive ones.'),
  error: number('Errors.'),
  consecutiveError: number('Errors in a row.'),
  consecutiveSuccess: number('Good ones in a row.'),
  dryRun: z.boolean().optional().describe('Whether the metric decides nothing.'),
  metadata: strings().optional().describe('What the provider said of the metric.'),
});

const Summary = z.object({
  count: number('Metrics.'),
  successful: number('Successful ones.'),
  failed: number('Failed ones.'),
  inconclusive: number('Inconclusive ones.'),
  error: number('Those that ended in errors.'),
});

export const AnalysisRunStatus = z.object({
  phase: phase(),
  message: z.string().optional().describe('Why the run ended.'),
  metricResults: z.array(MetricResult).optional().describe('What was measured.'),
  startedAt: time().optional().describe('When the run started.'),
  completedAt: time().optional().describe('When it ended.'),
  runSummary: Summary.optional().describe('Metrics that decide, by phase.'),
  dryRunSummary: Summary.optional().describe('Metrics that decide nothing, by phase.'),
});
export type AnalysisRunStatus = z.infer<typeof AnalysisRunStatus>;

export const analysisRun = {
  kind: 'AnalysisRun',
  plural: 'analysisruns',
  shortNames: ['ar'],
  scope: 'Namespaced',
  about: 'An analysis that runs, or has run.',
  spec: AnalysisRunSpec.describe('What is measured.'),
  status: AnalysisRunStatus.optional().describe('What was measured.'),
  columns: [
    { name: 'Status', type: 'string', jsonPath: '.status.phase', description: 'Phase of the run.' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
  ],
} as const satisfies Kind;
