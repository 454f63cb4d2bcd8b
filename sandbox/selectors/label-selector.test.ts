import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSelector, labelSelectorOf, matches } from './label-selector.ts';

const NAME_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

describe('labelSelector', () => {
  const labels = { app: 'web', tier: 'front', n: '10', empty: '', in: 'in', 'a.b/c': 'd' };

  it.each([
    ['', 'everything'],
    ['app=web', 'equality'],
    ['app==web', 'doubled equality'],
    [' app = web , tier ', 'spaces'],
    ['app!=db', 'inequality'],
    ['other!=db', 'inequality of an absent label'],
    ['app in (db,web)', 'a set'],
    ['app notin (db)', 'a set of others'],
    ['other notin (db)', 'a set of others for an absent label'],
    ['app', 'existence'],
    ['!other', 'absence'],
    ['n>9', 'a greater number'],
    ['n<11', 'a smaller number'],
    ['empty=', 'the empty value'],
    ['empty', 'existence of an empty value'],
    ['empty in ()', 'the empty set'],
    ['empty in (,)', 'a lone comma'],
    ['empty in (a,,b)', 'doubled commas'],
    ['in in (in)', 'key words as names'],
    ['in=in', 'a key word as a value'],
    ['a.b/c=d', 'a prefixed key'],
    ['!constructor', 'no label that only JavaScript knows'],
  ])('%s picks by %s', (text) => {
    expect(labelSelector(text)(labels)).toBe(true);
  });

  it.each([
    'app=db',
    'app!=web',
    'app in (db)',
    'app notin (web)',
    'other',
    '!app',
    'n>10',
    'n<10',
    'app>1',
    'other=',
    'app=web,tier=back',
    'constructor',
  ])('%s leaves out', (text) => {
    expect(labelSelector(text)(labels)).toBe(false);
  });

  it('treats no labels like empty ones', () => {
    expect(labelSelector('a')(undefined)).toBe(false);
    expect(labelSelector('!a,a!=b')(undefined)).toBe(true);
  });

  const inside = 'unable to parse requirement: ';
  it.each([
    ['a,', "found '', expected: identifier after ','"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['=b', "found '=', expected: !, identifier, or 'end of string'"],
    ['(a)', "found '(', expected: !, identifier, or 'end of string'"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a in (b))', "found ')', expected: ',' or 'end of string'"],
    ['!', `${inside}found '', expected: identifier`],
    ['!!a', `${inside}found '!', expected: identifier`],
    ['a=!', `${inside}found '!', expected: identifier`],
    ['a===b', `${inside}found '=', expected: identifier`],
    ['a in', `${inside}found '' expected: '('`],
    ['a in b', `${inside}found 'b' expected: '('`],
    ['a in (', `${inside}found '', expected: ',', ')' or identifier`],
    ['a in (>)', `${inside}found '>', expected: ',', ')' or identifier`],
    ['a in (b', `${inside}found '', expected: ',' or ')'`],
    ['a in (b c)', `${inside}found 'c', expected: ',' or ')'`],
    ['a in (b,', `${inside}found '', expected: ',', or identifier`],
    ['a b', `${inside}found 'b', expected: in, notin, =, ==, !=, gt, lt`],
    ['a>x', `${inside}values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`],
    [
      'a>9223372036854775808',
      `${inside}values[0]: Invalid value: "9223372036854775808": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['_x=1', `${inside}<nil>: Invalid value: "_x": name part ${NAME_RULE}`],
    ['/c', `${inside}<nil>: Invalid value: "/c": prefix part must be non-empty`],
    ['a/', `${inside}<nil>: Invalid value: "a/": name part must be non-empty; name part ${NAME_RULE}`],
    [
      'a/b/c',
      `${inside}<nil>: Invalid value: "a/b/c": a qualified name ${NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
    ['a in (b,_)', `${inside}values[0][a]: Invalid value: "_": ${VALUE_RULE}`],
    [
      'a'.repeat(64),
      `${inside}<nil>: Invalid value: "${'a'.repeat(64)}": name part must be no more than 63 characters`,
    ],
    [
      `a=${'b'.repeat(64)}`,
      `${inside}values[0][a]: Invalid value: "${'b'.repeat(64)}": must be no more than 63 characters`,
    ],
  ])('refuses %s', (text, message) => {
    expect(() => labelSelector(text)).toThrow(expect.objectContaining({ code: 400, reason: 'BadRequest', message }));
  });

  it.each([
    ['a'.repeat(200_000), 'a long word'],
    ['!'.repeat(200_000), 'many signs'],
    ['a,'.repeat(100_000), 'many requirements'],
    [`a in (b${','.repeat(200_000)}`, 'many empty values'],
  ])('comes to an end with %#: $1', (text) => {
    expect(() => labelSelector(text)).toThrow();
  });
});

const NAME = fc.stringMatching(/^[a-z]([-a-z0-9]{0,8}[a-z0-9])?$/);
const expression = fc.oneof(
  fc.record({
    key: NAME,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.array(NAME, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key: NAME, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector = fc.record({
  matchLabels: fc.dictionary(NAME, NAME, { maxKeys: 2 }),
  matchExpressions: fc.array(expression, { maxLength: 2 }),
});

describe('labelSelectorOf', () => {
  it.each([
    [undefined, ''],
    [{}, ''],
    [{ matchLabels: { b: '1', a: '2' } }, 'a=2,b=1'],
    [{ matchLabels: { a: '' } }, 'a='],
    [
      {
        matchLabels: { m: '1' },
        matchExpressions: [
          { key: 'z', operator: 'In', values: ['y', 'x'] },
          { key: 'b', operator: 'NotIn', values: ['c'] },
          { key: 'e', operator: 'Exists' },
          { key: 'd', operator: 'DoesNotExist' },
        ],
      },
      'b notin (c),!d,e,m=1,z in (x,y)',
    ],
    [{ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }, '<error>'],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: [] }] }, '<error>'],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] }, '<error>'],
    [{ matchLabels: { _: '1' } }, '<error>'],
  ])('says %j as %s', (given, text) => {
    expect(labelSelectorOf(given)).toBe(text);
  });

  it('means the same as the selector', () => {
    fc.assert(
      fc.property(selector, fc.dictionary(NAME, NAME, { maxKeys: 4 }), (given, labels) => {
        const own = { ...labels, ...given.matchLabels };
        expect(labelSelector(labelSelectorOf(given))(own)).toBe(matches(given, own));
        expect(labelSelector(labelSelectorOf(given))(labels)).toBe(matches(given, labels));
      }),
    );
  });
});

describe('matches', () => {
  it.each([
    ['no selector picks nothing', undefined, { a: 'b' }, false],
    ['an empty selector picks everything', {}, undefined, true],
    ['labels must agree', { matchLabels: { a: 'b' } }, { a: 'c' }, false],
    ['labels must be there', { matchLabels: { toString: 'b' } }, {}, false],
    [
      'all parts must agree',
      { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] },
      { a: 'b' },
      false,
    ],
    ['an unknown operator picks nothing', { matchExpressions: [{ key: 'a', operator: 'Like' }] }, { a: 'b' }, false],
  ])('%s', (_, given, labels, expected) => {
    expect(matches(given, labels)).toBe(expected);
  });
});
