/** A Rollout that refers to things which are there, for tests to take away or to change one at a time. */

import type { KubeObject } from '../../../kube/types.ts';
import { unfitFor } from '../../traffic/driver.ts';
import { specReader } from '../completed.ts';
import type { PodTemplate, RolloutObject, Service } from '../objects.ts';
import { placeOf } from '../place.ts';
import type { Found } from './found.ts';
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
export const ingress = (name: string, ...services: readonly string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: named(name),
  spec: { rules: services.map((to) => (to ? { http: { paths: [{ backend: { service: { name: to } } }] } } : {})) },
});

export const route = (kind: string, name: string, backend: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: named(name),
  spec: { rules: [{}, { backendRefs: [backend] }] },
});

export const template = (name: string, ...templates: readonly object[]) =>
  [
    name,
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name }, spec: { templates } },
  ] as never;

const byName = <T extends { metadata: { name: string } }>(...objects: readonly T[]) =>
  new Map(objects.map((object) => [object.metadata.name, object]));

const FOUND: Found = {
  services: byName(...['live', 'next', 'stable', 'canary', 'ping', 'pong'].map((name) => service(name))),
  analysisTemplates: new Map([template('rate')]),
  clusterAnalysisTemplates: new Map([template('rate')]),
};

const ROUTES: readonly KubeObject[] = [
  ingress('shop', 'stable'),
  route('HTTPRoute', 'web', { name: 'stable', port: 80 }),
];

export interface Difference extends Partial<Omit<Question, 'found'>> {
  readonly found?: Partial<Found>;
  /** What divides requests. */
  readonly routes?: readonly KubeObject[];
}

export function problemWith(
  object: RolloutObject,
  { found, routes = ROUTES, ...rest }: Difference = {},
): string | undefined {
  const spec = completed(object);
  const { trafficRouting } = spec.strategy?.canary ?? {};
  const routing = trafficRouting ? unfitFor(trafficRouting, placeOf(object, spec), routes) : [];
  return problemOf({
    object,
    spec,
    template: object.spec.template,
    selector: object.spec.selector,
    workloadProblem: undefined,
    ...rest,
    found: { ...FOUND, routing, ...found },
  });
}

export const withServices = (...services: readonly ReturnType<typeof service>[]): Difference => ({
  found: { services: new Map<string, Service | undefined>([...(FOUND.services ?? []), ...byName(...services)]) },
});

export const without = (kind: Exclude<keyof Found, 'routing'>, ...keys: readonly string[]): Difference => {
  const all = [...(FOUND[kind] ?? [])] as readonly (readonly [string, object | undefined])[];
  return { found: { [kind]: new Map(all.filter(([key]) => !keys.includes(key))) } };
};
