/** No step is skipped or repeated unless a user did it, and no command of a user gets lost. */
import type { RolloutObject, RolloutStatus } from '../../../controller/rollout/objects.ts';
import type { Ledger } from './ledger.ts';
import { canaryWeights } from './routed.ts';
import { canaryOf, readyPods } from './world.ts';

type Canary = NonNullable<NonNullable<RolloutObject['spec']['strategy']>['canary']>;
export type Step = NonNullable<Canary['steps']>[number];

/** A status of the controller in place of another. */
interface Change {
  readonly was: RolloutStatus;
  readonly is: RolloutStatus;
  /** As the controller may have seen it. */
  readonly believed: readonly RolloutObject[];
}

export function changes(ledger: Ledger): readonly (Change & { readonly rollout: RolloutObject })[] {
  if (!ledger.isByController || ledger.write?.kind !== 'rollouts/status') return [];
  return ledger.rollouts
    .filter(({ was, is }) => was !== is)
    .map(({ was, is }) => ({
      ...{ rollout: is, was: was.status ?? {}, is: is.status ?? {}, believed: ledger.believed(is) },
    }));
}

const stepsIn = ({ spec }: RolloutObject): readonly Step[] => spec.strategy?.canary?.steps ?? [];

const isReset = ({ was, is }: Change): boolean =>
  was.currentPodHash !== is.currentPodHash || was.currentStepHash !== is.currentStepHash;

const isPromoted = ({ stableRS, currentPodHash }: RolloutStatus): boolean =>
  stableRS !== undefined && stableRS === currentPodHash;

const hasWindow = ({ believed }: Change): boolean => believed.some(({ spec }) => spec.rollbackWindow !== undefined);

/** Nobody asks for steps any more. */
const isHurried = (change: Change): boolean =>
  isPromoted(change.was) || isPromoted(change.is) || change.was.promoteFull === true || hasWindow(change);

export function lostStep(ledger: Ledger): string | undefined {
  for (const change of changes(ledger)) {
    const problem = strayed(change, ledger);
    if (problem !== undefined) return `${change.rollout.metadata.name} ${problem}`;
  }
  return undefined;
}

type Strayed = Change & { readonly rollout: RolloutObject };

function strayed(change: Strayed, ledger: Ledger): string | undefined {
  const [from, to] = [change.was.currentStepIndex, change.is.currentStepIndex];
  if (from === undefined || to === undefined || from === to || mayJump(change, from, to)) return undefined;
  return to === from + 1 ? leftEarly(change, from, ledger) : `goes from step ${from} to ${to}`;
}

/** To the beginning, or past all steps. */
function mayJump(change: Change, from: number, to: number): boolean {
  if (to === 0) return isReset(change) || change.is.abort === true;
  const isAtEnd = change.believed.some((one) => stepsIn(one).length === to);
  // Fewer steps than were done are all done.
  return isAtEnd && (isReset(change) || isHurried(change) || to < from);
}

function leftEarly(change: Strayed, from: number, ledger: Ledger): string | undefined {
  const steps = change.believed.map((one) => stepsIn(one)[from]);
  const problems = steps.map((step) => step && unfinished(step, change, ledger));
  return problems.every((problem) => problem !== undefined) ? `leaves ${problems.at(-1)}` : undefined;
}

function unfinished(
  step: Step,
  { was, rollout }: Change & { readonly rollout: RolloutObject },
  ledger: Ledger,
): string | undefined {
  if (step.pause) return earlyEnd(step.pause, was, ledger);
  const { trafficRouting } = canaryOf(rollout.spec) as Canary;
  if (step.setWeight === undefined || !trafficRouting || ledger.isMeddledWith(rollout)) return undefined;
  // Where nobody is wanted, or stable is down, whoever is there answers.
  if (rollout.spec.replicas === 0 || isStableDown(ledger, rollout)) return undefined;
  const wanted = step.setWeight;
  const other = canaryWeights(ledger.after, rollout).find((shown) => Math.abs(shown - wanted) >= 0.01);
  return other === undefined ? undefined : `setWeight ${wanted} with ${other} shown`;
}

/** One that shrinks with the steps is waited for. */
function isStableDown({ after }: Ledger, rollout: RolloutObject): boolean {
  const ready = readyPods(after, rollout).get(rollout.status?.stableRS ?? '') ?? 0;
  return ready === 0 && !rollout.spec.strategy?.canary?.dynamicStableScale;
}

function earlyEnd({ duration }: NonNullable<Step['pause']>, was: RolloutStatus, ledger: Ledger): string | undefined {
  const begun = was.pauseConditions?.find(({ reason }) => reason === 'CanaryPauseStep');
  if (was.controllerPause && !begun) return undefined;
  if (duration === undefined || !begun) return 'a pause that nobody ended';
  const lasted = (ledger.now - (Date.parse(begun.startTime) - START)) / 1000;
  return lasted < Number.parseInt(String(duration), 10) - CLOCKS_DIFFER ? `a pause after ${lasted} s` : undefined;
}

const START = Date.parse('2026-01-01T00:00:00Z');
/** Seconds by which the controller's clock jumps in all, at most. */
const CLOCKS_DIFFER = 5;

export function lostCommand(ledger: Ledger): string | undefined {
  for (const change of changes(ledger)) {
    const lost = isReset(change) ? undefined : commandLostIn(change);
    if (lost !== undefined) return `the ${lost} of ${change.rollout.metadata.name} is lost`;
  }
  return undefined;
}

function commandLostIn(change: Change): string | undefined {
  const { was, is } = change;
  if (was.abort && !is.abort && !isHurried(change)) return 'abort';
  if (was.promoteFull && !is.promoteFull && !isHurriedThrough(change)) return 'full promotion';
  return isResumed(was) && !goesOn(change) ? 'promotion' : undefined;
}

const isHurriedThrough = ({ was, is }: Change): boolean => isPromoted(was) || isPromoted(is);

/** Somebody has taken the pauses away. */
const isResumed = ({ controllerPause, pauseConditions = [] }: RolloutStatus): boolean =>
  controllerPause === true && pauseConditions.length === 0;

function goesOn(change: Change): boolean {
  const { was, is, believed } = change;
  if (is.abort || isHurried(change) || isResumed(is)) return true;
  if (believed.some(({ spec }) => spec.strategy?.blueGreen)) return isReleased(was) || isReleased(is);
  const from = was.currentStepIndex ?? 0;
  return believed.some((one) => !stepsIn(one)[from]?.pause) || is.currentStepIndex === from + 1;
}

const isReleased = ({ blueGreen, currentPodHash }: RolloutStatus): boolean =>
  blueGreen?.scaleUpPreviewCheckPoint === true || blueGreen?.activeSelector === currentPodHash;
