/** What is left to do for the analyses and experiments of an update. */
import type { Action } from '../runtime/plan.ts';
import { runChores } from './analysis/chores.ts';
import { NOTHING } from './analysis/work.ts';
import { experimentChores } from './experiments/chores.ts';
import { NO_EXPERIMENT } from './experiments/work.ts';
import type { Snapshot } from './snapshot.ts';
import type { Target } from './target.ts';

export interface UpdateChores {
  /** Before requests go to pods of experiments. */
  readonly marks: readonly Action[];
  /** Starts and ends: before pods shrink. */
  readonly runs: readonly Action[];
  readonly tidy: readonly Action[];
}

export function updateChores(
  s: Snapshot,
  { analysis = NOTHING, experiment = NO_EXPERIMENT, split }: Target,
): UpdateChores {
  const runs = runChores(s, analysis);
  const experiments = experimentChores(s, experiment, split);
  return {
    marks: experiments.marks,
    runs: [...runs.runs, ...experiments.runs],
    tidy: [...runs.tidy, ...experiments.tidy],
  };
}
