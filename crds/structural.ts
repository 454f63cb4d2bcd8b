/** Renders a zod schema as the OpenAPI subset that CustomResourceDefinitions accept; whatever the dialect lacks is an error with its path. */
import type { z } from 'zod';
import { type Field, fieldOf } from './kit.ts';

/** A node of a structural schema. */
export interface Node {
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  description?: string;
  format?: string;
  default?: unknown;
  enum?: string[];
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  additionalProperties?: Node;
  oneOf?: { required: string[] }[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  'x-kubernetes-int-or-string'?: true;
  'x-kubernetes-preserve-unknown-fields'?: true;
}

export function structural(schema: z.core.$ZodType, path: string): Node {
  const field = fieldOf(schema);
  const { traits } = field;
  const { default: injected, ...node } = contents(field, path);
  const description = documented(field);
  return {
    ...(description !== undefined && { description }),
    ...node,
    ...(traits.injected && { default: field.default ?? injected }),
    ...(traits.exactlyOne && { oneOf: traits.exactlyOne.map((name) => ({ required: [name] })) }),
  };
}

/** What a field says about itself, with the default that the controller assumes. */
export function documented({ description, default: value, traits }: Field): string | undefined {
  if (description === undefined || value === undefined || traits.injected) return description;
  return `${description} Defaults to ${typeof value === 'string' ? value : JSON.stringify(value)}.`;
}

function contents(field: Field, path: string): Node {
  const { type, traits } = field;
  if (traits.intOrString) return { 'x-kubernetes-int-or-string': true };
  if (traits.preserve) return preservedNode(type);
  const definition = type._zod.def;
  switch (definition.type) {
    case 'union':
      return booleanOr(field, definition.options, path);
    case 'object':
      return object(definition, path);
    case 'array': {
      const items = structural(definition.element, `${path}[]`);
      return { type: 'array', ...limits(definition.checks, path, 'Items'), items };
    }
    case 'record':
      return record(definition, path);
    case 'enum':
      return { type: 'string', ...(!traits.lenient && { enum: Object.values(definition.entries).map(String) }) };
    case 'string':
      return { type: 'string', ...stringFormat(definition, path), ...limits(definition.checks, path, 'Length') };
    case 'number':
      return { ...numberFormat(definition, path), ...(!traits.lenient && limits(definition.checks, path)) };
    case 'boolean':
      return { type: 'boolean' };
    default:
      throw outside(path, `z.${definition.type}()`, 'the dialect is listed in docs/adr/0002-crds-from-zod.md');
  }
}

function object({ shape, catchall, checks }: z.core.$ZodObjectDef, path: string): Node {
  if (catchall) throw outside(path, 'a loose or strict object', 'use z.object() or preserved()');
  return { type: 'object', ...limits(checks, path), ...properties(shape, path) };
}

function record({ keyType, valueType }: z.core.$ZodRecordDef, path: string): Node {
  if (fieldOf(keyType).type._zod.def.type !== 'string') throw outside(path, 'a record of other keys', 'use strings()');
  return { type: 'object', additionalProperties: structural(valueType, `${path}.*`) };
}

function preservedNode(type: z.core.$ZodTypes): Node {
  const kept = { 'x-kubernetes-preserve-unknown-fields': true } as const;
  return type._zod.def.type === 'unknown' ? kept : { type: 'object', ...kept };
}

/** No `type`, so that a boolean passes; the fields keep their own types. */
function booleanOr({ traits }: Field, options: readonly z.core.$ZodType[], path: string): Node {
  const block = options.map((option) => (option as z.core.$ZodTypes)._zod.def).find(({ type }) => type === 'object');
  if (!traits.orBoolean || block?.type !== 'object') throw outside(path, 'a union', 'use exactlyOne()');
  return { 'x-kubernetes-preserve-unknown-fields': true, ...properties(block.shape, path) };
}

function properties(shape: z.core.$ZodShape, path: string): Node {
  const names = Object.keys(shape);
  const children = names.map((name) => {
    const child = shape[name] as z.core.$ZodType;
    if (fieldOf(child).description === undefined)
      throw new Error(`${path}.${name}: every field needs a .describe() sentence`);
    return [name, structural(child, `${path}.${name}`)] as const;
  });
  const required = names.filter((name) => fieldOf(shape[name] as z.core.$ZodType).required);
  return {
    ...(names.length > 0 && { properties: Object.fromEntries(children) }),
    ...(required.length > 0 && { required }),
  };
}

function stringFormat(definition: z.core.$ZodStringDef, path: string): Node {
  if (!('format' in definition)) return {};
  if (definition.format === 'datetime') return { format: 'date-time' };
  throw outside(path, `a string of format ${String(definition.format)}`, 'use z.string()');
}

function numberFormat(definition: z.core.$ZodNumberDef, path: string): Node {
  if (!('format' in definition)) throw outside(path, 'a decimal', 'use Decimal, decimals are strings on the wire');
  if (definition.format === 'int32') return { type: 'integer', format: 'int32' };
  if (definition.format === 'safeint') return { type: 'integer', format: 'int64' };
  throw outside(path, `a number of format ${String(definition.format)}`, 'use z.int32() or z.int()');
}

function limits(checks: readonly z.core.$ZodCheck[] | undefined, path: string, of: 'Items' | 'Length' | '' = ''): Node {
  return Object.assign({}, ...(checks ?? []).map((check) => limit(check as z.core.$ZodChecks, path, of)));
}

function limit(check: z.core.$ZodChecks | z.ZodType, path: string, of: 'Items' | 'Length' | ''): Node {
  const definition = check._zod.def;
  if (!('check' in definition)) return {};
  switch (definition.check as string) {
    case 'greater_than':
      return { minimum: Number((definition as z.core.$ZodCheckGreaterThanDef).value) };
    case 'less_than':
      return { maximum: Number((definition as z.core.$ZodCheckLessThanDef).value) };
    case 'min_length':
      return { [`min${of}`]: (definition as z.core.$ZodCheckMinLengthDef).minimum };
    case 'max_length':
      return { [`max${of}`]: (definition as z.core.$ZodCheckMaxLengthDef).maximum };
    case 'string_format':
      return { pattern: (definition as z.core.$ZodCheckStringFormatDef).pattern?.source ?? '' };
    case 'custom':
      return {}; // A refinement is for validate(); what of it the server can check is a trait.
    default:
      throw outside(path, `the check ${definition.check}`, '');
  }
}

function outside(path: string, construct: string, instead: string): Error {
  return new Error(`${path}: ${construct} has no structural schema${instead && `; ${instead}`}`);
}
