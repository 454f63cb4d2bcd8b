/** From a snapshot of a Rollout to what is to be done about it. */
import type { Plan } from '../runtime/plan.ts';
import { blueGreenTarget } from './blue-green/blue-green.ts';
import { canaryTarget } from './canary/canary.ts';
import { podMarks } from './chores/pod-marks.ts';
import { restartOf } from './chores/restart.ts';
import type { RolloutStatus } from './objects.ts';
import { problemIn } from './problem-in.ts';
import { replicaSetName } from './replica-set.ts';
import { routed } from './routed.ts';
import type { Snapshot } from './snapshot.ts';
import { stagesOf } from './stages.ts';
import { invalidStatus, notMadeStatus } from './status/failed-status.ts';
import { statusAfter } from './status/status.ts';
import { earliest, type Target } from './target.ts';
import { tidying } from './tidying.ts';
import { invalidMessage } from './validation/problem.ts';
import { type Refusal, templateProblems } from './validation/template-refusal.ts';

export function decide(s: Snapshot): Plan<RolloutStatus> {
  if (s.object.metadata.deletionTimestamp !== undefined) return nothing(s.status);
  const problem = problemIn(s);
  if (problem !== undefined) return refused(s, problem);
  const { canary, blueGreen } = s.spec.strategy ?? {};
  if (blueGreen) return planFor(s, blueGreenTarget(s, blueGreen));
  return canary ? planFor(s, canaryTarget(s, canary)) : nothing(s.status);
}

const nothing = (status: RolloutStatus): Plan<RolloutStatus> => ({ stages: [], status, notices: [] });

/** A workload that is missing is looked for again: nobody tells when it comes. */
const WORKLOAD_AGAIN = 20_000;

function refused(s: Snapshot, problem: string): Plan<RolloutStatus> {
  const plan = nothing(invalidStatus(s, problem));
  return s.workloadProblem === undefined ? plan : { ...plan, wakeAt: new Date(s.now.getTime() + WORKLOAD_AGAIN) };
}

function planFor(s: Snapshot, target: Target): Plan<RolloutStatus> {
  const restart = restartOf(s);
  const marks = podMarks(s);
  const tidy = tidying(s);
  const rest = { ...routed(s, target), claims: s.claims, unfinished: marks.unfinished, tidy: tidy.actions };
  const { stages, notices } = stagesOf(s, target, { ...rest, pods: [...restart.evictions, ...marks.patches] });
  const told = statusAfter(s, { ...target.outcome, ...(restart.restartedAt && { restartedAt: restart.restartedAt }) });
  const wakeAt = earliest([target.wakeAt, told.wakeAt, restart.wakeAt, marks.wakeAt]);
  return {
    stages,
    status: told.status,
    notices: [...tidy.notices, ...notices, ...target.notices, ...told.notices],
    ...(wakeAt && { wakeAt }),
  };
}

/** What the API server thinks of a pod template shows when its ReplicaSet is made: nothing has happened until then. */
export function failed(s: Snapshot, errors: readonly unknown[]): RolloutStatus {
  const refused = s.current ? undefined : errors.filter(isRefusal).find(isOfReplicaSet);
  if (!refused) return s.status;
  const [problem] = templateProblems(refused);
  return problem === undefined
    ? notMadeStatus(s, replicaSetName(s), refused.message)
    : invalidStatus(s, invalidMessage(s.object.metadata.name, problem));
}

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && 'reason' in error && 'causes' in error;

const isOfReplicaSet = ({ message }: Refusal): boolean => /^create \S*\/replicasets:/.test(message);
