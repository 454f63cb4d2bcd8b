/** A label selector as the scale subresource shows it: the text that list requests take. */
import type { LabelSelector } from '../objects.ts';

export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const requirements = [
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, text: `${key}=${value}` })),
    ...matchExpressions.map((expression) => ({ key: expression.key, text: expressionText(expression) })),
  ];
  if (requirements.length === 0) return '<none>';
  return requirements
    .sort((a, b) => order(a.key, b.key))
    .map(({ text }) => text)
    .join(',');
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

function expressionText({ key, operator, values = [] }: Expression): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator.toLowerCase()} (${values.toSorted(order).join(',')})`;
}

/** By code unit: a locale would order differently from machine to machine. */
const order = (a: string, b: string): number => Number(a > b) - Number(a < b);
