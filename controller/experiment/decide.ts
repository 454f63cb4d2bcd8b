/** From a snapshot of an Experiment to what is to be done about it. */
import type { Plan } from '../runtime/plan.ts';
import type { Status } from './objects.ts';
import { podsWork } from './pods.ts';
import { runsWork } from './runs.ts';
import type { Snapshot } from './snapshot.ts';
import { endOf, isTimeOver } from './standing.ts';
import { invalidStatus, noticesBetween, problemIn, statusAfter } from './status.ts';

export function decide(s: Snapshot): Plan<Status> {
  const { object, status } = s;
  if (object.metadata.deletionTimestamp !== undefined) return { stages: [], status, notices: [] };
  const problem = problemIn(s);
  if (problem !== undefined) return { stages: [], status: invalidStatus(s, problem), notices: [] };
  const pods = s.templates.map((sight) => podsWork(s, sight));
  const runs = runsWork(s);
  const templateStatuses = pods.map((one) => one.status);
  const after = statusAfter(s, templateStatuses, runs.statuses);
  const wakeAt = wakeAtOf(s, after, pods);
  return {
    // Pods go last: whatever ends before them ends while they still answer.
    stages: [pods.flatMap(({ grow }) => grow), runs.actions, pods.flatMap(({ shrink }) => shrink)].filter(
      ({ length }) => length > 0,
    ),
    status: after,
    notices: [...pods.flatMap(({ notices }) => notices), ...runs.notices, ...noticesBetween(object, status, after)],
    ...(wakeAt && { wakeAt }),
  };
}

function wakeAtOf(
  { spec, now }: Snapshot,
  after: Status,
  pods: readonly { readonly wakeAt?: Date | undefined }[],
): Date | undefined {
  const end = isTimeOver({ spec, status: after, now }) ? undefined : endOf({ spec, status: after });
  const moments = [...pods.map(({ wakeAt }) => wakeAt), end].flatMap((one) => one?.getTime() ?? []);
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}
