/** What an Application wants: sources, a destination, and how the one is kept equal to the other. */
import { z } from 'zod';
import { Source, SourceHydrator } from './source.ts';
import { SyncPolicy } from './sync-policy.ts';

export const Destination = z.object({
  server: z
    .string()
    .optional()
    .describe('API address of the cluster. Without server and name, the cluster Sluice runs in.'),
  name: z.string().optional().describe('Name of the cluster, in place of its address.'),
  namespace: z.string().optional().describe('Namespace of the objects that name none.'),
});
export type Destination = z.infer<typeof Destination>;

export const IgnoreDifference = z.object({
  group: z.string().optional().describe('API group, a glob.'),
  kind: z.string().optional().describe('Kind, a glob.'),
  name: z.string().optional().describe('Name. Without it, any.'),
  namespace: z.string().optional().describe('Namespace. Without it, any.'),
  jsonPointers: z.array(z.string()).optional().describe('Fields to ignore, as JSON pointers.'),
  jqPathExpressions: z.array(z.string()).optional().describe('Fields to ignore, as jq paths.'),
  managedFieldsManagers: z.array(z.string()).optional().describe('Ignore the fields that these managers own.'),
});
export type IgnoreDifference = z.infer<typeof IgnoreDifference>;

export const ignoreDifferences = () => z.array(IgnoreDifference).optional().describe('Differences that do not matter.');

const HealthCheck = z.object({
  group: z.string().optional().describe('API group the check is for; empty for core kinds.'),
  kind: z.string().describe('Kind the check is for.'),
  check: z.string().describe('Lua that reads obj and returns a table with status and message.'),
});
export type HealthCheck = z.infer<typeof HealthCheck>;

export const ApplicationSpec = z.object({
  project: z.string().default('default').describe('Project that says what the Application may do.'),
  source: Source.optional().describe('Where the manifests come from.'),
  sources: z.array(Source).optional().describe('Where they come from, if from several places; replaces source.'),
  sourceHydrator: SourceHydrator.optional().describe('Render to a branch and sync from there; replaces both.'),
  destination: Destination.optional().describe('Where the objects go. Without it, this cluster.'),
  syncPolicy: SyncPolicy.optional().describe('When and how to sync.'),
  ignoreDifferences: ignoreDifferences(),
  health: z
    .array(HealthCheck)
    .optional()
    .describe('Health checks for the objects of this Application. Extension of Sluice.'),
  info: z
    .array(z.object({ name: z.string().describe('Name.'), value: z.string().describe('Value.') }))
    .optional()
    .describe('Anything to show beside the Application.'),
  revisionHistoryLimit: z.int().default(10).describe('How many past syncs are kept.'),
});
export type ApplicationSpec = z.infer<typeof ApplicationSpec>;
