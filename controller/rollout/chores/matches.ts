/** Whether labels are what a label selector asks for. */
import type { LabelSelector } from '../objects.ts';

type Labels = Readonly<Record<string, string>>;
type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

const EXPRESSION: Readonly<Record<string, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** Undefined for a selector that is of no use: one that asks for nothing, or one that cannot be read. */
export function matcherOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector) {
  const wanted = Object.entries(matchLabels);
  if (wanted.length + matchExpressions.length === 0 || !matchExpressions.every(isReadable)) return undefined;
  return (labels: Labels = {}): boolean =>
    wanted.every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => EXPRESSION[operator]?.(labels[key], values));
}

function isReadable({ operator, values = [] }: Requirement): boolean {
  const takesValues = operator === 'In' || operator === 'NotIn';
  return Object.hasOwn(EXPRESSION, operator) && takesValues === values.length > 0;
}
