/** The order of a merged list: what the patch names in the patch's order, the rest where the server had it. */

import { goText } from '../api/go-text.ts';
import { isObject } from '../api/object.ts';
import { noMergeKey, ORDER, plainError, wrongType } from './directives.ts';

interface Order {
  /** The field that tells objects apart; '' for lists of plain values. */
  readonly key: string;
  /** Names what belongs to the patch. */
  readonly first: readonly unknown[];
  /** The list before the patch. */
  readonly before: readonly unknown[];
}

export function inOrder(list: readonly unknown[], { key, first, before }: Order): unknown[] {
  if (key !== '' && list.length > 0) assertObjects(first);
  const rank = ranksOf(first, key);
  const place = ranksOf(before, key);
  const isPatched = (item: unknown) => rank.has(identityOf(item, key));
  const patched = sorted(list.filter(isPatched), rank, key);
  const others = sorted(
    list.filter((item) => !isPatched(item)),
    place,
    key,
  );
  return interleaved(others, patched, (item) => place.get(identityOf(item, key)));
}

function assertObjects(items: readonly unknown[]): void {
  const index = items.findIndex((item) => !isObject(item));
  if (index >= 0) throw plainError(`value for key ${index} is not a map`);
}

/** What tells an element from others: the value of its merge key, or itself. */
function identityOf(item: unknown, key: string): unknown {
  if (key === '') return item;
  if (!isObject(item)) throw wrongType('map[string]interface {}', item);
  if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
  return item[key];
}

/** The first place of each element. */
function ranksOf(items: readonly unknown[], key: string): ReadonlyMap<unknown, number> {
  const ranks = new Map<unknown, number>();
  items.forEach((item, index) => {
    const identity = identityOf(item, key);
    if (!ranks.has(identity)) ranks.set(identity, index);
  });
  return ranks;
}

/** What has no rank comes last. */
function sorted(items: unknown[], ranks: ReadonlyMap<unknown, number>, key: string): unknown[] {
  const rankOf = (item: unknown) => ranks.get(identityOf(item, key)) ?? Number.MAX_SAFE_INTEGER;
  return items.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Elements of the patch come as early as they can; others keep to the front of those that they used to precede. */
function interleaved(
  others: readonly unknown[],
  patched: readonly unknown[],
  placeOf: (item: unknown) => number | undefined,
): unknown[] {
  const all: unknown[] = [];
  let next = 0;
  for (const item of patched) {
    const place = placeOf(item) ?? -1;
    for (; next < others.length && (placeOf(others[next]) ?? place) < place; next++) all.push(others[next]);
    all.push(item);
  }
  return [...all, ...others.slice(next)];
}

/** The elements of the patch must be named in the order that the patch itself declares. */
export function assertOrdered(patch: readonly unknown[], order: readonly unknown[], key: string): void {
  if (patch.length === 0 || order.length === 0) return;
  const items = key === '' ? patch : patch.filter((item) => directiveOf(item) !== 'delete');
  if (comparedWith(items, order, key) < items.length) throw misordered(patch, order);
}

/** How many elements an order agrees with: directives too, as long as there is order left to compare. */
function comparedWith(items: readonly unknown[], order: readonly unknown[], key: string): number {
  let count = 0;
  let place = 0;
  while (count < items.length && place < order.length) {
    const isDirective = directiveOf(items[count]) !== undefined;
    if (isDirective || identityOf(items[count], key) === identityOf(order[place], key)) count += 1;
    if (!isDirective) place += 1;
  }
  return count;
}

const directiveOf = (item: unknown): unknown =>
  isObject(item) && Object.hasOwn(item, '$patch') ? (item['$patch'] ?? null) : undefined;

const misordered = (patch: readonly unknown[], order: readonly unknown[]) =>
  plainError(`The order in patch list:\n${goText(patch)}\n doesn't match ${ORDER} list:\n${goText(order)}\n`);
