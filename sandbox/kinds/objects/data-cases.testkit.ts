/** Objects that hold data, and who may see it. */
import type { Case } from './case.testkit.ts';

const meta = { name: 'a' };
const configMap = (says: string, object: object): Case => [says, 'ConfigMap', { metadata: meta, ...object }];
const secret = (says: string, object: object): Case => [says, 'Secret', { metadata: meta, ...object }];
const base64 = (text: string) => Buffer.from(text).toString('base64');

export const DATA: readonly Case[] = [
  configMap('data', { data: { a: 'b' }, binaryData: { c: base64('d') } }),
  configMap('wrong keys', { data: { 'a b': '', '..': '', '.': '', '..a': '', '': '' } }),
  configMap('a key that is too long', { data: { ['a'.repeat(254)]: '' } }),
  configMap('a key twice', { data: { a: 'b' }, binaryData: { a: base64('c') } }),
  configMap('wrong binary keys', { binaryData: { 'a b': '' } }),
  configMap('too much', { data: { a: 'b'.repeat(1024 * 1024 + 1) } }),
  configMap('an immutable one', { immutable: true }),
  secret('text', { stringData: { a: 'b' }, data: { c: base64('d'), a: base64('x') } }),
  secret('wrong keys', { data: { 'a b': '', '..': '' } }),
  secret('too much', { data: { a: base64('b'.repeat(1024 * 1024 + 1)) } }),
  secret('another type', { type: 'example.com/a' }),
  secret('a certificate without keys', { type: 'kubernetes.io/tls' }),
  secret('a certificate', { type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } }),
  secret('basic authentication without anything', { type: 'kubernetes.io/basic-auth' }),
  secret('basic authentication', { type: 'kubernetes.io/basic-auth', stringData: { username: 'a' } }),
  secret('a key for ssh that is missing', { type: 'kubernetes.io/ssh-auth' }),
  secret('a docker file that is missing', { type: 'kubernetes.io/dockercfg' }),
  secret('a docker file that is no JSON', { type: 'kubernetes.io/dockercfg', stringData: { '.dockercfg': 'abc' } }),
  secret('an empty docker file', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '' } }),
  secret('a docker file that is a list', {
    type: 'kubernetes.io/dockerconfigjson',
    stringData: { '.dockerconfigjson': '[]' },
  }),
  secret('a docker file', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{}' } }),
  secret('a token without an account', { type: 'kubernetes.io/service-account-token' }),
  [
    'a ServiceAccount',
    'ServiceAccount',
    { metadata: meta, secrets: [{ name: 'a', namespace: 'b' }], imagePullSecrets: [{ name: 'c' }] },
  ],
  ['a Namespace', 'Namespace', { metadata: { name: 'f-new' } }],
  [
    'a Namespace with a finalizer',
    'Namespace',
    { metadata: { name: 'f-new' }, spec: { finalizers: ['example.com/a'] } },
  ],
  [
    'a Namespace with a wrong finalizer',
    'Namespace',
    { metadata: { name: 'f-new' }, spec: { finalizers: ['a b', 'abc'] } },
  ],
];

export const ACCESS: readonly Case[] = [
  ['a Role', 'Role', { metadata: meta, rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] }],
  ['a Role with an empty rule', 'Role', { metadata: meta, rules: [{}] }],
  [
    'a Role for paths',
    'Role',
    { metadata: meta, rules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'], resources: ['a'] }] },
  ],
  [
    'a ClusterRole for paths',
    'ClusterRole',
    { metadata: meta, rules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }] },
  ],
  ['a ClusterRole without selectors', 'ClusterRole', { metadata: meta, aggregationRule: {}, rules: null }],
  [
    'a RoleBinding',
    'RoleBinding',
    {
      metadata: meta,
      roleRef: { kind: 'Role', name: 'a' },
      subjects: [
        { kind: 'User', name: 'a' },
        { kind: 'Group', name: 'b' },
        { kind: 'ServiceAccount', name: 'c' },
      ],
    },
  ],
  ['a RoleBinding to nothing', 'RoleBinding', { metadata: meta, roleRef: { kind: 'Foo', name: '' } }],
  [
    'a RoleBinding with wrong subjects',
    'RoleBinding',
    {
      metadata: meta,
      roleRef: { apiGroup: 'a', kind: 'Role', name: 'a/b' },
      subjects: [
        { kind: 'Foo', name: '' },
        { kind: 'ServiceAccount', name: 'A', apiGroup: 'x' },
        { kind: 'User', name: 'a', apiGroup: 'x' },
      ],
    },
  ],
  [
    'a ClusterRoleBinding',
    'ClusterRoleBinding',
    { metadata: meta, roleRef: { kind: 'ClusterRole', name: 'a' }, subjects: [{ kind: 'ServiceAccount', name: 'a' }] },
  ],
  ['a ClusterRoleBinding to a Role', 'ClusterRoleBinding', { metadata: meta, roleRef: { kind: 'Role', name: 'a' } }],
];
