import { describe, expect, it } from 'vitest';
import { jsonPatched } from './json-patch.ts';

const OBJECT = { name: 'x', data: { a: '1', 'b/c': '2', 'd~e': '3' }, list: [{ n: 1 }, { n: 2 }] };
const REFUSED = {
  code: 422,
  reason: 'Invalid',
  message: 'the server rejected our request due to an error in our request',
  details: {},
};

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const list = (...n: number[]) => ({ ...OBJECT, list: n.map((one) => ({ n: one })) });
const data = (changes: object) => ({ ...OBJECT, data: { ...OBJECT.data, ...changes } });

describe('jsonPatched', () => {
  it.each<[string, object[] | null, object]>([
    ['takes null for no operations', null, OBJECT],
    ['adds a field', [{ op: 'add', path: '/data/z', value: '9' }], data({ z: '9' })],
    ['adds null where the value is missing', [{ op: 'add', path: '/data/z' }], data({ z: null })],
    [
      'reads escapes',
      [
        { op: 'add', path: '/data/b~1c', value: 'B' },
        { op: 'add', path: '/data/d~0e', value: 'D' },
      ],
      data({ 'b/c': 'B', 'd~e': 'D' }),
    ],
    ['keeps other tildes', [{ op: 'add', path: '/data/a~2', value: '5' }], data({ 'a~2': '5' })],
    ['inserts into a list', [{ op: 'add', path: '/list/1', value: { n: 9 } }], list(1, 9, 2)],
    ['appends', [{ op: 'add', path: '/list/-', value: { n: 9 } }], list(1, 2, 9)],
    ['counts from behind when it inserts', [{ op: 'add', path: '/list/-1', value: { n: 9 } }], list(1, 2, 9)],
    ['counts from behind when it removes', [{ op: 'remove', path: '/list/-1' }], list(1)],
    ['reads padded indices', [{ op: 'replace', path: '/list/+01/n', value: 9 }], list(1, 9)],
    ['replaces a field that was missing', [{ op: 'replace', path: '/data/z', value: '9' }], data({ z: '9' })],
    ['replaces the whole', [{ op: 'replace', path: '', value: { k: 1 } }], { k: 1 }],
    ['moves', [{ op: 'move', from: '/list/0', path: '/list/1' }], list(2, 1)],
    ['copies a missing field as null', [{ op: 'copy', from: '/data/q', path: '/data/z' }], data({ z: null })],
    ['finds a missing field null', [{ op: 'test', path: '/data/q', value: null }], OBJECT],
    ['tests the whole', [{ op: 'test', path: '', value: OBJECT }], OBJECT],
    [
      'ignores the order of fields in tests',
      [{ op: 'test', path: '/data', value: { 'd~e': '3', a: '1', 'b/c': '2' } }],
      OBJECT,
    ],
    [
      'separates copies from what was copied',
      [
        { op: 'copy', from: '/list/0', path: '/list/-' },
        { op: 'add', path: '/list/2/n', value: 9 },
      ],
      list(1, 2, 9),
    ],
    [
      'writes to what it has added without changing the patch',
      [
        { op: 'add', path: '/data', value: frozen({ a: 'A' }) },
        { op: 'add', path: '/data/z', value: '9' },
      ],
      { ...OBJECT, data: { a: 'A', z: '9' } },
    ],
  ])('%s', (_, patch, expected) => {
    expect(jsonPatched(frozen(OBJECT), frozen(patch))).toEqual(expected);
  });

  it('shares what no operation touched', () => {
    expect(jsonPatched(OBJECT, [{ op: 'add', path: '/data/a', value: '2' }])['list']).toBe(OBJECT.list);
  });

  it.each<[string, object]>([
    ['a null operation', null as unknown as object],
    ['no operation', {}],
    ['an unknown operation', { op: 'foo', path: '/data' }],
    ['no path', { op: 'add', value: 1 }],
    ['a path that is none', { op: 'add', path: 'data', value: 1 }],
    ['adding the whole', { op: 'add', path: '', value: {} }],
    ['removing the whole', { op: 'remove', path: '' }],
    ['replacing the whole by a number', { op: 'replace', path: '', value: 5 }],
    ['adding below nothing', { op: 'add', path: '/q/z', value: 1 }],
    ['adding below text', { op: 'add', path: '/name/z', value: 1 }],
    ['removing nothing', { op: 'remove', path: '/data/q' }],
    ['an index beyond the end', { op: 'add', path: '/list/3', value: 1 }],
    ['an index before the start', { op: 'remove', path: '/list/-3' }],
    ['an index that is a word', { op: 'replace', path: '/list/x', value: 1 }],
    ['removing behind the end', { op: 'remove', path: '/list/-' }],
    ['a huge index', { op: 'add', path: '/list/99999999999999999999', value: 1 }],
    ['another value', { op: 'test', path: '/data/a', value: '2' }],
    ['a test without a value', { op: 'test', path: '/data/a' }],
    ['a test of nothing', { op: 'test', path: '/data/q', value: '1' }],
    ['moving nothing', { op: 'move', from: '/data/q', path: '/data/z' }],
    ['moving into itself', { op: 'move', from: '/data', path: '/data/z' }],
    ['moving from nowhere', { op: 'move', path: '/data/z' }],
    ['copying the whole', { op: 'copy', from: '', path: '/data/z' }],
    ['writing to a prototype', { op: 'add', path: '/__proto__/polluted', value: 1 }],
    ['writing to a constructor', { op: 'add', path: '/constructor/polluted', value: 1 }],
    ['a path that is far too long', { op: 'test', path: '/a'.repeat(10_000), value: null }],
  ])('refuses %s', (_, operation) => {
    expect(() => jsonPatched(OBJECT, [operation])).toThrow(expect.objectContaining(REFUSED));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    [{}, 'object into Go value of type []handlers.jsonPatchOp'],
    ['x', 'string into Go value of type []handlers.jsonPatchOp'],
    [[true], 'bool into Go value of type handlers.jsonPatchOp'],
    [[{ op: 'add', path: 5 }], 'number into Go struct field jsonPatchOp.path of type string'],
    [[{ op: [], path: '/a' }], 'array into Go struct field jsonPatchOp.op of type string'],
  ])('cannot decode %j', (patch, what) => {
    const message = `error decoding patch: json: cannot unmarshal ${what}`;
    expect(() => jsonPatched(OBJECT, patch)).toThrow(
      expect.objectContaining({ code: 400, reason: 'BadRequest', message }),
    );
  });

  it('refuses too many operations', () => {
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/q', value: null }));
    const message = 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001';
    expect(() => jsonPatched(OBJECT, patch)).toThrow(
      expect.objectContaining({ code: 413, reason: 'RequestEntityTooLarge', message }),
    );
    expect(jsonPatched(OBJECT, patch.slice(1))).toEqual(OBJECT);
  });

  it('stops copies that double', () => {
    const double = [
      { op: 'copy', from: '/data', path: '/data/x' },
      { op: 'copy', from: '/data', path: '/data/y' },
    ];
    const patch = Array.from({ length: 1_000 }, () => double).flat();
    expect(() => jsonPatched(OBJECT, patch)).toThrow(expect.objectContaining(REFUSED));
  });

  it('stops moves that nest without end', () => {
    const deeper = [
      { op: 'add', path: '/shell', value: {} },
      { op: 'move', from: '/data', path: '/shell/data' },
      { op: 'move', from: '/shell', path: '/data' },
    ];
    const patch = Array.from({ length: 3_000 }, () => deeper).flat();
    expect(() => jsonPatched(OBJECT, patch)).toThrow(expect.objectContaining(REFUSED));
  });
});
