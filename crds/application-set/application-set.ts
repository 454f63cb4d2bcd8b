/** The ApplicationSet custom resource: Applications made from a template. */
import { z } from 'zod';
import { ApplicationSpec } from '../application/spec.ts';
import type { Kind } from '../kind.ts';
import { intOrString, strings, time, words } from '../kit.ts';
import { Generator } from './generators.ts';

const Template = z.object({
  metadata: z
    .object({
      name: z.string().optional().describe('Name of the Application.'),
      namespace: z.string().optional().describe('Namespace; always that of the set.'),
      labels: strings().optional().describe('Labels of the Application.'),
      annotations: strings().optional().describe('Annotations of the Application.'),
      finalizers: z.array(z.string()).optional().describe('Finalizers of the Application.'),
    })
    .optional()
    .describe('Metadata of the Application.'),
  spec: ApplicationSpec.optional().describe('Spec of the Application.'),
});

const MatchExpression = z.object({
  key: z.string().optional().describe('Label.'),
  operator: words(['In', 'NotIn']).optional().describe('In or NotIn.'),
  values: z.array(z.string()).optional().describe('Values of the label.'),
});

const Strategy = z.object({
  type: words(['AllAtOnce', 'RollingSync']).default('AllAtOnce').describe('AllAtOnce or RollingSync.'),
  rollingSync: z
    .object({
      steps: z
        .array(
          z.object({
            matchExpressions: z.array(MatchExpression).optional().describe('Applications of the step, by labels.'),
            maxUpdate: intOrString().optional().describe('How many of them may change at once. Without it, all.'),
          }),
        )
        .optional()
        .describe('Steps; each waits until all before it are healthy.'),
    })
    .optional()
    .describe('Sync the Applications step by step.'),
  deletionOrder: words(['AllAtOnce', 'Reverse']).default('AllAtOnce').describe('AllAtOnce or Reverse.'),
});

export const ApplicationSetSpec = z.object({
  goTemplate: z.boolean().default(false).describe('Whether templates are Go templates and not plain {{name}}.'),
  goTemplateOptions: z.array(z.string()).optional().describe('Options of Go templates, such as missingkey=error.'),
  generators: z.array(Generator).describe('Where the parameters come from; one Application for each parameter set.'),
  template: Template.describe('The Application to make.'),
  templatePatch: z.string().optional().describe('Patch of the made Application, a Go template of YAML.'),
  syncPolicy: z
    .object({
      preserveResourcesOnDeletion: z.boolean().default(false).describe('Whether workloads outlive the set.'),
      applicationsSync: words(['sync', 'create-only', 'create-update', 'create-delete'])
        .default('sync')
        .describe('What may be done to Applications: sync, create-only, create-update or create-delete.'),
    })
    .optional()
    .describe('What may be done.'),
  strategy: Strategy.optional().describe('In which order the Applications change.'),
  preservedFields: z
    .object({
      annotations: z.array(z.string()).optional().describe('Annotations that stay as they are.'),
      labels: z.array(z.string()).optional().describe('Labels that stay as they are.'),
    })
    .optional()
    .describe('What of an Application others may change.'),
  ignoreApplicationDifferences: z
    .array(
      z.object({
        name: z.string().optional().describe('Application it is about. Without it, all.'),
        jsonPointers: z.array(z.string()).optional().describe('Fields, as JSON pointers.'),
        jqPathExpressions: z.array(z.string()).optional().describe('Fields, as jq paths.'),
      }),
    )
    .optional()
    .describe('Fields of the Applications that others may change.'),
  applyNestedSelectors: z.boolean().optional().describe('Ignored; selectors of nested generators always apply.'),
});
export type ApplicationSetSpec = z.infer<typeof ApplicationSetSpec>;

export const ApplicationSetStatus = z.object({
  conditions: z
    .array(
      z.object({
        type: z.string().describe('What the condition is about.'),
        status: words(['True', 'False', 'Unknown']).describe('True, False or Unknown.'),
        reason: z.string().describe('Why, as one word for programs.'),
        message: z.string().describe('Why, as a sentence for people.'),
        lastTransitionTime: time().optional().describe('Since when.'),
      }),
    )
    .optional()
    .describe('What is known of the set.'),
  health: z
    .object({
      status: z.string().optional().describe('Health of the set.'),
      message: z.string().optional().describe('Why.'),
      lastTransitionTime: time().optional().describe('Since when.'),
    })
    .optional()
    .describe('Health of the set.'),
  applicationStatus: z
    .array(
      z.object({
        application: z.string().describe('Name of the Application.'),
        status: words(['Waiting', 'Pending', 'Progressing', 'Healthy']).describe(
          'Waiting, Pending, Progressing or Healthy.',
        ),
        message: z.string().describe('Why.'),
        step: z.string().describe('Step it belongs to; -1 for none.'),
        targetRevisions: z.array(z.string()).optional().describe('Revisions it shall get.'),
        lastTransitionTime: time().optional().describe('Since when.'),
      }),
    )
    .optional()
    .describe('How far each Application is.'),
  resources: z
    .array(
      z.object({
        group: z.string().optional().describe('API group.'),
        version: z.string().optional().describe('API version.'),
        kind: z.string().optional().describe('Kind.'),
        namespace: z.string().optional().describe('Namespace.'),
        name: z.string().optional().describe('Name.'),
        status: z.string().optional().describe('Synced, OutOfSync or Unknown.'),
        health: z
          .object({
            status: z.string().optional().describe('Health.'),
            message: z.string().optional().describe('Why.'),
            lastTransitionTime: time().optional().describe('Since when.'),
          })
          .optional()
          .describe('Health of the Application.'),
      }),
    )
    .optional()
    .describe('The Applications, at most 5000.'),
  resourcesCount: z.int().optional().describe('How many Applications there are.'),
});
export type ApplicationSetStatus = z.infer<typeof ApplicationSetStatus>;

export const applicationSet = {
  kind: 'ApplicationSet',
  plural: 'applicationsets',
  shortNames: ['appset', 'appsets'],
  scope: 'Namespaced',
  about: 'Applications made from a template.',
  spec: ApplicationSetSpec.describe('Which Applications are made.'),
  status: ApplicationSetStatus.optional().describe('What became of them.'),
  subresources: { status: true },
  columns: [],
} as const satisfies Kind;
