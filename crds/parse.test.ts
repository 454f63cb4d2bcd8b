import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrary } from './arbitrary.testkit.ts';
import { completer } from './defaults.ts';
import { fieldsOf } from './kind.ts';
import { kindNames, kinds } from './kinds.ts';
import { shapeOf } from './validate/shape.ts';
import { unknownFields } from './validate/unknown.ts';

const schemas = kindNames.flatMap((kind) =>
  Object.entries(fieldsOf(kinds[kind])).map(([field, schema]) => [kind, field, schema] as const),
);

describe.each(schemas)('a random valid %s.%s', (_, field, schema) => {
  const completed = completer(schema);
  const strangers = unknownFields(schema);

  it('parses to itself with the documented defaults', () => {
    fc.assert(
      fc.property(arbitrary(schema), (value) => {
        expect(schema.parse(value)).toEqual(completed(value));
      }),
      { numRuns: 200 },
    );
  });

  it('has neither a wrong shape nor an unknown field', () => {
    fc.assert(
      fc.property(arbitrary(schema), (value) => {
        expect(shapeOf(schema, value, field)).toEqual({ types: [], values: [] });
        expect(strangers(value, field)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
