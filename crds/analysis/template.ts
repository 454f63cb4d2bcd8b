/** The AnalysisTemplate and ClusterAnalysisTemplate custom resources: metrics to judge a release by. */
import { z } from 'zod';
import type { Kind } from '../kind.ts';
import { Metric } from './metric.ts';
import { Argument, dryRuns, retentions, TemplateReference } from './references.ts';

export const AnalysisTemplateSpec = z.object({
  metrics: z.array(Metric).optional().describe('What is measured, and when it has failed.'),
  args: z.array(Argument).optional().describe('Arguments that whoever uses the template supplies.'),
  dryRun: dryRuns(),
  measurementRetention: retentions(),
  templates: z.array(TemplateReference).optional().describe('Templates whose metrics belong to this one as well.'),
});
export type AnalysisTemplateSpec = z.infer<typeof AnalysisTemplateSpec>;

const spec = AnalysisTemplateSpec.describe('What is measured.');
const columns = [
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
] as const;

export const analysisTemplate = {
  kind: 'AnalysisTemplate',
  plural: 'analysistemplates',
  shortNames: ['at'],
  scope: 'Namespaced',
  about: 'Metrics to judge a release by, for the Rollouts of a namespace.',
  spec,
  columns,
} as const satisfies Kind;

export const clusterAnalysisTemplate = {
  kind: 'ClusterAnalysisTemplate',
  plural: 'clusteranalysistemplates',
  shortNames: ['cat'],
  scope: 'Cluster',
  about: 'Metrics to judge a release by, for the Rollouts of all namespaces.',
  spec,
  columns,
} as const satisfies Kind;
