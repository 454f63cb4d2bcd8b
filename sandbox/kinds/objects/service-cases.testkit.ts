/** Services, right and wrong. */
import type { Case } from './case.testkit.ts';

const meta = { name: 'a' };
const port = { port: 80 };
const service = (says: string, spec: object): Case => [says, 'Service', { metadata: meta, spec }];

export const SERVICES: readonly Case[] = [
  service('a port', { ports: [port] }),
  service('no port', {}),
  service('a selector', { ports: [port], selector: { app: 'a' } }),
  service('a wrong selector', { ports: [port], selector: { 'a b': 'c d' } }),
  service('all of a port', {
    ports: [{ ...port, name: 'web', protocol: 'UDP', targetPort: 'http', appProtocol: 'example.com/x' }],
  }),
  service('several ports without names', { ports: [port, { port: 81 }] }),
  service('ports of one name', {
    ports: [
      { ...port, name: 'a' },
      { port: 81, name: 'a' },
    ],
  }),
  service('the same port twice', {
    ports: [
      { ...port, name: 'a' },
      { port: 80, name: 'b' },
    ],
  }),
  service('wrong port numbers', {
    ports: [{ port: 0 }, { port: 70_000 }].map((one, index) => ({ ...one, name: `p${index}` })),
  }),
  service('a wrong target', { ports: [{ port: 80, targetPort: 'A--b-' }] }),
  service('a wrong target number', { ports: [{ port: 80, targetPort: 70_000 }] }),
  service('a wrong protocol', { ports: [{ port: 80, protocol: 'ICMP' }] }),
  service('a wrong port name', { ports: [{ port: 80, name: 'A_b' }] }),
  service('a wrong appProtocol', { ports: [{ port: 80, appProtocol: 'a b' }] }),
  service('headless', { clusterIP: 'None', selector: { a: 'b' } }),
  service('headless with a port', { clusterIP: 'None', ports: [port], selector: { a: 'b' } }),
  service('a node port of a cluster service', { ports: [{ port: 80, nodePort: 30_123 }] }),
  service('a node port', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_123 }] }),
  service('a node port outside', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
  service('one node port twice', {
    type: 'NodePort',
    ports: [
      { port: 80, nodePort: 30_123, name: 'a' },
      { port: 81, nodePort: 30_123, name: 'b' },
    ],
  }),
  service('node port and headless', { type: 'NodePort', clusterIP: 'None', ports: [port] }),
  service('an external name', { type: 'ExternalName', externalName: 'example.com' }),
  service('an external name with a dot', { type: 'ExternalName', externalName: 'example.com.' }),
  service('no external name', { type: 'ExternalName' }),
  service('a wrong external name', { type: 'ExternalName', externalName: 'A b' }),
  service('an external name with an address', { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.96.7.7' }),
  service('an unknown type', { type: 'Foo', ports: [port] }),
  service('an own address', { clusterIP: '10.96.222.7', ports: [port] }),
  service('a wrong address', { clusterIP: 'abc', ports: [port] }),
  service('an address outside', { clusterIP: '10.0.0.7', ports: [port] }),
  service('client affinity', { ports: [port], sessionAffinity: 'ClientIP' }),
  service('client affinity of a minute', {
    ports: [port],
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
  }),
  service('client affinity for too long', {
    ports: [port],
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 90_000 } },
  }),
  service('an unknown affinity', { ports: [port], sessionAffinity: 'Foo' }),
  service('external addresses', { ports: [port], externalIPs: ['1.2.3.4'] }),
  service('wrong external addresses', {
    ports: [port],
    externalIPs: ['abc', '127.0.0.1', '0.0.0.0', '169.254.1.1', '224.0.0.1'],
  }),
  service('a balancer', { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 30_124 }] }),
  service('a balancer that is headless', { type: 'LoadBalancer', clusterIP: 'None', ports: [port] }),
  service('source ranges', {
    type: 'LoadBalancer',
    ports: [{ port: 80, nodePort: 30_124 }],
    loadBalancerSourceRanges: ['10.0.0.0/8'],
  }),
  service('source ranges of a cluster service', { ports: [port], loadBalancerSourceRanges: ['10.0.0.0/8'] }),
  service('an external policy of a cluster service', { ports: [port], externalTrafficPolicy: 'Local' }),
  service('an unknown external policy', {
    type: 'NodePort',
    ports: [{ port: 80, nodePort: 30_125 }],
    externalTrafficPolicy: 'Foo',
  }),
  service('a health port of a cluster service', { ports: [port], healthCheckNodePort: 30_126 }),
];
