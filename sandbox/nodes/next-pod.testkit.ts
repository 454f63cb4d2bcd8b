/** Lets a simulated pod live outside of any cluster: looked at whenever it asks for it. */
import type { Occurrence } from '../../kube/events.ts';
import { behaviourOf } from './behaviour.ts';
import { nextPod } from './next-pod.ts';
import { occurrences } from './occurrences.ts';
import type { PodStatus, SimulatedPod } from './pod.ts';

export const START = Date.parse('2026-01-01T12:00:00Z');
export const PLACE = { hostAddress: '10.64.0.1', podAddress: '10.128.0.2' };

export interface Lived {
  readonly pod: SimulatedPod;
  readonly said: readonly Occurrence[];
}

/** The pod as it is so many seconds after `START`, having been looked at first after `from` seconds. */
export function lived(given: object, seconds: number, from = 0): Lived {
  let pod = given as SimulatedPod;
  let now = START + from * 1000;
  const said: Occurrence[] = [];
  for (;;) {
    const { next, isSame, wake } = looked(pod, now);
    if (!isSame) said.push(...occurrences(pod, next));
    if (next.status) pod = { ...pod, status: next.status };
    if (wake > START + seconds * 1000) return { pod, said };
    now = Math.max(now, wake);
  }
}

function looked(pod: SimulatedPod, now: number) {
  const next = nextPod(pod, PLACE, new Date(now), ({ image = '' }) =>
    behaviourOf(image, pod.metadata.annotations ?? {}),
  );
  const isSame = JSON.stringify(next.status) === JSON.stringify(pod.status);
  const wake = next.wakeAt?.getTime() ?? Infinity;
  // To look again at once is for those who have changed something.
  if (isSame && wake <= now) throw new Error('it never comes to rest');
  return { next, isSame, wake };
}

export const statusAfter = (seconds: number, given: object): PodStatus => lived(given, seconds).pod.status ?? {};
