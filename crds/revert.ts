/**
 * The Revert custom resource of Sluice: one failed release, and how Git is put back.
 *
 *   Pending ─┬─> Suggested                        (mode suggest: somebody else writes Git)
 *            ├─> Proposed ──┐                     (mode pull-request: open until merged or closed)
 *            ├─> Writing ───┴─> Pushed ─> Restored (the cluster runs the good version again)
 *            ├─> Superseded                       (Git moved past the failure by itself)
 *            └─> Refused, Failed                  (not allowed, or not possible)
 *
 * The spec holds facts that the controller can derive again; it acts on nothing else, and the mode is not among them.
 */
import { z } from 'zod';
import type { Kind } from './kind.ts';
import { time } from './kit.ts';
import { Condition } from './kubernetes.ts';

const Commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be a commit hash');

const ObjectReference = z.object({
  namespace: z.string().min(1).describe('Namespace.'),
  name: z.string().min(1).describe('Name.'),
  uid: z.string().min(1).describe('Unique id, so that a namesake is not mistaken for it.'),
});

const RolloutReference = ObjectReference.extend({
  cluster: z.string().optional().describe('API address of its cluster. Without it, this cluster.'),
});

const Failure = z.object({
  reason: z
    .enum(['AnalysisFailed', 'ProgressDeadlineExceeded'])
    .describe('Why the release failed: AnalysisFailed or ProgressDeadlineExceeded.'),
  message: z.string().optional().describe('The same as a sentence.'),
  revision: z.int32().min(1).describe('Revision of the Rollout that failed.'),
  podTemplateHash: z.string().min(1).describe('Hash of its pod template.'),
  analysisRun: z.string().optional().describe('AnalysisRun that failed.'),
  abortedAt: time().describe('When the Rollout was aborted.'),
});

const SourceChange = z.object({
  index: z.int32().min(0).describe('Position of the source in the Application.'),
  repoURL: z.string().min(1).describe('Repository.'),
  branch: z.string().min(1).describe('Branch that was deployed from.'),
  paths: z.array(z.string()).min(1).describe('Paths the Application renders from.'),
  good: Commit.optional().describe('Last revision that was good. Without it, the Revert only suggests.'),
  bad: Commit.describe('Revision that failed.'),
});

const QuarantinedImage = z.object({
  image: z.string().min(1).describe('Image as the template names it.'),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'must be a digest such as sha256:…')
    .optional()
    .describe('Digest that pods reported for it.'),
});

const Quarantine = z.object({
  fingerprint: z.string().min(1).describe('Hash of the pod template without labels and annotations.'),
  images: z
    .array(QuarantinedImage)
    .optional()
    .describe('Images of the failed template that the stable one does not use.'),
});

export const RevertSpec = z.object({
  rollout: RolloutReference.describe('Rollout whose release failed.'),
  failure: Failure.describe('What failed.'),
  application: ObjectReference.optional().describe('Application that delivered it, if one did.'),
  sources: z.array(SourceChange).optional().describe('What changed in Git between the good and the bad version.'),
  quarantine: Quarantine.describe('What must not come back.'),
});
export type RevertSpec = z.infer<typeof RevertSpec>;

const Write = z.object({
  index: z.int32().min(0).describe('Position of the source in the Application.'),
  branch: z.string().describe('Branch that was written.'),
  commit: z.string().optional().describe('Commit that restores the good version.'),
  pullRequest: z.string().optional().describe('Address of the pull request.'),
  attempts: z.int32().min(0).describe('How often writing was tried.'),
  message: z.string().optional().describe('Why it has not worked yet.'),
});

const Suspect = z.object({
  commit: z.string().describe('Commit.'),
  author: z.string().optional().describe('Who wrote it.'),
  subject: z.string().optional().describe('First line of its message.'),
  committedAt: time().optional().describe('When.'),
});

const REVERT_PHASES = [
  'Pending',
  'Suggested',
  'Writing',
  'Proposed',
  'Pushed',
  'Restored',
  'Superseded',
  'Refused',
  'Failed',
] as const;

export const RevertStatus = z.object({
  phase: z
    .enum(REVERT_PHASES)
    .optional()
    .describe(`How far it is: ${REVERT_PHASES.join(', ')}.`),
  mode: z
    .enum(['suggest', 'pull-request', 'push'])
    .optional()
    .describe('What the project and the nearest annotation allow: suggest, pull-request or push.'),
  reason: z.string().optional().describe('Why the phase is what it is, as one word, such as GoodRevisionUnknown.'),
  message: z.string().optional().describe('The same as a sentence.'),
  writes: z.array(Write).optional().describe('What was written, one entry a source.'),
  suspects: z.array(Suspect).optional().describe('Commits between good and bad that touch what is rendered.'),
  quarantine: z
    .object({
      lifted: z.boolean().describe('Whether the failed version may come back.'),
      liftedAt: time().optional().describe('Since when.'),
    })
    .optional()
    .describe('Whether the quarantine is in force.'),
  conditions: z.array(Condition).optional().describe('Ready, Reconciling and Stalled.'),
  observedGeneration: z.int().optional().describe('Generation the status was computed from.'),
  startedAt: time().optional().describe('When the controller took it up.'),
  finishedAt: time().optional().describe('When it was over.'),
});
export type RevertStatus = z.infer<typeof RevertStatus>;

export const revert = {
  kind: 'Revert',
  group: 'sluice.dev',
  plural: 'reverts',
  shortNames: ['rv'],
  scope: 'Namespaced',
  about: 'A failed release, and how Git is put back to the last good version. Written by the controller.',
  spec: RevertSpec.describe('What failed, as the controller can derive it again.'),
  status: RevertStatus.optional().describe('What was done about it.'),
  subresources: { status: true },
  columns: [
    { name: 'Rollout', type: 'string', jsonPath: '.spec.rollout.name', description: 'Rollout that failed.' },
    { name: 'Application', type: 'string', jsonPath: '.spec.application.name', description: 'What delivered it.' },
    { name: 'Mode', type: 'string', jsonPath: '.status.mode', description: 'What may be done.' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'How far it is.' },
    { name: 'Reason', type: 'string', jsonPath: '.status.reason', description: 'Why.', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since creation.' },
  ],
} as const satisfies Kind;
