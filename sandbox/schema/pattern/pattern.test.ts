import { describe, expect, it } from 'vitest';
import { matcher, patternFault } from './pattern.ts';

describe('a pattern', () => {
  it.each<[does: string, pattern: string, matching: readonly string[], others: readonly string[]]>([
    ['is looked for anywhere', 'b+', ['b', 'abbc'], ['', 'ac']],
    ['is bound to the ends', '^ab?$', ['a', 'ab'], ['abb', 'ba', 'a\n']],
    ['is bound to lines if it says so', '(?m)^b$', ['b', 'a\nb\nc'], ['ab', 'a\nbc']],
    ['takes any character but line breaks', '^a.c$', ['abc', 'a😀c'], ['a\nc', 'ac']],
    ['takes line breaks if it says so', '(?s)a.c', ['a\nc'], ['ac']],
    ['counts', '^a{2,3}$', ['aa', 'aaa'], ['a', 'aaaa']],
    ['takes braces for themselves where they count nothing', '^a{,2}$', ['a{,2}'], ['a', 'aa']],
    ['chooses', '^(?:cat|dog)s?$', ['cat', 'dogs'], ['cats!', 'do']],
    ['chooses nothing', '^(a|)$', ['', 'a'], ['b']],
    ['knows classes', '^[a-c\\d_-]+$', ['a1-_'], ['d', '']],
    ['knows what a class is not', '^[^a-c]$', ['d', '\n', '😀'], ['a', '']],
    ['knows POSIX classes', '^[[:upper:][:^alnum:]]+$', ['A-'], ['a', '1']],
    ['knows scripts and categories', '^\\p{Greek}+\\pL\\P{Lu}$', ['αβγδ', 'αxy'], ['αxY', 'abc']],
    ['ignores case', '(?i)^straße K$', ['STRAßE k', 'Straße \u212a'], ['strasse k']],
    ['ignores case in a group', '^(?i:a)b$', ['Ab'], ['AB']],
    ['knows the edges of words', '\\bfoo\\b', ['a foo', 'foo-bar'], ['food']],
    ['knows escapes', '^\\x41\\x{1F600}\\t\\.\\Q*+\\E$', ['A😀\t.*+'], ['A😀\t.+']],
    ['matches the text that is nothing', '^(a*)*$', ['', 'aaa'], ['ab']],
  ])('%s', (_, pattern, matching, others) => {
    const matches = matcher(pattern);
    expect([...matching, ...others].filter(matches)).toEqual(matching);
    expect(matching.filter(matches)).toEqual(matching);
  });

  it.each([
    ['^(a+)+$', `${'a'.repeat(60_000)}!`],
    ['(a|aa)*b', 'a'.repeat(60_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(60_000)],
    [`${'a?'.repeat(500)}${'a'.repeat(500)}b`, 'a'.repeat(60_000)],
    ['(.*)(.*)(.*)(.*)(.*)[^a]$', 'a'.repeat(60_000)],
  ])('is done soon with what stops others: %.30s', (pattern, text) => {
    const start = performance.now();
    expect(matcher(pattern)(text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it.each([
    ['(', 'missing closing ): `(`'],
    ['a)', 'unexpected ): `a)`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a{3,2}', 'invalid repeat count: `{3,2}`'],
    ['(a{100}){11}', 'invalid repeat count: `{11}`'],
    ['[b-a]', 'invalid character class range: `b-a`'],
    ['x[a', 'missing closing ]: `[a`'],
    ['[[:foo:]]', 'invalid character class range: `[:foo:]`'],
    ['\\p{Foo}', 'invalid character class range: `\\p{Foo}`'],
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?<!a)', 'invalid named capture: `(?<!a)`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
    ['\\x{110000}', 'invalid escape sequence: `\\x{110000`'],
    [`${'('.repeat(300)}${')'.repeat(300)}`, expect.stringContaining('expression nests too deeply')],
    ['(?:a{900}b{900}){1}'.repeat(4), expect.stringContaining('expression too large')],
  ])('is refused where it is none: %.20s', (pattern, fault) => {
    expect(patternFault(pattern)).toEqual(typeof fault === 'string' ? `error parsing regexp: ${fault}` : fault);
  });

  it.each(['a??', '\\Q(', '[]a]', '[a-]', '(?P<x>a)(?P<y>b)', '(?i)a', 'a{', '^*'])('is accepted: %s', (pattern) => {
    expect(patternFault(pattern)).toBeUndefined();
  });
});
