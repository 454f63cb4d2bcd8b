/** Experiments as a Rollout deals with them: it starts, watches, ends and deletes its own. */
import type { ExperimentObject } from '../../experiment-contract.ts';
import type { Snapshot } from '../snapshot.ts';

/** What there is of experiments, as far as a Rollout looks at them. */
export interface Experiments {
  /** Those of the Rollout, and others whose names may be in the way. */
  readonly all: readonly ExperimentObject[];
  /** Ready addresses of each template's own pods behind its Service, by the Service. */
  readonly addresses: ReadonlyMap<string, number>;
}

/** Nothing where nobody asks for any. */
export const experimentsIn = ({ experiments }: Pick<Snapshot, 'experiments'>): Experiments =>
  experiments ?? { all: [], addresses: new Map() };

export const experimentNamed = (s: Pick<Snapshot, 'experiments'>, name: string): ExperimentObject | undefined =>
  experimentsIn(s).all.find(({ metadata }) => metadata.name === name);
