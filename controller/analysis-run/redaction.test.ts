import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, redactor } from './redaction.ts';

const SECRET = 'a "b"/<c>&d+é~1';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a text without its secrets', () => {
  it.each<[form: string, text: string, told: string]>([
    ['as it is', SECRET, MASK],
    ['in JSON', 'a \\"b\\"/<c>&d+é~1', MASK],
    ['in JSON as Go writes it', 'a \\"b\\"/\\u003cc\\u003e\\u0026d+é~1', MASK],
    ['in JSON of ASCII', 'a \\"b\\"/<c>&d+\\u00e9~1', MASK],
    ['in JSON of PHP', 'a \\"b\\"\\/<c>&d+\\u00e9~1', MASK],
    ['in JSON in JSON', 'a \\\\\\"b\\\\\\"/<c>&d+é~1', MASK],
    ['as a component of an address', 'a%20%22b%22%2F%3Cc%3E%26d%2B%C3%A9~1', MASK],
    ['in small letters', 'a%20%22b%22%2f%3cc%3e%26d%2b%c3%a9~1', MASK],
    ['in a form', 'a+%22b%22%2F%3Cc%3E%26d%2B%C3%A9%7E1', MASK],
    ['in the path of an address', '/x/a%20%22b%22/%3Cc%3E&d+%C3%A9~1', `/x/${MASK}`],
    ['in the query of an address', '?x=a%20%22b%22/%3Cc%3E&d+%C3%A9~1', `?x=${MASK}`],
    ['in markup', '<b>a &quot;b&quot;/&lt;c&gt;&amp;d+é~1</b>', `<b>${MASK}</b>`],
    ['in markup as Go writes it', 'a &#34;b&#34;/&lt;c&gt;&amp;d+é~1', MASK],
    ['in Base64', base64(SECRET), MASK],
    ['at the end of what was cut', 'so: a "b"/<c…', `so: ${MASK}…`],
    ['with one character of it left', 'so: a…', 'so: a…'],
  ])('that came back %s', (_, text, told) => {
    expect(redactor([SECRET])(text)).toBe(told);
  });

  it('that has several lines has none', () => {
    const redact = redactor(['one\ntwo\n', 'ab']);
    expect(redact('x one\ntwo y')).toBe(`x ${MASK} y`);
    expect(redact('x one two y ab')).toBe(`x ${MASK} y ab`);
    expect(redact('no secret…')).toBe('no secret…');
  });

  it('has no part of a secret that came back in forms within forms', () => {
    const redact = redactor(['long.part-1/"/long_part~2']);
    expect(redact('%252Flong.part-1%25252F\\\\\\"%252Flong_part~2')).not.toMatch(/long|part/);
    expect(redact(base64('{"a":"long.part-1/"}'))).not.toContain(base64('long.part-1').slice(3, 9));
  });

  it('keeps nothing of a secret within Base64 but the bits of its neighbours', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 9 });
    fc.assert(
      fc.property(texts, fc.string({ minLength: 6, maxLength: 30 }), texts, (before, secret, after) => {
        const left = redactor([secret])(base64(before + secret + after)).replaceAll(MASK, '');
        const around = Buffer.byteLength(before + after);
        expect(left.length).toBeLessThanOrEqual(Math.ceil((around * 4) / 3) + 6);
      }),
    );
  });
});
