/** The status of an autoscaler after a pass. Pure. */
import { timestamp } from '../../../kube/conditions.ts';
import { present } from '../../../kube/present.ts';
import type { AutoscalerCondition, AutoscalerStatus, Statement } from './autoscaler.ts';
import type { Plan } from './plan.ts';

/** A refusal to change the scale. */
export interface Refused {
  readonly words: string;
}

export function statusAfter(
  before: AutoscalerStatus | undefined,
  plan: Plan,
  { now, refused }: { readonly now: Date; readonly refused: Refused | undefined },
): AutoscalerStatus {
  const { current, desired, reason, metrics } = plan;
  const isDone = reason !== undefined && !refused;
  const shown = refused ? before?.desiredReplicas : (desired ?? before?.desiredReplicas);
  const scaling = reason === undefined || desired === undefined ? [] : [rescaled(desired, refused)];
  return present<AutoscalerStatus>({
    // The server leaves out a zero here, but not below.
    currentReplicas: current === 0 ? undefined : current,
    desiredReplicas: shown ?? 0,
    lastScaleTime: isDone ? timestamp(now) : before?.lastScaleTime,
    currentMetrics: metrics,
    conditions: withStatements(before?.conditions, [...plan.statements, ...scaling], now),
  });
}

const rescaled = (desired: number, refused: Refused | undefined): Statement =>
  refused
    ? {
        type: 'AbleToScale',
        status: 'False',
        reason: 'FailedUpdateScale',
        message: `the HPA controller was unable to update the target scale: ${refused.words}`,
      }
    : {
        type: 'AbleToScale',
        status: 'True',
        reason: 'SucceededRescale',
        message: `the HPA controller was able to update the target scale to ${desired}`,
      };

/** Where the scale itself cannot be had; all else stays. */
export function statusWithoutScale(before: AutoscalerStatus | undefined, problem: string, now: Date): AutoscalerStatus {
  const { currentMetrics, ...rest } = before ?? {};
  const statement: Statement = {
    type: 'AbleToScale',
    status: 'False',
    reason: 'FailedGetScale',
    message: `the HPA controller was unable to get the target's current scale: ${problem}`,
  };
  return {
    desiredReplicas: 0,
    ...rest,
    ...(currentMetrics && { currentMetrics }),
    conditions: withStatements(before?.conditions, [statement], now),
  };
}

/** In place; of several statements of a type the last one counts, so that none goes to and fro. */
function withStatements(
  list: readonly AutoscalerCondition[] = [],
  statements: readonly Statement[],
  now: Date,
): readonly AutoscalerCondition[] {
  const conditions = new Map(list.map((condition) => [condition.type, condition]));
  for (const statement of new Map(statements.map((one) => [one.type, one])).values()) {
    const old = conditions.get(statement.type);
    const since = old?.status === statement.status ? old.lastTransitionTime : undefined;
    conditions.set(statement.type, { ...statement, lastTransitionTime: since ?? timestamp(now) });
  }
  return [...conditions.values()];
}
