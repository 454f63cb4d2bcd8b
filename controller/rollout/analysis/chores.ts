/** What is left to do for the runs of a Rollout once it is known which ones count. */
import { isControlledBy } from '../../analysis/ownership.ts';
import type { Action } from '../../runtime/plan.ts';
import type { Snapshot } from '../snapshot.ts';
import { endedRuns, surplusRuns } from './garbage.ts';
import { analysesIn } from './objects.ts';
import type { AnalysisWork } from './work.ts';

export interface RunChores {
  /** Starts and ends: before pods shrink. */
  readonly runs: readonly Action[];
  readonly tidy: readonly Action[];
}

/** Of runs that are only told of, those that go on end, too. */
export function runChores(s: Snapshot, { actions, byRole }: AnalysisWork): RunChores {
  const told = Object.values(byRole).flatMap(({ status, isAwaited }) => (status ? [{ ...status, isAwaited }] : []));
  // Others are only in the way of names.
  const runs = analysesIn(s).runs.filter((one) => isControlledBy(one, s.object));
  const awaited = told.filter(({ isAwaited }) => isAwaited);
  return {
    runs: [...actions, ...endedRuns(runs, namesOf(awaited))],
    tidy: surplusRuns(s, runs, namesOf(told)),
  };
}

const namesOf = (told: readonly { readonly name: string }[]): ReadonlySet<string> =>
  new Set(told.map(({ name }) => name));
