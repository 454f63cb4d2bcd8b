/** VirtualServices and DestinationRules for tests, and what stands in them. */
import { LEASES } from '../leases.ts';
import type { Fields } from '../records.ts';
import type { HeaderRoute, MirrorRoute, Place, Split } from '../router.ts';
import { type AnyObject, applied, frozen, PLACE } from '../routers.testkit.ts';
import { istio } from './istio.ts';
import type { Istio } from './site.ts';

export const HEADER: HeaderRoute = { name: 'hdr', match: [{ headerName: 'X-Canary', headerValue: { exact: 'true' } }] };
export const MIRROR: MirrorRoute = {
  name: 'mirror',
  match: [{ method: { exact: 'GET' }, path: { prefix: '/' } }],
  percentage: 35,
};
export const HOSTS: Istio = { virtualService: { name: 'web' } };
export const SUBSETS: Istio = {
  ...HOSTS,
  destinationRule: { name: 'demo', canarySubsetName: 'canary', stableSubsetName: 'stable' },
};
/** Of a Rollout that names no Services. */
export const BARE: Place = { ...PLACE, stableService: 'subset stable', canaryService: 'subset canary' };

export function virtualService(spec: unknown, name = 'web', namespace = 'shop'): AnyObject {
  const metadata = { name, namespace, resourceVersion: '1' };
  return frozen({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec });
}

export function http(...routes: readonly unknown[]): AnyObject {
  return virtualService({ hosts: ['demo'], http: routes });
}

export function rule(subsets: unknown, more: object = {}): AnyObject {
  const metadata = { name: 'demo', namespace: 'shop', resourceVersion: '1' };
  const spec = { host: 'demo', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } }, subsets, ...more };
  return frozen({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata, spec });
}

export const to = (host: string, weight?: number, more: object = {}) => ({
  destination: { host, ...more },
  ...(weight !== undefined && { weight }),
});
export const toSubset = (subset: string, weight: number) => to('demo', weight, { subset });
export const BOTH = [to('demo-stable', 100), to('demo-canary', 0)];
export const BOTH_SUBSETS = [toSubset('stable', 100), toSubset('canary', 0)];
export const CANARY = { name: 'canary', labels: { app: 'demo' } };
export const STABLE = {
  name: 'stable',
  labels: { app: 'demo' },
  trafficPolicy: { loadBalancer: { simple: 'RANDOM' } },
};

export function steered(split: Split, objects: readonly AnyObject[], config: Istio = HOSTS, place = PLACE) {
  return applied(objects, istio.render(config, place, split, objects).actions);
}

export function the(kind: string, objects: readonly AnyObject[], name?: string): AnyObject {
  const found = objects.find((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

export const specOf = (object: AnyObject) => object.spec as Record<string, Fields[]> & Fields;

/** `stable 80, canary 20` of each route. */
export function weightsIn(object: AnyObject): readonly string[] {
  const { http = [], tls = [], tcp = [] } = specOf(object);
  return [...http, ...tls, ...tcp].map((route) =>
    (route['route'] as { weight?: number; destination: { host: string; subset?: string } }[])
      .map(({ weight = 0, destination: { host, subset = host } }) => `${subset} ${weight}`)
      .join(', '),
  );
}

export function leasesIn(object: AnyObject): readonly string[] {
  return JSON.parse(object.metadata.annotations?.[LEASES] ?? '{}')[PLACE.uid] ?? [];
}
