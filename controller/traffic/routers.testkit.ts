/** Rollouts, splits and objects for the tests of routers, and an API server of ten lines. */
import type { TrafficRouting } from '../../crds/rollout/traffic.ts';
import { groupOf, type KubeObject, nameOf, type Ref, refOf } from '../../kube/types.ts';
import { mergePatched } from '../../sandbox/patch/merge-patch.ts';
import type { Action } from '../runtime/plan.ts';
import { told } from './plugins/model.testkit.ts';
import type { Cohorts, Place, Split } from './router.ts';

export interface AnyObject extends KubeObject {
  readonly spec?: unknown;
}

export const PLACE: Place = {
  rollout: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'shop', name: 'demo' },
  uid: 'uid-demo',
  stableService: 'demo-stable',
  canaryService: 'demo-canary',
  managedRoutes: ['hdr', 'mirror'],
};

export function splitAt(weight: number, more: Partial<Split> & { readonly experiment?: number } = {}): Split {
  const { experiment, total = 100, headerRoutes = [], mirrorRoutes = [], cohorts } = more;
  return {
    destinations: [
      { service: PLACE.canaryService, hash: 'c', role: 'canary', weight },
      ...(experiment === undefined
        ? []
        : [{ service: 'demo-try', hash: 'e', role: 'experiment', weight: experiment } as const]),
      { service: PLACE.stableService, hash: 's', role: 'stable', weight: total - weight - (experiment ?? 0) },
    ],
    ...{ total, headerRoutes, mirrorRoutes, cohorts },
  };
}

/** Those who came when the canary's share was 20 or, later, that of the split. */
export function cohortsAt(weight: number, more: Partial<Cohorts> = {}): Cohorts {
  const held = [...new Set([Math.min(20, weight), weight])];
  return { cookie: 'side', maxAge: 60, hash: 'c', weight, held, holdsStable: true, ...more };
}

export function routingBy(routing: Partial<TrafficRouting>): TrafficRouting {
  return { maxTrafficWeight: 100, ...routing };
}

export function ingress(name: string, spec: unknown, annotations: Record<string, string> = {}): AnyObject {
  const metadata = { name, namespace: 'shop', resourceVersion: '1', annotations };
  return frozen({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec });
}

/** An Ingress rule; each path is named like the service behind it. */
export function ingressRule(host: string, ...services: readonly string[]): object {
  const paths = services.map((name) => ({
    path: `/${name}`,
    pathType: 'Prefix',
    backend: { service: { name, port: { number: 80 } } },
  }));
  return { host, http: { paths } };
}

export function route(rules: unknown, more: { readonly kind?: string; readonly name?: string } = {}): AnyObject {
  const { kind = 'HTTPRoute', name = 'web' } = more;
  const metadata = { name, namespace: 'shop', resourceVersion: '1', labels: { app: 'demo' } };
  const spec = { parentRefs: [{ name: 'gateway' }], rules };
  return frozen({ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata, spec });
}

export const EVERY = [{ path: { type: 'PathPrefix', value: '/' } }];

export function backend(name: string, weight: number): object {
  return { group: '', kind: 'Service', name, port: 80, weight };
}

/** The objects once the actions are carried out. An action on a version that is not there is an error. */
export function applied(objects: readonly AnyObject[], actions: readonly Action[]): readonly AnyObject[] {
  return actions.reduce<readonly AnyObject[]>((now, action) => frozen(appliedOne(now, action)), objects);
}

function appliedOne(objects: readonly AnyObject[], action: Action): readonly AnyObject[] {
  if (action.do === 'create') {
    const { metadata } = action.object;
    return [
      ...objects,
      { ...action.object, metadata: { ...metadata, uid: `uid-${metadata.name}`, resourceVersion: '1' } },
    ];
  }
  if (action.do === 'effect') return told(objects, action);
  if (action.do !== 'patch' && action.do !== 'delete') throw new Error(`routers do not ${action.do}`);
  const target = objects.find((object) => isSame(refOf(object), action.ref));
  if (!target || target.metadata.resourceVersion !== action.resourceVersion) throw new Error('look again');
  const others = objects.filter((object) => object !== target);
  if (action.do === 'delete') return others;
  if (!('merge' in action.patch)) throw new Error('routers patch by merging');
  const after = mergePatched(structuredClone(target) as never, action.patch.merge) as unknown as AnyObject;
  const resourceVersion = String(Number(action.resourceVersion) + 1);
  return [...others, { ...after, metadata: { ...after.metadata, resourceVersion } }];
}

function isSame(one: Ref, other: Ref): boolean {
  return one.kind === other.kind && groupOf(one) === groupOf(other) && nameOf(one) === nameOf(other);
}

export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const field of Object.values(value)) frozen(field);
  return Object.freeze(value);
}
