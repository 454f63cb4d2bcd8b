/** The rules of an ApisixRoute by which a Rollout's requests are divided: which they are, and their weights. */
import { groupOf, type KubeObject, nameOf, refOf } from '../../../kube/types.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { Place, Shown } from '../router.ts';

export interface ApisixRoute extends KubeObject {
  readonly spec?: unknown;
}

/** One ApisixRoute of the user as one Rollout sees it. */
export interface Site {
  readonly place: Place;
  readonly route: ApisixRoute;
  /** Names of the rules that are to divide requests. */
  readonly rules: readonly string[];
}

/** By service. */
export type Weights = ReadonlyMap<unknown, number>;

/** What the ingress controller takes for a backend that names no weight. */
const DEFAULT_WEIGHT = 100;

export function isApisixRoute(object: KubeObject): object is ApisixRoute {
  return object.kind === 'ApisixRoute' && groupOf(object) === 'apisix.apache.org';
}

export function titleOf(route: ApisixRoute): string {
  return `ApisixRoute ${nameOf(refOf(route))}`;
}

export function httpOf({ spec }: ApisixRoute): readonly unknown[] {
  return listOf(fieldsOf(spec)['http']);
}

export function backendsTo(rule: Fields, service: string): readonly Fields[] {
  return recordsOf(rule['backends']).filter((backend) => backend['serviceName'] === service);
}

/** Those in which both services stand once; of a service with two backends, nobody knows which one is meant. */
export function dividingRules({ place, route, rules }: Site): readonly Fields[] {
  return recordsOf(httpOf(route)).filter(
    (rule) => rules.some((name) => name === rule['name']) && problemIn(rule, place) === undefined,
  );
}

export function problemsAt({ place, route, rules }: Site): readonly string[] {
  return rules.flatMap((name) => {
    const named = recordsOf(httpOf(route)).filter((rule) => rule['name'] === name);
    if (named.length === 0) return [`${titleOf(route)} has no rule ${name}`];
    return named.flatMap((rule) => {
      const problem = problemIn(rule, place);
      return problem === undefined ? [] : [`rule ${name} of ${titleOf(route)} ${problem}`];
    });
  });
}

function problemIn(rule: Fields, { canaryService, stableService }: Place): string | undefined {
  const wrong = [stableService, canaryService].find((service) => backendsTo(rule, service).length !== 1);
  if (wrong === undefined) return undefined;
  return backendsTo(rule, wrong).length === 0 ? `has no backend ${wrong}` : `names ${wrong} twice`;
}

export function shownBy(rule: Fields, { place, route }: Site): Shown {
  const { canaryService, stableService } = place;
  const [canary, stable] = [weightOf(rule, canaryService), weightOf(rule, stableService)];
  return {
    where: `rule ${rule['name']} of ${titleOf(route)}`,
    weights: { [canaryService]: canary, [stableService]: stable },
    of: canary + stable,
  };
}

function weightOf(rule: Fields, service: string): number {
  const weight = backendsTo(rule, service)[0]?.['weight'] ?? DEFAULT_WEIGHT;
  return typeof weight === 'number' ? Math.max(0, weight) : DEFAULT_WEIGHT;
}

/** All rules of the route; the weights are for those of these names. */
export function reweighted(route: ApisixRoute, weights: ReadonlyMap<unknown, Weights>): readonly unknown[] {
  return httpOf(route).map((rule) => {
    const wanted = isRecord(rule) ? weights.get(rule['name']) : undefined;
    if (!isRecord(rule) || !wanted) return rule;
    return { ...rule, backends: listOf(rule['backends']).map((backend) => withWeight(backend, wanted)) };
  });
}

function withWeight(backend: unknown, wanted: Weights): unknown {
  if (!isRecord(backend)) return backend;
  const weight = wanted.get(backend['serviceName']) ?? backend['weight'];
  return backend['weight'] === weight ? backend : { ...backend, weight };
}

/** The canary stands first: that is how the two are told apart once the Rollout is gone. */
export function leaseFor(rule: Fields, { canaryService, stableService }: Place): string {
  const backends = `backends[serviceName=${canaryService}|serviceName=${stableService}]`;
  return `spec.http[name=${rule['name']}].${backends}.weight`;
}

const LEASE = /^spec\.http\[name=(.*)\]\.backends\[serviceName=([^|\]]+)\|serviceName=([^|\]]+)\]\.weight$/;

/** Everything for stable, in the rules that are leased. Where stable stands no more, what is left goes on answering. */
export function stableAlone(route: ApisixRoute, leases: readonly string[]): ReadonlyMap<unknown, Weights> {
  const all = leases.flatMap((path): readonly (readonly [string, Weights])[] => {
    const [, name = '', canary, stable = ''] = LEASE.exec(path) ?? [];
    const isThere = recordsOf(httpOf(route)).some(
      (rule) => rule['name'] === name && backendsTo(rule, stable).length > 0,
    );
    return isThere
      ? [
          [
            name,
            new Map([
              [canary, 0],
              [stable, 100],
            ]),
          ],
        ]
      : [];
  });
  return new Map(all);
}
