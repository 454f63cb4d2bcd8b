/** Conditions of metrics: read once, evaluated with each result. No clock, no access to anything but the result. */
import { newRun, type Run } from './budget.ts';
import { compiled, type Evaluate } from './compiler.ts';
import { parsed } from './parser.ts';
import { ExpressionError, type Problem, problemAt, problemText } from './problem.ts';
import { typeName, type Value } from './values.ts';

export interface Compiled {
  readonly text: string;
  readonly evaluate: Evaluate;
}

export interface Given {
  /** What the metric gave: JSON, with NaN and infinities. */
  readonly result: unknown;
  readonly now: Date;
}

const NO_DATA = 'metric result is nil or empty: no data returned from the metric provider';

/** What is wrong already without a result is a problem: syntax, unknown names, wrong numbers of arguments, bad patterns. */
export function compileCondition(text: string): Compiled | Problem {
  try {
    return { text, evaluate: compiled(parsed(text)) };
  } catch (error) {
    return problemAt(text, known(error));
  }
}

/** Anything but true and false is an error. If there is no result, no other error is worth telling. */
export function evaluated(condition: Compiled, { result, now }: Given): { value: boolean } | { error: string } {
  const run = newRun(jsonOf(result), now.getTime());
  const outcome = valueIn(condition, run);
  if (typeof outcome.value === 'boolean') return { value: outcome.value };
  if (isNothing(run.result)) return { error: NO_DATA };
  return { error: outcome.error ?? `expected bool, but got ${typeName(outcome.value ?? null)}` };
}

/** Any value, for expressions that are no conditions. */
export function valueIn({ text, evaluate }: Compiled, run: Run): { value?: Value; error?: string } {
  try {
    return { value: evaluate(run) };
  } catch (error) {
    return { error: problemText(problemAt(text, known(error))) };
  }
}

/** Results come from JSON, whose values are among ours. */
function jsonOf(result: unknown): Value {
  return (result ?? null) as Value;
}

function isNothing(result: Value): boolean {
  return result === null || (Array.isArray(result) && result.length === 0);
}

function known(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  throw error;
}
