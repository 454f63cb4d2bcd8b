/** The steps of a canary. One key a step; `validate` reports others, because stored objects may hold them. */
import { z } from 'zod';
import { dryRuns, RolloutAnalysis, RolloutExperimentAnalysis } from '../analysis/references.ts';
import { anyJson, count, intOrString, words } from '../kit.ts';
import { Labelling, LabelSelector } from '../kubernetes.ts';

const StringMatch = z.object({
  exact: z.string().optional().describe('The value itself.'),
  prefix: z.string().optional().describe('What the value starts with.'),
  regex: z.string().optional().describe('A regular expression the value matches.'),
});
export type StringMatch = z.infer<typeof StringMatch>;

const SetCanaryScale = z.object({
  weight: count().optional().describe('Size in percent of replicas.'),
  replicas: count().optional().describe('Size in pods.'),
  matchTrafficWeight: z.boolean().optional().describe('Size follows the traffic weight again.'),
});

const HeaderRoute = z.object({
  name: z.string().optional().describe('Name of the route, one of trafficRouting.managedRoutes.'),
  match: z
    .array(
      z.object({
        headerName: z.string().describe('Name of the request header.'),
        headerValue: StringMatch.optional().describe('Value of the header. Set exactly one.'),
      }),
    )
    .optional()
    .describe('Headers of the requests that go to the canary. Without it, the route is removed.'),
});

const MirrorRoute = z.object({
  name: z.string().describe('Name of the route, one of trafficRouting.managedRoutes.'),
  match: z
    .array(
      z.object({
        method: StringMatch.optional().describe('HTTP method. Set exactly one.'),
        path: StringMatch.optional().describe('Path of the request. Set exactly one.'),
        headers: z.record(z.string(), StringMatch).optional().describe('Headers by name. Set exactly one of each.'),
      }),
    )
    .optional()
    .describe('Requests that are mirrored to the canary. Without it, the route is removed.'),
  percentage: count().default(100).describe('Share of the matching requests that is mirrored.'),
});

const ExperimentTemplate = z.object({
  name: z.string().describe('Name of the template within the experiment.'),
  specRef: words(['canary', 'stable']).describe('Which revision the pods are of: canary or stable.'),
  replicas: count().default(1).describe('Number of pods.'),
  metadata: Labelling.optional().describe('Labels and annotations of the pods.'),
  selector: LabelSelector.optional().describe("Selector of the pods, if it differs from the Rollout's."),
  weight: count().optional().describe('Share of the traffic for these pods. Needs trafficRouting.'),
  service: z
    .object({ name: z.string().optional().describe('Name of the Service. Without it, that of the ReplicaSet.') })
    .optional()
    .describe('Whether these pods get a Service of their own.'),
});

export const ExperimentStep = z.object({
  templates: z.array(ExperimentTemplate).describe('The pods that run side by side.'),
  duration: z
    .string()
    .optional()
    .describe('How long the experiment runs, such as 10m. Without it, until its analyses end.'),
  analyses: z.array(RolloutExperimentAnalysis).optional().describe('What judges the experiment.'),
  dryRun: dryRuns(),
  analysisRunMetadata: Labelling.optional().describe('Labels and annotations for the AnalysisRuns that are started.'),
  scaleDownDelaySeconds: count().optional().describe("Seconds the experiment's pods stay after its end."),
});
export type ExperimentStep = z.infer<typeof ExperimentStep>;

const Pause = z.object({
  duration: intOrString()
    .optional()
    .describe('Seconds as a number, or a duration such as 10m. Without it, until somebody promotes.'),
});

const StepPlugin = z.object({
  name: z.string().describe('Name of the plugin, such as namespace/name.'),
  config: anyJson().optional().describe('Configuration that is handed to the plugin.'),
});

export const Step = z.object({
  setWeight: z.int32().optional().describe('Share of the traffic for the canary, in percent or of maxTrafficWeight.'),
  pause: Pause.optional().describe('Wait: for a time, or until somebody promotes.'),
  setCanaryScale: SetCanaryScale.optional().describe(
    'Size the canary other than by the traffic weight. Needs trafficRouting.',
  ),
  analysis: RolloutAnalysis.optional().describe('Wait for an analysis; its failure aborts the update.'),
  experiment: ExperimentStep.optional().describe('Run pods of several revisions side by side and compare them.'),
  setHeaderRoute: HeaderRoute.optional().describe('Send requests with certain headers to the canary.'),
  setMirrorRoute: MirrorRoute.optional().describe('Copy requests to the canary, whose answers are dropped.'),
  plugin: StepPlugin.optional().describe('Ask a plugin and wait for its answer.'),
});
export type Step = z.infer<typeof Step>;
