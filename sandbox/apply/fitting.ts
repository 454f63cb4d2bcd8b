/** Sets of fields brought in line with a definition that has changed since: what has become a whole is owned as one. */
import type { Fields } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { childOf, type FieldSet, ITSELF, isMember, node } from './field-set.ts';
import { declared, isWhole, itemSchema, undeclared } from './typing.ts';

/** The same set if it fits; most do, and those of built-in types always, whose schemas have names. */
export const fitting = (set: FieldSet, schema: Schema): FieldSet =>
  set && schema.name === undefined ? fitted(set, schema) : set;

function fitted(set: Fields, schema: Schema): Fields {
  let changed: [string, Fields][] | undefined;
  for (const element in set) {
    const child = childOf(set, element);
    const now = child && fittedChild(child, elementSchema(schema, element));
    if (child === now || now === undefined) continue;
    changed ??= [];
    changed.push([element, now]);
  }
  if (changed === undefined) return set;
  return (
    node(
      isMember(set),
      Object.entries({ ...set, ...Object.fromEntries(changed) }).filter(([key]) => key !== '.'),
    ) ?? set
  );
}

function fittedChild(child: Fields, schema: Schema | undefined): Fields {
  if (schema === undefined || !hasChildren(child)) return child;
  return isWholeType(schema) ? ITSELF : fitted(child, schema);
}

function isWholeType(schema: Schema): boolean {
  if (schema.type === 'array') return isWhole(schema, 'list');
  return schema.type === 'object' && isWhole(schema, 'map');
}

function elementSchema(schema: Schema, element: string): Schema | undefined {
  if (schema.type === 'array') return element.startsWith('f:') ? undefined : itemSchema(schema);
  return element.startsWith('f:') ? (declared(schema, element.slice(2)) ?? undeclared(schema)) : undefined;
}

function hasChildren(fields: Fields): boolean {
  for (const element in fields) if (element !== '.') return true;
  return false;
}
