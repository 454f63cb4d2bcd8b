/** What is wrong with an expression, and where. */

export interface Problem {
  readonly message: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** Thrown while an expression is read or evaluated; never leaves this folder. */
export class ExpressionError extends Error {
  /** Characters before the place. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

export function fail(message: string, at: number): never {
  throw new ExpressionError(message, at);
}

export function problemAt(text: string, { message, at }: ExpressionError): Problem {
  const before = text.slice(0, at).split('\n');
  return { message, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** One line for people: `unknown name foo (1:1)`. */
export function problemText({ message, line, column }: Problem): string {
  return `${message} (${line}:${column})`;
}

export function isProblem(outcome: object): outcome is Problem {
  return 'message' in outcome;
}

const MOST_SHOWN = 100;

/** A text in a message; whoever reads it sees that there was more. */
export const brief = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
