/** Ingresses as their controllers read them: ingress-nginx with its canaries, and the AWS load balancer controller. */
import { actionBackends, actionConditions, isAction } from './alb-action.ts';
import { byPath, type IngressPath, pathsOf } from './ingress-path.ts';
import { type Branch, canaryBranches, isCanary } from './nginx-canary.ts';
import { noteProblem, type ObjectsOf } from './reading.ts';
import type { Condition, Route } from './route.ts';

export function ingressRoutes(objects: ObjectsOf): readonly Route[] {
  const paths = objects('Ingress').flatMap(pathsOf);
  const mains = paths.filter((path) => !isCanary(path)).sort(byPath);
  const canaries = canariesByPlace(paths.filter(isCanary), mains);
  return mains.flatMap((main) => {
    if (isAction(main)) return actionRoutes(main);
    const canary = canaries.get(placeOf(main));
    if (!canary) return [routeOf(main, { backends: [main.backend] })];
    return canaryBranches(main, canary).map((branch) => routeOf(main, branch));
  });
}

const placeOf = ({ host, path, type, condition }: IngressPath): string =>
  JSON.stringify([host, path, type, condition === undefined]);

/** The first of each place; a canary counts only beside another Ingress. */
function canariesByPlace(
  canaries: readonly IngressPath[],
  mains: readonly IngressPath[],
): ReadonlyMap<string, IngressPath> {
  const places = new Map(mains.toReversed().map((main) => [placeOf(main), main]));
  const found = new Map<string, IngressPath>();
  for (const canary of canaries) {
    const place = placeOf(canary);
    const main = places.get(place);
    if (!main) noteProblem(canary.at, `no other Ingress has the host "${canary.host}" with the path "${canary.path}"`);
    else if (found.has(place)) noteProblem(canary.at, 'another canary has this host and path already');
    else if (!isSameService(main, canary)) found.set(place, canary);
  }
  return found;
}

/** Such a path is only a copy: the canary takes nothing away. */
const isSameService = ({ backend: a }: IngressPath, { backend: b }: IngressPath): boolean =>
  a.service === b.service && a.namespace === b.namespace && a.port === b.port;

function actionRoutes(path: IngressPath): readonly Route[] {
  const backends = actionBackends(path);
  return backends ? [routeOf(path, { backends }, actionConditions(path))] : [];
}

function routeOf(path: IngressPath, { condition, backends }: Branch, more: readonly Condition[] = []): Route {
  const conditions = [...(path.condition ? [path.condition] : []), ...(condition ? [condition] : []), ...more];
  return {
    source: path.ingress.source,
    hosts: path.host === '' ? [] : [path.host],
    isMesh: false,
    matches: conditions.length === 0 ? [] : [conditions],
    backends,
    mirrors: [],
  };
}
