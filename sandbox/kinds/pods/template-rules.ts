/** What templates of pods may say. */
import { type FieldError, invalid, required } from '../../api/field-error.ts';
import { matches } from '../../selectors/label-selector.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';
import { templateMetadataErrors } from './annotation-rules.ts';
import { ephemeralIn } from './container-rules.ts';
import { NO_ERRORS } from './field-rules.ts';
import type { LabelSelector, PodTemplate } from './pod-spec.ts';
import { podSpecErrors } from './spec-rules.ts';

export function templateErrors(template: PodTemplate, field: string): readonly FieldError[] {
  const spec = template.spec ?? {};
  return [
    ...templateMetadataErrors(template, field),
    ...podSpecErrors(spec, `${field}.spec`),
    ...ephemeralIn(spec, `${field}.spec`, 'ephemeral containers not allowed in pod template'),
  ];
}

interface Selected {
  readonly errors: readonly FieldError[];
  /** Whether it can be told what the selector selects. */
  readonly isClear: boolean;
}

/** A workload's selector, which must be there and select something; `kind` is how the text names the workload. */
export function checkedSelector(selector: LabelSelector | undefined, field: string, kind: string): Selected {
  if (!selector) return { errors: [required(field)], isClear: true };
  const errors = labelSelectorErrors(selector, field);
  const isClear = errors.length === 0;
  if (isEmpty(selector)) errors.push(invalid(field, selector, `empty selector is invalid for ${kind}`));
  return { errors, isClear };
}

export const isEmpty = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  matchExpressions.length === 0 && Object.keys(matchLabels).length === 0;

export function unmatchedErrors(
  selector: LabelSelector | undefined,
  template: PodTemplate,
  field: string,
): readonly FieldError[] {
  const labels = template.metadata?.labels;
  if (matches(selector as Parameters<typeof matches>[0], labels)) return NO_ERRORS;
  return [invalid(`${field}.metadata.labels`, labels, '`selector` does not match template `labels`')];
}
