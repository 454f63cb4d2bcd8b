/** AnalysisRuns as a Rollout deals with them: each has a role in its update. */
import type { Analyses, Snapshot } from '../snapshot.ts';

export type Role = 'Step' | 'Background' | 'PrePromotion' | 'PostPromotion';

export const ROLE_LABEL = 'rollout-type';
export const STEP_LABEL = 'step-index';

/** What there is of analyses; nothing where nobody asks for any. */
export const analysesIn = ({ analysis }: Pick<Snapshot, 'analysis'>): Analyses =>
  analysis ?? { runs: [], templates: { namespaced: new Map(), cluster: new Map() } };
