import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesAt } from './json-path.ts';

const ROOT = {
  apiVersion: 'acme.test/v1',
  data2: { e: [], f: 0.5, n: 5, o: {}, s: 'text', t: true, z: null },
  kind: 'Widget',
  list: [
    { deep: { name: 'd1' }, name: 'one', ok: true, v: 1 },
    { name: 'two', ok: false, tags: ['a', 'b'], v: 2 },
    { name: 'three', v: 3, w: 0.5 },
  ],
  metadata: { annotations: { zz: 'y' }, labels: { 'a.b/c': 'dotted', plain: 'p' }, name: 'x' },
};

type Row = readonly [path: string, printed: string, error?: string];
/** What kubectl 1.32 prints of the same object; missing fields are errors but in filters. */
const recorded = JSON.parse(readFileSync('analysis/testdata/json-path.json', 'utf8')) as readonly Row[];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** As kubectl: the values of one path are parted by spaces, paths and text by nothing. */
function printed(path: string): string | { readonly problem: string } {
  const values = valuesAt(path, ROOT);
  if ('problem' in values) return { problem: values.problem };
  const hasParts = /^[^{]|\}.*[^}]$|\}.*\{/s.test(path);
  return values.map(textOf).join(hasParts ? '' : ' ');
}

describe('as kubectl', () => {
  it('there are many', () => expect(recorded.length).toBeGreaterThan(120));
  const rows = recorded.map(([path, text, problem]) => [path, problem === undefined ? text : { problem }] as const);
  it.each(rows)('%s', (path, answer) => expect(printed(path)).toEqual(answer));
});

describe('unlike kubectl', () => {
  it.each<[path: string, values: readonly unknown[] | string]>([
    ['.data2.n', [5]],
    ['$.list[0].name', ['one']],
    ["['data2'].s", ['text']],
    ['{.data2["s"]}', ['text']],
    ["{.metadata.labels['a.b/c']}", ['dotted']],
    ["{.list[0]['deep.name']}", ['d1']],
    ['{range .list[*]}{.v}', [1, 2, 3]],
    ['{range .data2.e[*]}{.name}{end}!', ['!']],
    ['{.list[?(@.v>=2.0)].v}', [2, 3]],
    ['{.data2.s[0]}', 'a string is not array or slice'],
    ['{.data2[?(@.n)]}', 'an object is not array or slice and cannot be filtered'],
    ['{.list[1:1:0].v}', 'step must be > 0'],
    ['{.list[?(@.v=~1)].name}', 'unrecognized filter operator ='],
    ['{.data2.z[0]}', 'null is not array or slice'],
    ['{.list[*][0]}', 'an object is not array or slice'],
  ])('%s', (path, values) =>
    expect(valuesAt(path, ROOT)).toEqual(typeof values === 'string' ? { problem: values } : values),
  );
});

describe('bounds', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 'end' : [nested(depth - 1), nested(depth - 1)]);
  it.each<[what: string, path: string, root: unknown, problem: RegExp]>([
    ['a long path', `{${'.a'.repeat(3_000)}}`, {}, /longer than 4096/],
    ['more values than can be looked at', '{..}', nested(18), /more than 100000 values/],
    ['the same again and again', `{${'..'.repeat(20)}}`, nested(8), /more than 100000 values|too far down/],
    ['a deep one', '{..a}', JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)), /too far down/],
    ['a product of unions', `{${'[0,0]'.repeat(30)}}`, nested(5), /.+/],
    ['what all objects have', '{.constructor.name}', {}, /constructor is not found/],
    ['a prototype', '{.__proto__}', {}, /__proto__ is not found/],
  ])('%s is refused', (_, path, root, problem) =>
    expect(valuesAt(path, root)).toEqual({ problem: expect.stringMatching(problem) }),
  );

  const piece = fc.constantFrom(
    ...['{', '}', '[', ']', '?(', '(@.v', ')', '..', '.', '*', ',', ':', '-1', '0', "'s'", '"', "'", '\\', '=='],
    ...['range ', 'end', '.list', '$', '@', ' ', 'true', '<', 'text', '{.list[*]}', '[?(@.v>1)]', '\n', '!'],
  );
  it('no path crashes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 20 }).map((all) => all.join('')),
        ),
        (path) => {
          expect(valuesAt(path, ROOT)).toBeTypeOf('object');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
