import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntaxProblem } from './json-syntax.ts';
import { parsedPatch } from './parsed-patch.ts';

const END = 'unexpected end of JSON input';

describe('parsedPatch', () => {
  it('reads JSON', () => expect(parsedPatch('{"a":[1,null]}')).toEqual({ a: [1, null] }));

  it('drops a field that would set a prototype', () => {
    expect(Object.keys(parsedPatch('{"__proto__":{"a":1},"b":2}') as object)).toEqual(['b']);
  });

  it.each([
    ['', END],
    ['{', END],
    ['{"a":1', END],
    ['"a', END],
    ['"\\', END],
    ['"\\u00', END],
    ['tru', END],
    ['-', END],
    ['1.', END],
    ['1e+', END],
    ['{}x', "invalid character 'x' after top-level value"],
    ['01', "invalid character '1' after top-level value"],
    ['{"a":[}', "invalid character '}' looking for beginning of value"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['+1', "invalid character '+' looking for beginning of value"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
    ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['nul1', "invalid character '1' in literal null (expecting 'l')"],
    ['"\n"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
  ])('refuses %j', (body, message) => {
    expect(() => parsedPatch(body)).toThrow(expect.objectContaining({ code: 400, reason: 'BadRequest', message }));
    expect(() => parsedPatch(body, 'merge')).toThrow(`error decoding patch: ${message}`);
  });

  it('refuses what is nested too deep', () => {
    const nested = (depth: number) => '[['.repeat(depth / 2) + ']]'.repeat(depth / 2);
    expect(parsedPatch(nested(100))).toBeInstanceOf(Array);
    for (const depth of [102, 20_000, 2_000_000]) {
      expect(() => parsedPatch(nested(depth))).toThrow('exceeded max depth');
    }
    expect(() => parsedPatch('['.repeat(2_000_000))).toThrow('exceeded max depth');
  });
});

describe('syntaxProblem', () => {
  it('finds something wrong with whatever is not JSON', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      'u',
      'true',
      'null',
      '1',
      '-',
      '.',
      'e',
      ' ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        fc.pre(!isJson(text));
        expect(syntaxProblem(text)).toMatch(/^(invalid character '.*' (in|after|looking)|unexpected end)/);
      }),
      { numRuns: 3_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
