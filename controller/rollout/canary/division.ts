/** How requests are to be divided between canary and stable, and how the routers show that they are. */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import type { Step } from '../../../crds/rollout/steps.ts';
import { hasReached } from '../../traffic/driver.ts';
import type { HeaderRoute, MirrorRoute, Split } from '../../traffic/router.ts';
import { selectedBy } from '../services.ts';
import { needOf } from './serving.ts';
import { scaleOf, type Weights, wantedSizes } from './sizes.ts';
import type { Terms } from './terms.ts';
import { mayTouch, type Wish, wishedTraffic } from './traffic.ts';

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
  const wish = wishedTraffic(terms, shown);
  const persisted = shown && { canary: shown.highest, stable: maxWeight - shown.lowest };
  return {
    split: mayTouch(terms, wish, shown) ? splitOf(terms, wish, allowedWeight(terms, wish)) : undefined,
    wish,
    isShown: hasReached(snapshot.routing, splitOf(terms, wish, wish.goal)) && isBehindShare(terms, wish),
    persisted,
    status: { ...kept, ...(shown && { weights: weightsOf(terms, wish, shown.highest) }) },
    need: persisted ? needOf(terms, persisted, sizeAsked(terms, persisted)) : new Map(),
  };
}

/** Users may want a canary that is smaller than its share. */
function sizeAsked(terms: Terms, shown: Weights): number {
  return scaleOf(terms) ? wantedSizes(terms, shown).current : Number.POSITIVE_INFINITY;
}

/** What has a share is what it was meant for, not an update before. */
function isBehindShare({ snapshot, canary }: Terms, { goal, hash }: Wish): boolean {
  return goal === 0 || selectedBy(snapshot.services.get(canary.canaryService ?? '')) === hash;
}

/**
 * Requests go where ready pods are known to be: behind the Service, not only in the ReplicaSet's count. A side that has
 * none gets nothing more, and the other keeps what it has.
 */
function allowedWeight(terms: Terms, { weight, hash }: Wish): number {
  const { snapshot, canary } = terms;
  const { lowest, highest } = snapshot.routing.shown ?? { lowest: 0, highest: 0 };
  const isServed = selectedBy(snapshot.services.get(canary.canaryService ?? '')) === hash;
  const raised =
    weight > lowest && !(isServed && addressesBehind(terms, canary.canaryService, hash) > 0) ? lowest : weight;
  const stable = snapshot.status.stableRS ?? '';
  return raised < highest && addressesBehind(terms, canary.stableService, stable) === 0 ? highest : raised;
}

const addressesBehind = ({ snapshot }: Terms, service = '', hash: string): number =>
  snapshot.addresses.get(service)?.get(hash) ?? 0;

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
