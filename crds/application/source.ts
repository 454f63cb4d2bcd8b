/** Where an Application's manifests come from and how they are rendered. */
import { z } from 'zod';
import { intOrString, preserved, strings, words } from '../kit.ts';

const Helm = z.object({
  releaseName: z.string().optional().describe('Name of the release. Without it, the name of the Application.'),
  valueFiles: z
    .array(z.string())
    .optional()
    .describe('Value files in order: below the chart, from the root with /, from another source with $ref/, or a URL.'),
  ignoreMissingValueFiles: z.boolean().default(false).describe('Whether value files may be missing.'),
  values: z.string().optional().describe('Values as YAML text.'),
  valuesObject: preserved<object>().optional().describe('Values as an object; replaces values.'),
  parameters: z
    .array(
      z.object({
        name: z.string().optional().describe('Path of the value.'),
        value: z.string().optional().describe('The value.'),
        forceString: z.boolean().default(false).describe('Whether the value stays text.'),
      }),
    )
    .optional()
    .describe('Single values, as --set.'),
  fileParameters: z
    .array(
      z.object({
        name: z.string().optional().describe('Path of the value.'),
        path: z.string().optional().describe('File that holds the value.'),
      }),
    )
    .optional()
    .describe('Single values from files, as --set-file.'),
  version: z.string().optional().describe('Version of Helm: v3, v4 or nothing.'),
  passCredentials: z.boolean().default(false).describe("Whether the repository's credentials go to other hosts, too."),
  skipCrds: z.boolean().default(false).describe("Whether the chart's CRDs are left out."),
  skipTests: z.boolean().default(false).describe("Whether the chart's tests are left out."),
  skipSchemaValidation: z.boolean().default(false).describe("Whether values are not checked by the chart's schema."),
  namespace: z.string().optional().describe('Namespace to render for. Without it, that of the destination.'),
  kubeVersion: z.string().optional().describe("Kubernetes version to render for. Without it, the destination's."),
  apiVersions: z.array(z.string()).optional().describe("API versions to render for. Without it, the destination's."),
});

const KustomizePatch = z.object({
  path: z.string().optional().describe('File that holds the patch.'),
  patch: z.string().optional().describe('The patch itself.'),
  target: z
    .object({
      group: z.string().optional().describe('API group.'),
      version: z.string().optional().describe('API version.'),
      kind: z.string().optional().describe('Kind.'),
      name: z.string().optional().describe('Name.'),
      namespace: z.string().optional().describe('Namespace.'),
      labelSelector: z.string().optional().describe('Label selector.'),
      annotationSelector: z.string().optional().describe('Annotation selector.'),
    })
    .optional()
    .describe('Objects to patch.'),
  options: z.record(z.string(), z.boolean()).optional().describe('Options of the patch, such as allowNameChange.'),
});

const Kustomize = z.object({
  namePrefix: z.string().optional().describe('Prefix of all names.'),
  nameSuffix: z.string().optional().describe('Suffix of all names.'),
  namespace: z.string().optional().describe('Namespace of all objects.'),
  images: z.array(z.string()).optional().describe('Images to replace: [OLD=]NEW[:TAG|@DIGEST].'),
  replicas: z
    .array(
      z.object({
        name: z.string().describe('Name of the workload.'),
        count: intOrString().describe('Its number of pods.'),
      }),
    )
    .optional()
    .describe('Numbers of pods to replace.'),
  commonLabels: strings().optional().describe('Labels of all objects.'),
  forceCommonLabels: z.boolean().default(false).describe('Whether they replace existing ones.'),
  labelWithoutSelector: z.boolean().default(false).describe('Whether selectors stay without them.'),
  labelIncludeTemplates: z.boolean().default(false).describe('Whether pod templates get them although selectors stay.'),
  commonAnnotations: strings().optional().describe('Annotations of all objects.'),
  forceCommonAnnotations: z.boolean().default(false).describe('Whether they replace existing ones.'),
  commonAnnotationsEnvsubst: z.boolean().default(false).describe('Whether variables in them are substituted.'),
  patches: z.array(KustomizePatch).optional().describe('Patches.'),
  components: z.array(z.string()).optional().describe('Components to include.'),
  ignoreMissingComponents: z.boolean().default(false).describe('Whether components may be missing.'),
  version: z.string().optional().describe('Version of kustomize, as registered in the settings.'),
  kubeVersion: z.string().optional().describe("Kubernetes version to render for. Without it, the destination's."),
  apiVersions: z.array(z.string()).optional().describe("API versions to render for. Without it, the destination's."),
});

