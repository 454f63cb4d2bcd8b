/** Ambassador (Emissary-ingress): what a Mapping asks of a request, and which Mappings ask for the same. */
import {
  exactly,
  globPattern,
  headerNamed,
  METHOD,
  matching,
  PATH,
  parameterNamed,
  present,
  type Subject,
  startingWith,
} from './conditions.ts';
import { entriesOf, isAbsent, nameAt, placeAt, type Reading, textAt } from './reading.ts';
import type { Condition, Match } from './route.ts';

export interface MappingConditions {
  readonly hosts: readonly string[];
  readonly match: Match;
  readonly pathLength: number;
  /** Equal for those that ask for the same. */
  readonly key: string;
}

/** Undefined if the Mapping has no path. */
export function mappingCondition(at: Reading): MappingConditions | undefined {
  const path = pathCondition(at);
  if (!path) return undefined;
  const { hosts, condition } = hostOf(at);
  const others = [
    ...(condition ? [condition] : []),
    ...methodCondition(at),
    ...named(placeAt(at, 'headers'), headerNamed),
    ...named(placeAt(at, 'regex_headers'), headerNamed, true),
    ...named(placeAt(at, 'query_parameters'), parameterNamed),
    ...named(placeAt(at, 'regex_query_parameters'), parameterNamed, true),
  ];
  const texts = [path, ...others].map(({ part, name, type, value }) => JSON.stringify([part, name, type, value]));
  return { hosts, match: [path, ...others], pathLength: path.value.length, key: `${hosts} ${texts.sort()}` };
}

function pathCondition(at: Reading): Condition | undefined {
  const place = placeAt(at, 'prefix');
  const text = nameAt(place);
  if (text === undefined) return undefined;
  if (placeAt(at, 'prefix_regex').value === true) return matching(PATH, { at: place, text, isWhole: true });
  return placeAt(at, 'prefix_exact').value === true ? exactly(PATH, text) : startingWith(PATH, text);
}

/** Hosts other than `name`, `*` and `*.name` are asked for like headers. */
function hostOf(at: Reading): { readonly hosts: readonly string[]; readonly condition?: Condition } {
  const name = isAbsent(placeAt(at, 'hostname')) ? 'host' : 'hostname';
  const place = placeAt(at, name);
  const host = textAt(place)?.toLowerCase();
  if (host === undefined || host === '' || host === '*') return { hosts: [] };
  const subject = headerNamed('host');
  if (placeAt(at, 'host_regex').value === true) {
    return { hosts: [], condition: matching(subject, { at: place, text: host, isWhole: true }) };
  }
  if (!host.slice(1).includes('*')) return { hosts: [host] };
  return { hosts: [], condition: matching(subject, { at: place, text: globPattern(host), isWhole: true }) };
}

function methodCondition(at: Reading): readonly Condition[] {
  const place = placeAt(at, 'method');
  const text = textAt(place);
  if (text === undefined) return [];
  const isPattern = placeAt(at, 'method_regex').value === true;
  return [isPattern ? matching(METHOD, { at: place, text, isWhole: true }) : exactly(METHOD, text.toUpperCase())];
}

/** `true` asks only that it is there. */
function named(at: Reading, subjectOf: (name: string) => Subject, isPattern = false): readonly Condition[] {
  return entriesOf(at).map(([name, place]) => {
    const subject = subjectOf(name);
    if (place.value === true) return present(subject);
    const text = textAt(place) ?? '';
    return isPattern ? matching(subject, { at: place, text, isWhole: true }) : exactly(subject, text);
  });
}
