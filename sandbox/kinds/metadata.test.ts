import { describe, expect, it } from 'vitest';
import { messageOf } from '../api/field-error.ts';
import type { ApiObject, Metadata } from '../api/object.ts';
import type { Kind } from './kind.ts';
import { metadataErrors, metadataUpdateErrors } from './metadata.ts';

const configMaps: Kind = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: {},
  hasStatus: false,
  hasGeneration: false,
  behaviour: {},
  columns: [],
  isCustom: false,
  storageVersion: 'v1',
};

const of = (metadata: object): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'b', ...metadata },
});

type Expected = (string | RegExp)[];
const expected = (messages: Expected) =>
  messages.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one)));

describe('new metadata', () => {
  it.each<[says: string, metadata: object, kind: Partial<Kind>, ...messages: Expected]>([
    ['a name', {}, {}],
    ['no name', { name: '' }, {}, 'metadata.name: Required value: name or generateName is required'],
    ['no namespace', { namespace: undefined }, {}, 'metadata.namespace: Required value'],
    ['a wrong namespace', { namespace: 'a.b' }, {}, 'metadata.namespace: Invalid value: "a.b": must not contain dots'],
    [
      'a namespace where there is none',
      {},
      { namespaced: false },
      'metadata.namespace: Forbidden: not allowed on this type',
    ],
    [
      'a name for a label',
      { name: 'a.b' },
      { behaviour: { names: 'label' } },
      /^metadata\.name: .* must not contain dots$/,
    ],
    [
      'a name for DNS 1035',
      { name: '1' },
      { behaviour: { names: 'label-1035' } },
      /^metadata\.name: .* a DNS-1035 label/,
    ],
    ['a name for a path', { name: 'A:b' }, { behaviour: { names: 'path-segment' } }],
    ['a generated name', { generateName: 'a-' }, {}],
    ['a dot before a path', { generateName: '.' }, { behaviour: { names: 'path-segment' } }],
    ['a wrong generated name', { generateName: 'Ab-' }, {}, /^metadata\.generateName: Invalid value: "Ab-"/],
    [
      'a negative generation',
      { generation: -1 },
      {},
      'metadata.generation: Invalid value: -1: must be greater than or equal to 0',
    ],
    ['a wrong label', { labels: { a: 'b c' } }, {}, /^metadata\.labels: Invalid value: "b c"/],
    ['annotations in capitals', { annotations: { 'EXAMPLE.com/A': '' } }, {}],
    ['too many annotations', { annotations: { a: 'é'.repeat(128 * 1024) } }, {}, /^metadata\.annotations: Too long: /],
    ['just enough annotations', { annotations: { ab: 'é'.repeat(128 * 1024 - 1) } }, {}],
    [
      'a finalizer without a domain',
      { finalizers: ['a'] },
      {},
      /^metadata\.finalizers\[0\]: .* name is neither a standard/,
    ],
    ['such a finalizer of a custom kind', { finalizers: ['a'] }, { isCustom: true }],
    ['such a finalizer of a lease', { finalizers: ['a'] }, { group: 'coordination.k8s.io' }],
    [
      'a version of an owner with two slashes',
      { ownerReferences: [{ apiVersion: 'a/b/c', kind: 'K', name: 'n', uid: 'u' }] },
      {},
      'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty',
    ],
    [
      'three controllers',
      {
        ownerReferences: ['a', 'b', 'c'].map((name) => ({
          apiVersion: 'v1',
          kind: 'K',
          name,
          uid: 'u',
          controller: true,
        })),
      },
      {},
      /references for K\/a and K\/b$/,
      /references for K\/a and K\/c$/,
    ],
  ])('%s', (_, metadata, kind, ...messages) => {
    expect(metadataErrors(of(metadata), { ...configMaps, ...kind }).map(messageOf)).toEqual(expected(messages));
  });
});

describe('changed metadata', () => {
  it.each<[says: string, old: Partial<Metadata>, next: Partial<Metadata>, ...messages: Expected]>([
    ['what was wrong before may stay', { labels: { 'a b': '' } }, { labels: { 'a b': '' } }],
    ['what is new is looked at', { labels: { a: '' } }, { labels: { 'a b': '' } }, /^metadata\.labels/],
    ['a name', {}, { name: 'c' }, 'metadata.name: Invalid value: "c": field is immutable'],
    ['a uid', { uid: 'a' }, { uid: 'b' }, 'metadata.uid: Invalid value: "b": field is immutable'],
    ['an age', { creationTimestamp: 'x' }, { creationTimestamp: 'y' }, /^metadata\.creationTimestamp/],
    ['an end', {}, { deletionTimestamp: 'x' }, /^metadata\.deletionTimestamp/],
    [
      'a grace',
      { deletionGracePeriodSeconds: 1 },
      { deletionGracePeriodSeconds: 2 },
      /^metadata\.deletionGracePeriodSeconds: Invalid value: 2/,
    ],
    [
      'a generation',
      { generation: 2 },
      { generation: 1 },
      'metadata.generation: Invalid value: 1: must not be decremented',
    ],
    ['a finalizer of what lives', {}, { finalizers: ['a/b'] }],
    [
      'a finalizer of what is deleted',
      { deletionTimestamp: 'x', finalizers: ['a/a'] },
      { deletionTimestamp: 'x', finalizers: ['c/c', 'a/a', 'b/b'] },
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"b/b", "c/c"}',
    ],
    [
      'a finalizer that goes',
      { deletionTimestamp: 'x', finalizers: ['a/a', 'b/b'] },
      { deletionTimestamp: 'x', finalizers: ['b/b'] },
    ],
  ])('%s', (_, old, next, ...messages) => {
    const [before, now] = [of(old), of(next)];
    const errors = [...metadataErrors(now, configMaps, before.metadata), ...metadataUpdateErrors(now, before)];
    expect(errors.map(messageOf)).toEqual(expected(messages));
  });
});
