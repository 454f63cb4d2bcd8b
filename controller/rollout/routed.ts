/** What the routers are to be told so that requests are divided as wanted. */
import { driftIn, renderedBy } from '../traffic/driver.ts';
import type { Place } from '../traffic/router.ts';
import { placeOf } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import type { Rest } from './stages.ts';
import type { Target } from './target.ts';

export function routed(s: Snapshot, { split }: Target): Pick<Rest, 'routed' | 'isRaise'> {
  const routing = s.spec.strategy?.canary?.trafficRouting;
  if (!routing || !split) return { routed: { actions: [], notices: [], problems: [] }, isRaise: true };
  const canary = split.destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
  return {
    routed: renderedBy(routing, placeIn(s), split, s.routing.objects),
    isRaise: canary >= (s.routing.shown?.highest ?? 0),
  };
}

const placeIn = ({ object, spec, now, routing: { served } }: Snapshot): Place => ({
  ...{ ...placeOf(object, spec), now },
  ...(served && { served }),
});

/** In how many places somebody else has changed the weight. */
export function weightDrift({ routing, status }: Snapshot, { split }: Target): number {
  const recorded = status.canary?.weights?.canary.weight;
  return split ? driftIn(routing, recorded, split).length : 0;
}
