/** Traefik's rules, as far as they are a list of matchers that all must hold. */
import { anyOf, exactly, headerNamed, METHOD, matching, PATH, startingWith } from './conditions.ts';
import { noteProblem, type Reading } from './reading.ts';
import type { Condition } from './route.ts';

const LONGEST_RULE = 4096;
/** A name with quoted texts in brackets. */
const MATCHER = /^\s*([A-Za-z]+)\(\s*((?:`[^`]*`|"[^"\\]*")(?:\s*,\s*(?:`[^`]*`|"[^"\\]*"))*)\s*\)\s*&&/;

export interface TraefikRule {
  readonly hosts: readonly string[];
  readonly conditions: readonly Condition[];
}

interface Matcher {
  readonly name: string;
  readonly values: readonly string[];
}

/** Undefined, with a note, if it is anything else. */
export function traefikRule(at: Reading, text: string): TraefikRule | undefined {
  const matchers = matchersIn(text);
  if (!matchers) return refused(at, text);
  const [host, ...moreHosts] = matchers.filter(isHost);
  const conditions = matchers.filter((matcher) => !isHost(matcher)).map((matcher) => conditionOf(at, matcher));
  const known = conditions.filter((condition) => condition !== undefined);
  if (known.length < conditions.length || moreHosts.length > 0) return refused(at, text);
  return { hosts: (host?.values ?? []).map((one) => one.toLowerCase()), conditions: known };
}

const isHost = ({ name }: Matcher): boolean => name === 'Host' || name === 'HostHeader';

/** Undefined if there is anything but matchers. */
function matchersIn(text: string): readonly Matcher[] | undefined {
  if (text.length > LONGEST_RULE) return undefined;
  const matchers: Matcher[] = [];
  let rest = `${text}&&`;
  while (rest !== '') {
    const [all, name = '', list = ''] = MATCHER.exec(rest) ?? [];
    if (all === undefined) return undefined;
    matchers.push({ name, values: (list.match(/`[^`]*`|"[^"]*"/g) ?? []).map((value) => value.slice(1, -1)) });
    rest = rest.slice(all.length);
  }
  return matchers;
}

function refused(at: Reading, text: string): undefined {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  noteProblem(
    at,
    `only Host, Path, PathPrefix, Header, HeaderRegexp and Method, joined by &&, are simulated: "${shown}"`,
  );
}

function conditionOf(at: Reading, { name, values }: Matcher): Condition | undefined {
  const [first = '', second = ''] = values;
  const isPair = values.length === 2;
  switch (name) {
    // Older versions have patterns in braces.
    case 'Path':
      return first.includes('{')
        ? undefined
        : anyOf(
            PATH,
            values.map((value) => exactly(PATH, value)),
          );
    case 'PathPrefix':
      return first.includes('{')
        ? undefined
        : anyOf(
            PATH,
            values.map((value) => startingWith(PATH, value)),
          );
    case 'Method':
      return anyOf(
        METHOD,
        values.map((value) => exactly(METHOD, value.toUpperCase())),
      );
    case 'Header':
    case 'Headers':
      return isPair ? exactly(headerNamed(first), second) : undefined;
    case 'HeaderRegexp':
    case 'HeadersRegexp':
      return isPair ? matching(headerNamed(first), { at, text: second, isWhole: false }) : undefined;
    default:
      return undefined;
  }
}
