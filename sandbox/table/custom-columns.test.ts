import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import { customColumns } from './custom-columns.ts';

const NOW = '2026-01-01T01:00:00Z';
const OBJECT: ApiObject = {
  apiVersion: 'example.com/v1',
  kind: 'Any',
  metadata: { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    text: 'words',
    number: 5,
    float: 1.5,
    flag: true,
    nothing: null,
    object: { b: '<&>', a: ['x', { d: 1, c: null }] },
    list: ['x', 'y', 3],
    map: { 'a.b': 'dotted', plain: 'p', a: { b: 'nested' } },
    conditions: [
      { type: 'Ready', status: 'True', count: 1 },
      { type: 'Other', status: 'False', count: 2, extra: null },
      { type: 'With ) and "', status: 'Odd' },
    ],
    date: '2026-01-01T00:00:00+00:00',
    noDate: 'yesterday',
    empty: '',
    deep: Array.from({ length: 20 }).reduce((inside) => [inside], 'x'),
  },
};

function cell(jsonPath: string, type = 'string') {
  const [, column] = customColumns([{ name: 'C', type, jsonPath }]);
  return column === undefined ? 'no column' : column.cell(OBJECT, NOW);
}

describe('customColumns', () => {
  it.each([
    ['.spec.text', 'words'],
    ['.spec.number', '5'],
    ['.spec.float', '1.5'],
    ['.spec.flag', 'true'],
    ['.spec.nothing', '<no value>'],
    ['.spec.missing', null],
    ['.spec.missing.more', null],
    ['.spec.constructor', null],
    ['.spec.object', '{"a":["x",{"c":null,"d":1}],"b":"\\u003c\\u0026\\u003e"}'],
    ['.spec.list', '["x","y",3]'],
    ['.spec.list[1]', 'y'],
    ['.spec.list[-1]', '3'],
    ['.spec.list[9]', null],
    ['.spec.list[*]', 'x'],
    ['.spec.list[1:]', 'y'],
    ['.spec.list[:2]', 'x'],
    ['.spec.list[2:1]', null],
    ['.spec.list[1:3:2]', 'y'],
    ['.spec.list[::0]', null],
    ['.spec.list[2,0]', '3'],
    ['.spec.text[0]', null],
    ["$.spec.map['plain']", 'p'],
    [".spec.map['a.b']", 'nested'],
    [String.raw`.spec.map['a\.b']`, 'dotted'],
    [String.raw`.spec.map.a\.b`, 'dotted'],
    ['.spec.map.*', '{"b":"nested"}'],
    ['.spec.conditions[*].count', '1'],
    ['.spec.conditions[?(@.type=="Ready")].status', 'True'],
    [".spec.conditions[?(@.type=='None')].status", null],
    [`.spec.conditions[?(@.type=='With ) and "')].status`, 'Odd'],
    ['.spec.conditions[?(@.type!="Ready")].type', 'Other'],
    ['.spec.conditions[?(@.count>1)].type', 'Other'],
    ['.spec.conditions[?(@.count<=1)].type', 'Ready'],
    ['.spec.conditions[?(@.count>"x")].type', null],
    ['.spec.conditions[?(@.extra)].type', 'Other'],
    ['.spec.conditions[?(@.count==@.count)].type', 'Ready'],
    ['..status', 'True'],
    ['.spec.list foo', null],
    ['.spec.list["x"', 'no column'],
    ['.spec.list[x]', 'no column'],
    ['.spec.list[', 'no column'],
    ['.spec.conditions[?(@.a=="x]', 'no column'],
    ['.spec....text', 'no column'],
    ['.spec}', 'no column'],
    [`.a${'[?(@.a'.repeat(50)}`, 'no column'],
  ])('finds at %s the text %s', (path, expected) => {
    expect(cell(path)).toBe(expected);
  });

  it.each([
    ['integer', '.spec.number', 5],
    ['integer', '.spec.float', 1],
    ['integer', '.spec.text', null],
    ['number', '.spec.float', 1.5],
    ['number', '.spec.flag', null],
    ['boolean', '.spec.flag', true],
    ['boolean', '.spec.number', null],
    ['date', '.spec.date', '60m'],
    ['date', '.spec.noDate', '<invalid>'],
    ['date', '.spec.empty', '<unknown>'],
    ['date', '.spec.number', null],
    ['date', '.spec.nothing', null],
  ])('shows as %s at %s %s', (type, path, expected) => {
    expect(cell(path, type)).toBe(expected);
  });

  it('starts with the name and stops at a path that nobody can read', () => {
    const declared = ['.a', '.b[', '.c'].map((jsonPath) => ({ name: jsonPath, type: 'string', jsonPath }));
    expect(customColumns(declared).map(({ name }) => name)).toEqual(['Name', '.a']);
  });

  it('shows the age if nothing is declared', () => {
    const columns = customColumns([]);
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['Name', 'string'],
      ['Age', 'date'],
    ]);
    expect(columns.map((column) => column.cell(OBJECT, NOW))).toEqual(['x', '60m']);
  });

  it('describes columns that do not describe themselves', () => {
    const plain = { name: 'C', type: 'string', jsonPath: '.a' };
    const [, first, second] = customColumns([plain, { ...plain, description: 'mine', format: 'byte', priority: 1 }]);
    expect(first).toMatchObject({
      description: 'Custom resource definition column (in JSONPath format): .a',
      priority: 0,
    });
    expect(second).toMatchObject({ description: 'mine', format: 'byte', priority: 1 });
  });

  it('gives up on paths that ask for too much', () => {
    expect(cell(`.spec.deep${'[0,0]'.repeat(3)}`)).toBe('[[[[[[[[[[[[[[[[["x"]]]]]]]]]]]]]]]]]');
    expect(cell(`.spec.deep${'[0,0]'.repeat(20)}`)).toBeNull();
    expect(cell(`.spec.deep${'[*,*]'.repeat(20)}`)).toBeNull();
    expect(cell('..deep'.repeat(100))).toBeNull();
  });
});
