/** Formulas over the answers of several queries: `errors / (requests + 1)`. Read once by mathjs, refused unless whitelisted. */
import type { EvalFunction } from 'mathjs/number';
import type { Problem } from '../expressions/problem.ts';
import { checked, refusalOfName } from './whitelist.ts';

/** Characters of a formula. */
const MOST_TEXT = 2_000;
/** Values that an evaluation may look at, counted once per part of the formula. */
const MOST_STEPS = 2_000_000;

export interface Formula {
  readonly text: string;
  readonly names: readonly string[];
  readonly parts: number;
  readonly code: EvalFunction;
}

export async function compileFormula(text: string, names: readonly string[]): Promise<Formula | Problem> {
  const refusal = text.length > MOST_TEXT ? `a formula of more than ${MOST_TEXT} characters` : firstRefusal(names);
  if (refusal !== undefined) return { message: refusal, line: 1, column: 1 };
  const { parsedFormula } = await import('./engine.ts');
  try {
    const node = parsedFormula(text);
    const { refusal: refused, parts } = checked(node, names);
    if (refused !== undefined) return { message: refused, line: 1, column: 1 };
    return { text, names, parts, code: node.compile() };
  } catch (error) {
    return problemOf(error, text);
  }
}

export function isFormulaProblem(outcome: Formula | Problem): outcome is Problem {
  return 'message' in outcome;
}

function firstRefusal(names: readonly string[]): string | undefined {
  return names.map(refusalOfName).find((refusal) => refusal !== undefined);
}

/** mathjs tells the place as `(char 5)`. */
function problemOf(error: unknown, text: string): Problem {
  const message = messageOf(error);
  const at = Number(/ \(char (\d+)\)$/.exec(message)?.[1] ?? 1);
  const before = text.slice(0, at - 1).split('\n');
  return {
    message: message.replace(/ \(char \d+\)$/, ''),
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
  };
}

function messageOf(error: unknown): string {
  if (error instanceof RangeError) return 'a formula too deeply nested';
  return (error instanceof Error ? error.message : 'a formula that cannot be read')
    .split('\n', 1)
    .join('')
    .slice(0, 200);
}

/** The values by the names of the queries: a number each, or a list of numbers, of which all lists are equally long. */
export function formulaValue(
  { names, parts, code }: Formula,
  values: Readonly<Record<string, unknown>>,
): { value: number | readonly number[] } | { error: string } {
  const scope = new Map<string, number | readonly number[]>();
  for (const name of names) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (!isResult(value)) return { error: `query ${name} gave ${kindOf(value)}, not numbers` };
    scope.set(name, value);
  }
  const longest = Math.max(1, ...[...scope.values()].map((value) => (typeof value === 'number' ? 1 : value.length)));
  if (longest * parts > MOST_STEPS) return { error: `too many values: ${longest} for a formula of ${parts} parts` };
  return evaluated(code, scope);
}

function evaluated(
  code: EvalFunction,
  scope: Map<string, unknown>,
): { value: number | readonly number[] } | { error: string } {
  try {
    const value: unknown = code.evaluate(scope);
    return isResult(value) ? { value } : { error: `expected a number, but got ${kindOf(value)}` };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function isResult(value: unknown): value is number | readonly number[] {
  return typeof value === 'number' || (Array.isArray(value) && value.every((item) => typeof item === 'number'));
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'no data';
  if (!Array.isArray(value)) return `a ${typeof value}`;
  return 'a list of other values';
}
