/** What the conditions of a metric say of a result. */
import { type Compiled, compileCondition, evaluated } from '../expressions/condition.ts';
import { isProblem, type Problem, problemText } from '../expressions/problem.ts';

export interface Conditions {
  readonly successCondition?: string | undefined;
  readonly failureCondition?: string | undefined;
}

/** Compiled expressions, kept by whoever asks often. */
export type Compile = (text: string) => Compiled | Problem;

export interface Judgement {
  readonly phase: 'Successful' | 'Failed' | 'Inconclusive' | 'Error';
  readonly message?: string;
}

interface Given {
  readonly result: unknown;
  readonly now: Date;
}

/** Both are evaluated, whatever the other says: an expression that cannot be is a mistake that somebody should see. */
export function judgement(conditions: Conditions, given: Given, compile: Compile = compileCondition): Judgement {
  const success = said('successCondition', conditions.successCondition, { ...given, compile });
  const failure = said('failureCondition', conditions.failureCondition, { ...given, compile });
  const message = success?.error ?? failure?.error;
  if (message !== undefined) return { phase: 'Error', message };
  if (failure?.value === true) return { phase: 'Failed' };
  if (success) return { phase: success.value ? 'Successful' : failure ? 'Inconclusive' : 'Failed' };
  return { phase: 'Successful' };
}

interface Said {
  readonly value?: boolean;
  readonly error?: string;
}

interface Asking extends Given {
  readonly compile: Compile;
}

function said(field: string, text: string | undefined, { compile, ...given }: Asking): Said | undefined {
  if (!text) return undefined;
  const compiled = compile(text);
  const outcome = isProblem(compiled) ? { error: problemText(compiled) } : evaluated(compiled, given);
  return 'error' in outcome ? { error: `could not evaluate ${field} "${text}": ${outcome.error}` } : outcome;
}
