import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../api/field-error.ts';
import { copied, type JsonObject } from '../api/object.ts';
import { compiled, defaulted, schemaErrors } from './compiled.ts';
import { judgeOf } from './judge.ts';
import { pruned } from './prune.ts';
import type { Schema } from './schema.ts';

const TEXT: Schema = { type: 'string' };
const errors = (schema: Schema, value: unknown, field?: string) => schemaErrors(schema, value, field).map(messageOf);

describe('schemaErrors', () => {
  it.each<[does: string, schema: Schema, value: unknown, errors: readonly string[]]>([
    ['finds nothing where nothing is asked', {}, { a: 1 }, []],
    [
      'says of the whole that it is of the wrong type',
      { type: 'object' },
      'x',
      ['<nil>: Invalid value: "string":  in body must be of type object: "string"'],
    ],
    ['takes numbers without fraction for integers', { properties: { a: { type: 'integer' } } }, { a: 3 }, []],
    [
      'takes no format of numbers seriously',
      { properties: { a: { type: 'integer', format: 'int32' } } },
      { a: 2 ** 40 },
      [],
    ],
    [
      'asks what all alternatives lack',
      { properties: { a: { anyOf: [{ required: ['b'] }, { required: ['c'] }] } } },
      { a: {} },
      ['<nil>: Invalid value: "": "a" must validate at least one schema (anyOf)', 'a.b: Required value'],
    ],
    [
      'counts the alternatives that fit',
      { oneOf: [{}, {}] },
      {},
      ['<nil>: Invalid value: "": "" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ],
    [
      'explains the alternative that fits best',
      { oneOf: [{ required: ['b'] }, { properties: { a: { minimum: 2 } } }] },
      { a: 1 },
      [
        '<nil>: Invalid value: "": "" must validate one and only one schema (oneOf). Found none valid',
        'a: Invalid value: 1: a in body should be greater than or equal to 2',
      ],
    ],
    [
      'tells the same thing once',
      { required: ['a'], allOf: [{ required: ['a'] }] },
      {},
      ['a: Required value', '<nil>: Invalid value: "": "" must validate all the schemas (allOf). None validated'],
    ],
    ['cuts limits to whole numbers next to whole numbers', { properties: { a: { minimum: 2.5 } } }, { a: 2 }, []],
    [
      'prints limits as Go does',
      { properties: { a: { maximum: 1500000.5 } } },
      { a: 1600000.5 },
      ['a: Invalid value: 1600000.5: a in body should be less than or equal to 1.5000005e+06'],
    ],
    ['counts characters', { properties: { a: { maxLength: 1 } } }, { a: '😀' }, []],
    [
      'finds duplicates whatever the order of their fields',
      { properties: { a: { type: 'array', 'x-kubernetes-list-type': 'set', items: {} } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
      ['a[1]: Duplicate value: {"y":2,"x":1}'],
    ],
    [
      'is not confused by names that every object has',
      { properties: { a: TEXT }, required: ['toString'] },
      { constructor: 1 },
      ['toString: Required value'],
    ],
  ])('%s', (_, schema, value, expected) => expect(errors(schema, value)).toEqual(expected));

  it('puts the field before the names', () => {
    expect(errors({ properties: { a: TEXT }, minProperties: 2 }, { a: 1 }, 'status')).toEqual([
      'status: Invalid value: 1:  in body should have at least 2 properties',
      'status.a: Invalid value: "integer": a in body must be of type string: "integer"',
    ]);
  });

  it('tells no more than a thousand things', () => {
    const schema: Schema = { properties: { a: { type: 'array', items: TEXT } } };
    expect(schemaErrors(schema, { a: Array.from({ length: 100_000 }, () => 1) })).toHaveLength(1000);
  });

  it('does not overflow on values that nest beyond all measure', () => {
    let value: unknown = [];
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    const schema: Schema = {
      properties: { a: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'array' } }, b: {} },
    };
    expect(() => schemaErrors(schema, { a: [value, value], b: value })).not.toThrow();
    expect(() => pruned({ properties: { a: { type: 'array' } } }, { a: value })).not.toThrow();
    expect(() => defaulted(schema, { a: value, b: value })).not.toThrow();
  });
});

describe('pruned', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          a: TEXT,
          list: { type: 'array', items: { type: 'object', properties: { a: TEXT } } },
          map: { type: 'object', additionalProperties: { type: 'object', properties: { a: TEXT } } },
          free: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
            properties: { in: { type: 'object' } },
          },
          pod: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object' } } },
          loose: { type: 'object', additionalProperties: true },
        },
      },
    },
  };
  it.each<[does: string, spec: JsonObject, kept: JsonObject, unknown: readonly string[]]>([
    ['keeps what is known', { a: 'x', list: [{ a: 'x' }] }, { a: 'x', list: [{ a: 'x' }] }, []],
    [
      'drops what is not',
      { a: 'x', b: 1, constructor: 2, kind: 'x' },
      { a: 'x' },
      ['spec.b', 'spec.constructor', 'spec.kind'],
    ],
    [
      'looks into lists and maps',
      { list: [{ b: 1 }], map: { x: { b: 1 } } },
      { list: [{}], map: { x: {} } },
      ['spec.list[0].b', 'spec.map.x.b'],
    ],
    [
      'keeps unknown fields where it is told to, though not further below',
      { free: { x: { y: 1 }, in: { z: 1 } } },
      { free: { x: { y: 1 }, in: {} } },
      ['spec.free.in.z'],
    ],
    [
      'keeps what makes a resource',
      { pod: { apiVersion: 'v1', kind: 'Pod', metadata: { x: 1 }, x: 1 } },
      { pod: { apiVersion: 'v1', kind: 'Pod', metadata: { x: 1 } } },
      ['spec.pod.x'],
    ],
    [
      'empties what may be anything, but has no schema',
      { loose: { x: { y: 1 } } },
      { loose: { x: {} } },
      ['spec.loose.x.y'],
    ],
    ['leaves scalars to validation', { a: { x: 1 }, list: 'x' }, { a: {}, list: 'x' }, ['spec.a.x']],
  ])('%s', (_, spec, kept, unknown) => {
    const object = { apiVersion: 'a/v1', kind: 'A', metadata: { name: 'x', odd: 1 }, spec };
    const before = copied(object);
    const result = pruned(schema, object);
    expect(result).toEqual({ object: { ...object, spec: kept }, unknown });
    expect(object).toEqual(before);
    if (unknown.length === 0) expect(result.object).toBe(object);
  });
});

