import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import { columnsOf } from './columns.ts';
import { tableOf } from './table.ts';

const NOW = '2026-01-01T01:00:00Z';
const metadata = { name: 'x', namespace: 'n', creationTimestamp: '2026-01-01T00:00:00Z' };

describe('tableOf', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, status: { phase: 'Succeeded' } } as ApiObject;
  const columns = columnsOf('', 'ConfigMap');
  const table = (options: object, object = pod) =>
    tableOf(columns, [object], { now: NOW, includeObject: 'None', ...options }) as Record<string, unknown>;

  it('has columns and rows', () => {
    expect(table({}, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1' } })).toEqual({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: {},
      columnDefinitions: [
        { name: 'Name', type: 'string', format: 'name', description: 'Name of the object.', priority: 0 },
        { name: 'Data', type: 'string', format: '', description: 'How many entries it has.', priority: 0 },
        { name: 'Age', type: 'string', format: '', description: 'Time since the object was created.', priority: 0 },
      ],
      rows: [{ cells: ['x', 1, '60m'], object: null }],
    });
  });

  it('carries what lists carry', () => {
    const list = { resourceVersion: '7', continue: 'c', remainingItemCount: 3 };
    expect(table(list)['metadata']).toEqual(list);
    expect(table({ resourceVersion: '7', continue: '' })['metadata']).toEqual({ resourceVersion: '7' });
  });

  it('leaves out headers', () => expect(table({ noHeaders: true })['columnDefinitions']).toBeNull());

  it.each([
    ['None', null],
    ['Metadata', { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }],
    ['Object', pod],
  ])('includes %s', (includeObject, object) => {
    expect(table({ includeObject })['rows']).toMatchObject([{ object }]);
  });

  it('says which pods have come to an end', () => {
    const conditions = (phase?: string) => {
      const [row] = table({}, { ...pod, status: { phase } })['rows'] as { conditions?: { reason: string }[] }[];
      return row?.conditions?.map(({ reason }) => reason);
    };
    expect([conditions('Succeeded'), conditions('Failed'), conditions('Running'), conditions()]).toEqual([
      ['Succeeded'],
      ['Failed'],
      undefined,
      undefined,
    ]);
  });
});
