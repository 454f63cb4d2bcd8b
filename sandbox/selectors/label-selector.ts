/** Selects objects by their labels: what `labelSelector=` asks for, and the selectors inside objects. */
import { labelKeyProblem, labelValueProblem } from './label-syntax.ts';
import { isInt64, type Operator, parsedRequirements, type Requirement } from './requirements.ts';

export type Labels = Readonly<Record<string, string>> | undefined;

/** `metav1.LabelSelector` as objects carry it. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[] | null;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** The test that a query such as `a=b,c!=d,e in (x,y),!f` means; throws what the server answers to nonsense. */
export function labelSelector(text: string): (labels: Labels) => boolean {
  const requirements = parsedRequirements(text);
  const [only] = requirements;
  if (only === undefined) return () => true;
  if (requirements.length === 1) return (labels) => meets(only, labels);
  return (labels) => requirements.every((one) => meets(one, labels));
}

/** Whether a selector inside an object picks these labels; an empty one picks all, none picks nothing. */
export function matches(selector: LabelSelector | null | undefined, labels: Labels): boolean {
  if (!selector) return false;
  const wanted = selector.matchLabels ?? {};
  for (const key in wanted) if (labelOf(labels, key) !== wanted[key]) return false;
  return (selector.matchExpressions ?? []).every((one) => {
    const requirement = requirementOf(one);
    return requirement !== undefined && meets(requirement, labels);
  });
}

/** A selector as text, sorted by key, as `status.selector` of a scale carries it; of none and of an empty one: ''. */
export function labelSelectorOf(selector: LabelSelector | null | undefined): string {
  if (!selector) return '';
  const requirements = requirementsOf(selector);
  if (requirements === undefined) return '<error>';
  return requirements.sort(byKey).map(textOf).join(',');
}

function requirementsOf({ matchLabels, matchExpressions }: LabelSelector): Requirement[] | undefined {
  const all: Requirement[] = [];
  for (const [key, value] of Object.entries(matchLabels ?? {})) all.push({ key, operator: '=', values: [value] });
  for (const expression of matchExpressions ?? []) {
    const requirement = requirementOf(expression);
    if (requirement === undefined) return undefined;
    all.push(requirement);
  }
  return all.every(isValid) ? all : undefined;
}

function requirementOf({ key, operator, values }: Expression): Requirement | undefined {
  const known = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  return known && { key, operator: known, values: values ?? [] };
}

function isValid({ key, operator, values }: Requirement): boolean {
  const isWrong = operator === 'in' || operator === 'notin' ? values.length === 0 : values.length > 0;
  if (isWrong && operator !== '=') return false;
  return labelKeyProblem(key) === undefined && values.every((value) => labelValueProblem(value) === undefined);
}

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labelOf(labels, key);
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '>':
    case '<':
      return compares(value, operator, values[0]);
  }
}

const labelOf = (labels: Labels, key: string): string | undefined =>
  labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;

function compares(value: string | undefined, operator: '>' | '<', limit = ''): boolean {
  if (value === undefined || !isInt64(value)) return false;
  return operator === '>' ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit);
}

const byKey = (a: Requirement, b: Requirement) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

function textOf({ key, operator, values }: Requirement): string {
  if (operator === 'exists') return key;
  if (operator === '!') return `!${key}`;
  if (operator === '=') return `${key}=${values[0]}`;
  return `${key} ${operator} (${[...values].sort().join(',')})`;
}
