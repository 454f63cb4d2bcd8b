/** A label selector as the text that a list call takes. */
import type { LabelSelector } from '../../crds/kubernetes.ts';

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const equals = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return [...equals, ...matchExpressions.map(requirementText)].join(',');
}

function requirementText({ key, operator, values = [] }: Requirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
}
