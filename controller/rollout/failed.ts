/** What there is to say of a pass in which a write was refused. */
import { conditionOf } from '../../kube/conditions.ts';
import type { Notice } from '../runtime/plan.ts';
import type { Failure } from '../runtime/reconcile.ts';
import { routingKinds } from '../traffic/driver.ts';
import type { RolloutStatus } from './objects.ts';
import { replicaSetName } from './replica-set.ts';
import type { Snapshot } from './snapshot.ts';
import { invalidStatus, notMadeStatus } from './status/failed-status.ts';
import { invalidMessage } from './validation/problem.ts';
import { type Refusal, templateProblems } from './validation/template-refusal.ts';

export function failed(s: Snapshot, errors: readonly unknown[]): Failure<RolloutStatus> {
  const refused = s.current ? undefined : errors.filter(isRefusal).find(isOfReplicaSet);
  if (!refused) return { status: s.status, notices: routingNotices(errors) };
  const [problem] = templateProblems(refused);
  // What the API server thinks of a pod template shows when its ReplicaSet is made: nothing has happened until then.
  return problem === undefined
    ? notMade(s, refused.message)
    : { status: invalidStatus(s, invalidMessage(s.object.metadata.name, problem)), notices: [] };
}

/** Announced once: it is tried again and again. */
function notMade(s: Snapshot, error: string): Failure<RolloutStatus> {
  const status = notMadeStatus(withoutUpdated(s), replicaSetName(s), error);
  const isKnown = conditionOf(s.status.conditions, 'Progressing')?.reason === REASON;
  const { message = error } = conditionOf(status.conditions, 'Progressing') ?? {};
  return { status, notices: isKnown ? [] : [warning(REASON, message)] };
}

const REASON = 'ReplicaSetCreateError';

const warning = (reason: string, message: string): Notice => ({ type: 'Warning', reason, message });

/** No pod has the template that is wanted: what was counted of the one before must not look like success. */
function withoutUpdated(s: Snapshot): Snapshot {
  const { updatedReplicas: _, ...status } = s.status;
  return { ...s, status };
}

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && 'reason' in error && 'causes' in error;

const isOfReplicaSet = ({ message }: Refusal): boolean => /^create \S*\/replicasets:/.test(message);

/** That somebody else wrote first is nobody's fault. */
const ROUTINE: readonly unknown[] = ['Conflict', 'AlreadyExists'];

function routingNotices(errors: readonly unknown[]): readonly Notice[] {
  const paths = routingKinds().map(({ plural }) => `/${plural}`);
  return errors
    .filter((error) => error instanceof Error && !('reason' in error && ROUTINE.includes(error.reason)))
    .map((error) => (error as Error).message)
    .filter((message) => /^plugin /.test(message) || paths.some((path) => message.split(':')[0]?.includes(path)))
    .map((message) => warning('TrafficRoutingError', message));
}

/** What routers cannot do, though nothing was refused. */
export const problemNotices = (problems: readonly string[]): readonly Notice[] =>
  problems.map((problem) => warning('TrafficRoutingError', problem));
