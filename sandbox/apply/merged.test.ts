import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { merged } from './merged.ts';
import { without } from './removal.ts';
import { GADGET } from './shapes.testkit.ts';

const spec: Schema = GADGET.properties?.['spec'] ?? {};

describe('a merge', () => {
  it.each<[sentence: string, live: JsonObject, applied: JsonObject, result: JsonObject]>([
    ['keeps what is not applied', { size: 1 }, { port: 2 }, { size: 1, port: 2 }],
    ['replaces wholes', { steps: ['a'], limits: { a: 'x' } }, { steps: [], limits: {} }, { steps: [], limits: {} }],
    ['keeps a map for which a null is applied', { options: { a: 'x' } }, { options: null }, { options: { a: 'x' } }],
    ['applies a null where there is no map', { size: 1 }, { size: null, options: null }, { size: null, options: null }],
    [
      'replaces items that cannot be told apart by one',
      { parts: [{ number: 1 }, { number: 1, note: 'a' }, { number: 2 }] },
      { parts: [{ number: 1, tags: {} }] },
      { parts: [{ number: 1, tags: {} }, { number: 2 }] },
    ],
    ['replaces a free text by a map', { free: { a: 'x' } }, { free: { a: { b: 1 } } }, { free: { a: { b: 1 } } }],
  ])('%s', (_, live, applied, result) => expect(merged(live, applied, spec)).toEqual(result));
});

describe('a removal', () => {
  it('leaves null of a map that is empty then', () => {
    expect(without({ free: { a: 1 } }, { 'f:free': { 'f:a': {} } }, spec)).toEqual({ free: null });
  });
});
