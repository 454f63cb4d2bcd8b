/** When and how an Application is synced. */
import { z } from 'zod';
import { orBoolean, strings, words } from '../kit.ts';

/** A sync window of a project, or of one Application. */
export const SyncWindow = z.object({
  kind: words(['allow', 'deny']).optional().describe('allow or deny.'),
  schedule: z.string().optional().describe('When the window opens, as a cron expression of five fields.'),
  duration: z.string().optional().describe('How long it stays open, such as 8h.'),
  timeZone: z.string().default('UTC').describe('IANA time zone of the schedule.'),
  manualSync: z.boolean().default(false).describe('Whether a sync by hand is allowed all the same.'),
  syncOverrun: z.boolean().default(false).describe('Whether a sync that began before may go on.'),
  description: z.string().optional().describe('What the window is for.'),
  applications: z.array(z.string()).optional().describe('Globs of application names.'),
  namespaces: z.array(z.string()).optional().describe('Globs of destination namespaces.'),
  clusters: z.array(z.string()).optional().describe('Globs of destination names or servers.'),
  andOperator: z.boolean().default(false).describe('Whether all selectors must match and not just one.'),
});

export type SyncWindow = z.infer<typeof SyncWindow>;

const Backoff = z.object({
  duration: z.string().default('5s').describe('Wait before the first retry; a bare number is seconds.'),
  factor: z.int().default(2).describe('By how much each further wait is longer.'),
  maxDuration: z.string().default('3m').describe('Longest wait.'),
});

export const Retry = z.object({
  limit: z
    .int()
    .optional()
    .describe('How often a failed sync is retried; negative for ever. 5 where Sluice syncs by itself.'),
  backoff: Backoff.optional().describe('How long to wait in between.'),
  refresh: z.boolean().default(false).describe('Whether each retry looks for a newer revision.'),
});
export type Retry = z.infer<typeof Retry>;

export const syncOptions = () =>
  z.array(z.string()).optional().describe('Options such as CreateNamespace=true or ServerSideApply=true.');

export const SyncPolicy = z.object({
  automated: orBoolean({
    enabled: z.boolean().default(true).describe('Whether this block is in force.'),
    prune: z.boolean().default(false).describe('Whether objects that left Git are deleted.'),
    selfHeal: z.boolean().default(false).describe('Whether changes made in the cluster are undone.'),
    allowEmpty: z.boolean().default(false).describe('Whether a sync may delete everything.'),
  })
    .optional()
    .describe(
      'Sync without being asked. Extension of Sluice: true is the same as an empty block, false as leaving it out.',
    ),
  manual: z
    .boolean()
    .default(false)
    .describe(
      'Sync only when asked, although there is an automated block; its prune is what a sync by hand does unless told otherwise. Extension of Sluice.',
    ),
  syncOptions: syncOptions(),
  retry: Retry.optional().describe('What follows a failed sync.'),
  managedNamespaceMetadata: z
    .object({
      labels: strings().optional().describe('Labels of the namespace.'),
      annotations: strings().optional().describe('Annotations of the namespace.'),
    })
    .optional()
    .describe('Metadata of the namespace that CreateNamespace=true creates.'),
  syncWindows: z
    .array(SyncWindow)
    .optional()
    .describe(
      "Sync windows of this Application, beside its project's; without selectors they mean this Application. Extension of Sluice.",
    ),
});
export type SyncPolicy = z.infer<typeof SyncPolicy>;
