/** From a snapshot of a Rollout to what is to be done about it. */
import type { Notice, Plan } from '../runtime/plan.ts';
import { blueGreenTarget } from './blue-green/blue-green.ts';
import { canaryTarget } from './canary/canary.ts';
import { shortfallOf } from './capacity.ts';
import { podMarks } from './chores/pod-marks.ts';
import { restartOf } from './chores/restart.ts';
import type { RolloutStatus } from './objects.ts';
import { problemIn } from './problem-in.ts';
import { replicaSetName } from './replica-set.ts';
import { routed, weightDrift } from './routed.ts';
import type { Snapshot } from './snapshot.ts';
import { stagesOf } from './stages.ts';
import { leadSeconds, restoreSeconds } from './status/delivery.ts';
import { invalidStatus, notMadeStatus } from './status/failed-status.ts';
import { statusAfter } from './status/status.ts';
import { earliest, type Target } from './target.ts';
import { tidying } from './tidying.ts';
import { invalidMessage } from './validation/problem.ts';
import { type Refusal, templateProblems } from './validation/template-refusal.ts';
import { violationsIn } from './violations.ts';

export function decide(s: Snapshot): Plan<RolloutStatus> {
  if (s.object.metadata.deletionTimestamp !== undefined) return nothing(s.status);
  const problem = problemIn(s);
  if (problem !== undefined) return refused(s, problem);
  // Another count makes another hash, and that another name.
  if (s.isNameTaken) return nothing({ ...s.status, collisionCount: (s.status.collisionCount ?? 0) + 1 });
  const { canary, blueGreen } = s.spec.strategy ?? {};
  if (blueGreen) return planFor(s, blueGreenTarget(s, blueGreen));
  return canary ? planFor(s, canaryTarget(s, canary)) : nothing(s.status);
}

const nothing = (status: RolloutStatus): Plan<RolloutStatus> => ({ stages: [], status, notices: [] });

const WORKLOAD_AGAIN = 20_000;

function refused(s: Snapshot, problem: string): Plan<RolloutStatus> {
  const plan = nothing(invalidStatus(s, problem));
  const wakeAt = workloadAgain(s);
  return wakeAt ? { ...plan, wakeAt } : plan;
}

/** When to look at a workload again of which nobody tells: one that is missing, or any that is no Deployment. */
function workloadAgain({ workload, workloadProblem, now }: Snapshot): Date | undefined {
  const isSilent = workloadProblem !== undefined || (workload && workload.kind !== 'Deployment');
  return isSilent ? new Date(now.getTime() + WORKLOAD_AGAIN) : undefined;
}

function planFor(s: Snapshot, target: Target): Plan<RolloutStatus> {
  const restart = restartOf(s);
  const marks = podMarks(s);
  const tidy = tidying(s);
  const told = statusAfter(s, { ...target.outcome, ...(restart.restartedAt && { restartedAt: restart.restartedAt }) });
  const rest = { ...routed(s, target), claims: s.claims, unfinished: marks.unfinished, tidy: tidy.actions };
  const pods = [...restart.evictions, ...marks.patches];
  const { stages, notices } = stagesOf(s, target, { ...rest, pods, status: told.status });
  const wakeAt = earliest([target.wakeAt, told.wakeAt, restart.wakeAt, marks.wakeAt, workloadAgain(s)]);
  return {
    stages,
    status: told.status,
    notices: inOrder([...tidy.notices, ...notices, ...target.notices, ...told.notices]),
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

/** What the API server thinks of a pod template shows when its ReplicaSet is made: nothing has happened until then. */
export function failed(s: Snapshot, errors: readonly unknown[]): RolloutStatus {
  const refused = s.current ? undefined : errors.filter(isRefusal).find(isOfReplicaSet);
  if (!refused) return s.status;
  const [problem] = templateProblems(refused);
  return problem === undefined
    ? notMadeStatus(withoutUpdated(s), replicaSetName(s), refused.message)
    : invalidStatus(s, invalidMessage(s.object.metadata.name, problem));
}

/** No pod has the template that is wanted: what was counted of the one before must not look like success. */
function withoutUpdated(s: Snapshot): Snapshot {
  const { updatedReplicas: _, ...status } = s.status;
  return { ...s, status };
}

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && 'reason' in error && 'causes' in error;

const isOfReplicaSet = ({ message }: Refusal): boolean => /^create \S*\/replicasets:/.test(message);
