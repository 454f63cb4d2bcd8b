import { describe, expect, it } from 'vitest';
import { fieldSelector } from './field-selector.ts';

describe('fieldSelector', () => {
  it.each([
    ['', []],
    [',', []],
    ['=', []],
    ['!=', []],
    ['metadata.name=a', [{ field: 'metadata.name', op: '=', value: 'a' }]],
    ['metadata.name==a', [{ field: 'metadata.name', op: '=', value: 'a' }]],
    ['status.phase!=Running,', [{ field: 'status.phase', op: '!=', value: 'Running' }]],
    ['a=', [{ field: 'a', op: '=', value: '' }]],
    ['=b', [{ field: '', op: '=', value: 'b' }]],
    [
      'b=2,a!=1',
      [
        { field: 'a', op: '!=', value: '1' },
        { field: 'b', op: '=', value: '2' },
      ],
    ],
    [String.raw`a=x\,y\=z\\`, [{ field: 'a', op: '=', value: 'x,y=z\\' }]],
  ])('reads %s', (text, requirements) => {
    expect(fieldSelector(text)).toEqual(requirements);
  });

  it.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['b=1,a', "invalid selector: 'b=1,a'; can't understand 'a'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a===b', 'invalid field selector: unescaped character in value: 61'],
    [String.raw`a=\x`, String.raw`invalid field selector: invalid escape sequence: \x`],
    ['a=\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('refuses %s', (text, message) => {
    expect(() => fieldSelector(text)).toThrow(expect.objectContaining({ code: 400, reason: 'BadRequest', message }));
  });
});
