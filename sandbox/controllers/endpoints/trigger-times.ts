/** When that happened which is to be published of Services: of all that is new since the pass before, the first. */
import { conditionOf } from '../../../kube/conditions.ts';
import { nameOf } from '../../../kube/types.ts';
import { placeOf } from '../workloads.ts';
import type { ServedPod, Service } from './service.ts';

interface Known {
  readonly service: string;
  /** By name of the pod: when its readiness turned. */
  readonly pods: ReadonlyMap<string, string>;
}

export class TriggerTimes {
  readonly #known = new Map<string, Known>();

  /** Undefined if nothing is new that tells when it happened, such as the end of a pod. */
  next(service: Service, pods: readonly ServedPod[]): string | undefined {
    const name = nameOf(placeOf(service));
    const before = this.#known.get(name);
    const after = { service: service.metadata.creationTimestamp ?? '', pods: turnsOf(pods) };
    this.#known.set(name, after);
    return before ? firstChange(before, after) : after.service || undefined;
  }

  forget(name: string): void {
    this.#known.delete(name);
  }
}

function turnsOf(pods: readonly ServedPod[]): ReadonlyMap<string, string> {
  const turns = new Map<string, string>();
  for (const { metadata, status } of pods) {
    const moment = conditionOf(status?.conditions, 'Ready')?.lastTransitionTime;
    if (moment) turns.set(metadata.name, moment);
  }
  return turns;
}

function firstChange(before: Known, after: Known): string | undefined {
  let first = after.service > before.service ? after.service : undefined;
  for (const [name, moment] of after.pods)
    if (moment > (before.pods.get(name) ?? '') && (first === undefined || moment < first)) first = moment;
  return first;
}
