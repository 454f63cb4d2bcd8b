/** How Rollouts, Experiments and templates name the analysis they want, and what they hand to it. */
import { z } from 'zod';
import { count } from '../kit.ts';
import { Labelling } from '../kubernetes.ts';

export const TemplateReference = z.object({
  templateName: z.string().optional().describe('Name of the AnalysisTemplate or ClusterAnalysisTemplate.'),
  clusterScope: z.boolean().default(false).describe('Whether a ClusterAnalysisTemplate is meant.'),
});
export type TemplateReference = z.infer<typeof TemplateReference>;

const FieldReference = z.object({
  fieldPath: z
    .string()
    .describe('A downward-API path such as metadata.name, or a path into the Rollout such as spec.replicas.'),
});

const SecretKeyReference = z.object({
  name: z.string().describe('Name of the Secret.'),
  key: z.string().describe('Key within the Secret.'),
});

/** An argument as a Rollout or an Experiment supplies it. */
export const SuppliedArgument = z.object({
  name: z.string().describe('Name of the argument, as the template declares it.'),
  value: z.string().optional().describe('Literal value.'),
  valueFrom: z
    .object({
      podTemplateHashValue: z
        .string()
        .optional()
        .describe('Latest for the hash of the new revision, Stable for that of the stable one.'),
      fieldRef: FieldReference.optional().describe('A field of the Rollout.'),
    })
    .optional()
    .describe('Where the value comes from, if it is not literal.'),
});
export type SuppliedArgument = z.infer<typeof SuppliedArgument>;

/** An argument as a template or an AnalysisRun declares it. */
export const Argument = z.object({
  name: z.string().describe('Name of the argument; queries use it as {{args.NAME}}.'),
  value: z.string().optional().describe('Literal value; the default where a caller may override it.'),
  valueFrom: z
    .object({
      secretKeyRef: SecretKeyReference.optional().describe(
        'A key of a Secret in the namespace of the run, read when it is used.',
      ),
      fieldRef: FieldReference.optional().describe('A field of the object that starts the run.'),
    })
    .optional()
    .describe('Where the value comes from, if it is not literal.'),
});
export type Argument = z.infer<typeof Argument>;

export const DryRun = z.object({
  metricName: z.string().describe('Name of a metric, or a regular expression that matches several.'),
});
export type DryRun = z.infer<typeof DryRun>;

export const MeasurementRetention = z.object({
  metricName: z.string().describe('Name of a metric, or a regular expression that matches several.'),
  limit: count().describe('How many measurements to keep; 10 are kept without a rule.'),
});
export type MeasurementRetention = z.infer<typeof MeasurementRetention>;

export const dryRuns = () =>
  z.array(DryRun).optional().describe('Metrics that are measured and reported but decide nothing.');

export const retentions = () =>
  z.array(MeasurementRetention).optional().describe('How many measurements of a metric the status keeps.');

const shape = {
  templates: z.array(TemplateReference).optional().describe('Templates whose metrics are judged together.'),
  args: z.array(SuppliedArgument).optional().describe('Values for the arguments that the templates declare.'),
  dryRun: dryRuns(),
  measurementRetention: retentions(),
  analysisRunMetadata: Labelling.optional().describe('Labels and annotations for the AnalysisRuns that are started.'),
};

/** An analysis within a Rollout: a step, before or after promotion. */
export const RolloutAnalysis = z.object(shape);
export type RolloutAnalysis = z.infer<typeof RolloutAnalysis>;

export const BackgroundAnalysis = z.object({
  ...shape,
  startingStep: count()
    .optional()
    .describe('Step index at which the analysis starts; without it, as soon as the update starts.'),
});

/** An analysis within an Experiment. */
export const ExperimentAnalysis = z.object({
  name: z.string().describe('Name of the analysis within the experiment.'),
  templateName: z.string().describe('Name of the AnalysisTemplate or ClusterAnalysisTemplate.'),
  clusterScope: z.boolean().default(false).describe('Whether a ClusterAnalysisTemplate is meant.'),
  args: z.array(Argument).optional().describe('Values for the arguments that the template declares.'),
  requiredForCompletion: z
    .boolean()
    .default(false)
    .describe('Whether the experiment ends, successfully, once every analysis marked so has succeeded.'),
});
export type ExperimentAnalysis = z.infer<typeof ExperimentAnalysis>;

/** Within a Rollout's step the arguments may also refer to the Rollout. */
export const RolloutExperimentAnalysis = ExperimentAnalysis.extend({
  args: z.array(SuppliedArgument).optional().describe('Values for the arguments that the template declares.'),
});
