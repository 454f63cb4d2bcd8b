/** Kubernetes shapes that several of our kinds contain. */
import { z } from 'zod';
import { preserved, strings, time, words } from './kit.ts';

export const LabelSelector = z.object({
  matchLabels: strings().optional().describe('Labels that must all be present with these values.'),
  matchExpressions: z
    .array(
      z.object({
        key: z.string().describe('Label the requirement is about.'),
        operator: z.string().describe('In, NotIn, Exists or DoesNotExist.'),
        values: z.array(z.string()).optional().describe('Values for In and NotIn; empty for the other operators.'),
      }),
    )
    .optional()
    .describe('Requirements that must all hold.'),
});
export type LabelSelector = z.infer<typeof LabelSelector>;

export const Labelling = z.object({
  labels: strings().optional().describe('Labels to add.'),
  annotations: strings().optional().describe('Annotations to add.'),
});
export type Labelling = z.infer<typeof Labelling>;

/** A pod template as stored. Its fields are the API server's to check; pod-template.ts knows their names. */
export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: { restartPolicy?: string; containers?: { name?: string; image?: string }[] };
}

export const podTemplate = () => preserved<PodTemplate>();

export const Condition = z.object({
  type: z.string().describe('What the condition is about.'),
  status: words(['True', 'False', 'Unknown']).describe('True, False or Unknown.'),
  reason: z.string().describe('Why, as one word for programs.'),
  message: z.string().describe('Why, as a sentence for people.'),
  lastUpdateTime: time().optional().describe('When the condition was last written.'),
  lastTransitionTime: time().optional().describe('When the status last changed.'),
  observedGeneration: z.int().optional().describe('Generation the condition was judged from.'),
});
export type Condition = z.infer<typeof Condition>;

/** Decimals are strings on the wire, as Kubernetes asks. */
export const Decimal = z.string().regex(/^\d+(\.\d+)?$/, 'must be a decimal such as 0.05');
export const Percentage = z.string().regex(/^\d+(\.\d+)?%$/, 'must be a percentage such as 25%');
export const Duration = z.string().regex(/^(\d+(\.\d+)?(ms|s|m|h))+$/, 'must be a duration such as 90s');
