/** The first thing that keeps a Rollout from being carried out, in the words and the order of the reference. */
import type { Finding } from '../../../crds/validate/finding.ts';
import { podTemplateFindings } from '../../../crds/validate/pod-template.ts';
import { validate } from '../../../crds/validate/validate.ts';
import type { Completed } from '../completed.ts';
import type { LabelSelector, PodTemplate, RolloutObject } from '../objects.ts';
import { unfitAnalyses } from './analyses.ts';
import { missingTemplates } from './analysis-templates.ts';
import type { Found } from './found.ts';
import { missingRoutes, unfitRoutes } from './routes.ts';
import { missingServices, unfitServices } from './services.ts';
import { refusedSteps } from './step-plugins.ts';

export interface Question {
  readonly object: RolloutObject;
  readonly spec: Completed;
  /** Own, or that of the workload that is referred to; undefined if there is none. */
  readonly template: PodTemplate | undefined;
  readonly selector: LabelSelector | undefined;
  /** Why the workload that is referred to cannot be used. */
  readonly workloadProblem: string | undefined;
  readonly found: Found;
}

/** Undefined if there is none. A workload's problem is said as it is, all others begin with a path. */
export function problemOf(question: Question): string | undefined {
  return question.workloadProblem ?? ownProblem(question) ?? referenceFindings(question)[0]?.message;
}

/** All that can only be said with other objects at hand, of a Rollout that is fine by itself. */
export const foreignFindings = (question: Question): readonly Finding[] => [
  ...workloadFindings(question),
  ...referenceFindings(question),
];

/** The whole text of the condition. */
export const invalidMessage = (name: string, error: string): string => `The Rollout "${name}" is invalid: ${error}`;

/** What can be said without other objects. Until it is nothing, the spec may hold anything. */
function ownProblem(question: Question): string | undefined {
  const [first] = validate('Rollout', question.object).filter(isError);
  if (first && isBeforeTemplate(first)) return first.message;
  const [ofTemplate] = workloadFindings(question);
  return ofTemplate?.message ?? first?.message;
}

/** A workload's template, which is no part of the object. The rest of what there is to say the API server says. */
function workloadFindings({ object, template, selector }: Question): readonly Finding[] {
  if (!object.spec.workloadRef || !template) return [];
  return podTemplateFindings(template, selector, 'spec.template').filter(isError);
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

/** Fields that the reference checks before it looks at pods. */
const isBeforeTemplate = ({ path }: Finding): boolean =>
  /^spec(\.replicas|\.selector.*|\.workloadRef.*|\.template|\.template\.metadata\.labels)?$/.test(path);

/** Objects are first looked for, all of them, and only then looked at. */
function referenceFindings({ object, spec, template, found }: Question): readonly Finding[] {
  return [
    ...missingServices(spec, found),
    ...missingTemplates(spec, found),
    ...missingRoutes(found),
    ...unfitServices(spec, found, { rollout: object.metadata.name, template }),
    ...unfitRoutes(found),
    ...unfitAnalyses(spec, found),
    ...refusedSteps(spec, found),
  ];
}
