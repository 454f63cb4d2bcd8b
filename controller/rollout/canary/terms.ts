/** What a canary's spec and state come down to, worked out once a pass. */
import type { Canary } from '../../../crds/rollout/strategy.ts';
import { hasRouters } from '../../traffic/driver.ts';
import { isWithinWindow } from '../rollback.ts';
import { isTurning, servicePair } from '../service-pair.ts';
import { type Surge, surgeOf } from '../sizing/surge.ts';
import type { Snapshot } from '../snapshot.ts';
import { type View, viewOf } from '../view.ts';

/** Parts of `maxWeight`. */
export interface Weights {
  readonly canary: number;
  readonly stable: number;
}

export interface Terms extends Surge {
  readonly snapshot: Snapshot;
  readonly view: View;
  /** Its Services are those that have the roles now. */
  readonly canary: Canary;
  /** They change places at each promotion. */
  readonly isTurning: boolean;
  readonly replicas: number;
  readonly maxWeight: number;
  /** What the routers show, the worst of it for either side; all is stable's while they show nothing. */
  readonly shown: Weights;
  /** A router divides the requests. */
  readonly hasTraffic: boolean;
  readonly isDynamic: boolean;
  /** Steps, pauses and aborts mean nothing: somebody wants it all, or goes back to what is known to be good. */
  readonly isHurried: boolean;
  /** Nothing is scaled and no step ends until a person acts. */
  readonly isHalted: boolean;
  /** Stable answers nobody while the canary could. */
  readonly isStableDown: boolean;
}

export function termsOf(snapshot: Snapshot, canary: Canary): Terms {
  const { spec } = snapshot;
  const { trafficRouting } = canary;
  const maxWeight = trafficRouting?.maxTrafficWeight ?? 100;
  const { lowest, highest } = snapshot.routing.shown ?? { lowest: 0, highest: 0 };
  const seen = viewOf(snapshot);
  const isHurried = !seen.isReset && !seen.isPromoted && (seen.isPromoteFull || isWithinWindow(snapshot));
  const view = isHurried ? withoutSteps(seen) : seen;
  const hasTraffic = trafficRouting !== undefined && hasRouters(trafficRouting);
  const shown = { canary: highest, stable: maxWeight - lowest };
  return {
    ...{ snapshot, view, hasTraffic, isHurried, maxWeight, shown },
    canary: { ...canary, ...servicePair(canary, snapshot.status) },
    isTurning: isTurning(canary),
    replicas: spec.replicas,
    isDynamic: canary.dynamicStableScale,
    isHalted: spec.paused || view.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun'),
    isStableDown: !isStarting(snapshot, canary, shown) && isStableDown(snapshot, view),
    ...surgeOf(spec.replicas, canary.maxSurge, canary.maxUnavailable),
  };
}

const withoutSteps = (view: View): View => ({ ...view, isAborted: false, pauses: [], index: view.steps.length });

/** A stable revision that shrinks has no pods while all requests are the canary's, and gets them before its share. */
const isStarting = ({ spec }: Snapshot, { dynamicStableScale }: Canary, { stable }: Weights): boolean =>
  dynamicStableScale && stable === 0 && spec.replicas > 0;

/** Whoever aborts does not want the canary, however bad the rest is. */
function isStableDown({ current, stable }: Snapshot, { isInitial, isPromoted, isAborted }: View): boolean {
  const isTried = !isInitial && !isPromoted && !isAborted;
  return isTried && (current?.available ?? 0) > 0 && (stable?.ready ?? 0) === 0;
}

/** The stable revision where it is another than the current one. */
export const distinctStable = ({ snapshot: { current, stable } }: Pick<Terms, 'snapshot'>) =>
  stable && stable !== current ? stable : undefined;
