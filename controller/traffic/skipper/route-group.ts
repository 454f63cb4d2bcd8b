/** How Skipper's RouteGroup writes routes: backends are defined once, and routes without any use the default ones. */
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { RuleList, Shape, View } from '../rules/shape.ts';

export const routeGroup: Shape = {
  lists,
  withLists: (object, all) => {
    const spec = fieldsOf(object.spec);
    const fields = lists(object).map(({ isOne }, index): readonly [string, unknown] => {
      const rules = all[index] ?? [];
      return isOne ? ['defaultBackends', fieldsOf(rules[0])['backends']] : ['routes', rules];
    });
    return { ...spec, ...Object.fromEntries(fields) };
  },
  backendsPath: 'backends',
  backends: (route) => listOf(route['backends']),
  withBackends: (route, backends) => ({ ...route, backends }),
  serviceOf: ({ backendName }, view) => {
    const definition = definitions(view).find(({ name }) => name === backendName);
    const service = definition?.['serviceName'];
    return typeof service === 'string' ? service : undefined;
  },
  keyOf: ({ backendName }) => `backendName=${backendName}`,
  weightOf,
  copied: (backend, service, view) => ({ ...backend, backendName: definedName(service, view) }),
  lacks: (services, view) => {
    const missing = services.find((service) => definedName(service, view) === undefined);
    return missing === undefined ? undefined : `has no backend for service ${missing}`;
  },
};

function lists({ spec }: View['object']): readonly RuleList[] {
  const { defaultBackends, routes } = fieldsOf(spec);
  return [
    ...(Array.isArray(defaultBackends)
      ? [{ path: 'spec.defaultBackends', isOne: true, rules: [{ backends: defaultBackends }] } as const]
      : []),
    ...(Array.isArray(routes) ? [{ path: 'spec.routes', rules: routes }] : []),
  ];
}

function definitions({ object, home }: View): readonly Fields[] {
  if (object.metadata.namespace !== home) return [];
  return recordsOf(fieldsOf(object.spec)['backends']).filter(({ type }) => type === 'service');
}

function definedName(service: string, view: View): string | undefined {
  const name = definitions(view).find(({ serviceName }) => serviceName === service)?.['name'];
  return typeof name === 'string' ? name : undefined;
}

/** Backends without any weight share alike; beside others that have one, they get nothing. */
function weightOf({ weight }: Fields, all: readonly unknown[]): number {
  if (isWeight(weight)) return weight;
  return all.some((one) => isRecord(one) && isWeight(one['weight'])) ? 0 : 1;
}

function isWeight(weight: unknown): weight is number {
  return typeof weight === 'number' && weight > 0;
}
