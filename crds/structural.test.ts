import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  anyJson,
  count,
  exactlyOne,
  injected,
  intOrString,
  orBoolean,
  preserved,
  preservedAs,
  strings,
  time,
  words,
} from './kit.ts';
import { structural } from './structural.ts';

const text = () => z.string().describe('Text.');

describe('structural', () => {
  it.each<[construct: string, schema: z.ZodType, node: object]>([
    ['text', z.string(), { type: 'string' }],
    ['text with limits', z.string().min(1).max(9), { type: 'string', minLength: 1, maxLength: 9 }],
    ['text of a form', z.string().regex(/^a+$/), { type: 'string', pattern: '^a+$' }],
    ['an int32', z.int32().min(1), { type: 'integer', format: 'int32', minimum: 1 }],
    ['an int64', z.int(), { type: 'integer', format: 'int64' }],
    ['a count, whose limit is ours to report', count(), { type: 'integer', format: 'int32' }],
    ['a boolean', z.boolean(), { type: 'boolean' }],
    ['a time', time(), { type: 'string', format: 'date-time' }],
    ['an enum', z.enum(['a', 'b']), { type: 'string', enum: ['a', 'b'] }],
    ['words, which are ours to report', words(['a', 'b']), { type: 'string' }],
    ['a list', z.array(z.string()).min(1), { type: 'array', minItems: 1, items: { type: 'string' } }],
    ['a map', strings(), { type: 'object', additionalProperties: { type: 'string' } }],
    ['a number or text', intOrString(), { 'x-kubernetes-int-or-string': true }],
    ['anything', anyJson(), { 'x-kubernetes-preserve-unknown-fields': true }],
    ['an object of others', preserved(), { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
    [
      'an object that is checked but stored as it comes',
      preservedAs(z.looseObject({ a: text() })),
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    ],
    [
      'a block or a boolean',
      orBoolean({ a: text().optional() }),
      { 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string', description: 'Text.' } } },
    ],
    [
      'an object with what is required',
      z.object({ a: text(), b: text().optional() }),
      {
        type: 'object',
        properties: { a: { type: 'string', description: 'Text.' }, b: { type: 'string', description: 'Text.' } },
        required: ['a'],
      },
    ],
    [
      'exactly one of several fields',
      exactlyOne({ a: text(), b: text() }, {}),
      {
        type: 'object',
        properties: { a: { type: 'string', description: 'Text.' }, b: { type: 'string', description: 'Text.' } },
        oneOf: [{ required: ['a'] }, { required: ['b'] }],
      },
    ],
    [
      'a default that the controller assumes, in words',
      z.int32().default(5).describe('A size.'),
      { type: 'integer', format: 'int32', description: 'A size. Defaults to 5.' },
    ],
    [
      'a default that the API server fills in',
      injected(z.string(), '5m').describe('A time.'),
      { type: 'string', description: 'A time.', default: '5m' },
    ],
  ])('renders %s', (_, schema, node) => {
    expect(structural(schema, 'spec')).toEqual(node);
  });

  it.each<[construct: string, schema: z.ZodType]>([
    ['a union', z.union([z.string(), z.boolean()])],
    ['a discriminated union', z.discriminatedUnion('t', [z.object({ t: z.literal('a') })])],
    ['an intersection', z.intersection(z.object({}), z.object({}))],
    ['a tuple', z.tuple([z.string()])],
    ['a literal', z.literal('a')],
    ['a nullable', z.string().nullable()],
    ['a transform', z.string().transform((value) => value)],
    ['a preprocessed value', z.preprocess((value) => value, z.string())],
    ['a recursion', z.lazy(() => z.string())],
    ['any', z.any()],
    ['unknown', z.unknown()],
    ['a strict object', z.strictObject({})],
    ['a loose object', z.looseObject({})],
    ['a date', z.date()],
    ['a decimal', z.number()],
    ['a bigint', z.int64()],
    ['a map by words', z.record(z.enum(['a']), z.string())],
    ['a string format of zod', z.email()],
    ['a set', z.set(z.string())],
    ['a multiple', z.int32().multipleOf(2)],
    ['a catch', z.string().catch('')],
  ])('refuses %s with the path of the field', (_, schema) => {
    const outer = z.object({ list: z.array(z.object({ field: schema.describe('It.') })).describe('List.') });
    expect(() => structural(outer, 'spec')).toThrow(/^spec\.list\[\]\.field: /);
  });

  it('refuses a field that does not say what it is', () => {
    expect(() => structural(z.object({ a: z.object({ b: z.string() }).describe('A.') }), 'spec')).toThrow('spec.a.b');
  });
});

describe('exactlyOne', () => {
  const Either = exactlyOne({ a: z.string(), b: z.string() }, { c: z.string().optional() });
  it.each([
    [{ a: 'x' }, true],
    [{ a: 'x', c: 'z' }, true],
    [{ c: 'z' }, false],
    [{ a: 'x', b: 'y' }, false],
  ])('parses %j: %s', (value, ok) => {
    expect(Either.safeParse(value).success).toBe(ok);
  });
});
