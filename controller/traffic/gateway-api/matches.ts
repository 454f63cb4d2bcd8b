/** Narrows the matches of a Gateway API rule to the requests of a managed route. It never widens them. */
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import { type Fields, fieldsOf, recordsOf } from '../records.ts';
import type { HeaderRoute, RequestMatch } from '../router.ts';

/** `cannot` says what the API has no words for: then nothing is matched at all. */
export interface Narrowed {
  readonly matches: readonly Fields[];
  readonly cannot?: string;
}

export function withHeaders(base: readonly Fields[], { match }: HeaderRoute): Narrowed {
  const choices = headerChoices(match.map(({ headerName, headerValue }) => [headerName, headerValue]));
  if (!choices) return { matches: [], cannot: 'match a header without a value' };
  // Without any header, the rule would catch every request.
  if (match.length === 0) return { matches: [] };
  return { matches: base.flatMap((one) => choices.map((headers) => withHeaderList(one, headers))) };
}

export function withRequests(base: readonly Fields[], match: readonly RequestMatch[]): Narrowed {
  const narrowed = base.flatMap((one) => match.map((request) => withRequest(one, request)));
  const cannot = narrowed.find((one) => typeof one === 'string');
  if (cannot !== undefined) return { matches: [], cannot };
  return { matches: narrowed.flatMap((one) => (typeof one === 'object' ? one : [])) };
}

type Narrower = readonly Fields[] | string;

const NONE: readonly Fields[] = [];

function withRequest(base: Fields, { method, path, headers = {} }: RequestMatch): Narrower {
  if (method && !method.exact) return 'match a method other than exactly';
  if (method && base['method'] !== undefined && base['method'] !== method.exact) return NONE;
  const both = path && commonPath(fieldsOf(base['path']), path);
  if (both === 'unknown') return 'match a regular expression for a path within another path';
  if (both === 'none') return NONE;
  const choices = headerChoices(Object.entries(headers));
  if (!choices) return 'match a header without a value';
  const narrowed = { ...base, ...(method && { method: method.exact }), ...(both && { path: both }) };
  return choices.map((list) => (list.length === 0 ? narrowed : withHeaderList(narrowed, list)));
}

function withHeaderList(base: Fields, headers: readonly Fields[]): Fields {
  const names = new Set(headers.map(headerKey));
  return { ...base, headers: [...recordsOf(base['headers']).filter((one) => !names.has(headerKey(one))), ...headers] };
}

function headerKey({ name }: Fields): string {
  return String(name).toLowerCase();
}

/** Different headers must all be there; a match may name each once, so several values of one need several matches. */
function headerChoices(headers: readonly (readonly [string, StringMatch])[]): readonly Fields[][] | undefined {
  const byName = new Map<string, Fields[]>();
  for (const [name, value] of headers) {
    const header = headerMatch(name, value);
    if (!header) return undefined;
    const key = name.toLowerCase();
    byName.set(key, [...(byName.get(key) ?? []), header]);
  }
  return [...byName.values()].reduce<Fields[][]>(
    (choices, values) => choices.flatMap((choice) => values.map((value) => [...choice, value])),
    [[]],
  );
}

function headerMatch(name: string, { exact, prefix, regex }: StringMatch): Fields | undefined {
  if (exact) return { type: 'Exact', name, value: exact };
  if (regex) return { type: 'RegularExpression', name, value: regex };
  return prefix ? { type: 'RegularExpression', name, value: `^${escaped(prefix)}.*` } : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The path that both ask for. A rule that took requests from outside its base would steal them from other rules. */
function commonPath(base: Fields, match: StringMatch): PathMatch | 'none' | 'unknown' {
  const wanted = pathMatch(match);
  if (!wanted) return 'unknown';
  const there = { type: String(base['type'] ?? 'PathPrefix'), value: String(base['value'] ?? '/') };
  if (there.type === 'PathPrefix' && there.value === '/') return wanted;
  if (there.type === wanted.type && there.value === wanted.value) return there;
  if ([there.type, wanted.type].includes('RegularExpression')) return 'unknown';
  if (holds(there, wanted)) return wanted;
  return holds(wanted, there) ? there : 'none';
}

interface PathMatch {
  readonly type: string;
  readonly value: string;
}

function holds(outer: PathMatch, inner: PathMatch): boolean {
  return outer.type === 'PathPrefix' && isUnder(outer.value, inner.value);
}

function pathMatch({ exact, prefix, regex }: StringMatch): PathMatch | undefined {
  if (exact) return { type: 'Exact', value: exact };
  if (prefix) return { type: 'PathPrefix', value: prefix };
  return regex ? { type: 'RegularExpression', value: regex } : undefined;
}

/** By whole segments, as the API compares them: /shop holds /shop/cart but not /shopping. */
function isUnder(prefix: string, path: string): boolean {
  const segments = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return `${path}/`.startsWith(segments);
}
