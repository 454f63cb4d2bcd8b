import { describe, expect, it } from 'vitest';
import type { ApiObject, ManagedFieldsEntry } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { apply, edited, entriesOf, gadget, NOW, owners, update } from './shapes.testkit.ts';

const resent = (object: ApiObject, managedFields: ManagedFieldsEntry[]): ApiObject => ({
  ...object,
  metadata: { ...object.metadata, managedFields },
});

describe('managedFields that a client sends', () => {
  const live = apply(undefined, gadget({ size: 1 }), 'a');
  const named: Schema = { name: 'io.k8s.api.core.v1.ConfigMap' };

  it('reset all if they are one empty entry, until the next apply', () => {
    const bare = update(live, resent(live, [{}]), 'u');
    expect(entriesOf(bare)).toEqual([]);
    expect(entriesOf(update(bare, edited(bare, { size: 2 }), 'u'))).toEqual([]);
    expect(Object.keys(owners(apply(bare, gadget({ port: 1 }), 'a')))).toEqual([
      'a Apply',
      'before-first-apply Update',
    ]);
  });

  it('reset all of a built-in object if they are empty, but nothing of a custom one', () => {
    expect(entriesOf(update(live, resent(live, []), 'u', { schema: named }))).toEqual([]);
    expect(entriesOf(update(live, resent(live, []), 'u'))).toEqual(entriesOf(live));
  });

  it('are taken as they are, in canonical form', () => {
    const sent: ManagedFieldsEntry = {
      manager: 'x',
      operation: 'Update',
      apiVersion: 'test.dev/v1',
      time: NOW,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:parts': { 'k:{"number": 1, "kind":"plain"}': { 'q:unknown': {} } } } },
    };
    expect(entriesOf(update(live, resent(live, [sent]), 'u'))).toEqual([
      { ...sent, fieldsV1: { 'f:spec': { 'f:parts': { 'k:{"kind":"plain","number":1}': {} } } } },
    ]);
  });

  it.each<[sentence: string, entry: object]>([
    ['without an operation', { manager: 'x', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} }],
    ['without a version', { manager: 'x', operation: 'Update', fieldsType: 'FieldsV1', fieldsV1: {} }],
    ['of another type', { operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV2', fieldsV1: {} }],
    ['with a malformed field', { operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { x: {} } }],
    [
      'with a malformed key',
      { operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'k:{': {} } },
    ],
  ])('are ignored %s', (_, entry) => {
    expect(entriesOf(update(live, resent(live, [entry]), 'u'))).toEqual(entriesOf(live));
  });

  it('are ignored in writes of subresources', () => {
    expect(entriesOf(update(live, resent(live, [{}]), 'u', { subresource: 'status' }))).toEqual(entriesOf(live));
  });
});

describe('many managers', () => {
  it('are ten at most, older ones becoming one', () => {
    let live = update(undefined, gadget({ options: { m0: 'x' } }), 'm0');
    for (let index = 1; index <= 12; index++) {
      const options = { ...(live['spec'] as { options: object }).options, [`m${index}`]: 'x' };
      live = update(live, edited(live, { options }), `m${index}`, { now: `2030-01-01T00:00:${index + 10}Z` });
    }
    const entries = entriesOf(live);
    expect(entries).toHaveLength(10);
    expect(entries[0]).toMatchObject({ manager: 'ancient-changes', time: '2030-01-01T00:00:13Z' });
    expect(Object.keys(entries[0]?.fieldsV1?.['f:spec']?.['f:options'] ?? {})).toEqual([
      '.',
      'f:m0',
      'f:m1',
      'f:m2',
      'f:m3',
    ]);
  });
});
