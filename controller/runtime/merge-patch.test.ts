import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEqual, mergePatch } from './merge-patch.ts';

/** RFC 7386, as a server does it. */
function patched(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = patched(result[name], value);
  }
  return result;
}

const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(tie('value')),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value')),
}));

describe('mergePatch', () => {
  it.each<[name: string, before: object, after: object, patch: object | undefined]>([
    ['is nothing for equals', { a: { b: [1] } }, { a: { b: [1] } }, undefined],
    ['holds what changed alone', { a: 1, b: { c: 1, d: 2 } }, { a: 1, b: { c: 1, d: 3 } }, { b: { d: 3 } }],
    ['takes away with null', { a: 1, b: 2 }, { a: 1 }, { b: null }],
    ['reads undefined as absent', { a: 1 }, { a: 1, b: undefined }, undefined],
    ['replaces lists whole', { a: [1, 2] }, { a: [2] }, { a: [2] }],
    ['puts no null into a whole new object', {}, { a: { b: 1, c: undefined } }, { a: { b: 1 } }],
    ['makes an empty object', {}, { a: {} }, { a: {} }],
    ['replaces an object by a value', { a: { b: 1 } }, { a: 1 }, { a: 1 }],
    ['replaces a value by an object', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
  ])('%s', (_, before, after, patch) => {
    expect(mergePatch(before as never, after as never)).toEqual(patch);
  });

  it('turns any object into any other', () => {
    fc.assert(
      fc.property(json.object, json.object, (before, after) => {
        const patch = mergePatch(before, after);
        expect(patch === undefined ? before : patched(before, patch)).toEqual(after);
      }),
    );
  });

  it('is undefined exactly for equals', () => {
    fc.assert(
      fc.property(json.object, (value) => {
        expect(mergePatch(value, structuredClone(value))).toBeUndefined();
        expect(isEqual(value, structuredClone(value))).toBe(true);
      }),
    );
  });
});
