/** How Contour's HTTPProxy writes routes: services with weights, conditions that all must hold, services that get copies. */
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import { commonPath, type HeaderValue, isUnderText, type Narrowing, wholeRegex } from '../rules/narrowing.ts';
import type { Shape, View } from '../rules/shape.ts';

/** Envoy's name for the method of a request. */
const METHOD = ':method';

export const httpProxy: Shape = {
  lists: ({ spec }) => {
    const { routes } = fieldsOf(spec);
    return Array.isArray(routes) ? [{ path: 'spec.routes', rules: routes }] : [];
  },
  withLists: ({ spec }, [routes]) => (routes ? { ...fieldsOf(spec), routes } : fieldsOf(spec)),
  backendsPath: 'services',
  backends: (route) => listOf(route['services']),
  withBackends: (route, services) => ({ ...route, services }),
  serviceOf: (service, { object, home }) => {
    const { name, mirror } = service;
    return mirror !== true && typeof name === 'string' && object.metadata.namespace === home ? name : undefined;
  },
  keyOf: ({ name }) => `name=${name}`,
  weightOf,
  copied: (service, name) => ({ ...service, name }),
  managed: {
    matchField: 'conditions',
    narrowed,
    toCanary,
    mirrored,
    mirrors: mirrorsOf,
  },
};

/** Services without any weight share alike; beside others that have one, they get nothing. */
function weightOf({ weight }: Fields, all: readonly unknown[]): number {
  const own = numberOf(weight);
  if (own > 0) return own;
  return recordsOf(all).some((one) => one['mirror'] !== true && numberOf(one['weight']) > 0) ? 0 : 1;
}

function numberOf(weight: unknown): number {
  return typeof weight === 'number' && weight > 0 ? weight : 0;
}

function mirrorsOf({ services }: Fields): readonly Fields[] {
  return recordsOf(services).filter(({ mirror }) => mirror === true);
}

/** Of two routes for the same path, Envoy is given the one with more headers first. Every request has a method. */
const ALWAYS: Fields = { header: { name: METHOD, present: true } };

/** One condition more, so that it goes before a mirror for the same header. */
function toCanary(route: Fields, canary: Fields): Fields {
  const conditions = [...listOf(route['conditions']), ALWAYS];
  return { ...route, conditions, services: [{ ...canary, weight: 100 }, ...mirrorsOf(route)] };
}

/** A second mirror would make Contour reject the whole object. */
function mirrored(route: Fields, canary: Fields, percentage: number): Fields | string {
  if (mirrorsOf(route).length > 0) return 'mirror requests that are mirrored already';
  // Contour takes a mirror of 0 for one of 100.
  if (percentage <= 0) return 'mirror 0 percent of the requests';
  return { ...route, services: [...listOf(route['services']), { ...canary, mirror: true, weight: percentage }] };
}

function narrowed(route: Fields, choices: readonly Narrowing[], { object }: View): readonly Fields[] | string {
  const isIncluded = fieldsOf(object.spec)['virtualhost'] === undefined;
  const made = choices.map((choice) => {
    if (isIncluded && choice.path) return 'match the path of a request in an HTTPProxy that others include';
    return withChoice(listOf(route['conditions']), choice);
  });
  const cannot = made.find((one) => typeof one === 'string');
  if (typeof cannot === 'string') return cannot;
  return made.flatMap((conditions) => (Array.isArray(conditions) ? [{ ...route, conditions }] : []));
}

/** Undefined if no request meets both. */
function withChoice(
  conditions: readonly unknown[],
  { method, path, headers }: Narrowing,
): readonly unknown[] | string | undefined {
  const all: readonly HeaderValue[] = method ? [[METHOD, { exact: method }], ...headers] : headers;
  // Without a header, it would not go before its own source.
  const first: readonly unknown[] = all.length === 0 ? [...conditions, ALWAYS] : conditions;
  const withHeaders = all.reduce<readonly unknown[] | undefined>(
    (now, header) => now && withHeader(now, header),
    first,
  );
  if (!withHeaders || !path) return withHeaders;
  const common = commonPath(pathOf(conditions), path, isUnderText);
  if (common === 'unknown') return 'match a regular expression for a path within another path';
  return common && [common, ...withHeaders.filter((one) => !isPath(one))];
}

const PATHS = ['exact', 'prefix', 'regex'] as const;

function isPath(condition: unknown): boolean {
  return PATHS.some((field) => isRecord(condition) && typeof condition[field] === 'string');
}

function pathOf(conditions: readonly unknown[]): StringMatch | undefined {
  const { exact, prefix, regex } = fieldsOf(conditions.find(isPath));
  if (typeof exact === 'string') return { exact };
  if (typeof regex === 'string') return { regex };
  return typeof prefix === 'string' ? { prefix } : undefined;
}

/** Contour allows one exact value for each header. */
function withHeader(conditions: readonly unknown[], [name, value]: HeaderValue): readonly unknown[] | undefined {
  const header: Fields = value.exact ? { name, exact: value.exact } : { name, regex: wholeRegex(value) };
  const exacts = conditions.flatMap((condition) => {
    const { name: own, exact } = fieldsOf(fieldsOf(condition)['header']);
    return typeof own === 'string' && typeof exact === 'string' && own.toLowerCase() === name.toLowerCase()
      ? [exact]
      : [];
  });
  if (!value.exact || exacts.length === 0) return [...conditions, { header }];
  return exacts.includes(value.exact) ? conditions : undefined;
}
