/** Which metrics are to be measured now, and when to look again. */
import { isCompleted, lastOf, type MetricResult, unfinishedOf } from '../../analysis/verdict/measurements.ts';
import type { Prepared } from './prepared.ts';

/** Milliseconds after an error, and where no interval says otherwise. */
const AGAIN = 10_000;
/** Metrics of a run that are due almost together are measured together: one write tells of all. */
const TOGETHER = 2_000;
const TOGETHER_SHARE = 0.1;

export interface Standing {
  readonly prepared: Prepared;
  readonly result: MetricResult | undefined;
  readonly isInFlight: boolean;
}

export interface Due {
  /** With the moment at which each was due. */
  readonly now: readonly (Standing & { readonly at: number })[];
  readonly wakeAt: Date | undefined;
}

interface When {
  readonly startedAt: Date;
  readonly now: Date;
  /** Milliseconds below a second, other ones for each run: not all are due when a second begins. */
  readonly offset: number;
}

export function due(standings: readonly Standing[], when: When): Due {
  const moments = standings.flatMap((standing) => {
    const at = dueAt(standing, when);
    return at === undefined ? [] : [{ standing, at }];
  });
  const now = when.now.getTime();
  const isAnyDue = moments.some(({ at }) => at <= now);
  const isDue = ({ at, standing }: (typeof moments)[number]) =>
    at <= now || (isAnyDue && at <= now + tolerance(standing));
  const later = moments.filter((one) => !isDue(one)).map(({ at }) => at);
  return {
    now: moments.filter(isDue).map(({ standing, at }) => ({ ...standing, at })),
    wakeAt: later.length === 0 ? undefined : new Date(Math.min(...later)),
  };
}

/** An answer that is to be fetched is not there any sooner. */
function tolerance({ prepared: { interval = 0 }, result }: Standing): number {
  const isFirst = !result?.measurements?.length;
  return isFirst || unfinishedOf(result) ? 0 : Math.min(TOGETHER, interval * TOGETHER_SHARE);
}

/** Undefined if it is not to be measured, or not before something else happens. */
function dueAt({ prepared, result, isInFlight }: Standing, { startedAt, offset }: When): number | undefined {
  if (isInFlight || isCompleted(result?.phase)) return undefined;
  const last = lastOf(result);
  if (!last) return startedAt.getTime() + prepared.initialDelay;
  if (unfinishedOf(result)) return prepared.metric.provider.job ? undefined : timeOf(last.resumeAt);
  const rest = last.phase === 'Error' ? AGAIN : (prepared.interval ?? AGAIN);
  return timeOf(last.finishedAt) + rest + offset;
}

const timeOf = (text: string | undefined): number => (text === undefined ? 0 : Date.parse(text));

/** The same for all passes of a run. */
export function offsetOf(uid: string): number {
  let hash = 0;
  for (const character of uid) hash = (hash * 31 + character.charCodeAt(0)) % 1_000;
  return hash;
}
