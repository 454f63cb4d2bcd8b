/** The notation of the tables. */
import { describe, expect, it } from 'vitest';
import { fieldNotation, typeNotation } from './notation.ts';

describe('a field', () => {
  it('may be no more than a number and a type', () => {
    expect(fieldNotation('7 string')).toEqual({
      outer: 0,
      number: 7,
      type: 'string',
      isPointer: false,
      isRequired: false,
      isShown: false,
    });
  });

  it.each<[says: string, text: string, part: object]>([
    ['is a pointer by its star', '1 *int32', { type: 'int32', isPointer: true }],
    ['belongs to an embedded message by its point', '2.13 []string', { outer: 2, number: 13 }],
    ['is required or shown by these words', '1 string required shown', { isRequired: true, isShown: true }],
    [
      'is not required by its description',
      '1 string -- It is required and shown list=map:x.',
      { isRequired: false, isShown: false, description: 'It is required and shown list=map:x.' },
    ],
    [
      'keeps its settings as they are',
      '16 []Port list=map:port,protocol patch=merge:port default=TCP',
      { list: 'map:port,protocol', patch: 'merge:port', default: 'TCP' },
    ],
  ])('%s', (_, text, part) => expect(fieldNotation(text)).toMatchObject(part));
});

describe('a type', () => {
  it.each<[says: string, text: string | undefined, notation: object]>([
    ['may have nothing said about it', undefined, { isObject: false }],
    [
      'carries apiVersion and kind if it is an object',
      'object -- A thing.',
      { isObject: true, description: 'A thing.' },
    ],
    ['may be atomic', 'map=atomic', { isObject: false, map: 'atomic' }],
  ])('%s', (_, text, notation) => expect(typeNotation(text)).toEqual(notation));
});
