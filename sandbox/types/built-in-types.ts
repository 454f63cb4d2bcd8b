/** The schemas of all built-in types, built from the tables when they are first asked for. */
import type { Schema } from '../schema/schema.ts';
import type { GoField, GoSchema, WireField } from './go-type.ts';
import { type FieldNotation, fieldNotation, typeNotation } from './notation.ts';
import { namedScalars, scalarSchema } from './scalars.ts';
import { PACKAGES, TABLES } from './tables.ts';

interface Entry {
  readonly package: string;
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Struct schemas by full name: complete once the call that asked for the first of them returns. */
interface Library {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly built: Map<string, GoSchema>;
}

/** Looks types up by names such as `io.k8s.api.apps.v1.Deployment`; an unknown name throws. Recursive types are cyclic. */
export function builtInTypes(): (name: string) => Schema {
  const library: Library = { entries: allEntries(), built: new Map(namedScalars()) };
  return (name) => structSchema(library, name);
}

function allEntries(): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const table of TABLES) {
    for (const [type, fields] of Object.entries(table.types))
      entries.set(`${PACKAGES[table.package]}.${type}`, { package: table.package, type, fields });
  }
  return entries;
}

function structSchema(library: Library, name: string): GoSchema {
  const known = library.built.get(name);
  if (known) return known;
  const entry = library.entries.get(name);
  if (!entry) throw new Error(`no built-in type is called "${name}"`);
  return built(library, name, entry);
}

function built(library: Library, name: string, entry: Entry): GoSchema {
  const { isObject, map, description } = typeNotation(entry.fields['']);
  const parts: Parts = { properties: {}, required: [], fields: new Map(), shown: [], wire: new Map() };
  const { properties, required, fields, shown, wire } = parts;
  const schema: GoSchema = {
    name,
    type: 'object',
    ...(description !== undefined && { description }),
    ...(map === 'atomic' && { 'x-kubernetes-map-type': 'atomic' as const }),
    properties,
    required,
    go: { shape: 'struct', text: `${goPackage(entry)}.${entry.type}`, name: entry.type, fields, shown, wire },
  };
  // Before its fields are looked at, because they may lead back here.
  library.built.set(name, schema);
  for (const [field, text] of Object.entries(isObject ? { ...TYPE_META, ...entry.fields } : entry.fields))
    if (field !== '') addField(library, entry, parts, [field, fieldNotation(text)]);
  return schema;
}

/** A type in the making. */
interface Parts {
  readonly properties: Record<string, Schema>;
  readonly required: string[];
  readonly fields: Map<string, GoField>;
  readonly shown: GoField[];
  readonly wire: Map<number, WireField | Map<number, WireField>>;
}

function addField(library: Library, entry: Entry, parts: Parts, [name, notation]: [string, FieldNotation]): void {
  const type = typeSchema(library, entry, notation.type);
  const field: GoField = { name, type: type.go, isPointer: notation.isPointer, isShown: notation.isShown };
  parts.properties[name] = withPeculiarities(type, notation);
  parts.fields.set(name, field);
  if (notation.isRequired) parts.required.push(name);
  if (isAlwaysWritten(field)) parts.shown.push(field);
  if (notation.number > 0) messageOf(parts.wire, notation.outer).set(notation.number, field);
}

/** The message itself, or the one embedded in it under that number. */
function messageOf(wire: Parts['wire'], outer: number): Map<number, WireField | Map<number, WireField>> {
  if (outer === 0) return wire;
  const known = wire.get(outer);
  if (known instanceof Map) return known;
  const embedded = new Map<number, WireField>();
  wire.set(outer, embedded);
  return embedded;
}

/** Not part of the message on the protobuf wire, hence number 0. */
const TYPE_META = {
  apiVersion: '0 string -- The group and version of this kind.',
  kind: '0 string -- What this object is.',
} as const;

/** Go leaves nothing out that is a struct, however empty. */
function isAlwaysWritten({ type, isPointer, isShown }: GoField): boolean {
  if (isShown) return true;
  if (isPointer) return false;
  return !['list', 'map', 'string', 'int32', 'int64', 'bool', 'double', 'bytes'].includes(type.shape);
}

function withPeculiarities(type: GoSchema, notation: FieldNotation): Schema {
  const { description, default: otherwise } = notation;
  const peculiar: Schema = {
    ...(description !== undefined && { description }),
    ...(otherwise !== undefined && { default: otherwise }),
    ...collectionPeculiarities(notation),
  };
  return Object.keys(peculiar).length === 0 ? type : { ...type, ...peculiar };
}

function collectionPeculiarities({ list, map, patch }: FieldNotation): Schema {
  const [listType, keys] = list?.split(':') ?? [];
  const [strategy, mergeKey] = patch?.split(':') ?? [];
  return {
    ...(listType !== undefined && { 'x-kubernetes-list-type': listType as 'atomic' | 'set' | 'map' }),
    ...(keys !== undefined && { 'x-kubernetes-list-map-keys': keys.split(',') }),
    ...(map !== undefined && { 'x-kubernetes-map-type': map as 'atomic' | 'granular' }),
    ...(strategy !== undefined && { 'x-kubernetes-patch-strategy': strategy }),
    ...(mergeKey !== undefined && { 'x-kubernetes-patch-merge-key': mergeKey }),
  };
}

/** `[]Container`, `{}(ResourceList)quantity`, `string(RestartPolicy)`, `meta.ObjectMeta`, ... */
function typeSchema(library: Library, entry: Entry, text: string): GoSchema {
  const prefix = text.slice(0, 2);
  if (prefix === '[]' || prefix === '{}') return collectionSchema(library, entry, prefix, text.slice(2));
  const named = text.indexOf('(');
  const scalar =
    named < 0 ? scalarSchema(text) : scalarSchema(text.slice(0, named), goName(entry, text.slice(named + 1, -1)));
  if (scalar) return library.built.get(scalar.name ?? '') ?? scalar;
  const dot = text.indexOf('.');
  const owner = dot < 0 ? entry.package : text.slice(0, dot);
  return structSchema(library, `${PACKAGES[owner]}.${text.slice(dot + 1)}`);
}

function collectionSchema(library: Library, entry: Entry, prefix: '[]' | '{}', rest: string): GoSchema {
  const end = rest.startsWith('(') ? rest.indexOf(')') + 1 : 0;
  const inner = typeSchema(library, entry, rest.slice(end));
  const derived = prefix === '[]' ? `[]${inner.go.text}` : `map[string]${inner.go.text}`;
  const text = end > 0 ? goName(entry, rest.slice(1, end - 1)) : derived;
  return prefix === '[]'
    ? { type: 'array', items: inner, go: { shape: 'list', text, item: inner.go } }
    : { type: 'object', additionalProperties: inner, go: { shape: 'map', text, value: inner.go } };
}

const goPackage = (entry: Entry): string => (entry.package === 'autoscaling-v2' ? 'v2' : 'v1');

const goName = (entry: Entry, name: string): string => (name.includes('.') ? name : `${goPackage(entry)}.${name}`);
