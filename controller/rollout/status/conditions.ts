/**
 * The conditions of a Rollout. The reference writes them in turns: whether it is paused, how far it is, again whether
 * it is paused, again how far it is. We write once, what stands at the end of that.
 */
import { type Condition, conditionOf, withCondition, withoutCondition } from '../../../kube/conditions.ts';
import type { RolloutStatus } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { isObserved, isPromoted } from './health.ts';
import { judged } from './judgement.ts';
import type { Draft } from './outcome.ts';
import { isPaused } from './pauses.ts';
import { found, made, paused, RESUMED, RETRIED, WAITING } from './statements.ts';

type Conditions = readonly Condition[];

/** What a pass starts from: the spec is valid, a ReplicaSet is made or found, clients have paused or resumed. */
export function openingConditions(snapshot: Snapshot, created: string | undefined): Conditions {
  const { status, object } = snapshot;
  const valid = withoutCondition(status.conditions, 'InvalidSpec');
  const known = withReplicaSet(valid, snapshot, created);
  return isObserved(status, object.metadata.generation) ? withPause(known, snapshot, status) : known;
}

/** Continues from the conditions of `next`: the opening ones. */
export function conditionsAfter(draft: Draft): Conditions {
  const { snapshot, next } = draft;
  const { status, object } = snapshot;
  const wasObserved = isObserved(status, object.metadata.generation);
  const list = judged(next.conditions ?? [], draft, { before: status, isObserved: wasObserved });
  // Judged again as in the pass that follows: nothing moves any more, and another one would say the same.
  return judged(withPause(list, snapshot, next), draft, { before: next, isObserved: true });
}

function withReplicaSet(list: Conditions, { current, now }: Snapshot, created: string | undefined): Conditions {
  if (created !== undefined) return withCondition(list, made(created), now);
  if (!current || conditionOf(list, 'Progressing')) return list;
  return withCondition(list, found(current.name), now);
}

/** Waiting, resuming and retrying restart the clock of the progress deadline. */
function withPause(list: Conditions, { spec, now }: Snapshot, status: RolloutStatus): Conditions {
  const reason = conditionOf(list, 'Progressing')?.reason;
  if (reason === 'RolloutAborted') return status.abort ? list : withCondition(list, RETRIED, now);

  const waits = isPaused(spec, status);
  const isNews = waits !== (reason === 'RolloutPaused') && !isPromoted(status);
  const progressing = isNews ? withCondition(list, waits ? WAITING : RESUMED, now) : list;
  const isTold = waits === (conditionOf(list, 'Paused')?.status === 'True');
  return isTold ? progressing : withCondition(progressing, paused(waits), now);
}
