/** Every way to break one field of a valid object: a wrong type, a wrong word, a negative count, a missing field. */
import type { z } from 'zod';
import { isObject } from './defaults.ts';
import { fieldOf } from './kit.ts';

type Path = readonly (string | number)[];

export interface Break {
  readonly path: Path;
  /** `undefined` takes the field away. */
  readonly value: unknown;
}

export function breaksOf(schema: z.core.$ZodType, value: unknown, path: Path): Break[] {
  const { type, traits } = fieldOf(schema);
  const definition = type._zod.def;
  const wrong = (instead: unknown): Break => ({ path, value: instead });
  if (traits.intOrString) return [wrong(true), wrong({})];
  switch (definition.type) {
    case 'object':
      return [wrong('text'), wrong([]), ...objectBreaks(definition.shape, value, path)];
    case 'array':
      return [wrong('text'), ...elements(value).flatMap((one, at) => breaksOf(definition.element, one, [...path, at]))];
    case 'record':
      return [
        wrong(7),
        ...Object.entries(isObject(value) ? value : {}).flatMap(([name, child]) =>
          breaksOf(definition.valueType, child, [...path, name]),
        ),
      ];
    case 'enum':
      return [wrong('Bogus'), wrong(7)];
    case 'union':
      return [wrong('yes'), wrong(7), ...(isObject(value) ? blockBreaks(definition.options, value, path) : [])];
    case 'string':
      return [wrong(7), wrong(true), ...('format' in definition ? [wrong('yesterday')] : [])];
    case 'number':
      return [wrong('text'), wrong(1.5), ...(traits.lenient ? [wrong(-1)] : [])];
    case 'boolean':
      return [wrong('yes')];
    default:
      return [];
  }
}

function objectBreaks(shape: z.core.$ZodShape, value: unknown, path: Path): Break[] {
  if (!isObject(value)) return [];
  return Object.entries(shape).flatMap(([name, schema]) => {
    if (value[name] === undefined) return [];
    const missing = fieldOf(schema).required ? [{ path: [...path, name], value: undefined }] : [];
    return [...missing, ...breaksOf(schema, value[name], [...path, name])];
  });
}

/** Of a block that may also be a boolean. */
const blockBreaks = (options: readonly z.core.$ZodType[], value: object, path: Path): Break[] =>
  options.flatMap((option) => {
    const definition = fieldOf(option).type._zod.def;
    return definition.type === 'object' ? objectBreaks(definition.shape, value, path) : [];
  });

const elements = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export function broken(object: object, { path, value }: Break): object {
  const copy = structuredClone(object);
  const parent = path.slice(0, -1).reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], copy);
  const last = path.at(-1) ?? '';
  if (value === undefined) delete (parent as Record<string, unknown>)[last];
  else (parent as Record<string, unknown>)[last] = value;
  return copy;
}

/** `spec.steps[0].name`, as findings write it. */
export const written = (path: Path): string =>
  path.reduce<string>(
    (text, name) => (typeof name === 'number' ? `${text}[${name}]` : text ? `${text}.${name}` : name),
    '',
  );
