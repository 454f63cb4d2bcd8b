/** From a snapshot of a Rollout to what is to be done about it. */
import type { Notice, Plan } from '../runtime/plan.ts';
import { blueGreenTarget } from './blue-green/blue-green.ts';
import { canaryTarget } from './canary/canary.ts';
import { shortfallOf } from './capacity.ts';
import { podMarks } from './chores/pod-marks.ts';
import { restartOf } from './chores/restart.ts';
import { problemNotices } from './failed.ts';
import type { RolloutStatus } from './objects.ts';
import { pluginsWakeAt, unknownDivision } from './plugins.ts';
import { problemIn } from './problem-in.ts';
import { routed, weightDrift } from './routed.ts';
import type { Snapshot } from './snapshot.ts';
import { stagesOf } from './stages.ts';
import { leadSeconds, restoreSeconds } from './status/delivery.ts';
import { invalidStatus } from './status/failed-status.ts';
import { statusAfter } from './status/status.ts';
import { earliest, type Target } from './target.ts';
import { tidying } from './tidying.ts';
import { updateChores } from './update-chores.ts';
import { verificationNotices, verificationWakeAt } from './verification.ts';
import { violationsIn } from './violations.ts';

type Decision = Plan<RolloutStatus>;

export function decide(s: Snapshot): Decision {
  for (const rail of GUARD_RAILS) {
    const plan = rail(s);
    if (plan) return plan;
  }
  const { canary, blueGreen } = s.spec.strategy ?? {};
  if (blueGreen) return planFor(s, blueGreenTarget(s, blueGreen));
  return canary ? planFor(s, canaryTarget(s, canary)) : nothing(s.status);
}

const nothing = (status: RolloutStatus): Decision => ({ stages: [], status, notices: [] });

/** What keeps a Rollout from being carried out: the first that applies is all that happens. */
const GUARD_RAILS: readonly ((s: Snapshot) => Decision | undefined)[] = [
  ...[deleting, invalid, unanswered, nameTaken, outdated],
];

function deleting({ object, status }: Snapshot): Decision | undefined {
  return object.metadata.deletionTimestamp === undefined ? undefined : nothing(status);
}

function invalid(s: Snapshot): Decision | undefined {
  const problem = problemIn(s);
  if (problem === undefined) return undefined;
  const wakeAt = earliest([workloadAgain(s), pluginsWakeAt(s)]);
  return { ...nothing(invalidStatus(s, problem)), ...(wakeAt && { wakeAt }) };
}

/** The reference, too, stops where a router fails. */
function unanswered(s: Snapshot): Decision | undefined {
  const problem = unknownDivision(s);
  if (problem === undefined) return undefined;
  const wakeAt = pluginsWakeAt(s);
  return { ...nothing(s.status), notices: problemNotices([problem]), ...(wakeAt && { wakeAt }) };
}

/** Another count makes another hash, and that another name. */
function nameTaken({ isNameTaken, status }: Snapshot): Decision | undefined {
  return isNameTaken ? nothing({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 }) : undefined;
}

/** Whoever has resized a ReplicaSet twice without news of it does not know which pods are there. */
function outdated({ revisions, status, now }: Snapshot): Decision | undefined {
  if (!revisions.some(({ isOutdated }) => isOutdated)) return undefined;
  return { ...nothing(status), wakeAt: new Date(now.getTime() + NEWS_AGAIN) };
}

/** The news itself wakes, too. */
const NEWS_AGAIN = 1_000;
const WORKLOAD_AGAIN = 20_000;

/** When to look at a workload again of which nobody tells: one that is missing, or any that is no Deployment. */
function workloadAgain({ workload, workloadProblem, now }: Snapshot): Date | undefined {
  const isSilent = workloadProblem !== undefined || (workload && workload.kind !== 'Deployment');
  return isSilent ? new Date(now.getTime() + WORKLOAD_AGAIN) : undefined;
}

function planFor(s: Snapshot, target: Target): Decision {
  const restart = restartOf(s);
  const marks = podMarks(s);
  const tidy = tidying(s);
  const told = statusAfter(s, { ...target.outcome, ...(restart.restartedAt && { restartedAt: restart.restartedAt }) });
  const chores = updateChores(s, target);
  const rest = {
    ...routed(s, target),
    runs: chores.runs,
    claims: [...s.claims, ...chores.marks],
    unfinished: marks.unfinished,
    tidy: [...tidy.actions, ...chores.tidy, ...(target.effects ?? [])],
  };
  const pods = [...restart.evictions, ...marks.patches];
  const { stages, notices } = stagesOf(s, target, { ...rest, pods, status: told.status });
  const again = [workloadAgain(s), pluginsWakeAt(s, rest.routed.actions), verificationWakeAt(s)];
  const routing = [rest.routed.wakeAt, tidy.wakeAt];
  const wakeAt = earliest([target.wakeAt, told.wakeAt, restart.wakeAt, marks.wakeAt, ...again, ...routing]);
  return {
    stages,
    status: told.status,
    notices: inOrder([
      ...tidy.notices,
      ...notices,
      ...target.notices,
      ...told.notices,
      ...verificationNotices(s),
      ...problemNotices(rest.routed.problems),
    ]),
    measures: measuresOf(s, target, told.status),
    ...(wakeAt && { wakeAt }),
  };
}

function measuresOf(s: Snapshot, target: Target, after: RolloutStatus): Readonly<Record<string, number>> {
  const lead = leadSeconds(s.status, after, s.now);
  const restore = restoreSeconds(s.status, after, s.now);
  return {
    shortfall: target.capacity ? shortfallOf(s.revisions, target.capacity) : 0,
    violations: violationsIn(s, target),
    weightDrift: weightDrift(s, target),
    ...(lead !== undefined && { leadSeconds: lead }),
    ...(restore !== undefined && { restoreSeconds: restore }),
  };
}

/** What opens an update is told before its first pods, as whoever follows the events of the reference expects. */
const OPENING: readonly string[] = [
  ...['RolloutAddedToInformer', 'RolloutUpdated', 'NewReplicaSetCreated', 'RolloutNotCompleted'],
];

const rank = ({ reason }: Notice): number => (OPENING.includes(reason) ? OPENING.indexOf(reason) : OPENING.length);

const inOrder = (notices: readonly Notice[]): readonly Notice[] =>
  notices.toSorted((one, other) => rank(one) - rank(other));
