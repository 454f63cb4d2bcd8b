/** Expressions that mean a time: where a range query begins or ends. */
import { newRun } from './budget.ts';
import { compileCondition, valueIn } from './condition.ts';
import { isProblem, problemText } from './problem.ts';
import { typeName } from './values.ts';

/** Milliseconds since 1970, such as of `now() - duration("1h")`. */
export function evaluatedTime(text: string, now: Date): number | { readonly error: string } {
  const expression = compileCondition(text);
  if (isProblem(expression)) return { error: problemText(expression) };
  const { value, error } = valueIn(expression, newRun(null, now.getTime()));
  if (value instanceof Date) return value.getTime();
  return { error: error ?? `expected time.Time, but got ${typeName(value ?? null)}` };
}
