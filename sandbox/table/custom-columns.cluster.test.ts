import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { noCluster, request } from '../../e2e/cluster.testkit.ts';
import type { ApiObject } from '../api/object.ts';
import { asked, TABLE, type Table, withoutAges } from './asked-table.testkit.ts';
import { customColumns } from './custom-columns.ts';
import { tableOf } from './table.ts';

const suffix = randomUUID().slice(0, 8);
const plural = `tables${suffix}`;
const group = `${suffix}.example.com`;
const paths: readonly (readonly [path: string, type: string])[] = [
  '.spec.text',
  '.spec.number',
  '.spec.float',
  '.spec.flag',
  '.spec.nothing',
  '.spec.missing',
  '.spec.object',
  '.spec.list',
  '.spec.list[1]',
  '.spec.list[-1]',
  '.spec.list[9]',
  '.spec.list[*]',
  '.spec.list[1:]',
  '.spec.list[0:2:2]',
  '.spec.list[0,1]',
  ".spec.map['a.b']",
  String.raw`.spec.map['a\.b']`,
  String.raw`.spec.map.a\.b`,
  ".spec.map['plain']",
  '.spec.conditions[?(@.type=="Ready")].status',
  ".spec.conditions[?(@.type=='None')].status",
  '.spec.conditions[?(@.count>1)].type',
  '.spec.conditions[?(@.count>"x")].type',
  '.spec.conditions[?(@.extra)].type',
  '.spec.conditions[?(@.type!="Ready")].type',
  '.spec.text.deeper',
  '.spec.text[0]',
  '..status',
  '.spec.date',
  '.spec.date2',
  '.spec.date3',
  '.',
  '.spec.markup',
  '.metadata.creationTimestamp',
  '.spec.conditions[*].count',
  '.spec.list foo',
].flatMap((path) => ['string', 'integer', 'number', 'boolean', 'date'].map((type) => [path, type] as const));
const declared = paths.map(([jsonPath, type], index) => ({ name: `C${index}`, type, jsonPath }));
const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const definition = {
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Cluster',
    names: { plural, kind: 'Tabled' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        additionalPrinterColumns: declared,
      },
      { name: 'v2', served: true, storage: false, schema: { openAPIV3Schema: schema } },
    ],
  },
};
const spec = {
  text: 'words',
  number: 5,
  float: 1.5,
  flag: true,
  nothing: null,
  object: { b: 1, a: ['x', { d: 1, c: null }] },
  list: ['x', 'y', 3],
  map: { 'a.b': 'dotted', plain: 'p', a: { b: 'nested' } },
  conditions: [
    { type: 'Ready', status: 'True', count: 1 },
    { type: 'Other', status: 'False', count: 2, extra: null },
  ],
  date: '2020-01-02T03:04:05Z',
  date2: 'yesterday',
  date3: '',
  markup: { a: '<&>' },
};

describe.skipIf(noCluster)(`custom columns, compared with the API server${noCluster ? ` (${noCluster})` : ''}`, () => {
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  afterAll(() => request('DELETE', `${definitions}/${plural}.${group}`));

  it('have the same cells', async () => {
    await request('POST', definitions, definition);

    const path = `/apis/${group}/v1/${plural}`;
    const object = { apiVersion: `${group}/v1`, kind: 'Tabled', metadata: { name: 'x' }, spec };
    await expect.poll(async () => (await request('POST', path, object)).status, { timeout: 20_000 }).toBe(201);
    for (const version of ['v1', 'v2']) {
      const own = `/apis/${group}/${version}/${plural}/x`;
      const theirs = (await asked(own, TABLE)) as unknown as Table;
      const stored = (await asked(own, 'application/json')) as ApiObject;
      const columns = customColumns(version === 'v1' ? declared : []);
      const ours = tableOf(columns, [stored], { now: new Date().toISOString(), includeObject: 'Metadata' }) as Table;
      expect(columns.map(({ name, type }) => [name, type])).toEqual(
        (theirs.columnDefinitions as readonly { name: string; type?: string }[]).map(({ name, type }) => [name, type]),
      );
      const told = (cells: readonly unknown[]) =>
        withoutAges(cells).map((cell, index) => [paths[index - 1]?.join(' '), cell]);
      expect(told(ours.rows[0]?.cells ?? [])).toEqual(told(theirs.rows[0]?.cells ?? []));
    }
  });
});
