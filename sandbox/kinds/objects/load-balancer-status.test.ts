import { expect, it } from 'vitest';
import type { ApiObject } from '../../api/object.ts';
import { ingressStatusErrors } from './load-balancer-status.ts';
import { kindCalled } from './objects.testkit.ts';

const kind = kindCalled('Service');

it.each<[says: string, type: string, ingress: object[], ...causes: RegExp[]]>([
  ['an address', 'LoadBalancer', [{ ip: '1.2.3.4', ipMode: 'VIP' }, { hostname: 'a.b' }]],
  [
    'a wrong address',
    'LoadBalancer',
    [{ ip: 'x', ipMode: 'Foo' }],
    /^status\.loadBalancer\.ingress\[0\]\.ip$/,
    /\.ipMode$/,
  ],
  ['a mode alone', 'LoadBalancer', [{ ipMode: 'VIP' }], /\.ipMode$/],
  ['an address for a name', 'LoadBalancer', [{ hostname: '1.2.3.4' }], /\.hostname$/],
  ['a balancer of a cluster service', 'ClusterIP', [{ ip: '1.2.3.4' }], /^status\.loadBalancer\.ingress$/],
])('a status of %s', (_, type, ingress, ...fields) => {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { type },
    status: { loadBalancer: { ingress } },
  } as ApiObject;
  const errors = kind.behaviour.validateStatus?.(object, object) ?? [];
  expect(errors.map(({ field }) => field)).toEqual(fields.map((field) => expect.stringMatching(field)));
});

it('knows no modes of ingresses', () => {
  const object = { apiVersion: 'a/b', kind: 'Ingress', metadata: { name: 'a' } };
  const status = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { ip: 'x' }, { hostname: 'A b' }] } };
  expect(ingressStatusErrors({ ...object, status }).map(({ field }) => field)).toEqual([
    'status.loadBalancer.ingress[1].ip',
    'status.loadBalancer.ingress[2].hostname',
  ]);
});
