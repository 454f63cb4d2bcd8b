/** Which fields a write gave a value and which it took away, seen through the schema; runs at every write. */
import { isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { isEmpty, listIn, mapIn } from './contents.ts';
import { difference, type FieldSet, ITSELF, node, union } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import {
  differInType,
  fieldSchema,
  isWhole,
  itemElements,
  itemSchema,
  refuseDepth,
  type Shape,
  shapeOf,
} from './typing.ts';

export interface Changes {
  /** Added or changed. */
  readonly gained: FieldSet;
  readonly lost: FieldSet;
}

type Child = readonly [element: string, changes: Changes];

const GAINED: Changes = { gained: ITSELF, lost: undefined };
const LOST: Changes = { gained: undefined, lost: ITSELF };

const IDENTITY: readonly string[] = ['apiVersion', 'kind', 'metadata'];
const BOOKKEEPING: readonly string[] = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
];
/** Fields that belong to the API server. */
const UNOWNED: FieldSet = Object.fromEntries([
  ...IDENTITY.map((field) => [fieldElement(field), ITSELF] as const),
  [
    fieldElement('metadata'),
    { '.': ITSELF, ...Object.fromEntries(BOOKKEEPING.map((field) => [fieldElement(field), ITSELF])) },
  ],
]);

/** What of a set users can own. */
export const ownable = (set: FieldSet): FieldSet => difference(set, UNOWNED);

/** What changed between two versions of an object, `schema` being one of `objectSchema`; only what users can own. */
export function objectChanges(before: JsonObject, after: JsonObject, schema: Schema): Changes | undefined {
  if (before === after) return undefined;
  const metadata = mapChanges(mapIn(before['metadata']), mapIn(after['metadata']), {
    schema: fieldSchema(schema, 'metadata'),
    depth: 1,
    except: BOOKKEEPING,
  });
  const children = mapChanges(before, after, { schema, depth: 0, except: IDENTITY });
  const below = gathered(metadata, {}, {});
  if (below) children.push([fieldElement('metadata'), below]);
  return gathered(children, {}, {});
}

export function changes(was: unknown, is: unknown, schema: Schema, depth: number): Changes | undefined {
  if (was === is) return undefined;
  refuseDepth(depth);
  if (is === undefined) return changesAs(shapeOf(was, schema), was, is, { schema, depth });
  const asNow = changesAs(shapeOf(is, schema), was, is, { schema, depth });
  if (was === undefined || !differInType(was, is, schema)) return asNow;
  // A map that became a text, or the like: the field changed both as what it was and as what it is.
  return both(changesAs(shapeOf(was, schema), was, is, { schema, depth }), asNow);
}

interface Place {
  readonly schema: Schema;
  readonly depth: number;
  /** Fields to pass over. */
  readonly except?: readonly string[];
}

function changesAs(shape: Shape, was: unknown, is: unknown, place: Place): Changes | undefined {
  if (shape === 'scalar' || isWhole(place.schema, shape)) return changedWhole(was, is, place.depth);
  if (shape === 'list') {
    const [before, after] = [listIn(was), listIn(is)];
    if (before.length === 0 && after.length === 0) return changedWhole(was, is, place.depth);
    return gathered(listChanges(before, after, place), was, is);
  }
  const [before, after] = [mapIn(was), mapIn(is)];
  if (isEmpty(before) && isEmpty(after)) return changedWhole(was, is, place.depth);
  return gathered(mapChanges(before, after, place), was, is);
}

function changedWhole(was: unknown, is: unknown, depth: number): Changes | undefined {
  if (was === undefined) return GAINED;
  if (is === undefined) return LOST;
  return isSame(was, is, depth) ? undefined : GAINED;
}

function mapChanges(before: JsonObject, after: JsonObject, place: Place): Child[] {
  const { schema, depth, except } = place;
  const found: Child[] = [];
  const visit = (key: string) => {
    if (except?.includes(key)) return;
    const child = changes(valueAt(before, key), valueAt(after, key), fieldSchema(schema, key), depth + 1);
    if (child) found.push([fieldElement(key), child]);
  };
  if (before === after) return found;
  for (const key in before) visit(key);
  for (const key in after) if (!Object.hasOwn(before, key)) visit(key);
  return found;
}

function listChanges(before: readonly unknown[], after: readonly unknown[], { schema, depth }: Place): Child[] {
  if (areSame(before, after, depth)) return [];
  const elements = itemElements(before, schema);
  const sides = new Map<string, { was: unknown[]; is: unknown[] }>();
  for (const [index, element] of elements.entries()) sideOf(sides, element).was.push(before[index]);
  for (const [index, element] of itemElements(after, schema).entries()) sideOf(sides, element).is.push(after[index]);
  const found: Child[] = [];
  for (const [element, { was, is }] of sides) {
    const child = itemChanges(was, is, { schema: itemSchema(schema), depth: depth + 1 });
    if (child) found.push([element, child]);
  }
  return found;
}

function sideOf<T>(sides: Map<string, { was: T[]; is: T[] }>, element: string): { was: T[]; is: T[] } {
  const known = sides.get(element);
  if (known) return known;
  const side = { was: [], is: [] };
  sides.set(element, side);
  return side;
}

/** Items that cannot be told apart change hands together. */
function itemChanges(was: readonly unknown[], is: readonly unknown[], { schema, depth }: Place): Changes | undefined {
  if (was.length < 2 && is.length < 2) return changes(was[0], is[0], schema, depth);
  if (was.length > 1 && is.length > 1) return areSame(was, is, depth) ? undefined : GAINED;
  if (was.length > 1) return both(changes(undefined, is[0], schema, depth), LOST);
  return both(changes(was[0], undefined, schema, depth), GAINED);
}

const both = (a: Changes | undefined, b: Changes | undefined): Changes | undefined =>
  a && b ? { gained: union(a.gained, b.gained), lost: union(a.lost, b.lost) } : (a ?? b);

/** A thing that appears or goes is itself gained or lost, besides what it holds. */
function gathered(children: readonly Child[], was: unknown, is: unknown): Changes | undefined {
  if (children.length === 0 && was !== undefined && is !== undefined) return undefined;
  const gained = children.flatMap(([element, child]) => (child.gained ? [[element, child.gained] as const] : []));
  const lost = children.flatMap(([element, child]) => (child.lost ? [[element, child.lost] as const] : []));
  return { gained: node(was === undefined, gained), lost: node(is === undefined, lost) };
}

export function isSame(a: unknown, b: unknown, depth: number): boolean {
  if (a === b) return true;
  refuseDepth(depth);
  if (Array.isArray(a)) return Array.isArray(b) && areSame(a, b, depth);
  if (!isObject(a) || !isObject(b)) return false;
  let fields = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !isSame(a[key], b[key], depth + 1)) return false;
    fields += 1;
  }
  return fields === Object.keys(b).length;
}

const areSame = (a: readonly unknown[], b: readonly unknown[], depth: number): boolean =>
  a.length === b.length && a.every((item, index) => isSame(item, b[index], depth + 1));

const valueAt = (map: JsonObject, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);
