/** How requests are to be divided between canary and stable, and how the routers show that they are. */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import type { Step } from '../../../crds/rollout/steps.ts';
import { hasReached } from '../../traffic/driver.ts';
import type { HeaderRoute, MirrorRoute, Split } from '../../traffic/router.ts';
import { fitted, shownShares, sumOf } from '../experiments/shares.ts';
import { type Side, sidesOf } from '../service-pair.ts';
import { cohortsOf } from './cohorts.ts';
import { behind, selectedFor } from './serving.ts';
import type { Terms } from './terms.ts';
import { mayTouch, type Wish, wishedTraffic } from './traffic.ts';

export interface Division {
  /** Undefined without routers, and as long as none is to be touched. */
  readonly split: Split | undefined;
  readonly wish: Wish | undefined;
  /** The routers show the wish; true without routers. */
  readonly isShown: boolean;
  readonly status: RolloutStatus['canary'];
}

export function divisionOf(terms: Terms): Division {
  const { snapshot, hasTraffic } = terms;
  const { shown } = snapshot.routing;
  const kept = { ...keptStatus(snapshot.status.canary) };
  if (!hasTraffic) return { split: undefined, wish: undefined, isShown: true, status: kept };
  const wish = wishedTraffic(terms);
  return {
    split: mayTouch(terms, wish) ? splitOf(terms, wish, allowedWeight(terms, wish)) : undefined,
    wish,
    isShown: hasReached(snapshot.routing, splitOf(terms, wish, wish.goal)) && isBehindShare(terms, wish),
    status: { ...kept, ...(shown && { weights: weightsOf(terms, wish, shown.highest) }) },
  };
}

/** What has a share is what it was meant for, not an update before. */
function isBehindShare(terms: Terms, { goal, hash }: Wish): boolean {
  return goal === 0 || selectedFor(terms, 'canary') === hash;
}

/**
 * Requests go where ready pods are known to be: behind the Service, not only in the ReplicaSet's count. A side that has
 * none gets nothing more as long as the other has some.
 */
function allowedWeight(terms: Terms, { weight, hash }: Wish): number {
  const { snapshot } = terms;
  const { lowest, highest } = snapshot.routing.shown ?? { lowest: 0, highest: 0 };
  const mayRise = selectedFor(terms, 'canary') === hash && answers(terms, 'canary', hash).every(Boolean);
  const risen = mayRise ? weight : Math.min(weight, lowest);
  const isStableThere = answers(terms, 'stable', snapshot.status.stableRS).every(Boolean);
  const mayFall = isStableThere || !answers(terms, 'canary').some(Boolean);
  return mayFall ? risen : Math.max(risen, highest);
}

/** By one revision, or by any, for each way that requests take to a side. */
function answers(terms: Terms, side: Side, hash = ''): readonly boolean[] {
  const { routing, addresses } = terms.snapshot;
  const selected = routing.selected?.[side];
  if (!selected) return [hasPods(behind(terms, side), hash)];
  // A router that selects pods does so as it does now; another one may send to Services.
  const isMixed = routing.byRouter.some((one) => !one.selected && one.shown.length > 0);
  const service = terms.canary[`${side}Service`];
  const bySubset = hasPods(behind(terms, side), selected.hash);
  return isMixed && service !== undefined ? [bySubset, hasPods(addresses.get(service), hash)] : [bySubset];
}

function hasPods(addresses: ReadonlyMap<string, number> | undefined, hash: string): boolean {
  return hash === '' ? (addresses?.size ?? 0) > 0 : (addresses?.get(hash) ?? 0) > 0;
}

function splitOf(terms: Terms, wish: Wish, weight: number): Split {
  const { canary, maxWeight, snapshot, view } = terms;
  const sides = sidesOf(canary);
  const stable = snapshot.status.stableRS ?? '';
  const shares = fitted(wish.shares, maxWeight - weight);
  const routes = wish.hasRoutes ? routesAt(view.steps, view.index) : { headerRoutes: [], mirrorRoutes: [] };
  return {
    destinations: [
      { service: sides.canary, hash: wish.hash, role: 'canary', weight },
      ...shares.map((share) => ({ ...share, role: 'experiment' as const })),
      { service: sides.stable, hash: stable, role: 'stable', weight: maxWeight - weight - sumOf(shares) },
    ],
    total: maxWeight,
    ...routes,
    cohorts: cohortsOf(terms, wish, weight),
  };
}

/** Those that steps have set and none has taken away again. */
function routesAt(steps: readonly Step[], index: number): Pick<Split, 'headerRoutes' | 'mirrorRoutes'> {
  const headers = new Map<string, HeaderRoute>();
  const mirrors = new Map<string, MirrorRoute>();
  for (const { setHeaderRoute: header, setMirrorRoute: mirror } of steps.slice(0, index + 1)) {
    if (header) put(headers, header.name ?? '', header.match && headerRoute(header.name ?? '', header.match));
    if (mirror) put(mirrors, mirror.name, mirror.match && { ...mirror, match: mirror.match });
  }
  return { headerRoutes: [...headers.values()], mirrorRoutes: [...mirrors.values()] };
}

function put<T>(map: Map<string, T>, name: string, route: T | undefined): void {
  if (route) map.set(name, route);
  else map.delete(name);
}

type Match = NonNullable<NonNullable<Step['setHeaderRoute']>['match']>;

const headerRoute = (name: string, match: Match): HeaderRoute => ({
  name,
  match: match.map(({ headerName, headerValue = {} }) => ({ headerName, headerValue })),
});

function weightsOf({ maxWeight, snapshot }: Terms, wish: Wish, weight: number) {
  // As the spec names them, whoever has which role.
  const { canaryService, stableService } = snapshot.spec.strategy?.canary ?? {};
  const stable = snapshot.status.stableRS ?? '';
  const additional = shownShares(snapshot).map(({ service, hash, weight: share }) => ({
    ...{ weight: share, serviceName: service, podTemplateHash: hash },
  }));
  return {
    canary: { weight, ...(canaryService && { serviceName: canaryService }), podTemplateHash: wish.hash },
    stable: {
      weight: maxWeight - weight - sumOf(additional),
      ...(stableService && { serviceName: stableService }),
      podTemplateHash: stable,
    },
    ...(additional.length > 0 && { additional }),
  };
}

/** What no pass decides anew. */
const keptStatus = (canary: RolloutStatus['canary']) =>
  canary?.stablePingPong ? { stablePingPong: canary.stablePingPong } : {};
