/** Where an ApplicationSet's parameters come from. Nested generators are checked here and stored as they come, which ends the recursion. */
import { z } from 'zod';
import { anyJson, preserved, preservedAs, strings, words } from '../kit.ts';
import { LabelSelector } from '../kubernetes.ts';
import { pullRequestSystems, scmSystems } from './hosts.ts';

const values = () => strings().optional().describe('Further parameters, as values.NAME.');

const requeueAfterSeconds = (whenAbsent: string) =>
  z.int().optional().describe(`Seconds until the generator is asked again. ${whenAbsent}`);

/** Merged over the set's template, so any part of one. */
const template = () =>
  preserved<object>().optional().describe("Merged over the set's template for what this generator yields.");

const ConfigMapReference = z.string().describe('Name of the ConfigMap.');

const List = z.object({
  elements: z.array(anyJson()).optional().describe('Parameter sets, one an element.'),
  elementsYaml: z.string().optional().describe('Parameter sets as YAML text.'),
  template: template(),
});

const Clusters = z.object({
  selector: LabelSelector.optional().describe('Selects cluster secrets. Without it all, and this cluster.'),
  values: values(),
  flatList: z.boolean().default(false).describe('Whether there is one parameter set with all clusters.'),
  template: template(),
});

const GitPath = z.object({
  path: z.string().describe('Glob of the path.'),
  exclude: z.boolean().default(false).describe('Whether matches are left out.'),
});

const Git = z.object({
  repoURL: z.string().describe('Repository to look at.'),
  revision: z.string().optional().describe('Branch, tag or commit. Without it, HEAD.'),
  directories: z.array(GitPath).optional().describe('One parameter set for each folder.'),
  files: z.array(GitPath).optional().describe('One parameter set for each file, or each element it holds.'),
  pathParamPrefix: z.string().optional().describe('Prefix of the path parameters.'),
  values: values(),
  requeueAfterSeconds: requeueAfterSeconds('180 without it.'),
  template: template(),
});

const ScmProvider = z.object({
  ...scmSystems,
  filters: z
    .array(
      z.object({
        repositoryMatch: z.string().optional().describe('Expression the name matches.'),
        pathsExist: z.array(z.string()).optional().describe('Paths that must exist.'),
        pathsDoNotExist: z.array(z.string()).optional().describe('Paths that must not exist.'),
        labelMatch: z.string().optional().describe('Expression a label or topic matches.'),
        branchMatch: z.string().optional().describe('Expression the branch matches.'),
      }),
    )
    .optional()
    .describe('Repositories to take: those that fit any entry, each as a whole.'),
  cloneProtocol: words(['ssh', 'https']).optional().describe('Kind of address: ssh or https.'),
  values: values(),
  requeueAfterSeconds: requeueAfterSeconds('1800 without it.'),
  template: template(),
});

const PullRequest = z.object({
  ...pullRequestSystems,
  filters: z
    .array(
      z.object({
        branchMatch: z.string().optional().describe('Expression the branch matches.'),
        targetBranchMatch: z.string().optional().describe('Expression the target branch matches.'),
        titleMatch: z.string().optional().describe('Expression the title matches.'),
      }),
    )
    .optional()
    .describe('Pull requests to take: those that fit any entry, each as a whole.'),
  continueOnRepoNotFoundError: z.boolean().default(false).describe('Whether a missing repository means none.'),
  values: values(),
  requeueAfterSeconds: requeueAfterSeconds('1800 without it.'),
  template: template(),
});

const ClusterDecisionResource = z.object({
  configMapRef: ConfigMapReference,
  name: z.string().optional().describe('Name of the resource.'),
  labelSelector: LabelSelector.optional().describe('Selects the resource by labels.'),
  values: values(),
  requeueAfterSeconds: requeueAfterSeconds('180 without it.'),
  template: template(),
});

const Plugin = z.object({
  configMapRef: z.object({ name: ConfigMapReference }).describe('ConfigMap with the address of the plugin.'),
  input: z
    .object({ parameters: z.record(z.string(), anyJson()).optional().describe('Parameters.') })
    .optional()
    .describe('What the plugin is asked.'),
  values: values(),
  requeueAfterSeconds: requeueAfterSeconds('1800 without it.'),
  template: template(),
});

const leaves = {
  list: List.optional().describe('Parameter sets written here.'),
  clusters: Clusters.optional().describe('One parameter set for each cluster.'),
  git: Git.optional().describe('Parameter sets from folders or files of a repository.'),
  scmProvider: ScmProvider.optional().describe('One parameter set for each repository of an organisation.'),
  pullRequest: PullRequest.optional().describe('One parameter set for each open pull request.'),
  clusterDecisionResource: ClusterDecisionResource.optional().describe('Clusters that another controller chose.'),
  plugin: Plugin.optional().describe('Parameter sets from a plugin.'),
  selector: LabelSelector.optional().describe('Take only the parameter sets that match.'),
};

/** One level down the combining generators may stand once more; the API server keeps what is below as it comes. */
const Inner = z.looseObject({
  ...leaves,
  matrix: preserved<object>().optional().describe('Combinations of two more generators.'),
  merge: preserved<object>().optional().describe('Parameter sets of more generators, merged.'),
});

const inner = () => z.array(preservedAs(Inner));

export const Generator = z.object({
  ...leaves,
  matrix: z
    .object({
      generators: inner().describe('Exactly two generators; the second may use parameters of the first.'),
      template: template(),
    })
    .optional()
    .describe('All combinations of two generators.'),
  merge: z
    .object({
      generators: inner().describe('Two or more generators; the first says which parameter sets there are.'),
      mergeKeys: z.array(z.string()).optional().describe('Parameters that identify a parameter set.'),
      template: template(),
    })
    .optional()
    .describe('Parameter sets of several generators, merged.'),
});
export type Generator = z.infer<typeof Generator>;
