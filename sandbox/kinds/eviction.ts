/** Decides evictions: whether a pod may go, and what its disruption budget remembers of it. */
import { ApiError, badRequest, forbiddenFor, tooManyRequests } from '../api/api-error.ts';
import { type ApiObject, type JsonObject, sameJson } from '../api/object.ts';
import { type LabelSelector, matches } from '../selectors/label-selector.ts';

const NAMED = { group: 'policy', resource: 'poddisruptionbudgets' };
/** So many evictions may wait for the budget's controller to notice them. */
const MOST_DISRUPTED = 2000;
const VIOLATED = "Cannot evict pod as it would violate the pod's disruption budget.";
const DONE: readonly unknown[] = ['Succeeded', 'Failed', 'Pending'];

interface BudgetStatus {
  readonly observedGeneration?: number;
  readonly disruptionsAllowed?: number;
  readonly currentHealthy?: number;
  readonly desiredHealthy?: number;
  readonly expectedPods?: number;
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly conditions?: readonly Condition[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

/** The body of `pods/NAME/eviction`. */
export interface Eviction {
  readonly name: string;
  readonly deleteOptions?: JsonObject;
  /** `dryRun` of the request itself. */
  readonly dryRun?: readonly string[];
}

export interface Evicted {
  /** To be written to the pod's status before it is deleted, unless this is a dry run: it says who ended it. */
  readonly pod: ApiObject;
  /** To be written to the budget's status before the pod is deleted. */
  readonly budget?: ApiObject;
  readonly deleteOptions: JsonObject;
  /** Whether only the pod that was looked at may go; if it has changed since, `429` is the answer to the conflict. */
  readonly isGuarded: boolean;
  /** The budget that such an answer names. */
  readonly budgetName?: string;
}

/** What an eviction does; throws what the server refuses it with. `budgets` are those of the pod's namespace. */
export function eviction(pod: ApiObject, asked: Eviction, budgets: readonly ApiObject[], now: string): Evicted {
  if (asked.name !== pod.metadata.name) throw badRequest('name in URL does not match name in Eviction object');
  return { pod: targeted(pod, now), ...decision(pod, optionsOf(asked), budgets, now) };
}

type Decision = Omit<Evicted, 'pod'>;

function decision(pod: ApiObject, deleteOptions: JsonObject, budgets: readonly ApiObject[], now: string): Decision {
  if (mayGo(pod)) {
    const isWaiting = statusOf(pod)['phase'] === 'Pending' && !pod.metadata.deletionTimestamp;
    return { deleteOptions: isWaiting ? guarded(deleteOptions, pod) : deleteOptions, isGuarded: false };
  }
  const [budget, ...others] = budgets.filter((one) => guards(one, pod));
  if (others.length > 0) throw severalBudgets();
  if (!budget) return { deleteOptions, isGuarded: false };
  if (!isReady(pod) && letsUnhealthyGo(budget))
    return { deleteOptions: guarded(deleteOptions, pod), isGuarded: true, budgetName: budget.metadata.name };
  const isDryRun = sameJson(deleteOptions['dryRun'], ['All']);
  return { budget: spent(budget, pod, now, isDryRun), deleteOptions, isGuarded: false };
}

/** A pod that does not run is nobody's loss. */
const mayGo = (pod: ApiObject): boolean =>
  DONE.includes(statusOf(pod)['phase']) || pod.metadata.deletionTimestamp !== undefined;

function targeted(pod: ApiObject, now: string): ApiObject {
  const status = statusOf(pod);
  const conditions = ((status['conditions'] ?? []) as readonly Condition[]).filter(
    ({ type }) => type !== 'DisruptionTarget',
  );
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: now,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  return { ...pod, status: { ...status, conditions: [...conditions, condition] } };
}

function optionsOf({ deleteOptions = {}, dryRun = [] }: Eviction): JsonObject {
  const inBody = (deleteOptions['dryRun'] ?? []) as readonly string[];
  if (inBody.length === 0) return dryRun.length > 0 ? { ...deleteOptions, dryRun } : deleteOptions;
  if (dryRun.length > 0 && !sameJson(inBody, dryRun))
    throw internal(
      `Non-matching dry-run options in request and content: [${dryRun.join(' ')}] and [${inBody.join(' ')}]`,
    );
  return deleteOptions;
}

const internal = (message: string): ApiError => new ApiError(500, '', message);

const severalBudgets = (): ApiError =>
  new ApiError(
    500,
    '',
    'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  );

const statusOf = (object: ApiObject): JsonObject => (object['status'] ?? {}) as JsonObject;

function guards(budget: ApiObject, pod: ApiObject): boolean {
  const { selector } = (budget['spec'] ?? {}) as { selector?: LabelSelector };
  return budget.metadata.namespace === pod.metadata.namespace && matches(selector, pod.metadata.labels);
}

function isReady(pod: ApiObject): boolean {
  const conditions = (statusOf(pod)['conditions'] ?? []) as readonly Condition[];
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** A pod that serves nobody disturbs nobody, as long as the others are enough. */
function letsUnhealthyGo(budget: ApiObject): boolean {
  const { unhealthyPodEvictionPolicy } = (budget['spec'] ?? {}) as { unhealthyPodEvictionPolicy?: string };
  const { currentHealthy = 0, desiredHealthy = 0 } = statusOf(budget) as BudgetStatus;
  return unhealthyPodEvictionPolicy === 'AlwaysAllow' || (currentHealthy >= desiredHealthy && desiredHealthy > 0);
}

/** Only the pod that was looked at is deleted. */
function guarded(options: JsonObject, pod: ApiObject): JsonObject {
  const preconditions = (options['preconditions'] ?? {}) as JsonObject;
  if (preconditions['resourceVersion'] !== undefined) return options;
  return { ...options, preconditions: { ...preconditions, resourceVersion: pod.metadata.resourceVersion } };
}

/** What a conflict with a guarded deletion is answered with. */
export const stillProcessed = (budget: string): ApiError =>
  tooManyRequests(VIOLATED, 10, [
    { reason: 'DisruptionBudget', message: `The disruption budget ${budget} is still being processed by the server.` },
  ]);

/** The budget after one more disruption. */
function spent(budget: ApiObject, pod: ApiObject, now: string, isDryRun: boolean): ApiObject {
  const status = statusOf(budget) as BudgetStatus;
  const { disruptionsAllowed = 0, disruptedPods = {} } = status;
  refuse(budget, status);
  const left = disruptionsAllowed - 1;
  return {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: left,
      ...(left === 0 && { conditions: exhausted(status.conditions ?? [], budget, now) }),
      ...(!isDryRun && { disruptedPods: { ...disruptedPods, [pod.metadata.name]: now } }),
    },
  };
}

function refuse({ metadata }: ApiObject, status: BudgetStatus): void {
  const { observedGeneration = 0, disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0 } = status;
  if (observedGeneration < (metadata.generation ?? 0)) throw stillProcessed(metadata.name);
  if (disruptionsAllowed < 0) throw forbiddenFor(NAMED, metadata.name, 'pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > MOST_DISRUPTED)
    throw forbiddenFor(
      NAMED,
      metadata.name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    );
  if (disruptionsAllowed > 0) return;
  const message = `The disruption budget ${metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  throw tooManyRequests(VIOLATED, 0, [{ reason: 'DisruptionBudget', message }]);
}

/** The last disruption is spent: no more is allowed until the budget's controller says so. */
function exhausted(conditions: readonly Condition[], budget: ApiObject, now: string): Condition[] {
  const before = conditions.find(({ type }) => type === 'DisruptionAllowed');
  const isSame = before?.status === 'False';
  const { observedGeneration } = statusOf(budget) as BudgetStatus;
  const condition = {
    ...before,
    type: 'DisruptionAllowed',
    status: 'False',
    reason: 'InsufficientPods',
    message: '',
    lastTransitionTime: isSame ? (before.lastTransitionTime ?? now) : now,
    ...(observedGeneration !== undefined && { observedGeneration }),
  };
  return before ? conditions.map((one) => (one === before ? condition : one)) : [...conditions, condition];
}
