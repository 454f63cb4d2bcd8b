/** What judging a value by a schema comes to: findings in the words of the validator that the API server uses. */
import type { FieldError } from '../api/field-error.ts';

export interface Finding {
  readonly error: FieldError;
  /** What the validator says about it; said twice, it counts once. */
  readonly sentence: string;
}

export interface Verdict {
  readonly findings: Finding[];
  /** How many checks were passed: of several alternatives that all fail, the one that fits best is explained. */
  matches: number;
}

/** The most findings that are told of one object. */
export const MOST_FINDINGS = 1000;

export interface Judge {
  /** Whether there is nothing to find; without the cost of saying what. */
  holds(value: unknown): boolean;
  /** `path` is the value's, as `spec.ports[0]`. */
  verdict(value: unknown, path: string): Verdict;
}

/** One group of checks, in the order in which the validator makes them. */
export interface Part {
  /** Absent if it always holds. */
  readonly holds?: ((value: never) => boolean) | undefined;
  judge(value: never, path: string, verdict: Verdict): void;
}

export type ValueKind = 'null' | 'string' | 'number' | 'boolean' | 'array' | 'object';

export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null || value === undefined) return 'null';
      return Array.isArray(value) ? 'array' : 'object';
  }
}

export function merge(into: Verdict, other: Verdict): void {
  into.matches += other.matches;
  for (const finding of other.findings) {
    if (into.findings.length >= MOST_FINDINGS) return;
    into.findings.push(finding);
  }
}

/** A finding about the value itself; where the validator has no value to show it shows nothing. */
export function found(path: string, value: unknown, about: string): Finding {
  const sentence = `${path} in body ${about}`;
  return { error: { type: 'FieldValueInvalid', field: path, value, detail: sentence }, sentence };
}

/** A finding that the validator reports without saying where. */
export const foundSomewhere = (sentence: string): Finding => ({
  error: { type: 'FieldValueInvalid', field: '', value: '', detail: sentence },
  sentence,
});
