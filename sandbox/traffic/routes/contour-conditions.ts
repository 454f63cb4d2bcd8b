/** Contour: what the conditions of an HTTPProxy ask of a request. */
import {
  caseless,
  containing,
  exactly,
  headerNamed,
  matching,
  negated,
  PATH,
  parameterNamed,
  present,
  type Subject,
  startingWith,
  unanswerable,
} from './conditions.ts';
import { isAbsent, itemsOf, noteProblem, placeAt, type Reading, textAt } from './reading.ts';
import type { Condition } from './route.ts';

/** What holds for all routes of a proxy, from the proxies that include it. */
export interface Inherited {
  readonly prefix: string;
  readonly conditions: readonly Condition[];
}

/** An included proxy's paths lie below the including one's. */
export function inheritedBy(conditions: Reading, { prefix, conditions: outer }: Inherited): Inherited {
  const own = itemsOf(conditions);
  const more = own.flatMap((at) => textAt(placeAt(at, 'prefix')) ?? []).join('/');
  return { prefix: joined(prefix, more), conditions: [...outer, ...own.flatMap(conditionsAt)] };
}

/** All that a route asks for; the path comes first. */
export function routeConditions(conditions: Reading, inherited: Inherited): readonly Condition[] {
  const { prefix, conditions: others } = inheritedBy(conditions, inherited);
  const [exact] = itemsOf(conditions).flatMap((at) => textAt(placeAt(at, 'exact')) ?? []);
  const [regex] = itemsOf(conditions).filter((at) => !isAbsent(placeAt(at, 'regex')));
  if (exact !== undefined) return [exactly(PATH, joined(prefix, exact)), ...others];
  if (!regex) return [startingWith(PATH, prefix === '' ? '/' : prefix), ...others];
  const at = placeAt(regex, 'regex');
  const start = prefix.replace(/[.+*?^${}()|[\]\\]/g, '\\$&');
  return [matching(PATH, { at, text: `${start}(?:${textAt(at) ?? ''})`, isWhole: true }), ...others];
}

const joined = (prefix: string, more: string): string =>
  more === '' ? prefix : `${prefix}/${more}`.replace(/\/+/g, '/');

function conditionsAt(at: Reading): readonly Condition[] {
  const header = placeAt(at, 'header');
  const parameter = placeAt(at, 'queryParameter');
  return [
    ...(isAbsent(header) ? [] : [headerCondition(header)]),
    ...(isAbsent(parameter)
      ? []
      : [textCondition(parameter, parameterNamed(textAt(placeAt(parameter, 'name')) ?? ''))]),
  ];
}

function headerCondition(at: Reading): Condition {
  const subject = headerNamed(textAt(placeAt(at, 'name')) ?? '');
  if (placeAt(at, 'notpresent').value === true) return negated(present(subject));
  const isMissingEmpty = placeAt(at, 'treatMissingAsEmpty').value === true;
  const { holds, ...condition } = textCondition(at, subject);
  if (isMissingEmpty) return { ...condition, holds: (text) => holds(text ?? '') };
  // A header that is not there differs from nothing.
  return { ...condition, holds: (text) => text !== undefined && holds(text) };
}

type ConditionOf = (subject: Subject, text: string) => Condition;

const endingWith: ConditionOf = (subject, value) => ({
  ...containing(subject, value),
  holds: (text) => text?.endsWith(value) === true,
});

const TESTS: Readonly<Record<string, ConditionOf>> = {
  exact: exactly,
  prefix: startingWith,
  suffix: endingWith,
  contains: containing,
  notexact: (subject, text) => negated(exactly(subject, text)),
  notcontains: (subject, text) => negated(containing(subject, text)),
};

function textCondition(at: Reading, subject: Subject): Condition {
  if (placeAt(at, 'present').value === true) return present(subject);
  const regex = textAt(placeAt(at, 'regex'));
  if (regex !== undefined) return matching(subject, { at: placeAt(at, 'regex'), text: regex, isWhole: true });
  for (const [name, conditionOf] of Object.entries(TESTS)) {
    const text = textAt(placeAt(at, name));
    if (text === undefined) continue;
    const ignoresCase = placeAt(at, 'ignoreCase').value === true;
    return ignoresCase ? caseless((wanted) => conditionOf(subject, wanted), text) : conditionOf(subject, text);
  }
  noteProblem(at, 'asks for nothing, so it never matches');
  return unanswerable(subject, '');
}
