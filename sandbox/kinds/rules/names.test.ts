import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beforeSuffix,
  cIdentifier,
  configKey,
  dnsLabel,
  dnsLabel1035,
  dnsSubdomain,
  envVarName,
  httpHeaderName,
  isLonger,
  labelValue,
  pathSegment,
  qualifiedName,
  type Rule,
  wildcardSubdomain,
} from './names.ts';

describe('a right name is nothing to speak of', () => {
  it.each<[rule: string, Rule, values: string[]]>([
    ['dnsSubdomain', dnsSubdomain, ['a', 'a.b', '1-2.c', 'a'.repeat(253)]],
    ['dnsLabel', dnsLabel, ['a', '1-b', 'a'.repeat(63)]],
    ['dnsLabel1035', dnsLabel1035, ['a', 'b-1']],
    ['qualifiedName', qualifiedName, ['a', 'A_b.c-1', 'a.b/C', 'a'.repeat(63)]],
    ['labelValue', labelValue, ['', 'a', 'A_b.c-1']],
    ['configKey', configKey, ['a', '.a', '_', 'A-b.c', 'a..b']],
    ['pathSegment', pathSegment, ['a', 'system:A b', '...']],
    ['envVarName', envVarName, ['a', '1 a', 'A.b-c']],
    ['cIdentifier', cIdentifier, ['_a1']],
    ['httpHeaderName', httpHeaderName, ['X-A']],
    ['wildcardSubdomain', wildcardSubdomain, ['*.a.b']],
    ['beforeSuffix', beforeSuffix(dnsSubdomain), ['a-', 'a']],
  ])('%s', (_, rule, values) => {
    expect(values.filter((value) => rule(value).length > 0)).toEqual([]);
  });
});

describe('what is wrong with a name is said as a real server says it', () => {
  it.each<[value: string, Rule, ...texts: RegExp[]]>([
    [
      'A',
      dnsSubdomain,
      /^a lowercase RFC 1123 subdomain must .* \(e\.g\. 'example\.com', regex used for validation is '/,
    ],
    ['A'.repeat(254), dnsSubdomain, /^must be no more than 253 characters$/, /^a lowercase RFC 1123 subdomain/],
    ['é'.repeat(127), dnsSubdomain, /253 characters/, /subdomain/],
    ['a.b', dnsLabel, /^must not contain dots$/],
    ['A', dnsLabel, /^a lowercase RFC 1123 label must .* \(e\.g\. 'my-name', {2}or '123-abc', regex/],
    ['1a', dnsLabel1035, /^a DNS-1035 label must/],
    ['', qualifiedName, /^name part must be non-empty$/, /^name part must consist of/],
    ['/a', qualifiedName, /^prefix part must be non-empty$/],
    ['A/', qualifiedName, /^prefix part a lowercase/, /^name part must be non-empty$/, /^name part must consist/],
    ['a/b/c', qualifiedName, /^a qualified name must .* with an optional DNS subdomain prefix and '\/'/],
    ['a b', labelValue, /^a valid label must be an empty string or consist of/],
    ['..', configKey, /^must not be '\.\.'$/],
    ['.', configKey, /^must not be '\.'$/],
    ['..a b', configKey, /^a valid config key/, /^must not start with '\.\.'$/],
    ['..', pathSegment, /^may not be '\.\.'$/],
    ['a/%', pathSegment, /^may not contain '\/'$/, /^may not contain '%'$/],
    ['', envVarName, /^environment variable name must be non-empty$/],
    ['a=b', envVarName, /only of printable ASCII/],
    ['*a', wildcardSubdomain, /^a wildcard DNS-1123 subdomain/],
    ['1', cIdentifier, /^a valid C identifier/],
    ['a b', httpHeaderName, /^a valid HTTP header/],
  ])('%j', (value, rule, ...texts) => {
    const wrong = rule(value);
    expect(wrong).toHaveLength(texts.length);
    for (const [index, text] of texts.entries()) expect(wrong[index]).toMatch(text);
  });
});

it('counts bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀'), maxLength: 40 }), fc.nat(60), (text, most) => {
      expect(isLonger(text, most)).toBe(Buffer.byteLength(text) > most);
    }),
  );
});

it('judges a megabyte at once', () => {
  const long = 'a-'.repeat(500_000);
  for (const rule of [dnsSubdomain, dnsLabel, qualifiedName, labelValue, configKey]) expect(rule(long)).not.toEqual([]);
});
