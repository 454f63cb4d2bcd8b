/** Asks a condition in one call. */
import { compileCondition, evaluated } from './condition.ts';
import { isProblem, problemText } from './problem.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

/** True, false, or the text of the error. */
export function outcome(expression: string, result: unknown): boolean | string {
  const condition = compileCondition(expression);
  if (isProblem(condition)) return `cannot be read: ${problemText(condition)}`;
  const found = evaluated(condition, { result, now: NOW });
  return 'error' in found ? found.error : found.value;
}
