/** Fills in the defaults that a schema documents, and leaves everything else of an object as it is. */
import type { z } from 'zod';
import { fieldOf } from './kit.ts';

type Fill = (value: unknown) => unknown;

/**
 * A function that completes values of the schema's shape. Unknown fields stay, as parsing would drop them. Built once
 * a schema: reading a schema costs a hundred times what the function does.
 */
export function completer<S extends z.ZodType>(schema: S): (value: z.input<S>) => z.output<S> {
  const fill = fillOf(schema) ?? ((value) => value);
  return (value) => fill(value) as z.output<S>;
}

/** Undefined where nothing below has a default. */
function fillOf(schema: z.core.$ZodType): Fill | undefined {
  const definition = fieldOf(schema).type._zod.def;
  switch (definition.type) {
    case 'object':
      return objectFill(definition.shape);
    case 'array': {
      const fill = fillOf(definition.element);
      return fill && ((value) => (Array.isArray(value) ? value.map(fill) : value));
    }
    case 'record': {
      const fill = fillOf(definition.valueType);
      return fill && ((value) => (isObject(value) ? mapped(value, fill) : value));
    }
    case 'union':
      return definition.options.map(fillOf).find((fill) => fill !== undefined);
    default:
      return undefined;
  }
}

const mapped = (value: Record<string, unknown>, fill: Fill): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([key, child]) => [key, fill(child)]));

function objectFill(shape: z.core.$ZodShape): Fill | undefined {
  const fields = Object.entries(shape).flatMap(([name, schema]) => {
    const whenAbsent = fieldOf(schema).default;
    const fill = fillOf(schema);
    return whenAbsent === undefined && !fill ? [] : [{ name, whenAbsent, fill }];
  });
  return fields.length === 0 ? undefined : (value) => (isObject(value) ? completed(value, fields) : value);
}

interface Completion {
  readonly name: string;
  readonly whenAbsent: unknown;
  readonly fill: Fill | undefined;
}

function completed(value: Record<string, unknown>, fields: readonly Completion[]): Record<string, unknown> {
  const result = { ...value };
  for (const { name, whenAbsent, fill } of fields) {
    const child = value[name];
    if (child === undefined && whenAbsent !== undefined) result[name] = whenAbsent;
    if (child !== undefined && fill) result[name] = fill(child);
  }
  return result;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
