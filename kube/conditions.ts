/** Conditions of an object's status: lists in, lists out. A list in which nothing changes is the same list. */

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  /** Why, as one word for programs. */
  readonly reason: string;
  /** Why, as a sentence for people. */
  readonly message: string;
  readonly lastUpdateTime?: string | undefined;
  readonly lastTransitionTime?: string | undefined;
  readonly observedGeneration?: number | undefined;
}

/** What is to be said; the times follow from what was said before. */
export type Statement = Pick<Condition, 'type' | 'status' | 'reason' | 'message' | 'observedGeneration'>;

/** As Kubernetes writes times: UTC, whole seconds. */
export const timestamp = (time: Date): string => `${time.toISOString().slice(0, -'.000Z'.length)}Z`;

export function conditionOf<C extends { readonly type: string }>(
  list: readonly C[] | undefined,
  type: string,
): C | undefined {
  return list?.find((condition) => condition.type === type);
}

export function withoutCondition<C extends { readonly type: string }>(
  list: readonly C[] = [],
  type: string,
): readonly C[] {
  return conditionOf(list, type) ? list.filter((condition) => condition.type !== type) : list;
}

/**
 * As the reference has it: while status and reason stay, nothing changes, not even the message. Otherwise the condition
 * moves to the end, and what is said of its last transition is kept while the status stays.
 */
export function withCondition(list: readonly Condition[] = [], statement: Statement, now: Date): readonly Condition[] {
  const current = conditionOf(list, statement.type);
  if (current?.status === statement.status && current.reason === statement.reason) return list;
  return [
    ...withoutCondition(list, statement.type),
    { ...statement, lastUpdateTime: timestamp(now), lastTransitionTime: transition(current, statement, now) },
  ];
}

function transition(current: Condition | undefined, { status }: Statement, now: Date): string {
  return (current?.status === status && current.lastTransitionTime) || timestamp(now);
}

/** One of the standard conditions; it is false, for reasons everybody knows, if left out. */
type Standing = Pick<Condition, 'status' | 'reason' | 'message'>;

export interface Standings {
  readonly ready: Standing;
  /** The controller is at work on what was asked for. */
  readonly reconciling?: Standing | undefined;
  /** Nothing goes on until a person acts. */
  readonly stalled?: Standing | undefined;
}

const NOT_RECONCILING: Standing = { status: 'False', reason: 'Settled', message: 'Nothing is left to do' };
const NOT_STALLED: Standing = { status: 'False', reason: 'NotStalled', message: 'Nobody needs to act' };

export interface Seen {
  readonly generation: number;
  readonly now: Date;
}

/**
 * Ready, Reconciling and Stalled as `kubectl wait` and kstatus read them, each in its place and with its current
 * message. Conditions of other types stay.
 */
export function standardConditions(
  list: readonly Condition[] = [],
  { ready, reconciling = NOT_RECONCILING, stalled = NOT_STALLED }: Standings,
  seen: Seen,
): readonly Condition[] {
  const told = (shown: readonly Condition[], type: string, standing: Standing) =>
    withStanding(shown, { ...standing, type, observedGeneration: seen.generation }, seen.now);
  return told(told(told(list, 'Ready', ready), 'Reconciling', reconciling), 'Stalled', stalled);
}

function withStanding(list: readonly Condition[], statement: Statement, now: Date): readonly Condition[] {
  const current = conditionOf(list, statement.type);
  if (current && saysTheSame(current, statement)) return list;
  const next = {
    ...statement,
    lastUpdateTime: timestamp(now),
    lastTransitionTime: transition(current, statement, now),
  };
  return current ? list.map((condition) => (condition === current ? next : condition)) : [...list, next];
}

const saysTheSame = (a: Statement, b: Statement): boolean =>
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  a.observedGeneration === b.observedGeneration;
