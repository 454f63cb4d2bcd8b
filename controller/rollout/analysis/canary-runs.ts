/** The analyses of a canary: one for the step in hand, one in the background of the whole update. */
import type { Terms } from '../canary/terms.ts';
import { isFastRollback } from '../rollback.ts';
import { STEP_LABEL } from './objects.ts';
import { kept, NO_WORK, type RoleWork, run, runNamed, type Standing } from './run-of-role.ts';
import { type AnalysisWork, NOTHING, workOf } from './work.ts';

export function canaryRuns(terms: Terms): AnalysisWork {
  return isCancelled(terms) ? NOTHING : workOf({ Step: stepRun(terms), Background: backgroundRun(terms) });
}

/** Nothing is left to be judged, or nobody wants to wait for it. */
export function isCancelled({ view, isHurried, snapshot }: Terms): boolean {
  const isOver = view.isReset || view.isInitial || view.isPromoted || view.isAborted;
  return isOver || view.isPromoteFull || isHurried || isFastRollback(snapshot);
}

function stepRun(terms: Terms): RoleWork {
  const { view, snapshot } = terms;
  const standing = { snapshot, view, told: snapshot.status.canary?.currentStepAnalysisRunStatus };
  if (view.pauses.length > 0) return kept(standing, 'Step');
  const { analysis } = view.steps[view.index] ?? {};
  if (!analysis?.templates?.length) return NO_WORK;
  return run(ofStep(standing, view.index), { role: 'Step', analysis, index: view.index });
}

/** The run of another step says nothing of this one. */
function ofStep(standing: Standing, index: number): Standing {
  const { snapshot, told } = standing;
  const current = told && runNamed(snapshot, told.name);
  const isOther = current !== undefined && current.metadata.labels?.[STEP_LABEL] !== String(index);
  return isOther ? { ...standing, told: undefined } : standing;
}

function backgroundRun({ view, snapshot, canary }: Terms): RoleWork {
  const { analysis } = canary;
  const standing = { snapshot, view, told: snapshot.status.canary?.currentBackgroundAnalysisRunStatus };
  const isEarly = view.index < (analysis?.startingStep ?? 0);
  if (!analysis?.templates?.length || isEarly) return NO_WORK;
  if (view.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun')) return kept(standing, 'Background');
  return run(standing, { role: 'Background', analysis });
}
