import { describe, expect, it } from 'vitest';
import { ABSENT, containing } from './case.testkit.ts';
import { differencesOf } from './comparison.testkit.ts';
import { mismatch } from './expectation.testkit.ts';
import { normalised } from './normal.testkit.ts';
import { sequenceOf } from './sequence.testkit.ts';
import { filled } from './values.testkit.ts';

const names = { run: 'g12', ns: 'g12-7', plural: 'g127', versions: { policy: 'policy/v1' } };
const uid = (digit: number) => `1234567${digit}-1234-1234-1234-123456789012`;

describe('an expectation', () => {
  it.each<[does: string, part: unknown, actual: unknown, found: boolean]>([
    ['takes what is not mentioned', { a: 1 }, { a: 1, b: 2 }, false],
    ['finds another value', { a: 1 }, { a: 2 }, true],
    ['finds a missing field', { a: { b: 1 } }, { a: {} }, true],
    ['finds a list of another length', [{}], [], true],
    ['looks into lists', [{ a: 1 }], [{ a: 2 }], true],
    ['finds what should be absent', { a: ABSENT }, { a: null }, true],
    ['takes what is absent', { a: ABSENT }, {}, false],
    ['finds a text that does not match', /^a/, 'b', true],
    ['takes items in any order', containing({ a: 1 }), [{ a: 2 }, { a: 1 }], false],
    ['misses an item', containing({ a: 1 }), [{ a: 2 }], true],
  ])('%s', (_, part, actual, found) => {
    expect(mismatch(part, actual) !== undefined).toBe(found);
  });
});

describe('a normal form', () => {
  it.each<[does: string, body: unknown, normal: unknown]>([
    [
      'has symbols for uids in order',
      [{ uid: uid(2) }, { uid: uid(1) }, { uid: uid(2) }],
      [{ uid: '<uid 1>' }, { uid: '<uid 2>' }, { uid: '<uid 1>' }],
    ],
    [
      'has symbols for versions of objects',
      { kind: 'ConfigMap', metadata: { resourceVersion: '123' } },
      { kind: 'ConfigMap', metadata: { resourceVersion: '<version 1>' } },
    ],
    [
      'ignores versions of lists',
      { kind: 'ConfigMapList', metadata: { resourceVersion: '123' } },
      { kind: 'ConfigMapList', metadata: { resourceVersion: '<version>' } },
    ],
    [
      'has symbols for made-up names',
      { metadata: { generateName: 'a-', name: 'a-bcdfg' }, message: '"a-bcdfg"' },
      { metadata: { generateName: 'a-', name: '<made up 1>' }, message: '"<made up 1>"' },
    ],
    [
      'keeps times that a test has chosen',
      { a: '2020-01-01T00:00:00Z', b: '2026-01-01T00:00:00Z' },
      { a: '2020-01-01T00:00:00Z', b: '<time>' },
    ],
    [
      'names namespaces by what they are for',
      { namespace: 'g12-7', group: 'g12.example.com' },
      { namespace: '{ns}', group: '{run}.example.com' },
    ],
    ['leaves out what only newer servers have', { labels: { 'kubernetes.io/metadata.name': 'x' }, a: 1 }, { a: 1 }],
    [
      'sorts causes',
      {
        causes: [
          { field: 'b', message: '' },
          { field: 'a', message: '' },
        ],
      },
      {
        causes: [
          { field: 'a', message: '' },
          { field: 'b', message: '' },
        ],
      },
    ],
    [
      'leaves out lists of messages, which have no order',
      { message: 'A "a" is invalid: [b: x, a: y]' },
      { message: 'A "a" is invalid: <...>' },
    ],
    [
      'joins what one manager wrote through subresources',
      {
        managedFields: [
          { manager: 'm', fieldsV1: { 'f:a': {} } },
          { manager: 'm', subresource: 'status', fieldsV1: { 'f:b': {} } },
        ],
      },
      { managedFields: [{ manager: 'm', fieldsV1: { 'f:a': {}, 'f:b': {} } }] },
    ],
  ])('%s', (_, body, normal) => {
    expect(differencesOf(normalised([body], names)[0], normal)).toEqual([]);
  });

  it('does not hide a difference', () => {
    expect(differencesOf({ a: [{ b: 1 }] }, { a: [{ b: 2 }] })).toEqual(['.a.0.b: 1 / 2']);
  });
});

describe('a template', () => {
  const values = new Map<string, unknown>([
    ['made', { spec: { n: 5 }, items: [{ name: 'x' }] }],
    ['ns', 'n'],
  ]);
  it.each<[does: string, template: unknown, result: unknown]>([
    ['keeps the type of a whole value', { a: '{made.spec.n}' }, { a: 5 }],
    ['fills texts', 'a/{ns}/{made.items.0.name}', 'a/n/x'],
    [
      'merges into an earlier answer',
      { $from: 'made', spec: { n: null, m: 1 } },
      { spec: { m: 1 }, items: [{ name: 'x' }] },
    ],
    ['leaves open what may be missing', { a: '{?none.spec}' }, { a: undefined }],
  ])('%s', (_, template, result) => {
    expect(filled(template, values)).toEqual(result);
  });

  it('refuses a placeholder that nothing fills', () => {
    expect(() => filled('{none}', values)).toThrow('{none}: no such placeholder');
  });
});

describe('a sequence', () => {
  it('is the same for the same seed', () => {
    expect(JSON.stringify(sequenceOf(7))).toBe(JSON.stringify(sequenceOf(7)));
    expect(JSON.stringify(sequenceOf(7))).not.toBe(JSON.stringify(sequenceOf(8)));
  });
});
