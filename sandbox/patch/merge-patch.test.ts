import { describe, expect, it } from 'vitest';
import { mergePatched } from './merge-patch.ts';

describe('mergePatched', () => {
  it.each<[string, object, object, object]>([
    ['adds, changes and deletes fields', { a: 1, b: 2 }, { a: null, b: 3, c: 4 }, { b: 3, c: 4 }],
    ['merges objects', { a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } }, { a: { c: 2, d: 3 } }],
    ['replaces lists', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['drops nulls from what is new', {}, { a: { b: null, c: { d: null } } }, { a: { c: {} } }],
    ['keeps nulls among elements', {}, { a: [null, { b: null, c: 1 }] }, { a: [null, { c: 1 }] }],
    ['replaces a value by an object', { a: 1 }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    ['replaces an object by a list, nulls and all', { a: { b: 1 } }, { a: [{ c: null }] }, { a: [{ c: null }] }],
    ['deletes nothing where nothing is', { a: 1 }, { constructor: null }, { a: 1 }],
    ['knows no fields of JavaScript', {}, { constructor: { a: 1 } }, { constructor: { a: 1 } }],
  ])('%s', (_, object, patch, expected) => {
    const before = structuredClone(object);
    expect(mergePatched(object as never, patch)).toEqual(expected);
    expect(object).toEqual(before);
  });

  it('shares what it does not change', () => {
    const kept = { deep: {} };
    expect(mergePatched({ kept, a: 1 }, { a: 2 })['kept']).toBe(kept);
  });

  it.each([
    [null, 'Invalid JSON Patch'],
    [[], 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [5, 'error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}'],
    ['x', 'error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}'],
  ])('refuses %j', (patch, message) => {
    expect(() => mergePatched({}, patch)).toThrow(
      expect.objectContaining({ code: 400, reason: 'BadRequest', message }),
    );
  });
});
