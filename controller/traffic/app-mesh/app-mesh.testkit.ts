/** Objects of App Mesh for tests. */
import { HASH_LABEL } from '../../rollout/keys.ts';
import { type AnyObject, frozen } from '../routers.testkit.ts';

export const config = {
  virtualService: { name: 'web' },
  virtualNodeGroup: { canaryVirtualNodeRef: { name: 'vn-canary' }, stableVirtualNodeRef: { name: 'vn-stable' } },
};

function meshObject(kind: string, name: string, spec: unknown): AnyObject {
  const metadata = { name, namespace: 'shop', resourceVersion: '1' };
  return frozen({ apiVersion: 'appmesh.k8s.aws/v1beta2', kind, metadata, spec });
}

export function virtualService(router: object = { name: 'web-router' }): AnyObject {
  return meshObject('VirtualService', 'web', { provider: { virtualRouter: { virtualRouterRef: router } } });
}

export function virtualRouter(routes: unknown, name = 'web-router'): AnyObject {
  return meshObject('VirtualRouter', name, {
    listeners: [{ portMapping: { port: 80, protocol: 'http' } }],
    routes,
  });
}

export function meshRoute(name: string, protocol: string, ...weightedTargets: readonly object[]): object {
  return { name, priority: 7, [protocol]: { match: { prefix: '/' }, action: { weightedTargets }, timeout: {} } };
}

export function target(name: string, weight: number): object {
  return { virtualNodeRef: { name }, weight, port: 80 };
}

export const both = [target('vn-stable', 100), target('vn-canary', 0)] as const;

export function virtualNode(name: string, hash?: string, labels: object = { app: 'demo' }): AnyObject {
  const matchLabels = { ...labels, ...(hash !== undefined && { [HASH_LABEL]: hash }) };
  return meshObject('VirtualNode', name, { podSelector: { matchLabels }, serviceDiscovery: { dns: {} } });
}
