/** What a PodDisruptionBudget's status says of its pods: how many of them may be disturbed now. Pure. */
import { timestamp } from '../../../kube/conditions.ts';
import { present } from '../../../kube/present.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { LabelSelector } from '../../selectors/label-selector.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isGoing, type Pod } from '../workloads.ts';

export interface BudgetCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number | undefined;
}

export interface BudgetStatus {
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly observedGeneration?: number;
  /** By pod: when its eviction was allowed. */
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly conditions?: readonly BudgetCondition[];
}

export interface Budget extends KubeObject {
  readonly spec?: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly selector?: LabelSelector;
  };
  readonly status?: BudgetStatus;
}

export interface Seen {
  readonly budget: Budget;
  /** All that the budget selects. */
  readonly pods: readonly Pod[];
  /** How many pods their controllers want; counts only where `needsScale`. */
  readonly scale: number;
  readonly now: Date;
}

/** A pod that has not begun to go by then is not expected to go any more. */
const DELETION_TIMEOUT = 120_000;

/** Whether the budget is a share, or a difference, of what the pods' controllers want. */
export const needsScale = ({ spec = {} }: Budget): boolean =>
  spec.maxUnavailable !== undefined || typeof spec.minAvailable === 'string';

export function budgetStatus({ budget, pods, scale, now }: Seen): BudgetStatus {
  const { generation: observedGeneration } = budget.metadata;
  const disruptedPods = stillExpected(budget, pods, now);
  const currentHealthy = pods.filter(
    (pod) => !isGoing(pod) && !Object.hasOwn(disruptedPods, pod.metadata.name) && isReady(pod),
  ).length;
  const { expectedPods, desiredHealthy } = needs(budget, pods.length, scale);
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  const statement =
    disruptionsAllowed > 0
      ? ({ status: 'True', reason: 'SufficientPods', message: '', observedGeneration } as const)
      : ({ status: 'False', reason: 'InsufficientPods', message: '', observedGeneration } as const);
  return present<BudgetStatus>({
    currentHealthy,
    desiredHealthy,
    expectedPods,
    disruptionsAllowed,
    observedGeneration,
    disruptedPods: Object.keys(disruptedPods).length === 0 ? undefined : disruptedPods,
    conditions: told(budget, statement, now),
  });
}

/** Where it cannot be known how many may be disturbed, none may. */
export function failedStatus(budget: Budget, message: string, now: Date): BudgetStatus {
  const { status = NOTHING } = budget;
  const { observedGeneration } = status;
  const statement = { status: 'False', reason: 'SyncFailed', message, observedGeneration } as const;
  return { ...status, disruptionsAllowed: 0, conditions: told(budget, statement, now) };
}

const NOTHING: BudgetStatus = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

/** When the next pod that was to go is given up, if one is still expected to. */
export function nextGivenUp({ budget, pods, now }: Omit<Seen, 'scale'>): Date | undefined {
  const times = Object.values(stillExpected(budget, pods, now)).map((time) => Date.parse(time));
  // To the millisecond it still counts.
  return times.length === 0 ? undefined : new Date(Math.min(...times) + DELETION_TIMEOUT + 1);
}

/** Without those that are gone, that go already, or that never went. */
function stillExpected({ status }: Budget, pods: readonly Pod[], now: Date): Readonly<Record<string, string>> {
  const disrupted = status?.disruptedPods ?? {};
  const expected = pods.flatMap((pod): [string, string][] => {
    const time = Object.hasOwn(disrupted, pod.metadata.name) ? disrupted[pod.metadata.name] : undefined;
    if (time === undefined || isGoing(pod)) return [];
    return Date.parse(time) + DELETION_TIMEOUT < now.getTime() ? [] : [[pod.metadata.name, time]];
  });
  return Object.fromEntries(expected);
}

function needs(
  { spec = {} }: Budget,
  count: number,
  scale: number,
): Pick<BudgetStatus, 'expectedPods' | 'desiredHealthy'> {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable !== undefined)
    return { expectedPods: scale, desiredHealthy: Math.max(0, scale - share(maxUnavailable, scale)) };
  if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
  if (typeof minAvailable === 'number') return { expectedPods: count, desiredHealthy: minAvailable };
  return { expectedPods: scale, desiredHealthy: share(minAvailable, scale) };
}

/** Shares are rounded up. */
const share = (amount: number | string, whole: number): number =>
  typeof amount === 'number' ? amount : Math.ceil((Number.parseInt(amount, 10) * whole) / 100);

function told(
  { status }: Budget,
  statement: Pick<BudgetCondition, 'status' | 'reason' | 'message' | 'observedGeneration'>,
  now: Date,
): readonly BudgetCondition[] {
  const before = status?.conditions ?? [];
  const old = before.find(({ type }) => type === 'DisruptionAllowed');
  const lastTransitionTime = old?.status === statement.status ? old.lastTransitionTime : timestamp(now);
  const next = present<BudgetCondition>({ type: 'DisruptionAllowed', ...statement, lastTransitionTime });
  return old ? before.map((one) => (one === old ? next : one)) : [...before, next];
}
