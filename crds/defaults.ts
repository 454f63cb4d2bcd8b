/** Fills in the defaults that a schema documents, and leaves everything else of an object as it is. */
import type { z } from 'zod';
import { fieldOf } from './kit.ts';

/** `value` must have the schema's shape; unknown fields stay, as parsing would drop them. */
export function withDefaults<S extends z.ZodType>(schema: S, value: z.input<S>): z.output<S> {
  return filled(schema, value) as z.output<S>;
}

function filled(schema: z.core.$ZodType, value: unknown): unknown {
  const field = fieldOf(schema);
  if (value === undefined) return field.default;
  const definition = field.type._zod.def;
  if (definition.type === 'array' && Array.isArray(value))
    return value.map((element) => filled(definition.element, element));
  if (!isObject(value)) return value;
  switch (definition.type) {
    case 'object':
      return filledObject(definition.shape, value);
    case 'record':
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => [key, filled(definition.valueType, child)]),
      );
    case 'union':
      return definition.options[0] ? filled(definition.options[0], value) : value;
    default:
      return value;
  }
}

function filledObject(shape: z.core.$ZodShape, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result = { ...value };
  for (const [name, schema] of Object.entries(shape)) {
    const child = filled(schema, value[name]);
    if (child !== undefined) result[name] = child;
  }
  return result;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
