import { expect, it } from 'vitest';
import { mergePatched } from '../patch/merge-patch.ts';
import { statusPatch } from './status-patch.ts';

it.each<[sentence: string, before: object | undefined, after: object, patch: object | undefined]>([
  ['nothing if nothing changes', { a: 1, b: [1] }, { b: [1], a: 1 }, undefined],
  ['what changes', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: 3 }],
  ['all if there was none', undefined, { a: 1 }, { a: 1 }],
  ['what goes', { a: 1, b: 2 }, { a: 1 }, { b: null }],
  ['lists as a whole', { a: [1, 2] }, { a: [2] }, { a: [2] }],
  ['of maps what changes in them', { a: { x: 1, y: 2 } }, { a: { y: 3, z: 4 } }, { a: { x: null, y: 3, z: 4 } }],
])('a patch has %s', (_, before, after, patch) => {
  expect(statusPatch(before, after)).toEqual(patch);
  if (patch) expect(mergePatched({ ...before }, patch)).toEqual(after);
});
