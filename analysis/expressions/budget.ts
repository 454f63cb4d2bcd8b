/** How much an expression may be and do. Every loop and every copy of a value pays for itself, so that no expression runs long. */
import { fail } from './problem.ts';
import type { Value } from './values.ts';

/** Characters of an expression. */
export const MOST_TEXT = 20_000;
/** Operators, names and literals of an expression. */
export const MOST_NODES = 5_000;
/** Parentheses within parentheses, operators within operators. */
export const MOST_DEPTH = 200;
/** Lists within lists of a value that is compared, printed or flattened. */
export const DEEPEST_VALUE = 200;
/** About as many operators may be evaluated. */
export const MOST_STEPS = 2_000_000;
/** Characters of any text that an expression makes. */
export const LONGEST_TEXT = 1_000_000;
/** Characters of a regular expression. */
export const LONGEST_PATTERN = 1_000;

/** One evaluation. */
export interface Run {
  readonly result: Value;
  /** Milliseconds since 1970. */
  readonly now: number;
  steps: number;
  /** What `let` named, by the order of the declarations. */
  readonly variables: Value[];
  /** `#`, `#index` and `#acc` of the innermost predicate. */
  item: Value;
  index: number;
  accumulated: Value;
}

export function newRun(result: Value, now: number): Run {
  return { result, now, steps: MOST_STEPS, variables: [], item: null, index: 0, accumulated: null };
}

export function spend(run: Run, steps: number, at: number): void {
  run.steps -= steps;
  if (run.steps < 0) fail('step budget exceeded', at);
}

/** A text of this many characters may be made. */
export function spendText(run: Run, length: number, at: number): void {
  if (length > LONGEST_TEXT) fail(`a text of more than ${LONGEST_TEXT} characters`, at);
  spend(run, 1 + (length >> 3), at);
}

/** A text is looked for in another. */
export function spendSearch(run: Run, length: number, sought: number, at: number): void {
  spend(run, 1 + (length >> 4) + Math.floor((length * sought) / 256), at);
}
