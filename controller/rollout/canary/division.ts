/** How requests are to be divided between canary and stable, and how the routers show that they are. */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import type { Step } from '../../../crds/rollout/steps.ts';
import { hasReached } from '../../traffic/driver.ts';
import type { HeaderRoute, MirrorRoute, Split } from '../../traffic/router.ts';
import { selectedBy } from '../services.ts';
import { type Weights, wantedSizes } from './sizes.ts';
import type { Terms } from './terms.ts';
import { carriesRest, type Wish, wishedTraffic } from './traffic.ts';

export interface Division {
  /** Undefined without routers, and as long as none is to be touched. */
  readonly split: Split | undefined;
  readonly wish: Wish | undefined;
  /** The routers show the wish; true without routers. */
  readonly isShown: boolean;
  /** What the routers show; undefined if they show nothing, or there are none. */
  readonly persisted: Weights | undefined;
  readonly status: RolloutStatus['canary'];
  /** Ready pods that each revision has to have for what the routers show, by hash. */
  readonly need: ReadonlyMap<string, number>;
}

export function divisionOf(terms: Terms): Division {
  const { snapshot, hasTraffic, maxWeight } = terms;
  const { shown } = snapshot.routing;
  const kept = { ...keptStatus(snapshot.status.canary) };
  if (!hasTraffic)
    return { split: undefined, wish: undefined, isShown: true, persisted: undefined, status: kept, need: new Map() };
  const wish = wishedTraffic(terms, shown?.highest);
  const mayTouch = carriesRest(terms, wish.weight, shown?.highest);
  const weight = mayTouch ? allowedWeight(terms, wish) : shown?.highest;
  const persisted = shown && { canary: shown.highest, stable: maxWeight - shown.lowest };
  return {
    split: weight === undefined ? undefined : splitOf(terms, wish, weight),
    wish,
    isShown: hasReached(snapshot.routing, splitOf(terms, wish, wish.weight)),
    persisted,
    status: { ...kept, ...(shown && { weights: weightsOf(terms, wish, shown.highest) }) },
    need: needOf(terms, persisted),
  };
}

/**
 * Requests go where ready pods are known to be: behind the Service, not only in the ReplicaSet's count. A side that has
 * none gets nothing more, and the other keeps what it has.
 */
function allowedWeight(terms: Terms, { weight, hash }: Wish): number {
  const { snapshot, canary } = terms;
  const { lowest, highest } = snapshot.routing.shown ?? { lowest: 0, highest: 0 };
  if (weight > lowest && !isServed(snapshot, canary.canaryService, hash)) return lowest;
  const stable = snapshot.stable?.hash ?? '';
  return weight < highest && !isServed(snapshot, canary.stableService, stable) ? highest : weight;
}

function isServed({ services, addresses }: Terms['snapshot'], service = '', hash: string): boolean {
  return selectedBy(services.get(service)) === hash && (addresses.get(service)?.get(hash) ?? 0) > 0;
}

function splitOf({ canary, maxWeight, snapshot, view }: Terms, wish: Wish, weight: number): Split {
  const { canaryService = '', stableService = '' } = canary;
  const stable = snapshot.status.stableRS ?? '';
  const routes = wish.hasRoutes ? routesAt(view.steps, view.index) : { headerRoutes: [], mirrorRoutes: [] };
  return {
    destinations: [
      { service: canaryService, hash: wish.hash, role: 'canary', weight },
      { service: stableService, hash: stable, role: 'stable', weight: maxWeight - weight },
    ],
    total: maxWeight,
    ...routes,
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

function weightsOf({ canary, maxWeight, snapshot }: Terms, wish: Wish, weight: number) {
  const { canaryService, stableService } = canary;
  const stable = snapshot.status.stableRS ?? '';
  return {
    canary: { weight, ...(canaryService && { serviceName: canaryService }), podTemplateHash: wish.hash },
    stable: {
      weight: maxWeight - weight,
      ...(stableService && { serviceName: stableService }),
      podTemplateHash: stable,
    },
  };
}

/** What no pass decides anew. */
const keptStatus = (canary: RolloutStatus['canary']) =>
  canary?.stablePingPong ? { stablePingPong: canary.stablePingPong } : {};

/** At least one pod where there is any weight; beyond that what sizing asks for at that weight. */
function needOf(terms: Terms, shown: Weights | undefined): ReadonlyMap<string, number> {
  const { snapshot, replicas, maxWeight } = terms;
  if (!shown) return new Map();
  const wanted = wantedSizes(terms, shown);
  const least = (weight: number, most: number) =>
    weight > 0 ? Math.max(1, Math.min(most, Math.floor((weight * replicas) / maxWeight))) : 0;
  const need = new Map<string, number>();
  if (snapshot.stable) need.set(snapshot.stable.hash, least(shown.stable, replicas));
  const canary = snapshot.status.canary?.weights?.canary.podTemplateHash ?? snapshot.hash;
  if (canary !== snapshot.stable?.hash) need.set(canary, least(shown.canary, wanted.current || 1));
  return need;
}
