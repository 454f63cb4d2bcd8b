/** The AppProject custom resource: what Applications of a team may do. It has no status subresource. */
import { z } from 'zod';
import { SyncWindow } from './application/sync-policy.ts';
import type { Kind } from './kind.ts';
import { words } from './kit.ts';

const ResourceRule = z.object({
  group: z.string().describe('API group, a glob.'),
  kind: z.string().describe('Kind, a glob.'),
  name: z.string().optional().describe('Name, a glob. Without it, any.'),
});

const NamespacedResourceRule = z.object({
  group: z.string().describe('API group, a glob.'),
  kind: z.string().describe('Kind, a glob.'),
});

const Token = z.object({
  id: z.string().optional().describe('Id of the token.'),
  iat: z.int().describe('When it was issued, in seconds.'),
  exp: z.int().optional().describe('When it expires, in seconds.'),
});

const Role = z.object({
  name: z.string().describe('Name of the role.'),
  description: z.string().optional().describe('What it is for.'),
  policies: z.array(z.string()).optional().describe('What it allows, as policy lines.'),
  groups: z.array(z.string()).optional().describe('Groups that have it.'),
  jwtTokens: z.array(Token).optional().describe('Tokens that were issued for it.'),
});

const SourceIntegrity = z.object({
  git: z
    .object({
      policies: z
        .array(
          z.object({
            repos: z
              .array(z.object({ url: z.string().describe('Glob of repository addresses; ! denies.') }))
              .optional()
              .describe('Repositories the policy is for.'),
            gpg: z
              .object({
                mode: words(['none', 'head', 'strict']).describe(
                  'none, head for the commit itself, or strict for its history as well.',
                ),
                keys: z.array(z.string()).optional().describe('Ids of the keys that may sign.'),
              })
              .optional()
              .describe('Signatures that are asked for.'),
          }),
        )
        .optional()
        .describe('Policies; those that match a repository apply.'),
    })
    .optional()
    .describe('What is asked of Git repositories.'),
});

export const AppProjectSpec = z.object({
  description: z.string().optional().describe('What the project is for.'),
  sourceRepos: z.array(z.string()).optional().describe('Globs of repositories that may be used; ! denies.'),
  destinations: z
    .array(
      z.object({
        server: z.string().optional().describe('Glob of cluster addresses; ! denies.'),
        name: z.string().optional().describe('Glob of cluster names; ! denies.'),
        namespace: z.string().optional().describe('Glob of namespaces; ! denies.'),
      }),
    )
    .optional()
    .describe('Where objects may go.'),
  clusterResourceWhitelist: z
    .array(ResourceRule)
    .optional()
    .describe('Cluster-wide kinds that are allowed; none without.'),
  clusterResourceBlacklist: z.array(ResourceRule).optional().describe('Cluster-wide kinds that are refused.'),
  namespaceResourceWhitelist: z
    .array(NamespacedResourceRule)
    .optional()
    .describe('Namespaced kinds that are allowed; all without.'),
  namespaceResourceBlacklist: z.array(NamespacedResourceRule).optional().describe('Namespaced kinds that are refused.'),
  roles: z.array(Role).optional().describe('Who may do what.'),
  syncWindows: z.array(SyncWindow).optional().describe('When Applications may be synced.'),
  orphanedResources: z
    .object({
      warn: z.boolean().optional().describe('Whether a condition says so.'),
      ignore: z
        .array(
          z.object({
            group: z.string().optional().describe('API group, a glob.'),
            kind: z.string().optional().describe('Kind, a glob.'),
            name: z.string().optional().describe('Name, a glob.'),
          }),
        )
        .optional()
        .describe('Objects that are no orphans.'),
    })
    .optional()
    .describe('Look for objects that belong to no Application.'),
  signatureKeys: z
    .array(z.object({ keyID: z.string().describe('Id of the key.') }))
    .optional()
    .describe('Keys one of which must have signed. Superseded by sourceIntegrity.'),
  sourceIntegrity: SourceIntegrity.optional().describe('Signatures that are asked for.'),
  sourceNamespaces: z
    .array(z.string())
    .optional()
    .describe('Namespaces whose Applications may use the project: globs, or expressions between slashes.'),
  permitOnlyProjectScopedClusters: z
    .boolean()
    .default(false)
    .describe('Whether only clusters that belong to this project may be used.'),
  destinationServiceAccounts: z
    .array(
      z.object({
        server: z.string().describe('Glob of cluster addresses.'),
        namespace: z.string().optional().describe('Glob of namespaces.'),
        defaultServiceAccount: z.string().describe('Service account to act as: NAME or NAMESPACE:NAME.'),
      }),
    )
    .optional()
    .describe('Who syncs act as; the first match counts.'),
});
export type AppProjectSpec = z.infer<typeof AppProjectSpec>;

export const AppProjectStatus = z.object({
  jwtTokensByRole: z
    .record(z.string(), z.object({ items: z.array(Token).optional().describe('Tokens.') }))
    .optional()
    .describe('Tokens that were issued, by role.'),
});
export type AppProjectStatus = z.infer<typeof AppProjectStatus>;

export const appProject = {
  kind: 'AppProject',
  plural: 'appprojects',
  shortNames: ['appproj', 'appprojs'],
  scope: 'Namespaced',
  about: 'What the Applications of a team may do.',
  spec: AppProjectSpec.describe('What is allowed.'),
  status: AppProjectStatus.optional().describe('Tokens that were issued.'),
  columns: [],
} as const satisfies Kind;
