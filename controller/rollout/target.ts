/** Where a strategy wants to be next. One shared comparison turns it into actions. */
import type { Action, Notice } from '../runtime/plan.ts';
import type { Split } from '../traffic/router.ts';
import type { AnalysisWork } from './analysis/work.ts';
import type { Capacity } from './capacity.ts';
import type { ExperimentWork } from './experiments/work.ts';
import type { Outcome } from './status/outcome.ts';

/** What is wanted of a ReplicaSet; what is left out stays. */
export interface Wanted {
  readonly size?: number;
  /** When its pods may go; null if no such moment is to be set. */
  readonly deadline?: Date | null;
}

export interface Target {
  /** By the hash of the revision. */
  readonly revisions: ReadonlyMap<string, Wanted>;
  /** Which revision each Service is to select, by the Service's name. */
  readonly selectors: ReadonlyMap<string, string>;
  /** How requests are to be divided; undefined if no router does that, or none is to be touched. */
  readonly split?: Split;
  /** What is asked of the world outside the cluster once pods are as wanted. */
  readonly effects?: readonly Action[];
  /** What the analyses of the update come to. */
  readonly analysis?: AnalysisWork;
  /** What the experiment of the step in hand comes to. */
  readonly experiment?: ExperimentWork;
  readonly outcome: Outcome;
  readonly notices: readonly Notice[];
  readonly wakeAt?: Date;
  /** What requests need while this is carried out; sizes are within it already. */
  readonly capacity?: Capacity;
}

export function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  const known = moments.flatMap((one) => (one ? [one.getTime()] : []));
  return known.length === 0 ? undefined : new Date(Math.min(...known));
}
