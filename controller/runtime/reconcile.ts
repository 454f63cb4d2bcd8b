/** The one loop body: observe, decide, act, record, announce. Every reconciler runs through it. */
import type { Reader, Writer } from '../../kube/cluster.ts';
import { type KubeObject, type Ref, refOf } from '../../kube/types.ts';
import { carryOutStages, type Effect, guarded, type Hands, type Written, writtenKey } from './act.ts';
import { mergePatch } from './merge-patch.ts';
import type { Action, Notice, Plan } from './plan.ts';

/** What every snapshot holds beside what its own decision needs. */
export interface Snapshot {
  readonly now: Date;
  /** The object as it was read, its status included. */
  readonly object: KubeObject & { readonly status?: object };
}

export interface Decisions<S extends Snapshot, Status extends object> {
  /** Reads everything the decision needs; undefined when the object is gone. */
  observe(ref: Ref, cluster: Reader, now: Date): Promise<S | undefined>;
  /** Pure: same snapshot, same plan. */
  decide(snapshot: S): Plan<Status>;
  /** What is said of a failure; without it, only the log tells. */
  failed?(snapshot: S, errors: readonly unknown[]): Failure<Status>;
  /** Whether a new status says nothing that anybody waits for: such wait a little for one that does. */
  isReport?(before: object, after: Status): boolean;
  readonly hasStatusSubresource: boolean;
}

export interface Failure<Status> {
  readonly status: Status;
  /** Announced whether or not the status could be stored. */
  readonly notices: readonly Notice[];
}

export interface Surroundings {
  readonly cluster: Reader & Writer;
  readonly effects: Readonly<Record<string, Effect>>;
  readonly fieldManager: string;
  /** Decide, but do nothing. */
  readonly dryRun: boolean;
  readonly now: () => Date;
  readonly announce: (about: KubeObject, notice: Notice) => void;
}

/** What came of a pass, for the log. */
export interface Pass {
  readonly actions: readonly Action[];
  readonly statusPatch?: object;
  /** What was stored, and in place of what. */
  readonly stored?: { readonly before: object; readonly after: object };
  readonly notices: readonly Notice[];
  readonly measures?: Readonly<Record<string, number>>;
  readonly wakeAt?: Date;
  /** A status that only reports was held back. */
  readonly owesReport?: true;
}

export interface Turn {
  readonly ref: Ref;
  readonly signal: AbortSignal;
  /** Throws if this process may not write any more. */
  readonly guard: () => void;
  /** Since when a report is held back, if one is. */
  readonly reportOwedSince?: Date;
}

/** Milliseconds. Until then counts often change again, or something that matters takes them along. */
const REPORT_AFTER = 1_000;

/** Runs one pass. Undefined if the object is gone; errors propagate to the queue, which backs off. */
export async function reconcile<S extends Snapshot, Status extends object>(
  decisions: Decisions<S, Status>,
  turn: Turn,
  around: Surroundings,
): Promise<Pass | undefined> {
  const snapshot = await decisions.observe(turn.ref, around.cluster, around.now());
  if (snapshot === undefined) return undefined;
  const plan = decisions.decide(snapshot);
  const actions = plan.stages.flat();
  const { measures } = plan;
  const end = { notices: plan.notices, ...(measures && { measures }), ...(plan.wakeAt && { wakeAt: plan.wakeAt }) };
  if (around.dryRun) return { actions, ...end, ...patchField(statusChange(snapshot, plan.status)) };

  const hands = { ...around, ...turn };
  const written = await carryOutOrSay(decisions, snapshot, plan, hands);
  const change = statusChange(snapshot, plan.status);
  const later = change && mayWait(snapshot, plan, decisions) ? nextReport(turn, snapshot.now) : undefined;
  if (later) return { actions, notices: [], owesReport: true, wakeAt: earlier(later, plan.wakeAt) };
  const isStored = !change || (await writeStatus(snapshot, change, { decisions, hands, written }));
  if (!isStored) return { actions, notices: [], wakeAt: snapshot.now };
  for (const notice of plan.notices) around.announce(snapshot.object, notice);
  return { actions, ...end, ...patchField(change), ...storedField(snapshot, plan, change) };
}

const patchField = (statusPatch: object | undefined): { statusPatch?: object } => (statusPatch ? { statusPatch } : {});

const storedField = ({ object }: Snapshot, { status }: Plan<object>, change: object | undefined) =>
  change ? { stored: { before: object.status ?? {}, after: status } } : {};

async function carryOutOrSay<S extends Snapshot, Status extends object>(
  decisions: Decisions<S, Status>,
  snapshot: S,
  plan: Plan<Status>,
  hands: Hands & Pick<Surroundings, 'announce'>,
): Promise<Written> {
  try {
    return await carryOutStages(plan.stages, hands);
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    const failure = decisions.failed?.(snapshot, errors);
    const change = failure && statusChange(snapshot, failure.status);
    if (change) await writeStatus(snapshot, change, { decisions, hands, written: new Map() }).catch(() => undefined);
    for (const notice of failure?.notices ?? []) hands.announce(snapshot.object, notice);
    throw error;
  }
}

interface Writing {
  readonly decisions: { readonly hasStatusSubresource: boolean };
  readonly hands: Hands;
  readonly written: Written;
}

/** False if an action of this pass wrote the object blindly: a client's write may lie in between, so look again. */
async function writeStatus(
  { object }: Snapshot,
  change: object,
  { decisions, hands, written }: Writing,
): Promise<boolean> {
  const ref = refOf(object);
  const key = writtenKey(ref);
  const version = written.has(key) ? written.get(key) : object.metadata.resourceVersion;
  if (version === undefined) return false;
  hands.guard();
  await hands.cluster.patch(ref, guarded({ merge: { status: change } }, version), {
    fieldManager: hands.fieldManager,
    ...(decisions.hasStatusSubresource && { subresource: 'status' }),
  });
  return true;
}

const statusChange = ({ object }: Snapshot, status: object): Readonly<Record<string, unknown>> | undefined =>
  mergePatch((object.status ?? {}) as Record<string, unknown>, status as Record<string, unknown>);

/** What is to be announced is announced once the status is stored: then it cannot wait. */
const mayWait = <Status extends object>(
  { object }: Snapshot,
  { status, notices }: Plan<Status>,
  { isReport }: Pick<Decisions<never, Status>, 'isReport'>,
): boolean => notices.length === 0 && isReport !== undefined && isReport(object.status ?? {}, status);

function nextReport({ reportOwedSince }: Turn, now: Date): Date | undefined {
  const next = new Date((reportOwedSince ?? now).getTime() + REPORT_AFTER);
  return next > now ? next : undefined;
}

const earlier = (one: Date, other: Date | undefined): Date => (other && other < one ? other : one);
