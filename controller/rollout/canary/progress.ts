/** Steps that are done, pauses that begin and end, and the promotion at the end. */
import { pauseSeconds } from '../../../crds/duration.ts';
import type { Step } from '../../../crds/rollout/steps.ts';
import type { Notice } from '../../runtime/plan.ts';
import { type AnalysisWork, isJudgedGood } from '../analysis/work.ts';
import type { ExperimentWork } from '../experiments/work.ts';
import { isFastRollback, isWithinWindow } from '../rollback.ts';
import { isThresholdMet } from '../sizing/threshold.ts';
import { isPluginDone, type PluginWork } from './step-plugins.ts';
import type { Terms } from './terms.ts';

/** What this pass saw. */
export interface Seen {
  /** All sizes are what the step asks for, and its pods are available. */
  readonly isAtDesiredCounts: boolean;
  /** Nothing is left to scale in this pass. */
  readonly isSettled: boolean;
  /** The routers show what is wanted of them; true without routers. */
  readonly isTrafficShown: boolean;
  /** Load balancers do what the routers show; undefined if nobody has asked them. */
  readonly isVerified: boolean | undefined;
  readonly plugins: PluginWork;
  readonly analysis: AnalysisWork;
  readonly experiment: ExperimentWork;
}

export const currentStep = ({ view }: Terms): Step | undefined => view.steps[view.index];

/** When the pause in hand ends; undefined if none has begun, or if it ends with a person. */
export function pauseEnd({ view }: Terms, step: Step): Date | undefined {
  const begun = view.pauses.find(({ reason }) => reason === 'CanaryPauseStep');
  const { duration } = step.pause ?? {};
  if (!begun || duration === undefined) return undefined;
  return new Date(Date.parse(begun.startTime) + (pauseSeconds(duration) ?? 0) * 1000);
}

export function isStepComplete(terms: Terms, step: Step, seen: Seen): boolean {
  if (terms.snapshot.spec.paused) return false;
  if (step.pause) return isPauseOver(terms, step);
  if (step.setCanaryScale) return seen.isAtDesiredCounts;
  if (step.setWeight !== undefined) return seen.isAtDesiredCounts && seen.isTrafficShown && seen.isVerified !== false;
  if (step.setHeaderRoute || step.setMirrorRoute) return seen.isTrafficShown;
  if (step.analysis) return isJudgedGood(step.analysis, seen.analysis);
  if (step.experiment) return seen.experiment.isGood;
  if (step.plugin) return isPluginDone(seen.plugins.statuses, terms.view.index);
  return false;
}

function isPauseOver(terms: Terms, step: Step): boolean {
  const { view, snapshot } = terms;
  const isBegun = view.pauses.some(({ reason }) => reason === 'CanaryPauseStep');
  // Somebody has taken the pause away.
  if (view.isControllerPause && !isBegun) return true;
  const end = pauseEnd(terms, step);
  return end !== undefined && snapshot.now > end;
}

/** Whether the pause of the step in hand begins now. */
export function beginsPause(terms: Terms, { isSettled }: Seen): boolean {
  const { view, isHalted } = terms;
  if (isHalted || view.isControllerPause) return false;
  return isSettled && currentStep(terms)?.pause !== undefined;
}

/** Why everything goes to the current revision now; undefined if it does not. */
export function promotionReason(terms: Terms, seen: Seen): string | undefined {
  const { view, snapshot, replicas, canary } = terms;
  const { current } = snapshot;
  if (view.isInitial) return 'Initial deploy';
  if (view.isAborted || view.isPromoted || !current) return undefined;
  const isThere = current.available >= replicas || isThresholdMet(current, replicas, canary.replicaProgressThreshold);
  if (!isThere) return undefined;
  if (view.isPromoteFull) return 'Full promotion requested';
  if (isFastRollback(snapshot)) return isWithinWindow(snapshot) ? 'Rollback within window' : 'Fast rollback';
  return completionReason(terms, seen);
}

function completionReason(terms: Terms, seen: Seen): string | undefined {
  const { index, steps } = terms.view;
  const isOver = index === steps.length && isInForce(terms, seen);
  return isOver ? `Completed all ${steps.length} canary steps` : undefined;
}

/** Where load balancers are verified, stable is given up only once all requests go to the canary. */
function isInForce({ snapshot, canary }: Terms, { isTrafficShown, isVerified }: Seen): boolean {
  const isAsked = snapshot.targets !== undefined && canary.trafficRouting?.alb !== undefined;
  return !isAsked || (isTrafficShown && isVerified !== false);
}

export function stepCompleted({ view }: Terms, step: Step): Notice {
  const message = `Rollout step ${view.index + 1}/${view.steps.length} completed (${stepText(step)})`;
  return { type: 'Normal', reason: 'RolloutStepCompleted', message };
}

export function stepText(step: Step): string {
  if (step.setWeight !== undefined) return `setWeight: ${step.setWeight}`;
  if (step.pause) return step.pause.duration === undefined ? 'pause' : `pause: ${durationText(step.pause.duration)}`;
  if (step.setCanaryScale) return `setCanaryScale${scaleText(step.setCanaryScale)}`;
  if (step.setHeaderRoute) return `setHeaderRoute: ${step.setHeaderRoute.name}`;
  if (step.setMirrorRoute) return `setMirrorRoute: ${step.setMirrorRoute.name}`;
  if (step.plugin) return `plugin: ${step.plugin.name}`;
  return step.analysis ? 'analysis' : 'experiment';
}

const durationText = (duration: number | string): string => (typeof duration === 'number' ? `${duration}s` : duration);

function scaleText({ weight, replicas, matchTrafficWeight }: NonNullable<Step['setCanaryScale']>): string {
  if (matchTrafficWeight) return '{matchTrafficWeight: true}';
  return replicas === undefined ? `{weight: ${weight}}` : `{replicas: ${replicas}}`;
}
