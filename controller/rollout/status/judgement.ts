/** What the state of the pods and of the strategy says in conditions, given what was said before. */
import {
  type Condition,
  conditionOf,
  type Statement,
  withCondition,
  withoutCondition,
} from '../../../kube/conditions.ts';
import type { RolloutStatus } from '../objects.ts';
import type { Revision } from '../revision.ts';
import type { Snapshot } from '../snapshot.ts';
import { activeRevision, total } from './counts.ts';
import { hasTimedOut, isIndefinite, waitsForScaleDown } from './deadline.ts';
import { hasProgressed, isHealthy, isPromoted } from './health.ts';
import type { Draft } from './outcome.ts';
import { isPaused } from './pauses.ts';
import { aborted, advancing, available, completed, healthy, LAPSED, succeeded, timedOut } from './statements.ts';

type Conditions = readonly Condition[];

interface Since {
  /** What progress is measured from. */
  readonly before: RolloutStatus;
  /** Whether that status was computed from the generation at hand: a Rollout is not healthy before. */
  readonly isObserved: boolean;
}

export function judged(list: Conditions, draft: Draft, since: Since): Conditions {
  const { snapshot, next } = draft;
  const { now } = snapshot;
  const health = withHealth(list, draft, since);
  const becameUnhealthy = health !== list && conditionOf(health, 'Healthy')?.status === 'False';
  const completion = withCondition(health, completed(isPromoted(next)), now);
  const progress = withProgress(completion, draft, { ...since, becameUnhealthy });
  return withReplicaFailure(withCondition(progress, available(isAvailable(draft)), now), snapshot);
}

/** Not told of a Rollout that has never been healthy. */
function withHealth(list: Conditions, { snapshot, next }: Draft, { isObserved }: Since): Conditions {
  const { spec, now } = snapshot;
  const holds = isObserved && isHealthy(spec, next) && !isPaused(spec, next);
  return holds || conditionOf(list, 'Healthy') ? withCondition(list, healthy(holds), now) : list;
}

function withProgress(
  list: Conditions,
  draft: Draft,
  { before, isObserved, becameUnhealthy }: Since & { readonly becameUnhealthy: boolean },
): Conditions {
  const { snapshot, outcome, next } = draft;
  const { spec, now } = snapshot;
  if (next.abort) return withCondition(list, aborted(outcome.revision, causeOf(draft)), now);
  if (isObserved && isHealthy(spec, next) && !isToldAsPaused(draft))
    return withCondition(list, succeeded(replicaSetName(draft) ?? ''), now);
  if (becameUnhealthy || hasProgressed(spec, before, next))
    return refreshed(list, becameUnhealthy && isPromoted(next) ? LAPSED : advancing(subjectOf(draft)), now);
  return isOverdue(list, draft) ? withCondition(list, timedOut(subjectOf(draft)), now) : list;
}

/** What a Rollout that waits before its promotion is said to be: were it healthy as well, the two would alternate. */
const isToldAsPaused = ({ snapshot, next }: Draft): boolean => isPaused(snapshot.spec, next) && !isPromoted(next);

const causeOf = ({ outcome }: Draft): string => (typeof outcome.abort === 'object' ? outcome.abort.message : '');

const replicaSetName = ({ snapshot, outcome }: Draft): string | undefined => outcome.created ?? snapshot.current?.name;

/** Who progresses or has timed out. */
export function subjectOf(draft: Draft): string {
  const name = replicaSetName(draft);
  return name === undefined ? `Rollout "${draft.snapshot.object.metadata.name}"` : `ReplicaSet "${name}"`;
}

/** Each sign of progress counts: the condition is renewed even if it says the same as before. */
function refreshed(list: Conditions, statement: Statement, now: Date): Conditions {
  const told = conditionOf(list, statement.type);
  const renewed = withCondition(withoutCondition(list, statement.type), statement, now);
  if (told?.status !== statement.status) return renewed;
  const { lastTransitionTime } = told;
  return renewed.map((condition) => (condition.type === told.type ? { ...condition, lastTransitionTime } : condition));
}

function isOverdue(list: Conditions, { snapshot, next }: Draft): boolean {
  const { spec, now, others } = snapshot;
  if (isIndefinite(spec, next.currentStepIndex, list) || waitsForScaleDown(others)) return false;
  return hasTimedOut(conditionOf(list, 'Progressing'), spec.progressDeadlineSeconds, now);
}

function isAvailable({ snapshot, next }: Draft): boolean {
  const { spec, revisions } = snapshot;
  if (!spec.strategy?.blueGreen) return total(revisions, 'available') >= spec.replicas;
  const active = activeRevision(snapshot, next.blueGreen?.activeSelector);
  return active !== undefined && isSaturated(active, spec.replicas);
}

const isSaturated = ({ size, desired, available: ready }: Revision, replicas: number): boolean =>
  size === replicas && desired === replicas && ready === replicas;

/** What a ReplicaSet says of pods that cannot be made, the wanted one first. Its times are kept. */
function withReplicaFailure(list: Conditions, { current, revisions }: Snapshot): Conditions {
  const failure = failureOf(current) ?? firstFailure(revisions);
  if (!failure) return withoutCondition(list, 'ReplicaFailure');
  const told = conditionOf(list, 'ReplicaFailure');
  if (told?.status === failure.status && told.reason === failure.reason) return list;
  const { lastTransitionTime } = failure;
  const since = told?.status === failure.status ? told.lastTransitionTime : lastTransitionTime;
  const copy = { ...failure, lastUpdateTime: lastTransitionTime, lastTransitionTime: since };
  return [...withoutCondition(list, 'ReplicaFailure'), copy];
}

const failureOf = (revision: Revision | undefined): Condition | undefined =>
  conditionOf(revision?.object.status?.conditions, 'ReplicaFailure');

function firstFailure(revisions: readonly Revision[]): Condition | undefined {
  for (const revision of revisions) {
    const failure = failureOf(revision);
    if (failure) return failure;
  }
  return undefined;
}
