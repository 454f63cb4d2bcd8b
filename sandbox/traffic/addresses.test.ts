import { expect, it } from 'vitest';
import type { KubeObject } from '../../kube/types.ts';
import { readyAddresses, targetPort } from './addresses.ts';

const named = (kind: string): KubeObject => ({ apiVersion: 'v1', kind, metadata: { name: 'web', namespace: 'shop' } });
const service = { ...named('Service'), spec: { ports: [port('http', 80), port('admin', 81)] } };
const [old, young] = [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }];
const endpoints = {
  ...named('Endpoints'),
  subsets: [
    { addresses: [old], ports: [port('admin', 9000), port('http', 8080)] },
    { addresses: [young], ports: [port('http', 8081)] },
  ],
};

function port(name: string, number: number) {
  return { name, port: number };
}

it.each([
  ['its number', 80, { '10.0.0.1': 8080, '10.0.0.2': 8081 }],
  ['its name', 'http', { '10.0.0.1': 8080, '10.0.0.2': 8081 }],
  ['one that only some have', 'admin', { '10.0.0.1': 9000 }],
  ['none', undefined, { '10.0.0.1': 9000, '10.0.0.2': 8081 }],
  ['one that the Service has not', 82, {}],
])('pods listen where their Endpoints say: a backend with %s', (_, asked, ports) => {
  const backend = asked === undefined ? {} : { port: asked };
  const found = readyAddresses(backend, service, endpoints, () => ({})).map((address) => [
    address.ip,
    targetPort(backend, service, endpoints, address),
  ]);
  expect(Object.fromEntries(found)).toEqual(ports);
});
