/** Istio: what the matches of a VirtualService ask of a request. */
import {
  caseless,
  exactly,
  headerNamed,
  METHOD,
  matching,
  negated,
  PATH,
  parameterNamed,
  present,
  type Subject,
  startingWith,
  unanswerable,
} from './conditions.ts';
import { entriesOf, isAbsent, noteProblem, placeAt, type Reading, textAt } from './reading.ts';
import type { Condition, Match } from './route.ts';

/** What depends on more than the request itself. */
const UNKNOWN: readonly string[] = ['scheme', 'port', 'sourceLabels', 'sourceNamespace'];

export function istioMatch(at: Reading): Match {
  const ignoresCase = placeAt(at, 'ignoreUriCase').value === true;
  return [
    ...textConditions(placeAt(at, 'uri'), PATH, ignoresCase),
    ...textConditions(placeAt(at, 'method'), METHOD),
    ...textConditions(placeAt(at, 'authority'), headerNamed('host')),
    ...named(placeAt(at, 'headers'), headerNamed),
    ...named(placeAt(at, 'queryParams'), parameterNamed),
    ...named(placeAt(at, 'withoutHeaders'), headerNamed).map(negated),
    ...UNKNOWN.flatMap((name) => unknown(placeAt(at, name), name)),
  ];
}

/** A port or a scheme is the listener's, and there is one for all; clients have no labels and no place. */
function unknown(at: Reading, name: string): readonly Condition[] {
  if (isAbsent(at) || name === 'port' || name === 'scheme') return [];
  noteProblem(at, 'is not simulated, so this never matches');
  return [unanswerable(PATH, name)];
}

function textConditions(at: Reading, subject: Subject, ignoresCase = false): readonly Condition[] {
  return isAbsent(at) ? [] : [textCondition(at, subject, ignoresCase)];
}

function named(at: Reading, subjectOf: (name: string) => Subject): readonly Condition[] {
  return entriesOf(at).map(([name, one]) => textCondition(one, subjectOf(name)));
}

/** One of `exact`, `prefix` and `regex`; none of them asks only that there is a text. */
function textCondition(at: Reading, subject: Subject, ignoresCase = false): Condition {
  const [exact, prefix, regex] = ['exact', 'prefix', 'regex'].map((name) => textAt(placeAt(at, name)));
  if (regex !== undefined)
    return matching(subject, { at: placeAt(at, 'regex'), text: regex, isWhole: true, ignoresCase });
  const text = exact ?? prefix;
  if (text === undefined) return present(subject);
  const conditionOf = (wanted: string): Condition =>
    exact === undefined ? startingWith(subject, wanted) : exactly(subject, wanted);
  return ignoresCase ? caseless(conditionOf, text) : conditionOf(text);
}
