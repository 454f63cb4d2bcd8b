/** What controllers have in common: what they work with, and how they are driven. */
import type { Clock, Random } from '../../kube/clock.ts';
import { hasReason } from '../../kube/errors.ts';
import { Queue } from '../../kube/queue.ts';
import type { Change } from '../../kube/store.ts';
import type { Resource } from '../../kube/types.ts';
import type { Api } from './api.ts';
import type { Kinds } from './kinds.ts';
import type { Watched } from './watched.ts';

export interface Means {
  readonly api: Api;
  readonly watched: Watched;
  readonly clock: Clock;
  readonly random: Random;
  /** As last discovered. */
  readonly kinds: () => Kinds;
  readonly onProblem: (what: string, error: unknown) => void;
}

export interface Controller {
  /** Kinds of which everything must be known before the first pass. */
  readonly needs: readonly Resource[];
  changed(resource: Resource, change: Change): void;
  /** There are other kinds than before. */
  kindsChanged?(): void;
  readonly queue: Queue;
}

const CONCURRENCY = 16;
const BACKOFF = { baseMs: 10, maxMs: 30_000 };

export function queueOf(
  means: Pick<Means, 'clock' | 'random' | 'onProblem'>,
  name: string,
  run: (key: string) => Promise<Date | undefined>,
): Queue {
  const { clock, random, onProblem } = means;
  return new Queue({
    clock,
    random,
    concurrency: CONCURRENCY,
    backoff: BACKOFF,
    run,
    onError: (key, error) => {
      // Somebody else wrote first: the next pass looks again.
      if (!hasReason(error, 'Conflict')) onProblem(`${name} ${key}`, error);
    },
  });
}

export const inSeconds = (clock: Clock, seconds: number): Date => new Date(clock.now().getTime() + seconds * 1000);