const JsonnetVariable = z.object({
  name: z.string().describe('Name.'),
  value: z.string().describe('Value.'),
  code: z.boolean().default(false).describe('Whether the value is code.'),
});

const Directory = z.object({
  recurse: z.boolean().default(false).describe('Whether folders below are read as well.'),
  include: z.string().optional().describe('Glob of the files to read.'),
  exclude: z.string().optional().describe('Glob of the files to leave out.'),
  jsonnet: z
    .object({
      extVars: z.array(JsonnetVariable).optional().describe('External variables.'),
      tlas: z.array(JsonnetVariable).optional().describe('Top-level arguments.'),
      libs: z.array(z.string()).optional().describe('Folders with libraries.'),
    })
    .optional()
    .describe('Options of Jsonnet.'),
  disableExtensionFilter: z.boolean().default(false).describe('Whether files of any extension are read.'),
});

const Plugin = z.object({
  name: z.string().optional().describe('Name of the plugin. Without it, the one that recognises the folder.'),
  env: z
    .array(z.object({ name: z.string().describe('Name.'), value: z.string().describe('Value.') }))
    .optional()
    .describe('Environment of the plugin.'),
  parameters: z
    .array(
      z.object({
        name: z.string().optional().describe('Name of the parameter.'),
        string: z.string().optional().describe('Its value as text.'),
        array: z.array(z.string()).optional().describe('Its value as a list.'),
        map: strings().optional().describe('Its value as a map.'),
      }),
    )
    .optional()
    .describe('Parameters of the plugin.'),
});

export const Source = z.object({
  repoURL: z.string().optional().describe('Git repository, Helm repository, or oci:// artifact.'),
  path: z.string().optional().describe('Folder within the repository.'),
  targetRevision: z
    .string()
    .optional()
    .describe('Branch, tag, commit or version constraint. Without it, HEAD or the latest version.'),
  chart: z.string().optional().describe('Name of the chart, if the repository holds charts.'),
  ref: z.string().optional().describe('Name by which value files of other sources find this one.'),
  name: z.string().optional().describe('Name to show, where there are several sources.'),
  tagPrefix: z.string().optional().describe('Prefix of the tags that a version constraint is about.'),
  helm: Helm.optional().describe('Options of Helm. Set at most one of helm, kustomize, directory and plugin.'),
  kustomize: Kustomize.optional().describe('Options of Kustomize.'),
  directory: Directory.optional().describe('Options for a folder of plain manifests.'),
  plugin: Plugin.optional().describe('Options of a plugin.'),
});
export type Source = z.infer<typeof Source>;

export const SourceHydrator = z.object({
  drySource: Source.describe('What is rendered.'),
  syncSource: z
    .object({
      repoURL: z.string().optional().describe('Repository of the rendered manifests. Without it, that of drySource.'),
      targetBranch: z.string().describe('Branch of the rendered manifests.'),
      path: z.string().describe('Folder of the rendered manifests, not the root.'),
    })
    .describe('Where the rendered manifests go, and are synced from.'),
  hydrateTo: z
    .object({ targetBranch: z.string().describe('Branch to push to.') })
    .optional()
    .describe('Push to another branch, from which somebody merges.'),
});
export type SourceHydrator = z.infer<typeof SourceHydrator>;

export const sourceType = () => words(['Helm', 'Kustomize', 'Directory', 'Plugin']);
