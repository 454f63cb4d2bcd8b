/** What the analyses of an update come to in a pass: runs to start, what they say, and what follows. */
import type { RolloutAnalysis } from '../../../crds/analysis/references.ts';
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import type { Action, Notice } from '../../runtime/plan.ts';
import type { Outcome } from '../status/outcome.ts';
import type { Role } from './objects.ts';
import type { RoleWork } from './run-of-role.ts';

export interface AnalysisWork {
  readonly actions: readonly Action[];
  readonly notices: readonly Notice[];
  /** Why the update is to be aborted. */
  readonly failure?: string | undefined;
  /** Somebody has to look. */
  readonly isInconclusive: boolean;
  readonly byRole: Readonly<Partial<Record<Role, RoleWork>>>;
}

const WHAT: Readonly<Record<Role, string>> = {
  Step: 'Step-based analysis',
  Background: 'Background analysis',
  PrePromotion: 'Blue/green pre-promotion analysis',
  PostPromotion: 'Blue/green post-promotion analysis',
};

export function workOf(byRole: AnalysisWork['byRole']): AnalysisWork {
  const all = Object.entries(byRole) as (readonly [Role, RoleWork])[];
  return {
    byRole,
    actions: all.flatMap(([, { actions }]) => actions),
    notices: all.flatMap(([, { notices, problem }]) => [...notices, ...problemNotices(problem)]),
    failure: all.map(([role, work]) => failureOf(role, work)).find((text) => text !== undefined),
    isInconclusive: all.some(([, { phase }]) => phase === 'Inconclusive'),
  };
}

export const NOTHING: AnalysisWork = workOf({});

function failureOf(role: Role, { phase, message }: RoleWork): string | undefined {
  if (phase !== 'Failed' && phase !== 'Error') return undefined;
  return `${WHAT[role]} phase error/failed${message ? `: ${message}` : ''}`;
}

function problemNotices(problem: string | undefined): readonly Notice[] {
  if (problem === undefined) return [];
  const message = `Reconciliation failed with error: ${problem}`;
  return [{ type: 'Warning', reason: 'ReconciliationError', message }];
}

/** An abort if something has failed, or a pause that only a person ends. */
export function consequence(
  { failure, isInconclusive }: AnalysisWork,
  { pauses }: Pick<Outcome, 'pauses'>,
): Pick<Outcome, 'abort' | 'pauses'> {
  if (failure !== undefined) return { abort: { message: failure } };
  if (!isInconclusive) return {};
  return { pauses: { ...pauses, add: [...(pauses?.add ?? []), 'InconclusiveAnalysisRun'] } };
}

type CanaryStatus = RolloutStatus['canary'];

export const withCanaryRuns = (block: CanaryStatus, { byRole }: AnalysisWork): CanaryStatus => {
  const [step, background] = [byRole.Step?.status, byRole.Background?.status];
  if (!step && !background) return block;
  return {
    ...block,
    ...(step && { currentStepAnalysisRunStatus: step }),
    ...(background && { currentBackgroundAnalysisRunStatus: background }),
  };
};

type BlueGreenStatus = RolloutStatus['blueGreen'];

export const withBlueGreenRuns = (block: BlueGreenStatus, { byRole }: AnalysisWork): BlueGreenStatus => {
  const [before, after] = [byRole.PrePromotion?.status, byRole.PostPromotion?.status];
  return {
    ...block,
    ...(before && { prePromotionAnalysisRunStatus: before }),
    ...(after && { postPromotionAnalysisRunStatus: after }),
  };
};

/** The step that is done takes its run out of the status. */
export function withoutStepRun({ canary }: Pick<Outcome, 'canary'>): Pick<Outcome, 'canary'> {
  if (!canary?.currentStepAnalysisRunStatus) return {};
  const { currentStepAnalysisRunStatus: _, ...rest } = canary;
  return { canary: rest };
}

/** An analysis of nothing finds nothing wrong. */
export const isJudgedGood = ({ templates }: Partial<RolloutAnalysis>, { byRole }: AnalysisWork): boolean =>
  !templates?.length || byRole.Step?.phase === 'Successful';
