/** What comes last in a pass: numbers, history, Services and workloads that are left behind. */
import type { Action, Notice } from '../runtime/plan.ts';
import { released } from '../traffic/driver.ts';
import type { Rendered } from '../traffic/router.ts';
import { surplusDeletions } from './chores/history.ts';
import { releasedServices } from './chores/services-released.ts';
import { workloadAnnotations } from './chores/workload.ts';
import { workloadScaling } from './chores/workload-size.ts';
import { REVISION } from './keys.ts';
import { placeOf } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import { isPromoted } from './status/health.ts';

export interface Tidying {
  readonly actions: readonly Action[];
  readonly notices: readonly Notice[];
  readonly wakeAt?: Date;
}

export function tidying(s: Snapshot): Tidying {
  const scaling = workloadScaling(s, s.workload);
  const isNumbered = s.object.metadata.annotations?.[REVISION] === String(s.number);
  const left = letGo(s);
  const message = `Rollout updated to revision ${s.number}`;
  return {
    actions: [
      ...marking(s),
      ...surplusDeletions(s),
      ...releasedServices(s, s.marked),
      ...(left?.actions ?? []),
      ...(scaling ? [scaling] : []),
    ],
    notices: isNumbered ? [] : [{ type: 'Normal', reason: 'RolloutUpdated', message }],
    ...(left?.wakeAt && { wakeAt: left.wakeAt }),
  };
}

/** The Rollout carries the number of its revision, its workload's generation, and its replicas, for autoscalers. */
function marking({ object, number, spec, workload }: Snapshot): readonly Action[] {
  const { apiVersion, kind, metadata } = object;
  const generation = workload && String(workload.metadata.generation ?? 0);
  const isNumbered = metadata.annotations?.[REVISION] === String(number);
  const annotations = {
    ...(!isNumbered && { [REVISION]: String(number) }),
    ...workloadAnnotations(object, generation),
  };
  const isSized = object.spec.replicas !== undefined;
  if (Object.keys(annotations).length === 0 && isSized) return [];
  const { name, namespace = '', resourceVersion } = metadata;
  const merge = {
    ...(Object.keys(annotations).length > 0 && { metadata: { annotations } }),
    ...(!isSized && { spec: { replicas: spec.replicas } }),
  };
  const ref = { apiVersion, kind, namespace, name };
  const because = `mark revision ${number}`;
  return [{ do: 'patch', ref, patch: { merge }, because, ...(resourceVersion !== undefined && { resourceVersion }) }];
}

/** What a router that was given up has left behind goes on dividing requests until stable can take them all. */
function letGo({ object, spec, strays, stable, status, now }: Snapshot): Rendered | undefined {
  const isEnough = isPromoted(status) || (stable?.ready ?? 0) >= spec.replicas;
  return strays.length > 0 && isEnough ? released({ ...placeOf(object, spec), now }, strays) : undefined;
}
