/** A Rollout that refers to things which are there, for tests to take away or to change one at a time. */

import { specReader } from '../completed.ts';
import type { PodTemplate, RolloutObject, Service } from '../objects.ts';
import { type Found, type GatewayRoute, type Ingress, routeKey } from './found.ts';
import { problemOf, type Question } from './problem.ts';

export const TEMPLATE = {
  metadata: { labels: { app: 'web', tier: 'front' } },
  spec: { containers: [{ name: 'web', image: 'registry.local/web:v1' }] },
} satisfies PodTemplate;

const completed = specReader();
export const named = (name: string) => ({ name, namespace: 'shop' });

export const rolloutWith = (strategy: object, spec: object = {}): RolloutObject =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: named('web'),
    spec: { selector: { matchLabels: { app: 'web' } }, template: TEMPLATE, strategy, ...spec },
  }) as unknown as RolloutObject;

const SERVICES = { canaryService: 'canary', stableService: 'stable' };
export const canary = (more: object = {}, spec: object = {}) => rolloutWith({ canary: { ...SERVICES, ...more } }, spec);
export const routed = (trafficRouting: object) => canary({ trafficRouting });
export const blueGreen = (more: object = {}) =>
  rolloutWith({ blueGreen: { activeService: 'live', previewService: 'next', ...more } });
/** Its second step is an analysis. */
export const analysed = (templates: readonly object[]) =>
  canary({ steps: [{ setWeight: 20 }, { analysis: { templates } }] });

export const service = (
  name: string,
  selector: Readonly<Record<string, string>> = { app: 'web' },
  master?: string,
) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    ...named(name),
    ...(master !== undefined && { annotations: { 'argo-rollouts.argoproj.io/managed-by-rollouts': master } }),
  },
  spec: { selector },
});

/** One rule a service; one without paths for an empty name. */
export const ingress = (name: string, ...services: readonly string[]): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: named(name),
  spec: { rules: services.map((to) => (to ? { http: { paths: [{ backend: { service: { name: to } } }] } } : {})) },
});

export const route = (kind: string, name: string, backend: object): readonly [string, GatewayRoute] => {
  const apiVersion = 'gateway.networking.k8s.io/v1';
  return [
    routeKey(kind, 'shop', name),
    { apiVersion, kind, metadata: named(name), spec: { rules: [{}, { backendRefs: [backend] }] } },
  ];
};

export const template = (name: string, ...templates: readonly object[]) =>
  [
    name,
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name }, spec: { templates } },
  ] as never;

const byName = <T extends { metadata: { name: string } }>(...objects: readonly T[]) =>
  new Map(objects.map((object) => [object.metadata.name, object]));

const FOUND: Found = {
  services: byName(...['live', 'next', 'stable', 'canary', 'ping', 'pong'].map((name) => service(name))),
  ingresses: byName(ingress('shop', 'stable')),
  routes: new Map([route('HTTPRoute', 'web', { name: 'stable', port: 80 })]),
  analysisTemplates: new Map([template('rate')]),
  clusterAnalysisTemplates: new Map([template('rate')]),
};

export interface Difference extends Partial<Omit<Question, 'found'>> {
  readonly found?: Partial<Found>;
}

export function problemWith(object: RolloutObject, { found, ...rest }: Difference = {}): string | undefined {
  return problemOf({
    object,
    spec: completed(object),
    template: object.spec.template,
    selector: object.spec.selector,
    workloadProblem: undefined,
    routers: ['nginx', 'gatewayAPI'],
    ...rest,
    found: { ...FOUND, ...found },
  });
}

export const withServices = (...services: readonly ReturnType<typeof service>[]): Difference => ({
  found: { services: new Map<string, Service | undefined>([...(FOUND.services ?? []), ...byName(...services)]) },
});

export const without = (kind: keyof Found, ...keys: readonly string[]): Difference => {
  const all = [...(FOUND[kind] ?? [])] as readonly (readonly [string, object | undefined])[];
  return { found: { [kind]: new Map(all.filter(([key]) => !keys.includes(key))) } };
};
