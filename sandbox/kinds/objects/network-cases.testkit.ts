/** Ingresses, policies and endpoints. */
import type { Case } from './case.testkit.ts';

const meta = { name: 'a' };

const ingress = (says: string, spec: object): Case => [says, 'Ingress', { metadata: meta, spec }];
const backend = { service: { name: 'a', port: { number: 80 } } };
const path = (object: object) => ({
  rules: [{ host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend, ...object }] } }],
});
const policy = (says: string, spec: object): Case => [
  says,
  'NetworkPolicy',
  { metadata: meta, spec: { podSelector: {}, ...spec } },
];
const klass = (says: string, spec: object): Case => [says, 'IngressClass', { metadata: { name: 'f-a' }, spec }];
const endpoints = (says: string, ...subsets: object[]): Case => [says, 'Endpoints', { metadata: meta, subsets }];
const slice = (says: string, object: object): Case => [
  says,
  'EndpointSlice',
  { metadata: meta, addressType: 'IPv4', endpoints: [], ...object },
];

export const NETWORK: readonly Case[] = [
  ingress('a path', path({})),
  ingress('nothing', {}),
  ingress('a default', { defaultBackend: backend }),
  ingress('no type of path', path({ pathType: undefined })),
  ingress('an unknown type of path', path({ pathType: 'Foo' })),
  ingress('a path that is not absolute', path({ path: 'a' })),
  ingress('a path with odd parts', path({ path: '/a//b/../c/%2f/.' })),
  ingress("an implementation's own path", path({ path: 'a', pathType: 'ImplementationSpecific' })),
  ingress('no backend', path({ backend: {} })),
  ingress('no port', path({ backend: { service: { name: 'a' } } })),
  ingress('two ports', path({ backend: { service: { name: 'a', port: { name: 'b', number: 1 } } } })),
  ingress('a wrong service', path({ backend: { service: { name: 'A', port: { name: 'B--' } } } })),
  ingress('a wrong number', path({ backend: { service: { name: '', port: { number: 70_000 } } } })),
  ingress('a resource', path({ backend: { resource: { apiGroup: 'a.b', kind: 'C', name: 'd' } } })),
  ingress('a wrong resource', path({ backend: { resource: { apiGroup: 'A b', kind: '', name: 'a/b' } } })),
  ingress('a resource and a service', path({ backend: { resource: { kind: 'C', name: 'd' }, ...backend } })),
  ingress('hosts of all sorts', {
    defaultBackend: backend,
    rules: [{ host: '1.2.3.4' }, { host: '*.a.b' }, { host: 'a*b' }, { host: 'A' }],
  }),
  ingress('no paths', { rules: [{ http: { paths: [] } }] }),
  ingress('wrong certificates', { defaultBackend: backend, tls: [{ hosts: ['*', 'A b'] }] }),
  ingress('a wrong class', { defaultBackend: backend, ingressClassName: 'A b' }),
  [
    'an Ingress of two classes',
    'Ingress',
    {
      metadata: { name: 'a', annotations: { 'kubernetes.io/ingress.class': 'b' } },
      spec: { defaultBackend: backend, ingressClassName: 'a' },
    },
  ],
  klass('a class', { controller: 'example.com/a' }),
  klass('a class without a controller', {}),
  klass('a class with a wrong controller', { controller: 'abc' }),
  klass('a class with an odd controller', { controller: 'A_b/c d' }),
  policy('everything', { ingress: [{}], egress: [{}] }),
  policy('ports', {
    ingress: [
      {
        ports: [{ port: 80 }, { port: 'http', protocol: 'UDP' }],
        from: [{ podSelector: { matchLabels: { a: 'b' } } }],
      },
    ],
  }),
  policy('wrong ports', { ingress: [{ ports: [{ port: 0 }, { port: 'A--', protocol: 'X' }] }] }),
  policy('wrong peers', {
    ingress: [{ from: [{}, { podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '' } }] }],
  }),
  policy('wrong ranges', {
    egress: [
      {
        to: [
          { ipBlock: { cidr: 'abc' } },
          { ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16', '10.0.0.0/8', 'x'] } },
        ],
      },
    ],
  }),
  policy('wrong types', { policyTypes: ['Foo'] }),
  policy('too many types', { policyTypes: ['Ingress', 'Egress', 'Ingress'] }),
  policy('wrong selectors', {
    podSelector: {
      matchLabels: { 'a b': 'c' },
      matchExpressions: [
        { key: 'a', operator: 'Foo' },
        { key: 'a', operator: 'In' },
        { key: 'a', operator: 'Exists', values: ['b'] },
        { key: '', operator: 'In', values: ['x y'] },
      ],
    },
  }),
  endpoints('addresses', { addresses: [{ ip: '1.2.3.4' }], ports: [{ port: 80 }] }),
  endpoints('an empty subset', {}),
  endpoints('wrong addresses', {
    addresses: [
      { ip: 'abc', hostname: 'A' },
      { ip: '127.0.0.1', nodeName: 'A b' },
    ],
    notReadyAddresses: [{ ip: '::1' }],
    ports: [{ port: 0 }, { port: 1, name: 'A', protocol: 'X', appProtocol: 'a b' }],
  }),
  slice('a slice', { endpoints: [{ addresses: ['1.2.3.4'] }], ports: [{ port: 80 }] }),
  slice('an unknown type', { addressType: 'Foo' }),
  slice('no type', { addressType: '' }),
  slice('wrong addresses', {
    endpoints: [{ addresses: [] }, { addresses: ['abc', '::1', '127.0.0.1'], hostname: 'A' }],
  }),
  slice('wrong ports', { ports: [{ name: 'A', protocol: 'X' }, { name: 'b' }, { name: 'b' }] }),
  slice('domains', { addressType: 'FQDN', endpoints: [{ addresses: ['a.b', 'a', 'A.b', ''] }] }),
];
