/** The request slot of an Application: whoever fills it asks for a sync. */
import { z } from 'zod';
import { Source } from './source.ts';
import { Retry, syncOptions } from './sync-policy.ts';

export const InitiatedBy = z.object({
  username: z.string().optional().describe('Who asked.'),
  automated: z.boolean().optional().describe('Whether nobody did.'),
});

const SyncOperation = z.object({
  revision: z.string().optional().describe('Revision to sync to. Without it, the target revision.'),
  revisions: z.array(z.string()).optional().describe('Revisions to sync to, one a source.'),
  source: Source.optional().describe('Source in place of that of the spec.'),
  sources: z.array(Source).optional().describe('Sources in place of those of the spec.'),
  prune: z.boolean().optional().describe('Whether objects that left Git are deleted.'),
  dryRun: z.boolean().optional().describe('Whether nothing is changed.'),
  resources: z
    .array(
      z.object({
        group: z.string().optional().describe('API group.'),
        kind: z.string().describe('Kind.'),
        name: z.string().describe('Name.'),
        namespace: z.string().optional().describe('Namespace.'),
      }),
    )
    .optional()
    .describe('Sync these objects only.'),
  syncStrategy: z
    .object({
      apply: z
        .object({ force: z.boolean().optional().describe('Whether objects may be replaced.') })
        .optional()
        .describe('Apply without hooks.'),
      hook: z
        .object({ force: z.boolean().optional().describe('Whether objects may be replaced.') })
        .optional()
        .describe('Apply with hooks; the default.'),
    })
    .optional()
    .describe('How to apply.'),
  syncOptions: syncOptions(),
  manifests: z.array(z.string()).optional().describe('Manifests in place of rendered ones.'),
  autoHealAttemptsCount: z.int().optional().describe('How often self-healing has tried.'),
});

export const Operation = z.object({
  initiatedBy: InitiatedBy.optional().describe('Who asked.'),
  info: z
    .array(z.object({ name: z.string().describe('Name.'), value: z.string().describe('Value.') }))
    .optional()
    .describe('Anything to remember with the operation.'),
  retry: Retry.optional().describe('What follows a failure.'),
  sync: SyncOperation.optional().describe('What to sync.'),
});
export type Operation = z.infer<typeof Operation>;
