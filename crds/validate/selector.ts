/** Label selectors: whether they are well formed, and what they match. */
import type { LabelSelector } from '../kubernetes.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether the selector matches, or undefined if it is malformed. */
export function matches(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Labels,
): boolean | undefined {
  const answers = matchExpressions.map(({ key, operator, values = [] }) => answer(operator, values, labels[key]));
  if (answers.includes(undefined)) return undefined;
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value) && !answers.includes(false);
}

export const isEmpty = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0;

function answer(operator: string, values: readonly string[], label: string | undefined): boolean | undefined {
  const needsValues = operator === 'In' || operator === 'NotIn';
  if (needsValues !== values.length > 0) return undefined;
  const listed = label !== undefined && values.includes(label);
  switch (operator) {
    case 'In':
      return listed;
    case 'NotIn':
      return !listed;
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return undefined;
  }
}
