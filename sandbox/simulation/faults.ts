/** What goes wrong in a simulation, how often, and to whom: terms that a seed turns into events. */
import type { Random } from '../../kube/clock.ts';
import type { Subject } from './subject.ts';

/**
 * - conflict: refused, as if somebody else had written first;
 * - busy: refused with 429, and asked to come back in a second;
 * - error: refused with 500;
 * - reset: the connection breaks, before the server has acted or after;
 * - silence: no answer ever comes, and the server may have acted.
 */
export type RequestFault = 'conflict' | 'busy' | 'error' | 'reset' | 'silence';

export interface RequestFaults {
  readonly fault: RequestFault;
  /** Of the requests that are meant, from 0 to 1. */
  readonly share: number;
  /** Such as `create`; all if absent. */
  readonly verbs?: readonly string[];
  /** Plurals, such as `pods`; all if absent. */
  readonly kinds?: readonly string[];
}

/** Shares of the events that watches deliver, from 0 to 1. */
export interface WatchFaults {
  /** So many come later than they should, by up to `most` milliseconds, and all that follow on that watch with them. */
  readonly delay?: { readonly share: number; readonly most: number };
  /** The event is lost; some time later the watch ends with 410, so that a list brings it to light. */
  readonly drop?: number;
  /** The event comes again, after later ones. */
  readonly duplicate?: number;
  /** The connection breaks instead. */
  readonly break?: number;
}

export type EventFault = 'drop' | 'duplicate' | 'break';

/**
 * What had become of the write in hand when the process died: it was never sent, the server did it and nobody heard,
 * or the answer had come.
 */
export type CrashOutcome = 'not sent' | 'answer lost' | 'answered';

export interface CrashFaults {
  /** Of the writes: so many are the last of their process. */
  readonly share: number;
  readonly outcomes?: readonly [CrashOutcome, ...CrashOutcome[]];
}

/** Of one process. */
export interface Faults {
  readonly requests?: readonly RequestFaults[];
  readonly watches?: WatchFaults;
  /** Share of lists that are answered from the past. */
  readonly staleLists?: number;
  readonly crashes?: CrashFaults;
  /** The process stands still, as when its machine does: once in `every` milliseconds on average, for up to `most`. */
  readonly pauses?: { readonly every: number; readonly most: number };
  /** Its clock on the wall is set forward or back by up to `most` milliseconds, once in `every` on average. */
  readonly jumps?: { readonly every: number; readonly most: number };
}

const OUTCOMES: readonly [CrashOutcome, ...CrashOutcome[]] = ['not sent', 'answer lost', 'answered'];

/** The faults of one process, drawn one after another. */
export class Misfortune {
  readonly #faults: Faults;
  readonly #random: Random;
  /** Whether faults happen at this time. */
  readonly #isOn: () => boolean;

  constructor(faults: Faults, random: Random, isOn: () => boolean) {
    this.#faults = faults;
    this.#random = random;
    this.#isOn = isOn;
  }

  ofRequest({ verb, kind }: Subject): RequestFault | undefined {
    const meant = (this.#faults.requests ?? []).filter(
      ({ verbs, kinds }) => (verbs?.includes(verb) ?? true) && (kinds?.includes(kind) ?? true),
    );
    return meant.find(({ share }) => this.#strikes(share))?.fault;
  }

  /** Undefined if the process lives on. */
  ofLife(): CrashOutcome | undefined {
    const { crashes } = this.#faults;
    if (!crashes || !this.#strikes(crashes.share)) return undefined;
    const outcomes = crashes.outcomes ?? OUTCOMES;
    return outcomes[Math.floor(this.#random() * outcomes.length)];
  }

  ofList(): boolean {
    return this.#strikes(this.#faults.staleLists);
  }

  ofEvent(): EventFault | undefined {
    const { drop, duplicate, break: broken } = this.#faults.watches ?? {};
    if (this.#strikes(drop)) return 'drop';
    if (this.#strikes(duplicate)) return 'duplicate';
    return this.#strikes(broken) ? 'break' : undefined;
  }

  /** Milliseconds an event is late. */
  ofDelivery(): number {
    const { delay } = this.#faults.watches ?? {};
    return delay && this.#strikes(delay.share) ? this.#random() * delay.most : 0;
  }

  get pauses(): Faults['pauses'] {
    return this.#faults.pauses;
  }

  get jumps(): Faults['jumps'] {
    return this.#faults.jumps;
  }

  /** From 0 to below `most`. */
  upTo(most: number): number {
    return this.#random() * most;
  }

  /** Without a share nothing is drawn, so that a fault that is not asked for changes no other. */
  #strikes(share: number | undefined): boolean {
    return share !== undefined && share > 0 && this.#isOn() && this.#random() < share;
  }
}
