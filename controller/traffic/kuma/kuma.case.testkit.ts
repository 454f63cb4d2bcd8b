/** Kuma, held to the contract: routes of both kinds, and backends named in all the ways there are. */
import type { Case } from '../case.testkit.ts';
import { type AnyObject, frozen, routingBy } from '../routers.testkit.ts';

export function meshRoute(
  rules: unknown,
  more: { readonly kind?: string; readonly name?: string; readonly namespace?: string } = {},
): AnyObject {
  const { kind = 'MeshHTTPRoute', name = 'web', namespace = 'shop' } = more;
  const metadata = { name, namespace, resourceVersion: '1', labels: { 'kuma.io/mesh': 'default' } };
  const to = [
    { targetRef: { kind: 'MeshService', labels: { 'kuma.io/display-name': 'other' } }, rules: [] },
    { targetRef: { kind: 'MeshService', labels: { 'kuma.io/display-name': 'demo' } }, rules },
  ];
  const spec = { targetRef: { kind: 'Mesh' }, to };
  return frozen({ apiVersion: 'kuma.io/v1alpha1', kind, metadata, spec });
}

/** As Kuma 2 writes it. */
export const named = (name: string, weight = 1): object => ({ kind: 'MeshService', name, port: 80, weight });

/** As Kuma 3 writes it. */
export const labelled = (name: string, weight = 1): object => ({
  kind: 'MeshService',
  labels: { 'kuma.io/display-name': name, 'k8s.kuma.io/namespace': 'shop' },
  port: 80,
  weight,
});

export const tagged = (name: string, weight = 1): object => ({
  kind: 'MeshService',
  name: `${name}_shop_svc_80`,
  weight,
});

export function pathRule(path: string, backendRefs: readonly unknown[], more: object = {}): object {
  return { matches: [{ path: { type: 'PathPrefix', value: path } }], default: { backendRefs, ...more } };
}

export const kumaCase: Case = {
  routing: routingBy({
    kuma: {
      meshHTTPRoutes: [{ name: 'web' }, { name: 'old', namespace: 'kuma-system' }],
      meshTCPRoutes: [{ name: 'tcp' }],
    },
  }),
  objects: [
    meshRoute([
      pathRule('/', [labelled('demo-stable')], { filters: [{ type: 'RequestHeaderModifier' }] }),
      pathRule('/cart', [labelled('legacy', 3), labelled('demo-canary', 5), labelled('demo-stable', 95)]),
      pathRule('/named', [named('demo-stable', 9)]),
      pathRule('/other', [labelled('other')]),
    ]),
    meshRoute([pathRule('/', [tagged('demo-stable')])], { name: 'old', namespace: 'kuma-system' }),
    meshRoute([{ default: { backendRefs: [named('demo-stable')] } }], { kind: 'MeshTCPRoute', name: 'tcp' }),
  ],
};
