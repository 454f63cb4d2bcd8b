/** The code hosts that ApplicationSet generators can ask. */
import { z } from 'zod';

const secretRef = (what: string) =>
  z
    .object({
      secretName: z.string().describe('Name of the Secret.'),
      key: z.string().describe('Key within the Secret.'),
    })
    .optional()
    .describe(`Secret that holds ${what}.`);

const configMapRef = (what: string) =>
  z
    .object({
      configMapName: z.string().describe('Name of the ConfigMap.'),
      key: z.string().describe('Key within the ConfigMap.'),
    })
    .optional()
    .describe(`ConfigMap that holds ${what}.`);

const api = () => z.string().optional().describe('Address of the API, for hosts of your own.');
const tokenRef = () => secretRef('the token');
const insecure = () => z.boolean().default(false).describe("Whether the server's certificate is not checked.");
const allBranches = () =>
  z.boolean().default(false).describe('Whether every branch is taken and not just the default one.');
const labels = () => z.array(z.string()).optional().describe('Labels a pull request must have.');
const appSecretName = () => z.string().optional().describe('Name of the Secret of a GitHub App.');

const serverAuth = {
  basicAuth: z
    .object({
      username: z.string().describe('User name.'),
      passwordRef: secretRef('the password'),
    })
    .optional()
    .describe('User name and password.'),
  bearerToken: z.object({ tokenRef: tokenRef() }).optional().describe('Token.'),
  insecure: insecure(),
  caRef: configMapRef('certificates of authorities'),
};

export const scmSystems = {
  github: z
    .object({
      organization: z.string().describe('Organisation.'),
      api: api(),
      tokenRef: tokenRef(),
      appSecretName: appSecretName(),
      allBranches: allBranches(),
    })
    .optional()
    .describe('GitHub.'),
  gitlab: z
    .object({
      group: z.string().describe('Group.'),
      includeSubgroups: z.boolean().default(false).describe('Whether groups below are looked at as well.'),
      includeSharedProjects: z.boolean().default(true).describe('Whether projects shared with the group count.'),
      includeArchivedRepos: z.boolean().default(false).describe('Whether archived projects count.'),
      topic: z.string().optional().describe('Topic a project must have.'),
      api: api(),
      tokenRef: tokenRef(),
      allBranches: allBranches(),
      insecure: insecure(),
      caRef: configMapRef('certificates of authorities'),
    })
    .optional()
    .describe('GitLab.'),
  gitea: z
    .object({
      owner: z.string().describe('Organisation.'),
      api: api(),
      tokenRef: tokenRef(),
      allBranches: allBranches(),
      insecure: insecure(),
      excludeArchivedRepos: z.boolean().default(false).describe('Whether archived repositories are left out.'),
    })
    .optional()
    .describe('Gitea or Forgejo.'),
  bitbucket: z
    .object({
      owner: z.string().describe('Workspace.'),
      user: z.string().describe('User name.'),
      appPasswordRef: secretRef('the app password'),
      allBranches: allBranches(),
    })
    .optional()
    .describe('Bitbucket Cloud.'),
  bitbucketServer: z
    .object({ project: z.string().describe('Project.'), api: api(), ...serverAuth, allBranches: allBranches() })
    .optional()
    .describe('Bitbucket Server.'),
  azureDevOps: z
    .object({
      organization: z.string().describe('Organisation.'),
      teamProject: z.string().describe('Team project.'),
      api: api(),
      accessTokenRef: secretRef('the access token'),
      allBranches: allBranches(),
    })
    .optional()
    .describe('Azure DevOps.'),
  awsCodeCommit: z
    .object({
      region: z.string().optional().describe('AWS region.'),
      role: z.string().optional().describe('Role to assume.'),
      tagFilters: z
        .array(
          z.object({ key: z.string().describe('Name.'), value: z.string().optional().describe('Value; any without.') }),
        )
        .optional()
        .describe('Tags a repository must have.'),
      allBranches: allBranches(),
    })
    .optional()
    .describe('AWS CodeCommit.'),
};

export const pullRequestSystems = {
  github: z
    .object({
      owner: z.string().describe('Owner.'),
      repo: z.string().describe('Repository.'),
      api: api(),
      tokenRef: tokenRef(),
      appSecretName: appSecretName(),
      labels: labels(),
    })
    .optional()
    .describe('GitHub.'),
  gitlab: z
    .object({
      project: z.string().describe('Project, as a number or path.'),
      api: api(),
      tokenRef: tokenRef(),
      labels: labels(),
      pullRequestState: z.string().optional().describe('State a merge request must have, such as opened.'),
      insecure: insecure(),
      caRef: configMapRef('certificates of authorities'),
    })
    .optional()
    .describe('GitLab.'),
  gitea: z
    .object({
      owner: z.string().describe('Owner.'),
      repo: z.string().describe('Repository.'),
      api: api(),
      tokenRef: tokenRef(),
      insecure: insecure(),
      labels: labels(),
    })
    .optional()
    .describe('Gitea or Forgejo.'),
  bitbucketServer: z
    .object({
      project: z.string().describe('Project.'),
      repo: z.string().describe('Repository.'),
      api: api(),
      ...serverAuth,
    })
    .optional()
    .describe('Bitbucket Server.'),
  bitbucket: z
    .object({
      owner: z.string().describe('Workspace.'),
      repo: z.string().describe('Repository.'),
      api: api(),
      basicAuth: serverAuth.basicAuth,
      bearerToken: serverAuth.bearerToken,
    })
    .optional()
    .describe('Bitbucket Cloud.'),
  azuredevops: z
    .object({
      organization: z.string().describe('Organisation.'),
      project: z.string().describe('Project.'),
      repo: z.string().describe('Repository.'),
      api: api(),
      tokenRef: tokenRef(),
      labels: labels(),
    })
    .optional()
    .describe('Azure DevOps.'),
};
