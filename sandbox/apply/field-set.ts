/** Sets of fields in the form in which `managedFields` holds them: a node owns itself if it is empty or has a `.`. */
import type { Fields } from '../api/object.ts';
import { inElementOrder } from './element-order.ts';

/** A node without children: the thing itself, as a whole. */
export const ITSELF: Fields = Object.freeze({});

/** `undefined` is the empty set; the root of a set has no `.`. Sets never change, and share what they have in common. */
export type FieldSet = Fields | undefined;

export function isMember(node: Fields): boolean {
  if ('.' in node) return true;
  for (const _ in node) return false;
  return true;
}

export const childOf = (set: FieldSet, element: string): FieldSet =>
  set === undefined || element === '.' ? undefined : set[element];

/** The node with these children; they need not be in order. */
export function node(member: boolean, children: readonly (readonly [string, Fields])[]): FieldSet {
  if (children.length === 0) return member ? ITSELF : undefined;
  const sorted = inElementOrder(children);
  const made: Fields = member ? { '.': ITSELF } : {};
  for (const [element, child] of sorted) made[element] = child;
  return made;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  const children: [string, Fields][] = [];
  let changed = !isMember(a) && isMember(b);
  for (const [element, mine] of childrenOf(a)) {
    const both = union(mine, childOf(b, element)) ?? mine;
    changed ||= both !== mine;
    children.push([element, both]);
  }
  const more = childrenOf(b).filter(([element]) => !(element in a));
  return changed || more.length > 0 ? node(isMember(a) || isMember(b), [...children, ...more]) : a;
}

const childrenOf = (set: Fields): [string, Fields][] =>
  '.' in set ? Object.entries(set).filter(([element]) => element !== '.') : Object.entries(set);

/** What of `a` is not in `b`; `a` itself if that is all. A thing in `b` leaves what lies below it in `a`. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  a === undefined || b === undefined
    ? a
    : rebuilt(a, isMember(a) && !isMember(b), (element, child) => difference(child, childOf(b, element)));

/** What of `a` is neither in `b` nor below anything in `b`. */
export function outside(a: FieldSet, b: FieldSet): FieldSet {
  if (a === undefined || b === undefined) return a;
  return isMember(b) ? undefined : rebuilt(a, isMember(a), (element, child) => outside(child, childOf(b, element)));
}

export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  a === undefined || b === undefined
    ? undefined
    : rebuilt(a, isMember(a) && isMember(b), (element, child) => intersection(child, childOf(b, element)));

/** The set of these fields, given by their names; a field below another of them is left out. */
export function setOf(paths: readonly (readonly string[])[]): FieldSet {
  const root: Fields = {};
  for (const path of [...paths].sort((a, b) => a.length - b.length)) insert(root, path);
  return paths.length > 0 ? root : undefined;
}

function insert(root: Fields, path: readonly string[]): void {
  let place = root;
  for (const name of path) {
    const known = place[`f:${name}`];
    if (known && isMember(known)) return;
    const below = known ?? {};
    place[`f:${name}`] = below;
    place = below;
  }
}

/** Every path in the set: of each node first what it owns directly, then what lies deeper. */
export function* pathsOf(set: FieldSet, prefix: readonly string[] = []): Generator<readonly string[]> {
  if (set === undefined) return;
  const elements = Object.keys(set).filter((element) => element !== '.');
  for (const element of elements) {
    const child = set[element];
    if (child && isMember(child)) yield [...prefix, element];
  }
  for (const element of elements) yield* pathsOf(set[element], [...prefix, element]);
}

function rebuilt(was: Fields, member: boolean, now: (element: string, child: Fields) => FieldSet): FieldSet {
  let changed = member !== isMember(was);
  let left = 0;
  const made: Fields = member ? { '.': ITSELF } : {};
  for (const element in was) {
    const child = childOf(was, element);
    const kept = child && now(element, child);
    changed ||= kept !== child;
    if (kept === undefined) continue;
    made[element] = kept;
    left += 1;
  }
  if (!changed) return was;
  if (left > 0) return made;
  return member ? ITSELF : undefined;
}
