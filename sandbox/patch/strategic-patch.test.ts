import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { strategicPatched } from './strategic-patch.ts';

const TEXT: Schema = { type: 'string' };
const listOf = (items: Schema, key: string, strategy = 'merge'): Schema => ({
  type: 'array',
  items,
  'x-kubernetes-patch-strategy': strategy,
  'x-kubernetes-patch-merge-key': key,
});
const PORT: Schema = { name: 'io.Port', type: 'object', properties: { port: { type: 'integer' }, name: TEXT } };
const CONTAINER: Schema = {
  name: 'io.Container',
  type: 'object',
  properties: { name: TEXT, image: TEXT, ports: listOf(PORT, 'port'), command: { type: 'array', items: TEXT } },
};
const SPEC: Schema = {
  name: 'io.Spec',
  type: 'object',
  properties: {
    containers: listOf(CONTAINER, 'name'),
    volumes: listOf(CONTAINER, 'name', 'merge,retainKeys'),
    finalizers: { type: 'array', items: TEXT, 'x-kubernetes-patch-strategy': 'merge' },
    tolerations: { type: 'array', items: CONTAINER },
    labels: { type: 'object', additionalProperties: TEXT },
    strategy: {
      type: 'object',
      properties: { type: TEXT, extra: CONTAINER },
      'x-kubernetes-patch-strategy': 'retainKeys',
    },
    whole: { type: 'object', properties: { a: TEXT }, 'x-kubernetes-patch-strategy': 'replace' },
    raw: { name: 'io.RawExtension', type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    keyless: { type: 'array', items: CONTAINER, 'x-kubernetes-patch-strategy': 'merge' },
  },
};

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const named = (...names: string[]) => names.map((name) => ({ name }));

describe('strategicPatched', () => {
  it.each<[string, JsonObject, JsonObject | null, JsonObject]>([
    ['takes null for no change', { a: 1 }, null, { a: 1 }],
    [
      'merges maps and deletes keys',
      { labels: { a: '1', b: '2' } },
      { labels: { a: null, c: '3' } },
      { labels: { b: '2', c: '3' } },
    ],
    ['drops nulls from what is new', {}, { labels: { a: null, b: '1' } }, { labels: { b: '1' } }],
    [
      'drops directives from what is new',
      {},
      { containers: [{ name: 'a' }, { name: 'b', $patch: 'delete' }] },
      { containers: named('a') },
    ],
    ['drops what is new and only a directive', {}, { labels: { $patch: 'delete' } }, {}],
    [
      'replaces a map on demand',
      { labels: { a: '1' } },
      { labels: { $patch: 'replace', b: '2' } },
      { labels: { b: '2' } },
    ],
    ['empties a map on demand', { labels: { a: '1' } }, { labels: { $patch: 'delete' } }, { labels: {} }],
    ['replaces what the schema says', { whole: { a: '1' } }, { whole: { b: '2' } }, { whole: { b: '2' } }],
    ['replaces a value of another type', { labels: 5 }, { labels: { a: '1', b: null } }, { labels: { a: '1' } }],
    [
      'merges elements by key',
      { containers: [{ name: 'a', image: 'x' }, { name: 'b' }] },
      { containers: [{ name: 'a', image: 'y' }] },
      { containers: [{ name: 'a', image: 'y' }, { name: 'b' }] },
    ],
    [
      'puts new elements in front',
      { containers: named('a', 'b') },
      { containers: named('c') },
      { containers: named('c', 'a', 'b') },
    ],
    [
      'keeps elements of the patch in its order',
      { containers: named('a', 'b', 'c') },
      { containers: named('c', 'a') },
      { containers: named('b', 'c', 'a') },
    ],
    [
      'merges two elements with one key',
      { containers: [] },
      {
        containers: [
          { name: 'a', image: 'x' },
          { name: 'a', command: ['y'] },
        ],
      },
      { containers: [{ name: 'a', image: 'x', command: ['y'] }] },
    ],
    [
      'deletes elements',
      { containers: named('a', 'b', 'a') },
      { containers: [{ name: 'a', $patch: 'delete' }] },
      { containers: named('b') },
    ],
    [
      'replaces a list on demand',
      { containers: named('a', 'b') },
      { containers: [{ $patch: 'replace' }, { name: 'c' }] },
      { containers: named('c') },
    ],
    [
      'replaces lists without a strategy',
      { tolerations: named('a') },
      { tolerations: named('b') },
      { tolerations: named('b') },
    ],
    [
      'merges lists in lists',
      { containers: [{ name: 'a', ports: [{ port: 1 }, { port: 2 }] }] },
      { containers: [{ name: 'a', ports: [{ port: 2, name: 'x' }] }] },
      { containers: [{ name: 'a', ports: [{ port: 1 }, { port: 2, name: 'x' }] }] },
    ],
    [
      'orders elements as told',
      { containers: named('a', 'b', 'c') },
      { '$setElementOrder/containers': named('c', 'a') },
      { containers: named('b', 'c', 'a') },
    ],
    [
      'orders and merges',
      { containers: named('a', 'b') },
      { '$setElementOrder/containers': named('c', 'b', 'a'), containers: [{ name: 'c', image: 'x' }] },
      { containers: [{ name: 'c', image: 'x' }, { name: 'b' }, { name: 'a' }] },
    ],
    [
      'orders what a directive in front replaces',
      { containers: named('a') },
      { '$setElementOrder/containers': named('c'), containers: [{ $patch: 'replace' }, { name: 'c' }] },
      { containers: named('c') },
    ],
    [
      'orders what is new',
      {},
      { '$setElementOrder/containers': named('b', 'a'), containers: named('b', 'a') },
      { containers: named('b', 'a') },
    ],
    ['orders nothing where nothing is', {}, { '$setElementOrder/containers': named('b') }, {}],
    ['adds plain values once', { finalizers: ['a', 'b'] }, { finalizers: ['b', 'c'] }, { finalizers: ['a', 'b', 'c'] }],
    [
      'deletes plain values',
      { finalizers: ['a', 'b', 'a'] },
      { '$deleteFromPrimitiveList/finalizers': ['a'] },
      { finalizers: ['b'] },
    ],
    [
      'deletes, adds and orders plain values',
      { finalizers: ['a', 'b'] },
      { '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['c', 'b'], finalizers: ['c'] },
      { finalizers: ['c', 'b'] },
    ],
    ['deletes from no list nothing', {}, { '$deleteFromPrimitiveList/finalizers': ['a'] }, {}],
    [
      'deletes a list whose deletions are null',
      { finalizers: ['a'] },
      { '$deleteFromPrimitiveList/finalizers': null },
      {},
    ],
    [
      'keeps only the keys it is told',
      { strategy: { type: 'a', extra: {} } },
      { strategy: { $retainKeys: ['type'], type: 'b' } },
      { strategy: { type: 'b' } },
    ],
    [
      'keeps only the keys of an element',
      { volumes: [{ name: 'a', image: 'x' }] },
      { volumes: [{ name: 'a', ports: [], $retainKeys: ['name', 'ports'] }] },
      { volumes: [{ name: 'a', ports: [] }] },
    ],
    ['knows no fields of JavaScript', {}, { constructor: { a: 1 } }, { constructor: { a: 1 } }],
  ])('%s', (_, object, patch, expected) => {
    expect(strategicPatched(frozen(object), frozen(patch), SPEC)).toEqual(expected);
  });

  it('shares what it does not change', () => {
    const tolerations = named('a');
    expect(strategicPatched({ tolerations, labels: {} }, { labels: { a: '1' } }, SPEC)['tolerations']).toBe(
      tolerations,
    );
  });

  const containers = named('a', 'b');
  it.each<[string, unknown, number, string]>([
    ['a list', [], 400, 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['a number', 5, 400, 'json: cannot unmarshal number into Go value of type map[string]interface {}'],
    [
      'a keyless element',
      { containers: [{ image: 'x' }] },
      500,
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [
      'a keyless replacement',
      { containers: [{ $patch: 'replace' }, { image: 'x' }] },
      500,
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [
      'mixed elements',
      { containers: [null] },
      500,
      'list element types are not identical: [[map[name:a] map[name:b]] [<nil>]]',
    ],
    ['lists of lists', { finalizers: [[]] }, 422, 'the server rejected our request due to an error in our request'],
    ['a list that has no key', { keyless: [{ name: 'a' }] }, 500, 'cannot merge lists without merge key for struct'],
    ['an unknown directive', { $patch: null }, 500, 'unknown patch type: %!s(<nil>) in map: map[$patch:<nil>]'],
    [
      'an unknown field of a raw object',
      { raw: { a: { b: 1 } } },
      500,
      'unable to find api field in struct RawExtension for the json field "a"',
    ],
    [
      'a map in a map',
      { labels: { a: { b: 1 } } },
      500,
      'merging an object in json but data type is not struct, instead is: map',
    ],
    [
      'a field that is not kept',
      { strategy: { $retainKeys: [], type: 'a' } },
      400,
      'invalid patch format of retainKeys',
    ],
    [
      'an order that is null',
      { '$setElementOrder/containers': null },
      500,
      'expected a []interface {}, but received a %!s(<nil>)',
    ],
    [
      'an order of nothing',
      { '$setElementOrder/empty': [] },
      500,
      'unable to find api field in struct Spec for the json field "empty"',
    ],
    [
      'an order the patch breaks',
      { '$setElementOrder/containers': named('a', 'b'), containers: named('b', 'a') },
      500,
      "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
    ],
    [
      'a directive behind what is ordered',
      { '$setElementOrder/containers': named('c'), containers: [{ name: 'c' }, { $patch: 'replace' }] },
      500,
      "The order in patch list:\n[map[name:c] map[$patch:replace]]\n doesn't match $setElementOrder list:\n[map[name:c]]\n",
    ],
  ])('refuses %s', (_, patch, code, message) => {
    const object = {
      containers,
      finalizers: [],
      keyless: containers,
      raw: { a: {} },
      labels: { a: {} },
      strategy: { type: 'a' },
    };
    expect(() => strategicPatched(object, patch, SPEC)).toThrow(expect.objectContaining({ code, message }));
  });

  it('shortens what it shows of huge objects', () => {
    const image = 'x'.repeat(1_000_000);
    expect(() => strategicPatched({ containers }, { containers: [{ image }] }, SPEC)).toThrow(/^.{10000,10200}$/);
  });
});
