/** The Experiment custom resource: pods of several versions side by side for a while. It has no status subresource. */
import { z } from 'zod';
import { dryRuns, ExperimentAnalysis, retentions } from './analysis/references.ts';
import { ANALYSIS_PHASES } from './analysis/run.ts';
import type { Kind } from './kind.ts';
import { count, time, words } from './kit.ts';
import { Condition, Labelling, LabelSelector, podTemplate } from './kubernetes.ts';

const Template = z.object({
  name: z.string().describe('Name of the template.'),
  replicas: count().default(1).describe('Number of pods.'),
  minReadySeconds: count().default(0).describe('Seconds a pod must be ready before it counts as available.'),
  selector: LabelSelector.optional().describe('Selects the pods; must match the labels of the template.'),
  template: podTemplate().optional().describe('The pods to run.'),
  service: z
    .object({ name: z.string().optional().describe('Name of the Service. Without it, that of the ReplicaSet.') })
    .optional()
    .describe('Whether these pods get a Service of their own.'),
});

export const ExperimentSpec = z.object({
  templates: z.array(Template).describe('The pods that run side by side.'),
  duration: z.string().optional().describe('How long they run once available, such as 10m.'),
  progressDeadlineSeconds: count().default(600).describe('Seconds a template may take to become available.'),
  terminate: z.boolean().default(false).describe('Whether the experiment shall end now.'),
  analyses: z.array(ExperimentAnalysis).optional().describe('What judges the experiment.'),
  scaleDownDelaySeconds: count().default(30).describe('Seconds the pods stay after the end.'),
  dryRun: dryRuns(),
  measurementRetention: retentions(),
  analysisRunMetadata: Labelling.optional().describe('Labels and annotations for the AnalysisRuns that are started.'),
});
export type ExperimentSpec = z.infer<typeof ExperimentSpec>;

const analysisPhase = () =>
  words(ANALYSIS_PHASES).optional().describe('Pending, Running, Successful, Failed, Error or Inconclusive.');

const number = (what: string) => z.int32().optional().describe(what);

const TemplateStatus = z.object({
  name: z.string().describe('Name of the template.'),
  replicas: number('Pods.'),
  updatedReplicas: number('Pods of this template.'),
  readyReplicas: number('Pods that are ready.'),
  availableReplicas: number('Pods that have been ready for minReadySeconds.'),
  collisionCount: number('How often a hash was taken by another template.'),
  lastTransitionTime: time().optional().describe('When the numbers last changed.'),
  status: words(['Progressing', 'Running', 'Successful', 'Failed', 'Error'])
    .optional()
    .describe('Progressing, Running, Successful, Failed or Error.'),
  message: z.string().optional().describe('Why.'),
  serviceName: z.string().optional().describe('Service of these pods.'),
  podTemplateHash: z.string().optional().describe('Hash of the pod template.'),
});

const RunStatus = z.object({
  name: z.string().describe('Name of the analysis.'),
  analysisRun: z.string().describe('Name of its AnalysisRun.'),
  phase: analysisPhase(),
  message: z.string().optional().describe('Why.'),
});

export const ExperimentStatus = z.object({
  phase: analysisPhase(),
  message: z.string().optional().describe('Why.'),
  availableAt: time().optional().describe('When all templates were available.'),
  conditions: z.array(Condition).optional().describe('What is known of the experiment.'),
  templateStatuses: z.array(TemplateStatus).optional().describe('The pods by template.'),
  analysisRuns: z.array(RunStatus).optional().describe('The runs by analysis.'),
});
export type ExperimentStatus = z.infer<typeof ExperimentStatus>;

export const experiment = {
  kind: 'Experiment',
  plural: 'experiments',
  shortNames: ['exp'],
  scope: 'Namespaced',
  about: 'Pods of several versions side by side for a while, to compare them.',
  spec: ExperimentSpec.describe('What runs side by side.'),
  status: ExperimentStatus.optional().describe('What came of it.'),
  columns: [
    { name: 'Status', type: 'string', jsonPath: '.status.phase', description: 'Phase of the experiment.' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
  ],
} as const satisfies Kind;
