/** Metadata, right and wrong. */
import type { Case } from './case.testkit.ts';

const named = (says: string, metadata: object): Case => [says, 'ConfigMap', { metadata }];

export const METADATA: readonly Case[] = [
  named('a plain name', { name: 'a' }),
  named('no name', {}),
  named('capitals in the name', { name: 'Abc' }),
  named('a name with dots', { name: 'a.b.c' }),
  named('a name that is too long', { name: 'a'.repeat(254) }),
  named('a long wrong name', { name: 'A'.repeat(300) }),
  named('a generated name that cannot become one', { generateName: 'Abc-', name: 'a' }),
  named('a wrong label key', { name: 'a', labels: { 'a b': 'c' } }),
  named('an empty label key', { name: 'a', labels: { '': 'c' } }),
  named('a label key with an empty domain', { name: 'a', labels: { '/x': 'c' } }),
  named('a label key with two slashes', { name: 'a', labels: { 'a/b/c': 'c' } }),
  named('a label key with a wrong domain', { name: 'a', labels: { 'A_b/c': 'c' } }),
  named('a wrong label value', { name: 'a', labels: { a: 'b c' } }),
  named('a label value that is too long', { name: 'a', labels: { a: 'b'.repeat(64) } }),
  named('a label key that is too long', { name: 'a', labels: { ['b'.repeat(64)]: 'a' } }),
  named('a wrong annotation key', { name: 'a', annotations: { 'a b': 'c' } }),
  named('an annotation key in capitals', { name: 'a', annotations: { 'EXAMPLE.com/Abc': 'c' } }),
  named('too many annotations', { name: 'a', annotations: { a: 'b'.repeat(256 * 1024) } }),
  named('an owner without a version', {
    name: 'a',
    ownerReferences: [{ apiVersion: '', kind: '', name: '', uid: '' }],
  }),
  named('an Event as an owner', {
    name: 'a',
    ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'b' }],
  }),
  named('two controllers', {
    name: 'a',
    ownerReferences: ['b', 'c'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', name, uid: name, controller: true })),
  }),
  named('a finalizer without a domain', { name: 'a', finalizers: ['abc'] }),
  named('a wrong finalizer', { name: 'a', finalizers: ['a b/c'] }),
  named('a finalizer', { name: 'a', finalizers: ['example.com/a'] }),
  named('orphan and foreground', { name: 'a', finalizers: ['orphan', 'foregroundDeletion'] }),
  ['a Lease with a plain finalizer', 'Lease', { metadata: { name: 'a', finalizers: ['abc'] } }],
  ['a Role called ..', 'Role', { metadata: { name: '..' } }],
  ['a Role with a slash', 'Role', { metadata: { name: 'a/b%c' } }],
  ['a Role with a colon', 'Role', { metadata: { name: 'system:A' } }],
  ['a Namespace with dots', 'Namespace', { metadata: { name: 'a.b' } }],
  ['a Namespace in capitals', 'Namespace', { metadata: { name: 'A' } }],
  ['a Service with a digit first', 'Service', { metadata: { name: '1a' }, spec: { ports: [{ port: 80 }] } }],
];
