/** What a strategy decided in a pass, as far as the status tells of it. */
import type { RolloutStatus } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';

type PauseReason = NonNullable<RolloutStatus['pauseConditions']>[number]['reason'];

interface PauseChange {
  readonly add?: readonly PauseReason[];
  readonly remove?: readonly PauseReason[];
  /** All pauses go, whatever else is asked. */
  readonly clear?: boolean;
}

export interface Outcome {
  /** Undefined without steps. */
  readonly stepIndex?: number | undefined;
  /** The promoted revision once this pass is over; empty if there is none. */
  readonly stableHash: string;
  /** The Rollout's revision number as its annotation says once this pass is over. */
  readonly revision: number;
  /** Name of the ReplicaSet that this pass creates. */
  readonly created?: string | undefined;
  readonly pauses?: PauseChange;
  /** An abort that starts now, its cause empty if a client asked for it, or the end of one. One that lasts needs nothing. */
  readonly abort?: { readonly message: string } | 'remove' | undefined;
  /** Template or steps changed: pauses, abort and promoteFull go, a restart is superseded. */
  readonly isReset: boolean;
  /** How the template that arrives in this pass goes back to an older one, if it does. */
  readonly rollback?: 'RolledBack' | 'FastRolledBack' | undefined;
  readonly promoteFull: boolean;
  /** The restart that was finished in this pass. */
  readonly restartedAt?: string | undefined;
  readonly collisionCount?: number | undefined;
  readonly canary?: RolloutStatus['canary'];
  readonly blueGreen?: RolloutStatus['blueGreen'];
}

/** A status that is being drawn up. */
export interface Draft {
  readonly snapshot: Snapshot;
  readonly outcome: Outcome;
  /** All of it that is known so far. */
  readonly next: RolloutStatus;
}
