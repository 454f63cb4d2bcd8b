/** What is known of an Application. Other tools read much of it: see applications in docs/compatibility.md. */
import { z } from 'zod';
import { strings, time, words } from '../kit.ts';
import { InitiatedBy, Operation } from './operation.ts';
import { Source, SourceHydrator, sourceType } from './source.ts';
import { Destination, ignoreDifferences } from './spec.ts';

const revision = () => z.string().optional().describe('Revision, if there is one source.');
const revisions = () => z.array(z.string()).optional().describe('Revisions, one a source.');
const source = () => Source.optional().describe('The source.');
const sources = () => z.array(Source).optional().describe('The sources.');
const message = () => z.string().optional().describe('Why.');

const syncStatus = () => words(['Synced', 'OutOfSync', 'Unknown']);
const healthStatus = () => words(['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown']);

const Health = z.object({
  status: healthStatus().optional().describe('Healthy, Suspended, Progressing, Missing, Degraded or Unknown.'),
  message: message(),
  lastTransitionTime: time().optional().describe('When the status last changed.'),
});

const ObjectKey = {
  group: z.string().optional().describe('API group.'),
  version: z.string().optional().describe('API version.'),
  kind: z.string().optional().describe('Kind.'),
  namespace: z.string().optional().describe('Namespace.'),
  name: z.string().optional().describe('Name.'),
};

const Resource = z.object({
  ...ObjectKey,
  status: syncStatus().optional().describe('Synced, OutOfSync or Unknown.'),
  health: Health.optional().describe('Health of the object.'),
  hook: z.boolean().optional().describe('Whether it is a hook.'),
  requiresPruning: z.boolean().optional().describe('Whether it left Git.'),
  requiresDeletionConfirmation: z.boolean().optional().describe('Whether somebody must agree to its deletion.'),
  syncWave: z.int().optional().describe('Its wave.'),
});

const HistoryEntry = z.object({
  id: z.int().describe('Number of the sync.'),
  revision: revision(),
  revisions: revisions(),
  source: source(),
  sources: sources(),
  deployedAt: time().describe('When it was done.'),
  deployStartedAt: time().optional().describe('When it was started.'),
  initiatedBy: InitiatedBy.optional().describe('Who asked.'),
});

const ResourceResult = z.object({
  ...ObjectKey,
  status: words(['Synced', 'SyncFailed', 'Pruned', 'PruneSkipped'])
    .optional()
    .describe('Synced, SyncFailed, Pruned or PruneSkipped.'),
  message: message(),
  hookType: z.string().optional().describe('Kind of hook.'),
  hookPhase: z.string().optional().describe('Phase of the hook, or of the sync of the object.'),
  syncPhase: z.string().optional().describe('PreSync, Sync, PostSync or SyncFail.'),
  images: z.array(z.string()).optional().describe('Container images of the object.'),
});

const Comparison = z.object({
  source: source(),
  sources: sources(),
  destination: Destination.optional().describe('The destination.'),
  ignoreDifferences: ignoreDifferences(),
});

const Sync = z.object({
  status: syncStatus().describe('Synced, OutOfSync or Unknown.'),
  revision: revision(),
  revisions: revisions(),
  comparedTo: Comparison.optional().describe('What was compared.'),
});

const OperationState = z.object({
  operation: Operation.describe('What was asked.'),
  phase: words(['Running', 'Terminating', 'Succeeded', 'Failed', 'Error']).describe(
    'Running, Terminating, Succeeded, Failed or Error.',
  ),
  message: message(),
  syncResult: z
    .object({
      resources: z.array(ResourceResult).optional().describe('What became of each object.'),
      revision: revision(),
      revisions: revisions(),
      source: source(),
      sources: sources(),
      managedNamespaceMetadata: z
        .object({
          labels: strings().optional().describe('Labels.'),
          annotations: strings().optional().describe('Annotations.'),
        })
        .optional()
        .describe('Metadata that the namespace got.'),
    })
    .optional()
    .describe('What came of it.'),
  startedAt: time().describe('When it was started.'),
  finishedAt: time().optional().describe('When it was done.'),
  retryCount: z.int().optional().describe('How often it was retried.'),
});

const Hydration = z.object({
  phase: words(['Hydrating', 'Hydrated', 'Failed']).optional().describe('Hydrating, Hydrated or Failed.'),
  drySHA: z.string().optional().describe('Commit that is rendered.'),
  hydratedSHA: z.string().optional().describe('Commit that holds the result.'),
  message: message(),
  startedAt: time().optional().describe('When it was started.'),
  finishedAt: time().optional().describe('When it was done.'),
  sourceHydrator: SourceHydrator.optional().describe('Settings that were used.'),
});

export const ApplicationStatus = z.object({
  sync: Sync.optional().describe('Whether the cluster equals Git.'),
  health: Health.optional().describe('Health of the whole.'),
  resources: z.array(Resource).optional().describe('The objects.'),
  history: z.array(HistoryEntry).optional().describe('Past syncs, the oldest first.'),
  operationState: OperationState.optional().describe('The current or last operation.'),
  conditions: z
    .array(
      z.object({
        type: z.string().describe('What the condition is about; those that end in Error are errors.'),
        message: z.string().describe('Why.'),
        lastTransitionTime: time().optional().describe('Since when.'),
      }),
    )
    .optional()
    .describe('What is wrong.'),
  reconciledAt: time().optional().describe('When cluster and Git were last compared.'),
  observedAt: time().optional().describe('Not written any more.'),
  sourceType: sourceType().optional().describe('Helm, Kustomize, Directory or Plugin.'),
  sourceTypes: z.array(sourceType()).optional().describe('The same, one a source.'),
  summary: z
    .object({
      images: z.array(z.string()).optional().describe('Container images that run.'),
      externalURLs: z.array(z.string()).optional().describe('Addresses from outside.'),
      isAppOfApps: z.boolean().optional().describe('Whether the objects are Applications.'),
    })
    .optional()
    .describe('The whole in short.'),
  resourceHealthSource: z.string().optional().describe('Where the health of objects is kept; empty for resources.'),
  controllerNamespace: z.string().optional().describe('Namespace of the controller in charge.'),
  sourceHydrator: z
    .object({
      currentOperation: Hydration.optional().describe('The current or last rendering.'),
      lastSuccessfulOperation: Hydration.optional().describe('The last successful one.'),
      lastComparedDryRevision: z.string().optional().describe('Last commit that was looked at.'),
    })
    .optional()
    .describe('State of rendering to a branch.'),
});
export type ApplicationStatus = z.infer<typeof ApplicationStatus>;
