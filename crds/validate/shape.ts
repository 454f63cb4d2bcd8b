/** What a schema finds wrong with an object, and which of its fields the schema does not know. */
import type { z } from 'zod';
import { isObject } from '../defaults.ts';
import { fieldOf } from '../kit.ts';
import { type Finding, invalid, required, unsupported, warning } from './finding.ts';

export interface Shape {
  /** Wrong types and missing fields: nothing else can be said of the object. */
  readonly types: readonly Finding[];
  /** Values of the right type that are not allowed. */
  readonly values: readonly Finding[];
}

export function shapeOf(schema: z.ZodType, value: unknown, path: string): Shape {
  const issues = schema.safeParse(value).error?.issues ?? [];
  const found = issues.map((issue) => ({ issue, finding: findingOf(issue, value, path) }));
  const isType = ({ issue }: { issue: z.core.$ZodIssue }) =>
    issue.code === 'invalid_type' || issue.code === 'invalid_union' || issue.code === 'invalid_key';
  return {
    types: found.filter(isType).map(({ finding }) => finding),
    values: found.filter((one) => !isType(one)).map(({ finding }) => finding),
  };
}

function findingOf(issue: z.core.$ZodIssue, root: unknown, base: string): Finding {
  const path = issue.path.reduce<string>((text, key) => joined(text, key), base);
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
  if (value === undefined) return issue.code === 'custom' ? invalid(path, value, issue.message) : required(path);
  switch (issue.code) {
    case 'invalid_type':
      return invalid(path, value, `must be ${TYPES[issue.expected] ?? issue.expected}`);
    case 'invalid_value':
      return unsupported(path, value, issue.values.map(String));
    case 'invalid_union':
      return invalid(path, value, `must be ${unionName(issue)}`);
    case 'too_small':
      return invalid(path, value, `must be greater than or equal to ${issue.minimum}`);
    case 'too_big':
      return invalid(path, value, `must be less than or equal to ${issue.maximum}`);
    case 'invalid_format':
      return invalid(path, value, `must be ${FORMATS[issue.format] ?? `like ${issue.pattern ?? issue.format}`}`);
    default:
      return invalid(path, value, issue.message);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  int: 'an integer',
  number: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = { datetime: 'a time such as 2026-01-02T15:04:05Z' };

function unionName({ errors }: z.core.$ZodIssueInvalidUnion): string {
  const expected = errors.flat().flatMap((issue) => (issue.code === 'invalid_type' ? [issue.expected] : []));
  return [...new Set(expected)].map((name) => TYPES[name] ?? name).join(' or ');
}

/** Fields no schema names: the API server prunes them, or stores them where it does not look. */
export function unknownFields(schema: z.core.$ZodType, value: unknown, path: string): Finding[] {
  const definition = fieldOf(schema).type._zod.def;
  switch (definition.type) {
    case 'object':
      return isObject(value) ? unknownInObject(definition, value, path) : [];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((element, index) => unknownFields(definition.element, element, `${path}[${index}]`))
        : [];
    case 'record':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, child]) => unknownFields(definition.valueType, child, joined(path, key)))
        : [];
    case 'union':
      return definition.options.flatMap((option) => unknownFields(option, value, path));
    default:
      return [];
  }
}

function unknownInObject(
  { shape, catchall }: z.core.$ZodObjectDef,
  value: Record<string, unknown>,
  path: string,
): Finding[] {
  const names = Object.keys(shape);
  if (catchall && names.length === 0) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const known = shape[key];
    return known ? unknownFields(known, child, joined(path, key)) : [unknownField(joined(path, key), key, names)];
  });
}

export function unknownField(path: string, name: string, known: readonly string[]): Finding {
  const near = known.find((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()) <= 2);
  return warning(path, `unknown field${near === undefined ? '' : `, did you mean ${near}?`}`);
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const joined = (path: string, key: PropertyKey): string =>
  typeof key === 'number' ? `${path}[${key}]` : path ? `${path}.${String(key)}` : String(key);
