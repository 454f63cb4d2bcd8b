/** How a Rollout releases: canary, blue-green, or a Deployment's rolling update. */
import { z } from 'zod';
import { BackgroundAnalysis, RolloutAnalysis } from '../analysis/references.ts';
import { count, intOrString, words } from '../kit.ts';
import { Labelling } from '../kubernetes.ts';
import { Step } from './steps.ts';
import { TrafficRouting } from './traffic.ts';

const AntiAffinity = z.object({
  preferredDuringSchedulingIgnoredDuringExecution: z
    .object({ weight: z.int32().describe('Weight of the preference, 1 to 100.') })
    .optional()
    .describe('Prefer nodes that run no pod of the other revision.'),
  requiredDuringSchedulingIgnoredDuringExecution: z
    .object({})
    .optional()
    .describe('Never use a node that runs a pod of the other revision.'),
});
export type AntiAffinity = z.infer<typeof AntiAffinity>;

const antiAffinity = () =>
  AntiAffinity.optional().describe('Keeps pods of the new revision away from nodes of the old one. Set exactly one.');

const surge = () =>
  intOrString().default('25%').describe('How many pods may exist above replicas, as a count or rounded-up percentage.');

const unavailable = () =>
  intOrString().default('25%').describe('How many pods may be missing, as a count or rounded-down percentage.');

export const BlueGreen = z.object({
  activeService: z.string().describe('Service that receives production traffic.'),
  previewService: z.string().optional().describe('Service that shows the new revision before it is promoted.'),
  previewReplicaCount: count()
    .optional()
    .describe('Size of the new revision until it is promoted. Without it, the full size.'),
  autoPromotionEnabled: z
    .boolean()
    .default(true)
    .describe('Whether the new revision becomes active by itself once it is ready. With false, somebody promotes it.'),
  autoPromotionSeconds: count()
    .default(0)
    .describe('Seconds to wait, once ready, before the new revision becomes active.'),
  maxUnavailable: unavailable(),
  scaleDownDelaySeconds: count().default(30).describe('Seconds the old revision keeps its pods after the switch.'),
  scaleDownDelayRevisionLimit: count()
    .optional()
    .describe('How many old revisions may keep their pods during the delay. Without it, all.'),
  abortScaleDownDelaySeconds: count()
    .default(30)
    .describe('Seconds the new revision keeps its pods after an abort; 0 keeps them for good.'),
  prePromotionAnalysis: RolloutAnalysis.optional().describe('Analysis that must succeed before the switch.'),
  postPromotionAnalysis: RolloutAnalysis.optional().describe('Analysis after the switch; its failure switches back.'),
  antiAffinity: antiAffinity(),
  previewMetadata: Labelling.optional().describe('Labels and annotations of pods while they are the preview.'),
  activeMetadata: Labelling.optional().describe('Labels and annotations of pods while they are active.'),
});
export type BlueGreen = z.infer<typeof BlueGreen>;

const PingPong = z.object({
  pingService: z.string().describe('One of the two services that take turns as stable.'),
  pongService: z.string().describe('The other one.'),
});

const ReplicaProgressThreshold = z.object({
  type: words(['Percent', 'Pods']).describe('Whether value counts pods or percent of the pods wanted.'),
  value: count().describe('How many pods must be available, 1 to 100 for Percent.'),
});

export const Canary = z.object({
  canaryService: z.string().optional().describe('Service that selects the pods of the new revision.'),
  stableService: z.string().optional().describe('Service that selects the pods of the stable revision.'),
  steps: z
    .array(Step)
    .optional()
    .describe('What happens between a new revision and its promotion, in order. Without steps, a rolling update.'),
  trafficRouting: TrafficRouting.optional().describe(
    'Who divides the requests. Without it, the numbers of pods approximate the weights.',
  ),
  maxSurge: surge(),
  maxUnavailable: unavailable(),
  analysis: BackgroundAnalysis.optional().describe('Analysis that runs in the background of the whole update.'),
  antiAffinity: antiAffinity(),
  canaryMetadata: Labelling.optional().describe('Labels and annotations of pods while they are the canary.'),
  stableMetadata: Labelling.optional().describe('Labels and annotations of pods while they are stable.'),
  scaleDownDelaySeconds: count()
    .optional()
    .describe('Seconds the old stable keeps its pods after promotion. Needs trafficRouting, then defaults to 30.'),
  scaleDownDelayRevisionLimit: count()
    .optional()
    .describe('How many old revisions may keep their pods during the delay. Without it, all.'),
  abortScaleDownDelaySeconds: count()
    .optional()
    .describe('Seconds the canary keeps its pods after an abort; 0 keeps them. Defaults to 30 with trafficRouting.'),
  dynamicStableScale: z
    .boolean()
    .default(false)
    .describe('Whether the stable revision shrinks as the canary receives more. Needs trafficRouting.'),
  pingPong: PingPong.optional().describe('Two services that take turns, so that promotion moves no selector.'),
  minPodsPerReplicaSet: count()
    .optional()
    .describe('Least size of a revision that has pods at all. Needs trafficRouting.'),
  replicaProgressThreshold: ReplicaProgressThreshold.optional().describe(
    'How many pods of the new revision must be available before a step goes on. Without it, all.',
  ),
});
export type Canary = z.infer<typeof Canary>;

/** The block of a Deployment, accepted so that its strategy can be pasted: a canary without steps. */
const RollingUpdate = z.object({ maxSurge: surge(), maxUnavailable: unavailable() });

export const Strategy = z.object({
  canary: Canary.optional().describe('Send a growing share to the new revision.'),
  blueGreen: BlueGreen.optional().describe('Bring the new revision up beside the old one, then switch.'),
  rollingUpdate: RollingUpdate.optional().describe(
    "A Deployment's rolling update: the same as a canary without steps. Extension of Sluice.",
  ),
  type: z.string().optional().describe('RollingUpdate, as Deployments write it; may be left out. Extension of Sluice.'),
});
export type Strategy = z.infer<typeof Strategy>;
