/** Apache APISIX: one expression that a request must satisfy. */
import {
  anyOf,
  containing,
  cookieNamed,
  exactly,
  headerNamed,
  matching,
  negated,
  PATH,
  parameterNamed,
  type Subject,
  unanswerable,
} from './conditions.ts';
import { nameAt, noteProblem, placeAt, type Reading, textAt, textsAt } from './reading.ts';
import type { Condition } from './route.ts';

const NEGATIONS: Readonly<Record<string, string>> = {
  NotEqual: 'Equal',
  NotIn: 'In',
  RegexNotMatch: 'RegexMatch',
  RegexNotMatchCaseInsensitive: 'RegexMatchCaseInsensitive',
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  GreaterThan: (a, b) => a > b,
  GreaterThanEqual: (a, b) => a >= b,
  LessThan: (a, b) => a < b,
  LessThanEqual: (a, b) => a <= b,
};

export function apisixExpression(at: Reading): Condition {
  const subject = subjectAt(placeAt(at, 'subject'));
  const operator = nameAt(placeAt(at, 'op')) ?? '';
  if (!subject) return unanswerable(PATH, operator);
  const positive = NEGATIONS[operator];
  return positive === undefined ? plain(at, subject, operator) : negated(plain(at, subject, positive));
}

function subjectAt(at: Reading): Subject | undefined {
  const scope = textAt(placeAt(at, 'scope'));
  if (scope === 'Path') return PATH;
  const name = nameAt(placeAt(at, 'name')) ?? '';
  switch (scope) {
    case 'Header':
      return headerNamed(name);
    case 'Query':
      return parameterNamed(name);
    case 'Cookie':
      return cookieNamed(name);
    default:
      noteProblem(placeAt(at, 'scope'), `${scope ?? 'nothing'} is not simulated, so this never matches`);
      return undefined;
  }
}

function plain(at: Reading, subject: Subject, operator: string): Condition {
  const place = placeAt(at, 'value');
  const text = textAt(place) ?? '';
  const compare = COMPARISONS[operator];
  if (compare)
    return {
      ...containing(subject, text),
      holds: (given) => given !== undefined && compare(Number(given), Number(text)),
    };
  switch (operator) {
    case 'Equal':
      return exactly(subject, text);
    case 'In':
      return anyOf(
        subject,
        textsAt(placeAt(at, 'set')).map((value) => exactly(subject, value)),
      );
    case 'RegexMatch':
      return matching(subject, { at: place, text, isWhole: false });
    case 'RegexMatchCaseInsensitive':
      return matching(subject, { at: place, text, isWhole: false, ignoresCase: true });
    default:
      noteProblem(placeAt(at, 'op'), `${operator} is not simulated, so this never matches`);
      return unanswerable(subject, operator);
  }
}
