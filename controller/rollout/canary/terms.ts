/** What a canary's spec and state come down to, worked out once a pass. */
import type { Canary } from '../../../crds/rollout/strategy.ts';
import { type Surge, surgeOf } from '../sizing/surge.ts';
import type { Snapshot } from '../snapshot.ts';
import { type View, viewOf } from '../view.ts';

export interface Terms extends Surge {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly canary: Canary;
  readonly replicas: number;
  readonly maxWeight: number;
  /** A router divides the requests. */
  readonly hasTraffic: boolean;
  readonly isDynamic: boolean;
  /** Nothing is scaled and no step ends until a person acts. */
  readonly isHalted: boolean;
}

const NOT_ROUTERS: readonly string[] = ['managedRoutes', 'maxTrafficWeight'];

export function termsOf(snapshot: Snapshot, canary: Canary): Terms {
  const { spec } = snapshot;
  const { trafficRouting } = canary;
  const view = viewOf(snapshot);
  return {
    snapshot,
    view,
    canary,
    replicas: spec.replicas,
    maxWeight: trafficRouting?.maxTrafficWeight ?? 100,
    hasTraffic: Object.keys(trafficRouting ?? {}).some((key) => !NOT_ROUTERS.includes(key)),
    isDynamic: canary.dynamicStableScale && trafficRouting !== undefined,
    isHalted: spec.paused || view.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun'),
    ...surgeOf(spec.replicas, canary.maxSurge, canary.maxUnavailable),
  };
}

/** The stable revision where it is another than the current one. */
export const distinctStable = ({ snapshot: { current, stable } }: Terms) =>
  stable && stable !== current ? stable : undefined;
