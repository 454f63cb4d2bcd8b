/** What a schema finds wrong with an object. */
import type { z } from 'zod';
import { type Finding, invalid, joined, required, unsupported } from './finding.ts';

export interface Shape {
  /** Wrong types and missing fields: nothing else can be said of the object. */
  readonly types: readonly Finding[];
  /** Values of the right type that are not allowed. */
  readonly values: readonly Finding[];
}

export function shapeOf(schema: z.ZodType, value: unknown, path: string): Shape {
  const issues = (schema.safeParse(value).error?.issues ?? []).flatMap(innermost);
  const found = issues.map((issue) => ({ issue, finding: findingOf(issue, value, path) }));
  const isType = ({ issue }: { issue: z.core.$ZodIssue }) =>
    issue.code === 'invalid_type' || issue.code === 'invalid_union' || issue.code === 'invalid_key';
  return {
    types: found.filter(isType).map(({ finding }) => finding),
    values: found.filter((one) => !isType(one)).map(({ finding }) => finding),
  };
}

/** Of a union, the issues of the alternative that was meant: the one whose own type fits. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((issues) => issues.every(({ path }) => path.length > 0));
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
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
      return issue.origin === 'number'
        ? invalid(path, value, `must be greater than or equal to ${issue.minimum}`)
        : required(path, 'must not be empty');
    case 'too_big':
      return invalid(path, value, `must be less than or equal to ${issue.maximum}`);
    case 'invalid_format':
      return invalid(
        path,
        value,
        issue.format === 'datetime' ? 'must be a time such as 2026-01-02T15:04:05Z' : issue.message,
      );
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

function unionName({ errors }: z.core.$ZodIssueInvalidUnion): string {
  const expected = errors.flat().flatMap((issue) => (issue.code === 'invalid_type' ? [issue.expected] : []));
  return [...new Set(expected)].map((name) => TYPES[name] ?? name).join(' or ');
}