describe('defaulted', () => {
  const schema: Schema = {
    properties: {
      a: { type: 'integer', default: 3 },
      b: { type: 'object', default: {}, properties: { c: { type: 'string', default: 'x' } } },
      n: { type: 'string', nullable: true, default: 'n' },
      p: { type: 'string' },
      list: { type: 'array', items: { type: 'object', properties: { c: { type: 'string', default: 'x' } } } },
      words: { type: 'array', items: { type: 'string', default: 'w' } },
      map: { type: 'object', additionalProperties: { type: 'string', default: 'm' } },
    },
  };
  it.each<[does: string, given: JsonObject, expected: JsonObject]>([
    ['fills in what is missing, below defaults too', {}, { a: 3, b: { c: 'x' }, n: 'n' }],
    ['keeps what is there', { a: 1, b: { c: 'y' }, n: 'o' }, { a: 1, b: { c: 'y' }, n: 'o' }],
    ['takes null for missing where null is not allowed', { a: null, n: null }, { a: 3, b: { c: 'x' }, n: null }],
    ['drops null where there is no default', { p: null }, { a: 3, b: { c: 'x' }, n: 'n' }],
    [
      'looks into lists',
      { list: [{}, { c: 'y' }], words: [null] },
      { a: 3, b: { c: 'x' }, n: 'n', list: [{ c: 'x' }, { c: 'y' }], words: ['w'] },
    ],
    ['looks into maps', { map: { k: null } }, { a: 3, b: { c: 'x' }, n: 'n', map: { k: 'm' } }],
  ])('%s', (_, given, expected) => {
    const before = copied(given);
    expect(defaulted(schema, given)).toEqual(expected);
    expect(given).toEqual(before);
  });

  it('shares nothing with the schema, and gives the same object if nothing is missing', () => {
    const first = defaulted(schema, {} as JsonObject);
    expect(first['b']).not.toBe(schema.properties?.['b']?.default);
    expect(defaulted(schema, first)).toBe(first);
  });
});

describe('for any schema and value', () => {
  const scalar = fc.oneof(
    fc.integer({ min: -2, max: 5 }),
    fc.constantFrom('', 'a', 'ab', '2020-01-01'),
    fc.boolean(),
    fc.constant(null),
  );
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const schema = fc.letrec<{ schema: Schema }>((tie) => ({
    schema: fc.record(
      {
        type: fc.constantFrom<Schema['type'] & string>('object', 'array', 'string', 'integer', 'number', 'boolean'),
        nullable: fc.boolean(),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), { maxKeys: 3, depthIdentifier: 's' }),
        items: fc.option(tie('schema'), { nil: undefined, depthIdentifier: 's', maxDepth: 3 }),
        required: fc.subarray(['a', 'b']),
        minimum: fc.integer({ min: 0, max: 3 }),
        maxLength: fc.constantFrom(1, 2),
        maxItems: fc.constantFrom(1, 2),
        default: scalar,
        anyOf: fc.array(tie('schema'), { maxLength: 2, depthIdentifier: 's' }),
        not: fc.option(tie('schema'), { nil: undefined, depthIdentifier: 's', maxDepth: 2 }),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Schema>,
  })).schema;

  it('holds what nothing is said against, and only that', () => {
    fc.assert(
      fc.property(schema, value, (one, other) => {
        const judge = judgeOf(one);
        expect(judge.holds(other)).toBe(judge.verdict(other, '').findings.length === 0);
      }),
      { numRuns: 50 },
    );
  });

  it('changes nothing a second time', () => {
    fc.assert(
      fc.property(schema, fc.dictionary(fc.constantFrom('a', 'b', 'c'), value), (one, object) => {
        const once = compiled(one).defaulted(pruned(one, object).object);
        expect(compiled(one).defaulted(once)).toEqual(once);
        expect(pruned(one, pruned(one, object).object).unknown).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
