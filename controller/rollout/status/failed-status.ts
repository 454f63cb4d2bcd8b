/** The status of a pass that could do nothing: one condition says why, all the rest stays as it was. */
import {
  type Condition,
  conditionOf,
  type Statement,
  withCondition,
  withoutCondition,
} from '../../../kube/conditions.ts';
import type { RolloutStatus } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { phaseOf } from './phase.ts';
import { invalid, notMade } from './statements.ts';

/** Of a spec that cannot be carried out; `problem` is the whole message. Another text replaces the condition. */
export function invalidStatus(snapshot: Snapshot, problem: string): RolloutStatus {
  const { conditions } = snapshot.status;
  const isTold = conditionOf(conditions, 'InvalidSpec')?.message === problem;
  return withStatement(snapshot, isTold ? conditions : withoutCondition(conditions, 'InvalidSpec'), invalid(problem));
}

/** Of a ReplicaSet that the API server refused. */
export function notMadeStatus(snapshot: Snapshot, replicaSet: string, error: string): RolloutStatus {
  return withStatement(snapshot, snapshot.status.conditions, notMade(replicaSet, error));
}

function withStatement(
  { status, spec, object, now }: Snapshot,
  conditions: readonly Condition[] | undefined,
  statement: Statement,
): RolloutStatus {
  const next = { ...status, conditions: [...withCondition(conditions, statement, now)] };
  return { ...next, observedGeneration: String(object.metadata.generation ?? 0), ...phaseOf(spec, next) };
}
