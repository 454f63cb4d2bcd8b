/** The Rollout custom resource: a Deployment that releases step by step. */
import { z } from 'zod';
import type { Kind } from '../kind.ts';
import { count, time, words } from '../kit.ts';
import { LabelSelector, podTemplate } from '../kubernetes.ts';
import { RolloutStatus } from './status.ts';
import { Strategy } from './strategy.ts';

const WorkloadReference = z.object({
  apiVersion: z.string().optional().describe('API version of the workload, such as apps/v1.'),
  kind: z.string().optional().describe('Deployment, ReplicaSet or PodTemplate.'),
  name: z.string().optional().describe('Name of the workload.'),
  scaleDown: words(['never', 'onsuccess', 'progressively'])
    .default('never')
    .describe('What becomes of a Deployment that the Rollout replaces: never, onsuccess or progressively scaled down.'),
});

export const RolloutSpec = z.object({
  replicas: count().default(1).describe('Number of pods.'),
  selector: LabelSelector.optional().describe(
    'Selects the pods; must match the labels of the template. Needed unless workloadRef is set.',
  ),
  template: podTemplate().optional().describe('The pods to run. Needed unless workloadRef is set.'),
  workloadRef: WorkloadReference.optional().describe('Workload whose pod template is used in place of template.'),
  minReadySeconds: count().default(0).describe('Seconds a pod must be ready before it counts as available.'),
  rollbackWindow: z
    .object({
      revisions: count().optional().describe('How many revisions back count as a rollback.'),
    })
    .optional()
    .describe('Going back to a recent revision skips steps and analyses.'),
  strategy: Strategy.optional().describe('How a new revision is released. Set exactly one.'),
  revisionHistoryLimit: count().default(10).describe('How many old ReplicaSets are kept to go back to.'),
  paused: z.boolean().default(false).describe('Whether the Rollout is held where it is.'),
  progressDeadlineSeconds: count().default(600).describe('Seconds without progress after which the update fails.'),
  progressDeadlineAbort: z.boolean().default(false).describe('Whether such a failure aborts the update.'),
  restartAt: time().optional().describe('Pods created before this moment are replaced.'),
  analysis: z
    .object({
      successfulRunHistoryLimit: count().default(5).describe('How many successful runs and experiments are kept.'),
      unsuccessfulRunHistoryLimit: count().default(5).describe('How many other finished ones are kept.'),
    })
    .optional()
    .describe('How much history is kept.'),
});
export type RolloutSpec = z.infer<typeof RolloutSpec>;

export const rollout = {
  kind: 'Rollout',
  plural: 'rollouts',
  shortNames: ['ro'],
  scope: 'Namespaced',
  about: 'A Deployment that releases step by step: canary or blue-green.',
  spec: RolloutSpec.describe('What should run, and how a new version of it is released.'),
  status: RolloutStatus.optional().describe('What runs.'),
  subresources: {
    status: true,
    scale: { spec: '.spec.replicas', status: '.status.HPAReplicas', selector: '.status.selector' },
  },
  columns: [
    { name: 'Desired', type: 'integer', jsonPath: '.spec.replicas', description: 'Number of pods wanted.' },
    { name: 'Current', type: 'integer', jsonPath: '.status.replicas', description: 'Number of pods there are.' },
    { name: 'Up-to-date', type: 'integer', jsonPath: '.status.updatedReplicas', description: 'Of the new revision.' },
    { name: 'Available', type: 'integer', jsonPath: '.status.availableReplicas', description: 'Available pods.' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
  ],
} as const satisfies Kind;
