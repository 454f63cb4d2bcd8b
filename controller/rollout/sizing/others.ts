/** What becomes of the revisions that are neither current nor stable. */
import { type Counts, proven, total } from './counts.ts';
import { DEFAULT_DELAY_SECONDS, delayed, gone, type OldSize, type ScaleDownDelay } from './delay.ts';

export interface OldRevision extends Counts {
  readonly name: string;
  readonly hash: string;
  readonly number: number;
  readonly deadline: Date | undefined;
}

interface Olds {
  readonly others: readonly OldRevision[];
  readonly replicas: number;
}

interface Routed extends Olds {
  /** Hashes that something still sends requests to. */
  readonly referenced: ReadonlySet<string>;
  readonly delay: ScaleDownDelay;
}

interface Guarded extends Olds {
  /** Current and stable; one of them if they are the same. */
  readonly kept: readonly Counts[];
  readonly unavailable: number;
}

export interface BasicOthers extends Guarded {
  readonly strategy: 'basic';
}

export interface TrafficOthers extends Guarded, Routed {
  readonly strategy: 'traffic';
  readonly isPromoted: boolean;
  readonly isDynamic: boolean;
  /** The router has yet to confirm the promotion: no delay starts, and nobody goes. */
  readonly isUnverified?: boolean;
}

export interface BlueGreenOthers extends Routed {
  readonly strategy: 'blueGreen';
  /** An analysis is inconclusive, or one after promotion runs and nobody set a delay. */
  readonly isBlocked: boolean;
}

export interface OthersDown {
  /** Those that have a size, newest first. */
  readonly revisions: readonly OldSize[];
  readonly wakeAt?: Date;
}

export function othersDown(input: BasicOthers | TrafficOthers | BlueGreenOthers): OthersDown {
  const olds = input.others.filter(({ size }) => size > 0).toSorted((one, other) => other.number - one.number);
  switch (input.strategy) {
    case 'basic':
      return { revisions: basicDown(olds, input) };
    case 'traffic':
      return withWakeAt(trafficDown(olds, input), input.delay.now);
    case 'blueGreen':
      return withWakeAt(blueGreenDown(olds, input), input.delay.now);
  }
}

/** Every pod takes traffic, so there is no delay, and only as many go as may be missing. */
function basicDown(olds: readonly OldRevision[], input: BasicOthers): readonly OldSize[] {
  let spare = spareOf(input);
  return olds.map((old) => {
    const size = Math.max(0, serving(old) - Math.max(0, spare));
    spare -= serving(old) - size;
    return { name: old.name, size, deadline: undefined };
  });
}

function trafficDown(olds: readonly OldRevision[], input: TrafficOthers): readonly OldSize[] {
  let spare = spareOf(input);
  let waiting = 0;
  return olds.map((old) => {
    if (input.referenced.has(old.hash)) return unchanged(old);
    // Who answers nobody is not needed, however many pods are missing elsewhere.
    const isSpare = spare > 0 || serving(old) === 0;
    const after = isSpare ? spared(old, input, waiting) : needed(old, input);
    if (after.deadline) waiting += 1;
    spare -= Math.max(0, serving(old) - after.size);
    return after;
  });
}

/** One that never became stable has nothing to go back to: it goes at once. */
function spared(old: OldRevision, input: TrafficOthers, waiting: number): OldSize {
  if (!wasReplaced(old, input)) return gone(old);
  if (input.isUnverified && !old.deadline) return unchanged(old);
  if (input.isDynamic) return gone(old);
  return delayed(unchanged(old), input.delay, { waiting, kept: old.size });
}

/** While pods are missing elsewhere, those that are ready stay; in a delay all stay, it is there to keep them. */
function needed(old: OldRevision, input: TrafficOthers): OldSize {
  const { now, seconds = DEFAULT_DELAY_SECONDS } = input.delay;
  const hasTime = old.deadline === undefined || old.deadline > now;
  const isKept = wasReplaced(old, input) && !input.isDynamic && seconds > 0 && hasTime;
  return isKept ? unchanged(old) : { ...unchanged(old), size: serving(old) };
}

const wasReplaced = ({ deadline }: OldRevision, { isPromoted }: TrafficOthers): boolean =>
  isPromoted || deadline !== undefined;

/** Those that wait follow the replicas, so that going back needs no new pods. */
function blueGreenDown(olds: readonly OldRevision[], input: BlueGreenOthers): readonly OldSize[] {
  let waiting = 0;
  return olds.map((old) => {
    if (input.isBlocked || input.referenced.has(old.hash)) return unchanged(old);
    const after = delayed(unchanged(old), input.delay, { waiting, kept: input.replicas });
    if (after.deadline) waiting += 1;
    return after;
  });
}

/** How many available pods there are beyond those that have to be. */
const spareOf = ({ kept, others, replicas, unavailable }: Guarded): number =>
  total([...kept, ...others], proven) - Math.max(0, replicas - unavailable);

/** Pods that are not ready serve nobody; those that are ready may be counted on although they are not yet available. */
const serving = ({ size, ready, available }: Pick<Counts, 'size' | 'ready' | 'available'>): number =>
  Math.min(size, Math.max(ready, available));

const unchanged = ({ name, size, deadline }: OldRevision): OldSize => ({ name, size, deadline });

function withWakeAt(revisions: readonly OldSize[], now: Date): OthersDown {
  const waits = revisions.flatMap(({ deadline }) => (deadline && deadline > now ? [deadline.getTime()] : []));
  return waits.length > 0 ? { revisions, wakeAt: new Date(Math.min(...waits)) } : { revisions };
}
