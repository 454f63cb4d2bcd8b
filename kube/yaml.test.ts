import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import cases from './testdata/yaml-cases.json' with { type: 'json' };
import { parseYaml, parseYamlDocuments, placedDocuments } from './yaml.ts';

interface Case {
  readonly yaml: string;
  readonly json?: string;
  readonly error?: boolean;
}

/** kubectl drops what follows a quoted document; we refuse it. */
const STRICTER = ['"a":1\n'];

describe('parseYaml', () => {
  it.each((cases as readonly Case[]).map((one) => [one.yaml, one] as const))(
    'reads %j as kubectl does',
    (yaml, one) => {
      if (one.error || STRICTER.includes(yaml)) expect(() => parseYaml(yaml)).toThrow(/^yaml: /);
      else expect(parseYaml(yaml)).toEqual(JSON.parse(one.json ?? ''));
    },
  );

  it.each<[string, string, unknown]>([
    ['reads nothing as null', '# nothing\n', null],
    ['reads JSON', '{"a":[1,"0644"]}', { a: [1, '0644'] }],
    ['reads what only starts like JSON', '{a: 0644}', { a: 420 }],
    ['keeps text in quotes', 'a: "1"\nb: \'yes\'\n', { a: '1', b: 'yes' }],
    ['merges in the order of the lines', 'x: &x {a: 1}\nz:\n  a: 2\n  <<: *x\n', { x: { a: 1 }, z: { a: 1 } }],
    ['keeps a quoted merge key', 'a:\n  "<<": 1\n', { a: { '<<': 1 } }],
    ['follows the newest anchor of a name', 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n', { a: 1, b: 1, c: 2, d: 2 }],
    ['has no negative zero', 'a: -0\n', { a: 0 }],
    [
      'reads quotes whose next line is not indented',
      "a:\n  b: \"x\ny\"\n  c: 'z\n\n  it''s'\nd: 1\n",
      { a: { b: 'x y', c: "z\nit's" }, d: 1 },
    ],
    [
      'leaves the text of others alone when it does',
      "a: |\n  it's: 'x\n  y\nb: 'p\nq'\n",
      { a: "it's: 'x\ny\n", b: 'p q' },
    ],
  ])('%s', (_, text, value) => {
    expect(parseYaml(text)).toEqual(value);
  });

  it('keeps a field that JavaScript reserves', () => {
    expect(JSON.stringify(parseYaml('__proto__: {a: 1}\nb: 2'))).toBe('{"__proto__":{"a":1},"b":2}');
  });

  it('reads whatever is written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: true } as object), (value) => {
        const json: unknown = JSON.parse(JSON.stringify(value));
        expect(parseYaml(stringify(json, { version: '1.1' }))).toEqual(json);
      }),
    );
  });

  it.each([
    ['a: 1\nb: [\n', 'yaml: line 3: '],
    ['a: 1\n\nb: {c: .inf}\n', 'yaml: line 3: unsupported value: .inf'],
    ['a: *x\n', "yaml: line 1: unknown anchor 'x' referenced"],
    ['a: 1\nb: &x [*x]\n', "yaml: line 2: anchor 'x' value contains itself"],
    ['a: 1\n<<: 2\n', 'yaml: line 2: map merge requires map or sequence of maps as the value'],
    ['a: 1\nb: !!int x\n', 'yaml: line 2: cannot decode `x` as a !!int'],
    ['a: 1\n? [b]\n: c\n', 'yaml: line 2: map keys must be text, numbers or booleans'],
    ['a: 1\nb: \u0000\n', 'yaml: line 2: control characters are not allowed'],
    ['a: "b\n', 'yaml: line 2: '],
  ])('refuses %j and names the line', (text, message) => {
    expect(() => parseYaml(text)).toThrow(message);
  });
});

describe('parseYamlDocuments', () => {
  it.each<[string, string, unknown[]]>([
    ['finds none in nothing', '', []],
    ['leaves out empty ones', '---\n# a\n---\na: 1\n---\n---\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
    ['keeps anchors to their document', 'a: &x 1\n---\nb: &x 2\nc: *x\n', [{ a: 1 }, { b: 2, c: 2 }]],
  ])('%s', (_, text, documents) => {
    expect(parseYamlDocuments(text)).toEqual(documents);
  });

  it('counts lines through all documents', () => {
    expect(() => parseYamlDocuments('a: 1\n---\nb: *x\n')).toThrow('yaml: line 3: ');
  });
});

describe('hostile text', () => {
  const laughs = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];
  it.each([
    ['flow lists in flow lists', '['.repeat(1_000_000), 'nested deeper than 200 levels'],
    ['flow maps in flow maps', `a: ${'{a: '.repeat(100_000)}`, 'nested deeper than 200 levels'],
    ['lists in lists', `${'- '.repeat(100_000)}a`, 'nested deeper than 200 levels'],
    [
      'maps in maps',
      Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'nested deeper than 200 levels',
    ],
    ['JSON in JSON', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'nested deeper than 200 levels'],
    ['aliases of aliases', laughs.join('\n'), 'document contains excessive aliasing'],
    ['more than anyone writes', 'a'.repeat(17 * 1024 * 1024), 'longer than 16777216 characters'],
    ['quotes that never end', "a: 'b\nc: 'd\n".repeat(1_000), 'yaml: line '],
  ])('is refused: %s', (_, text, message) => {
    expect(() => parseYamlDocuments(text)).toThrow(message);
  });

  it('may hold many brackets', () => {
    const script = `${'{ [ '.repeat(1_000)}\n`;
    expect(parseYaml(`a: |\n  ${script}b: '${'{'.repeat(500)}'\n`)).toEqual({ a: script, b: '{'.repeat(500) });
  });
});

describe('placedDocuments', () => {
  const text =
    '# first\na: 1\n---\n\nkind: X\nspec:\n  steps:\n    - pause: {}\n    - weight: 1\n      more: [1,\n        2]\n';

  it.each<[document: number, path: string, line: number]>([
    [0, '', 2],
    [0, 'a', 2],
    [1, '', 5],
    [1, 'spec', 6],
    [1, 'spec.steps', 7],
    [1, 'spec.steps[0]', 8],
    [1, 'spec.steps[1].more', 10],
    [1, 'spec.steps[1].more[1]', 11],
    [1, 'spec.steps[1].pause.duration', 9],
    [1, 'spec.steps[2].pause', 7],
    [1, 'status', 5],
  ])('finds in document %d "%s" on line %d', (document, path, line) => {
    expect(placedDocuments(text)[document]?.lineOf(path)).toBe(line);
  });

  it('has JSON on its first line', () => expect(placedDocuments('{"a":\n1}')[0]?.lineOf('a')).toBe(1));
});
