/** Gateway API: what the matches of HTTPRoutes and GRPCRoutes ask of a request. */
import {
  below,
  exactly,
  headerNamed,
  METHOD,
  matching,
  PATH,
  parameterNamed,
  type Subject,
  startingWith,
  unanswerable,
} from './conditions.ts';
import { isAbsent, itemsOf, nameAt, noteProblem, placeAt, type Reading, textAt } from './reading.ts';
import type { Condition, Match } from './route.ts';

export function httpMatch(at: Reading): Match {
  const method = textAt(placeAt(at, 'method'));
  return [
    pathCondition(placeAt(at, 'path')),
    ...(method === undefined ? [] : [exactly(METHOD, method)]),
    ...named(placeAt(at, 'headers'), headerNamed),
    ...named(placeAt(at, 'queryParams'), parameterNamed),
  ];
}

export function grpcMatch(at: Reading): Match {
  return [...methodConditions(placeAt(at, 'method')), ...named(placeAt(at, 'headers'), headerNamed)];
}

function pathCondition(at: Reading): Condition {
  const value = textAt(placeAt(at, 'value')) ?? '/';
  const type = textAt(placeAt(at, 'type')) ?? 'PathPrefix';
  if (type === 'PathPrefix') return below(value);
  return valueCondition(placeAt(at, 'value'), PATH, type, value);
}

function valueCondition(at: Reading, subject: Subject, type: string, value: string): Condition {
  if (type === 'Exact') return exactly(subject, value);
  if (type === 'RegularExpression') return matching(subject, { at, text: value, isWhole: true });
  noteProblem(at, `matches of type ${type} are not simulated`);
  return unanswerable(subject, value);
}

/** Of several for one name only the first counts. */
function named(at: Reading, subjectOf: (name: string) => Subject): readonly Condition[] {
  const seen = new Set<string>();
  return itemsOf(at).flatMap((item) => {
    const subject = subjectOf(nameAt(placeAt(item, 'name')) ?? '');
    if (seen.has(subject.name)) return [];
    seen.add(subject.name);
    const type = textAt(placeAt(item, 'type')) ?? 'Exact';
    return [valueCondition(placeAt(item, 'value'), subject, type, textAt(placeAt(item, 'value')) ?? '')];
  });
}

/** A call of `shop.Cart/Add` is a request for `/shop.Cart/Add`. */
function methodConditions(at: Reading): readonly Condition[] {
  if (isAbsent(at)) return [];
  const service = textAt(placeAt(at, 'service'));
  const method = textAt(placeAt(at, 'method'));
  const type = textAt(placeAt(at, 'type')) ?? 'Exact';
  if (service === undefined && method === undefined) return [];
  if (type === 'RegularExpression') {
    const text = `/(?:${service ?? '[^/]+'})/(?:${method ?? '[^/]+'})`;
    return [matching(PATH, { at, text, isWhole: true })];
  }
  if (service === undefined) return [matching(PATH, { at, text: `/[^/]+/${escaped(method ?? '')}`, isWhole: true })];
  if (method === undefined) return [startingWith(PATH, `/${service}/`)];
  return [exactly(PATH, `/${service}/${method}`)];
}

const escaped = (text: string): string => text.replace(/[.+*?^${}()|[\]\\]/g, '\\$&');

/** The spec's order: exact paths, then by the path's length, by method, and by the number of headers and parameters. */
export function byPrecedence(a: Match, b: Match): number {
  const others = precedenceOf(b);
  for (const [index, own] of precedenceOf(a).entries()) {
    const difference = (others[index] ?? 0) - own;
    if (difference !== 0) return difference;
  }
  return 0;
}

function precedenceOf(match: Match): readonly number[] {
  const path = match.find(({ part }) => part === 'path');
  const countOf = (one: Condition['part']): number => match.filter(({ part }) => part === one).length;
  const length = path?.value.replace(/\/$/, '').length ?? -1;
  // Which of a pattern and a beginning comes first is left to the router; the longer one does here.
  const isExact = path?.type === 'Exact' ? 1 : 0;
  return [isExact, length, countOf('method'), countOf('header'), countOf('query')];
}
