/** What is asked of a request, as routing objects ask it: texts, beginnings and patterns. */
import { type Matcher, matcher, patternFault } from '../../schema/pattern/pattern.ts';
import { noteProblem, type Reading } from './reading.ts';
import type { Condition } from './route.ts';

const LONGEST_PATTERN = 1024;

/** The part of a request that is asked about. */
export type Subject = Pick<Condition, 'part' | 'name'>;

export const PATH: Subject = { part: 'path', name: '' };
export const METHOD: Subject = { part: 'method', name: '' };
export const headerNamed = (name: string): Subject => ({ part: 'header', name: name.toLowerCase() });
export const cookieNamed = (name: string): Subject => ({ part: 'cookie', name });
export const parameterNamed = (name: string): Subject => ({ part: 'query', name });

const never = (): boolean => false;

export const exactly = (subject: Subject, value: string): Condition => ({
  ...subject,
  type: 'Exact',
  value,
  holds: (text) => text === value,
});

export const startingWith = (subject: Subject, value: string): Condition => ({
  ...subject,
  type: 'Prefix',
  value,
  holds: (text) => text?.startsWith(value) === true,
});

export const containing = (subject: Subject, value: string): Condition => ({
  ...subject,
  type: 'Contains',
  value,
  holds: (text) => text?.includes(value) === true,
});

export const present = (subject: Subject): Condition => ({
  ...subject,
  type: 'Present',
  value: '',
  holds: (text) => text !== undefined,
});

/** `/shop` and what lies below it, but not `/shopping`. */
export function below(prefix: string): Condition {
  const whole = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return {
    ...PATH,
    type: 'PathPrefix',
    value: prefix,
    holds: (text) => text?.startsWith(whole) === true && (text.length === whole.length || text[whole.length] === '/'),
  };
}

/** Any of them, all about the same subject; there is at least one. */
export function anyOf(subject: Subject, conditions: readonly Condition[]): Condition {
  const [first, ...others] = conditions;
  if (!first) return unanswerable(subject, '');
  if (others.length === 0) return first;
  return {
    ...first,
    value: conditions.map(({ value }) => value).join(', '),
    holds: (text) => conditions.some(({ holds }) => holds(text)),
  };
}

/** The same in any case of letters; `conditionOf` makes it of the text in small ones. */
export function caseless(conditionOf: (text: string) => Condition, text: string): Condition {
  const condition = conditionOf(text.toLowerCase());
  return { ...condition, value: text, holds: (given) => condition.holds(given?.toLowerCase()) };
}

/** Holds for no request: what cannot be judged must not let requests through. */
export const unanswerable = (subject: Subject, value: string): Condition => ({
  ...subject,
  type: 'Exact',
  value,
  holds: never,
});

export function negated(condition: Condition): Condition {
  const { holds } = condition;
  return { ...condition, isNegated: true, holds: holds === never ? never : (text) => !holds(text) };
}

/** A pattern that a user wrote at a place. */
export interface Pattern {
  readonly at: Reading;
  readonly text: string;
  /** Whether the whole text must match, or any of it. */
  readonly isWhole: boolean;
  readonly ignoresCase?: boolean;
}

/** Holds for nothing, and says so, if it is no pattern. */
export function matching(subject: Subject, pattern: Pattern): Condition {
  const { at, text, isWhole, ignoresCase = false } = pattern;
  const whole = `${ignoresCase ? '(?i)' : ''}${isWhole ? `^(?:${text})$` : text}`;
  const fault = text.length > LONGEST_PATTERN ? 'it is too long' : (patternFault(text) ?? patternFault(whole));
  if (fault !== undefined) {
    noteProblem(at, `is no pattern: ${fault}`);
    return { ...unanswerable(subject, text), type: 'Regex' };
  }
  const matches: Matcher = matcher(whole);
  return { ...subject, type: 'Regex', value: text, holds: (given) => given !== undefined && matches(given) };
}

/** A pattern for texts in which `*` stands for anything and `?` for one character. */
export function globPattern(glob: string): string {
  return glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}
