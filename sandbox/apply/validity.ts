/** Whether an applied configuration fits its schema well enough to be merged, in the words of the API server. */

import { goKind, goSyntax, goText } from '../api/go-text.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { fieldElement, pathText } from './path-element.ts';
import { declared, isWhole, itemElement, itemSchema, keysOf, refuseDepth, shapeOf, undeclared } from './typing.ts';

export interface Problem {
  readonly path: string;
  readonly text: string;
}

interface Place {
  /** The path down to here, last step first. */
  readonly path: Path | undefined;
  readonly depth: number;
  /** Whether this or something above keeps unknown fields. */
  readonly isOpen: boolean;
  readonly found: Problem[];
}

interface Path {
  readonly above: Path | undefined;
  readonly element: string;
}

export function problemsText(problems: readonly Problem[]): string {
  const lines = problems.map(({ path, text }) => (path === '' ? text : `${path}: ${text}`));
  return lines.length === 1 ? (lines[0] ?? '') : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n');
}

export function problemsOf(value: unknown, schema: Schema): readonly Problem[] {
  const found: Problem[] = [];
  visit(value, schema, { path: undefined, depth: 0, isOpen: false, found });
  return found;
}

function visit(value: unknown, schema: Schema, above: Place): void {
  refuseDepth(above.depth);
  if (value === null || value === undefined) return;
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const place = keepsUnknown ? { ...above, isOpen: true } : above;
  switch (shapeOf(value, schema)) {
    case 'map':
      if (isObject(value)) visitMap(value, schema, place);
      else note(place, `expected map, got &{${goText(value)}}`);
      break;
    case 'list':
      if (Array.isArray(value)) visitList(value, schema, place);
      else note(place, `expected list, got &{${goText(value)}}`);
      break;
    case 'scalar':
      note(place, scalarProblem(value, schema));
  }
}

function note({ found, path }: Place, text: string | undefined): void {
  if (text === undefined) return;
  const elements: string[] = [];
  for (let at = path; at; at = at.above) elements.unshift(at.element);
  found.push({ path: pathText(elements), text });
}

const below = (place: Place, element: string): Place => ({
  ...place,
  path: { above: place.path, element },
  depth: place.depth + 1,
});

function visitMap(map: JsonObject, schema: Schema, place: Place): void {
  for (const key in map) {
    const field = declared(schema, key) ?? undeclared(schema) ?? (place.isOpen ? {} : undefined);
    const inside = below(place, fieldElement(key));
    // The rest of the map is not looked at then.
    if (field === undefined) {
      note(inside, 'field not declared in schema');
      return;
    }
    visit(map[key], field, inside);
  }
}

function visitList(list: readonly unknown[], schema: Schema, place: Place): void {
  const keys = keysOf(schema);
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const element = isWhole(schema, 'list') ? `i:${index}` : itemElement(item, schema, keys);
    if (typeof element !== 'string') {
      note(place, `element ${index}: ${element.problem}`);
      return;
    }
    if (seen.has(element)) note(place, `duplicate entries for key ${pathText([element])}`);
    seen.add(element);
    visit(item, itemSchema(schema), below(place, element));
  }
}

function scalarProblem(value: unknown, schema: Schema): string | undefined {
  const isScalar = !isObject(value) && !Array.isArray(value);
  if (isScalar && (isUntyped(schema) || typeof value === scalarType(schema))) return undefined;
  if (isUntyped(schema)) return `expected any scalar, got &{${goText(value)}}`;
  switch (schema.type) {
    case 'integer':
    case 'number':
      return `expected numeric (int or float), got ${goKind(value)}`;
    case 'boolean':
      return `expected boolean, got &{${goText(value)}}`;
    default:
      return `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
  }
}

const scalarType = ({ type }: Schema): string | undefined => (type === 'integer' ? 'number' : type);

/** Texts of a format may be of any scalar type: times, quantities. */
const isUntyped = ({ type, format, 'x-kubernetes-int-or-string': isEither }: Schema): boolean =>
  type === undefined || isEither === true || (type === 'string' && format !== undefined && format !== 'byte');
