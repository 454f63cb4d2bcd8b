/** Narrows the matches of a VirtualService's route to the requests of a managed route. It never widens them. */
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import { type Fields, fieldsOf, recordsOf } from '../records.ts';
import type { HeaderRoute, MirrorRoute } from '../router.ts';

/** `cannot` says what the API has no words for: then nothing is matched at all. */
export interface Narrowed {
  readonly matches: readonly Fields[];
  readonly cannot?: string;
}

export type Managed = { readonly header: HeaderRoute } | { readonly mirror: MirrorRoute };

/** A route without matches takes every request. */
export function narrowed(base: readonly Fields[], managed: Managed): Narrowed {
  const wanted = 'header' in managed ? headerMatches(managed.header) : requestMatches(managed.mirror);
  if (!wanted) return { matches: [], cannot: 'match a value that is empty' };
  const all = (base.length > 0 ? base : [{}]).flatMap((one) => wanted.map((match) => both(one, match)));
  if (all.includes('unknown')) return { matches: [], cannot: 'match two patterns of one value' };
  return { matches: all.filter((one) => typeof one === 'object') };
}

/** Any of the headers is enough, as the reference has it. */
function headerMatches({ match }: HeaderRoute): readonly Fields[] | undefined {
  const matches = match.map(({ headerName, headerValue }): Fields | undefined => {
    const value = textMatch(headerValue);
    return value && { headers: { [headerName]: value } };
  });
  return withoutGaps(matches);
}

function requestMatches({ match }: MirrorRoute): readonly Fields[] | undefined {
  return withoutGaps(
    match.map(({ method, path, headers = {} }): Fields | undefined => {
      const named = Object.entries(headers).map(([name, value]) => [name, textMatch(value)] as const);
      const texts = { ...(method && { method: textMatch(method) }), ...(path && { uri: textMatch(path) }) };
      if ([...Object.values(texts), ...named.map(([, value]) => value)].includes(undefined)) return undefined;
      return { ...texts, ...(named.length > 0 && { headers: Object.fromEntries(named) }) };
    }),
  );
}

function withoutGaps(matches: readonly (Fields | undefined)[]): readonly Fields[] | undefined {
  const whole = matches.filter((match) => match !== undefined);
  return whole.length === matches.length ? whole : undefined;
}

function textMatch({ exact, prefix, regex }: StringMatch): Fields | undefined {
  if (exact) return { exact };
  if (prefix) return { prefix };
  return regex ? { regex } : undefined;
}

type Both = Fields | 'none' | 'unknown';

/** What meets both; other conditions of the base stay. */
function both(base: Fields, wanted: Fields): Both {
  const { headers, ...texts } = wanted;
  const merged = mergedTexts(base, texts, (name) => name);
  if (typeof merged === 'string' || headers === undefined) return merged;
  const there = fieldsOf(base['headers']);
  const known = new Map(Object.keys(there).map((name) => [name.toLowerCase(), name]));
  const all = mergedTexts(there, fieldsOf(headers), (name) => known.get(name.toLowerCase()) ?? name);
  return typeof all === 'string' ? all : { ...merged, headers: all };
}

function mergedTexts(base: Fields, wanted: Fields, nameIn: (name: string) => string): Both {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(wanted)) {
    const key = nameIn(name);
    const common = base[key] === undefined ? fieldsOf(value) : commonText(fieldsOf(base[key]), fieldsOf(value));
    if (typeof common === 'string') return common;
    merged[key] = common;
  }
  return merged;
}

/** Prefixes are texts here: /shop is also the beginning of /shopping. */
function commonText(one: Fields, other: Fields): Both {
  if (isEqual(one, other)) return one;
  // Whatever is there is enough.
  if (Object.keys(one).length === 0) return other;
  if (one['regex'] !== undefined || other['regex'] !== undefined) return isAny(other) ? one : 'unknown';
  if (isWithin(other, one)) return other;
  return isWithin(one, other) ? one : 'none';
}

/** Every path begins so. */
function isAny({ prefix }: Fields): boolean {
  return prefix === '/';
}

function isWithin({ exact, prefix }: Fields, outer: Fields): boolean {
  return typeof outer['prefix'] === 'string' && String(exact ?? prefix).startsWith(outer['prefix']);
}

export function matchesOf(route: Fields): readonly Fields[] {
  return recordsOf(route['match']);
}
