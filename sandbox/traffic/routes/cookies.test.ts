import { expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { object, routeFor } from './routes.testkit.ts';

const add = (name: string, value: string) => ({
  filters: [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { add: [{ name, value }] } }],
});
const http = (more: object) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute web', {
    ...{ parentRefs: [{ name: 'front' }], hostnames: ['web.example'] },
    rules: [{ backendRefs: [{ name: 'a', port: 80, ...more }] }],
  });
const service = (response: object) =>
  object('networking.istio.io/v1', 'VirtualService web', {
    hosts: ['web'],
    http: [{ route: [{ destination: { host: 'a' }, headers: { response } }] }],
  });

it.each<[string, KubeObject, string, readonly string[] | undefined]>([
  ['an HTTPRoute', http(add('set-cookie', 'side=a')), 'web.example', ['side=a']],
  ['no HTTPRoute that adds another header', http(add('x', 'y')), 'web.example', undefined],
  ['a VirtualService', service({ add: { 'Set-Cookie': 'side=a' } }), 'web', ['side=a']],
  ['no VirtualService that takes headers away', service({ remove: ['x'] }), 'web', undefined],
])('answers set cookies behind %s', (_, one, request, cookies) => {
  expect(routeFor([one], request)?.backends[0]?.cookies).toEqual(cookies);
});
