/** What a Rollout's status holds. Clients write some of it (abort, promoteFull, pauseConditions, ...): see rollouts in docs/compatibility.md. */
import { z } from 'zod';
import { anyJson, count, time, words } from '../kit.ts';
import { Condition } from '../kubernetes.ts';

const RunStatus = z.object({
  name: z.string().describe('Name of the AnalysisRun.'),
  status: z.string().describe('Its phase.'),
  message: z.string().optional().describe('Its message.'),
});

const WeightDestination = z.object({
  weight: z.int32().describe('Share of the traffic.'),
  serviceName: z.string().optional().describe('Service that receives it.'),
  podTemplateHash: z.string().optional().describe('Revision behind the service.'),
});
export type WeightDestination = z.infer<typeof WeightDestination>;

const Weights = z.object({
  canary: WeightDestination.describe('The new revision.'),
  stable: WeightDestination.describe('The stable revision.'),
  additional: z.array(WeightDestination).optional().describe('Experiments that receive traffic.'),
  verified: z.boolean().optional().describe('Whether the router was seen to apply the weights.'),
});

const StepPluginStatus = z.object({
  index: z.int32().describe('Index of the step.'),
  name: z.string().describe('Name of the plugin.'),
  operation: words(['Run', 'Terminate', 'Abort']).describe('What was asked: Run, Terminate or Abort.'),
  phase: words(['Running', 'Successful', 'Failed', 'Error'])
    .optional()
    .describe('What came of it: Running, Successful, Failed or Error.'),
  message: z.string().optional().describe('Why.'),
  startedAt: time().optional().describe('When it was first asked.'),
  updatedAt: time().optional().describe('When it last answered.'),
  finishedAt: time().optional().describe('When it was done.'),
  backoff: z.string().optional().describe('How long to wait before asking again.'),
  executions: z.int32().optional().describe('How often it was asked.'),
  disabled: z.boolean().optional().describe('Whether the plugin is disabled, so that the step is passed over.'),
  status: anyJson().optional().describe("The plugin's own state, handed back to it."),
});

const CanaryStatus = z.object({
  weights: Weights.optional().describe('Weights last seen in the router.'),
  currentStepAnalysisRunStatus: RunStatus.optional().describe('AnalysisRun of the current step.'),
  currentBackgroundAnalysisRunStatus: RunStatus.optional().describe('AnalysisRun in the background.'),
  currentExperiment: z.string().optional().describe('Experiment of the current step.'),
  stablePingPong: words(['ping', 'pong']).optional().describe('Which of the two services stable stands behind.'),
  stepPluginStatuses: z.array(StepPluginStatus).optional().describe('Steps that are plugins.'),
});

const BlueGreenStatus = z.object({
  previewSelector: z.string().optional().describe('Revision that the preview service selects.'),
  activeSelector: z.string().optional().describe('Revision that the active service selects.'),
  scaleUpPreviewCheckPoint: z
    .boolean()
    .optional()
    .describe('Whether the preview has passed its checks and grows to full size.'),
  prePromotionAnalysisRunStatus: RunStatus.optional().describe('AnalysisRun before the switch.'),
  postPromotionAnalysisRunStatus: RunStatus.optional().describe('AnalysisRun after the switch.'),
});

const PauseCondition = z.object({
  reason: words(['CanaryPauseStep', 'BlueGreenPause', 'InconclusiveAnalysisRun', 'InconclusiveExperiment']).describe(
    'Why the Rollout waits.',
  ),
  startTime: time().describe('Since when.'),
});
export type PauseCondition = z.infer<typeof PauseCondition>;

const RolloutDuration = z.object({
  rolloutStartedAt: time().optional().describe('When the update started.'),
  manualPauseStartedAt: time().optional().describe('Since when it waits for a person.'),
  totalManualPauseDurationSeconds: z.int().optional().describe('How long it has waited for people.'),
  finishedAt: time().optional().describe('When the update was over.'),
  completionStatus: words(['Promoted', 'FastPromoted', 'Aborted', 'RolledBack', 'FastRolledBack', 'Superseded'])
    .optional()
    .describe('How it ended: Promoted, FastPromoted, Aborted, RolledBack, FastRolledBack or Superseded.'),
});

const AwsResource = z.object({
  name: z.string().optional().describe('Name.'),
  arn: z.string().optional().describe('Amazon resource name.'),
  fullName: z.string().optional().describe('Name as metrics use it.'),
});

const AlbStatus = z.object({
  loadBalancer: AwsResource.optional().describe('Load balancer of the Ingress.'),
  canaryTargetGroup: AwsResource.optional().describe('Target group of the canary.'),
  stableTargetGroup: AwsResource.optional().describe('Target group of the stable revision.'),
  ingress: z.string().optional().describe('Name of the Ingress.'),
});

const number = (what: string) => count().optional().describe(what);

export const RolloutStatus = z.object({
  abort: z.boolean().optional().describe('Whether the update is aborted. Written by clients, too.'),
  abortedAt: time().optional().describe('When it was.'),
  pauseConditions: z.array(PauseCondition).optional().describe('Why the Rollout waits. Clients clear it to go on.'),
  controllerPause: z.boolean().optional().describe('Whether the controller paused the Rollout.'),
  currentPodHash: z.string().optional().describe('Hash of the pod template that is wanted.'),
  currentStepHash: z.string().optional().describe('Hash of the steps.'),
  currentStepIndex: number('Index of the step that runs. Clients raise it to skip steps.'),
  replicas: number('Pods of all revisions.'),
  updatedReplicas: number('Pods of the new revision.'),
  readyReplicas: number('Pods that are ready.'),
  availableReplicas: number('Pods that have been ready for minReadySeconds.'),
  HPAReplicas: number('Pods that the scale subresource reports.'),
  selector: z.string().optional().describe('Selector of the pods that the scale subresource reports.'),
  collisionCount: number('How often a hash was taken by another template.'),
  observedGeneration: z.string().optional().describe('Generation the status was computed from, as text.'),
  stableRS: z.string().optional().describe('Hash of the revision that was last promoted.'),
  restartedAt: time().optional().describe('The restartAt that was last carried out.'),
  promoteFull: z.boolean().optional().describe('Whether the rest of the steps is skipped. Written by clients.'),
  phase: words(['Healthy', 'Degraded', 'Progressing', 'Paused'])
    .optional()
    .describe('Healthy, Degraded, Progressing or Paused.'),
  message: z.string().optional().describe('Why the phase is what it is.'),
  workloadObservedGeneration: z.string().optional().describe('Generation of the workload the template came from.'),
  conditions: z.array(Condition).optional().describe('What is known of the Rollout.'),
  duration: RolloutDuration.optional().describe('How long the current update takes.'),
  blueGreen: BlueGreenStatus.optional().describe('State of a blue-green update.'),
  canary: CanaryStatus.optional().describe('State of a canary update.'),
  alb: AlbStatus.optional().describe('Resources of the last load balancer. Superseded by albs.'),
  albs: z.array(AlbStatus).optional().describe('Resources of the load balancers.'),
});
export type RolloutStatus = z.infer<typeof RolloutStatus>;
