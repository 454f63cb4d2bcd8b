/** Random objects that fit a schema, as a client would send them. */
import fc from 'fast-check';
import type { z } from 'zod';
import { fieldOf } from './kit.ts';

/** Few optional fields at a time: objects stay small and over many runs every field is hit. */
const MOST_OPTIONAL = 4;
const MOST_ELEMENTS = 2;

const json = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.string({ maxLength: 4 }), { maxKeys: 2 }),
);
const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const object = fc.dictionary(key, json, { maxKeys: 3 });
const moment = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);

export function arbitrary(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { type, traits } = fieldOf(schema);
  const definition = type._zod.def;
  if (traits.intOrString) return fc.oneof(fc.integer(), fc.string({ maxLength: 6 }));
  switch (definition.type) {
    case 'object':
      return definition.catchall && Object.keys(definition.shape).length === 0
        ? object
        : fields(definition.shape, traits.exactlyOne ?? []);
    case 'array':
      return fc.array(arbitrary(definition.element), { minLength: minimum(definition), maxLength: MOST_ELEMENTS });
    case 'record':
      return fc.dictionary(key, arbitrary(definition.valueType), { maxKeys: MOST_ELEMENTS });
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries));
    case 'union':
      return fc.oneof(...definition.options.map(arbitrary));
    case 'string':
      return text(definition);
    case 'number':
      return whole(definition, traits.lenient === true);
    case 'boolean':
      return fc.boolean();
    default:
      return json;
  }
}

function fields(shape: z.core.$ZodShape, exclusive: readonly string[]): fc.Arbitrary<object> {
  const entries = Object.entries(shape).map(([name, schema]) => ({ name, ...fieldOf(schema), schema }));
  const needed = entries.filter(({ required, traits }) => required || traits.injected).map(({ name }) => name);
  const optional = entries.map(({ name }) => name).filter((name) => ![...needed, ...exclusive].includes(name));
  const one = exclusive.length > 0 ? fc.constantFrom(...exclusive).map((name) => [name]) : fc.constant([]);
  return fc
    .tuple(fc.subarray(optional, { maxLength: Math.min(MOST_OPTIONAL, optional.length) }), one)
    .chain(([some, chosen]) => {
      const names = [...needed, ...some, ...chosen];
      return fc.record(Object.fromEntries(names.map((name) => [name, arbitrary(shape[name] as z.core.$ZodType)])));
    });
}

function text(definition: z.core.$ZodStringDef): fc.Arbitrary<string> {
  if ('format' in definition) return moment;
  const checks = (definition.checks ?? []).map((check) => check._zod.def as Partial<z.core.$ZodCheckStringFormatDef>);
  const pattern = checks.find((check) => check.pattern)?.pattern;
  return pattern
    ? fc.stringMatching(pattern)
    : fc.string({ unit: 'grapheme', minLength: minimum(definition), maxLength: 12 });
}

function whole(definition: z.core.$ZodNumberDef, isCount: boolean): fc.Arbitrary<number> {
  const least = (definition.checks ?? [])
    .map((check) => check._zod.def as Partial<z.core.$ZodCheckGreaterThanDef>)
    .find(({ check }) => check === 'greater_than')?.value;
  const min = isCount ? 0 : least === undefined ? undefined : Number(least);
  const isSmall = 'format' in definition && definition.format === 'int32';
  if (isSmall) return fc.integer(min === undefined ? {} : { min });
  return fc.maxSafeInteger();
}

function minimum({ checks }: z.core.$ZodStringDef | z.core.$ZodArrayDef): number {
  const found = (checks ?? [])
    .map((check) => check._zod.def as Partial<z.core.$ZodCheckMinLengthDef>)
    .find(({ check }) => check === 'min_length');
  return found?.minimum ?? 0;
}
