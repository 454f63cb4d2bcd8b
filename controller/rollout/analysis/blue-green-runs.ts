/** The analyses of a blue-green update: one before requests are switched, one after. */
import type { Bare, Verdicts } from '../blue-green/terms.ts';
import { areTargetsRegistered } from '../verification.ts';
import { kept, NO_WORK, type RoleWork, run, type Standing } from './run-of-role.ts';
import { type AnalysisWork, workOf } from './work.ts';

export interface BlueGreenAnalysis {
  readonly work: AnalysisWork;
  readonly verdicts: Verdicts;
}

/** `isPreviewReady`: all pods of the preview are there. */
export function blueGreenRuns(terms: Bare, isPreviewReady: boolean): BlueGreenAnalysis {
  const [before, after] = [runBefore(terms, isPreviewReady), runAfter(terms)];
  const { prePromotionAnalysis, postPromotionAnalysis } = terms.blueGreen;
  return {
    work: workOf({ PrePromotion: before, PostPromotion: after }),
    verdicts: {
      before: isPassed(prePromotionAnalysis, before) ? 'passed' : 'awaited',
      after: isPassed(postPromotionAnalysis, after) ? 'passed' : 'awaited',
    },
  };
}

const isPassed = (
  analysis: { readonly templates?: readonly unknown[] | undefined } | undefined,
  { phase }: RoleWork,
): boolean => !analysis?.templates?.length || phase === 'Successful';

/** What has been said stays in the status until the next update begins, but nobody asks any more. */
function isCancelled({ view, isHurried, isAborted, isFastRollback }: Bare): boolean {
  return view.isInitial || view.isPromoted || isAborted || isHurried || isFastRollback;
}

function runBefore(terms: Bare, isPreviewReady: boolean): RoleWork {
  const { blueGreen, snapshot, activeHash, view } = terms;
  const { prePromotionAnalysis: analysis } = blueGreen;
  if (!analysis?.templates?.length || view.isReset) return NO_WORK;
  const standing: Standing = { snapshot, view, told: snapshot.status.blueGreen?.prePromotionAnalysisRunStatus };
  const isSwitched = activeHash === '' || activeHash === snapshot.hash;
  if (isCancelled(terms) || isSwitched) return past(standing, 'PrePromotion');
  if (isHalted(terms)) return kept(standing, 'PrePromotion');
  return standing.told || isPreviewReady ? run(standing, { role: 'PrePromotion', analysis }) : NO_WORK;
}

function runAfter(terms: Bare): RoleWork {
  const { blueGreen, snapshot, activeHash, view, replicas } = terms;
  const { postPromotionAnalysis: analysis } = blueGreen;
  if (!analysis?.templates?.length || view.isReset) return NO_WORK;
  const standing: Standing = { snapshot, view, told: snapshot.status.blueGreen?.postPromotionAnalysisRunStatus };
  if (isCancelled(terms)) return past(standing, 'PostPromotion');
  if (isHalted(terms)) return kept(standing, 'PostPromotion');
  const { current } = snapshot;
  const isThere = current?.size === replicas && current.available === replicas;
  const isSwitched = activeHash === snapshot.hash && isThere && areTargetsRegistered(snapshot);
  return standing.told || isSwitched ? run(standing, { role: 'PostPromotion', analysis }) : NO_WORK;
}

const isHalted = ({ view }: Bare): boolean => view.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun');

/** Told of, without consequences, and not waited for. */
function past(standing: Standing, role: 'PrePromotion' | 'PostPromotion'): RoleWork {
  const { status, notices } = kept(standing, role);
  return { ...NO_WORK, status, notices };
}
