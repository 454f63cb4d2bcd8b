/** The requests of a managed route as choices, each of which all APIs can write down, and what paths have in common. */
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import type { HeaderRoute, MirrorRoute, RequestMatch, Split } from '../router.ts';

export type HeaderValue = readonly [name: string, value: StringMatch];

/** A request is meant if it meets all of it. */
export interface Narrowing {
  readonly method?: string | undefined;
  readonly path?: StringMatch | undefined;
  /** No name twice. */
  readonly headers: readonly HeaderValue[];
}

export type ManagedRoute = { readonly name: string } & (
  | { readonly header: HeaderRoute }
  | { readonly mirror: MirrorRoute }
);

/** Those that come first in the Rollout's list come first. */
export function inOrder({ headerRoutes, mirrorRoutes }: Split, managed: readonly string[]): readonly ManagedRoute[] {
  const routes: readonly ManagedRoute[] = [
    ...headerRoutes.map((header) => ({ name: header.name, header })),
    ...mirrorRoutes.map((mirror) => ({ name: mirror.name, mirror })),
  ];
  const rank = ({ name }: ManagedRoute) => (managed.includes(name) ? managed.indexOf(name) : managed.length);
  return routes.toSorted((one, other) => rank(one) - rank(other));
}

/** Any of the choices will do. A text says what cannot be asked for. */
export function choicesOf(route: ManagedRoute): readonly Narrowing[] | string {
  if ('mirror' in route) return choicesOfMirror(route.mirror.match);
  const { match } = route.header;
  // Without any header, the rule would catch every request.
  if (match.length === 0) return [];
  const choices = headerChoices(match.map(({ headerName, headerValue }) => [headerName, headerValue]));
  return typeof choices === 'string' ? choices : choices.map((headers) => ({ headers }));
}

function choicesOfMirror(match: readonly RequestMatch[]): readonly Narrowing[] | string {
  const choices = match.map(({ method, path, headers = {} }): readonly Narrowing[] | string => {
    if (method && !method.exact) return 'match a method other than exactly';
    if (path && !isMatch(path)) return 'match a path without a value';
    const lists = headerChoices(Object.entries(headers));
    return typeof lists === 'string' ? lists : lists.map((list) => ({ method: method?.exact, path, headers: list }));
  });
  const cannot = choices.find((one) => typeof one === 'string');
  return typeof cannot === 'string' ? cannot : choices.flatMap((one) => (typeof one === 'string' ? [] : one));
}

/** Different headers must all be there; several values of one are several choices. */
function headerChoices(headers: readonly HeaderValue[]): readonly (readonly HeaderValue[])[] | string {
  if (!headers.every(([, value]) => isMatch(value))) return 'match a header without a value';
  return [...groupedByName(headers).values()].reduce<readonly (readonly HeaderValue[])[]>(
    (choices, values) => choices.flatMap((choice) => values.map((value) => [...choice, value])),
    [[]],
  );
}

function groupedByName(headers: readonly HeaderValue[]): Map<string, HeaderValue[]> {
  const groups = new Map<string, HeaderValue[]>();
  for (const header of headers) {
    const key = header[0].toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), header]);
  }
  return groups;
}

function isMatch({ exact, prefix, regex }: StringMatch): boolean {
  return Boolean(exact || prefix || regex);
}

/** As a regular expression of the whole text. */
export function wholeRegex({ exact, prefix = '', regex }: StringMatch): string {
  if (exact) return escaped(exact);
  return regex || `${escaped(prefix)}.*`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * The path that both ask for, undefined if there is none. A rule that took requests from outside its base would steal
 * them from other rules.
 */
export function commonPath(
  base: StringMatch | undefined,
  wanted: StringMatch,
  isUnder: (prefix: string, path: string) => boolean,
): StringMatch | 'unknown' | undefined {
  if (!base || base.prefix === '/') return wanted;
  if (base.exact === wanted.exact && base.prefix === wanted.prefix && base.regex === wanted.regex) return base;
  if (base.regex || wanted.regex) return 'unknown';
  const holds = ({ prefix }: StringMatch, { exact, prefix: inner }: StringMatch) =>
    prefix !== undefined && isUnder(prefix, exact ?? inner ?? '');
  if (holds(base, wanted)) return wanted;
  return holds(wanted, base) ? base : undefined;
}

/** As Envoy compares prefixes: character by character. */
export function isUnderText(prefix: string, path: string): boolean {
  return path.startsWith(prefix);
}

/** By whole segments: /shop holds /shop/cart but not /shopping. */
export function isUnderSegments(prefix: string, path: string): boolean {
  return `${path}/`.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
