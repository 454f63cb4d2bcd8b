/**
 * Steps that are plugins. What is to be asked is written into the status first, and asked in a pass after that, so that
 * no plugin is ever at work of which nothing is known; what it answered is learned by a pass after that again.
 */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import type { Action, Notice } from '../../runtime/plan.ts';
import { type Heard, type PluginCall, STEP_EFFECT } from '../../runtime/plugin-contract.ts';
import { answeredStatus } from './step-answer.ts';
import { backoffEnd, callKey, isOver, type StepPluginStatus } from './step-status.ts';
import type { Terms } from './terms.ts';

export interface PluginWork {
  /** Once this pass is over. */
  readonly statuses: readonly StepPluginStatus[];
  readonly actions: readonly Action[];
  readonly notices: readonly Notice[];
  readonly wakeAt?: Date | undefined;
  /** Why the update is to be aborted. */
  readonly failure?: string | undefined;
}

/** Milliseconds until a plugin is asked again that gave no answer. */
const NO_ANSWER = 30_000;

export function pluginWork(terms: Terms, isSettled: boolean): PluginWork {
  const before = knownStatuses(terms);
  const learned = before.map((one) => learnedStatus(terms, one));
  const wanted = wantedStatus(terms, learned, isSettled);
  const isNew = wanted !== undefined && !learned.includes(wanted);
  const statuses = isNew ? [...learned, wanted] : learned;
  // What is not stored yet must not be asked for.
  const asked = wanted && before.includes(wanted) ? askedNow(terms, wanted) : NOTHING;
  const isNews = isNew || learned.some((one, place) => one !== before[place]);
  return {
    statuses,
    actions: asked.actions,
    notices: [...statuses.flatMap((one, place) => transition(before[place], one)), ...asked.notices],
    wakeAt: isNews ? terms.snapshot.now : asked.wakeAt,
    failure: failureIn(terms, statuses),
  };
}

const NOTHING: Pick<PluginWork, 'actions' | 'notices' | 'wakeAt'> = { actions: [], notices: [] };

/** Whether the plugin of a step is done with it. */
export const isPluginDone = (statuses: readonly StepPluginStatus[], index: number): boolean =>
  statuses.some((one) => one.index === index && (one.operation === 'Run' ? one.disabled || isOver(one) : true));

/** New steps begin anew, and so does an update that was aborted and is tried again. */
function knownStatuses({ snapshot: { status }, view }: Terms): readonly StepPluginStatus[] {
  const statuses = status.canary?.stepPluginStatuses ?? [];
  const wasAborted = status.abortedAt !== undefined || statuses.some(isOfAbort);
  return view.isReset || (wasAborted && !view.isAborted) ? [] : statuses;
}

/** What failed has aborted the update in the same write. */
const isOfAbort = ({ operation, phase }: StepPluginStatus): boolean => operation === 'Abort' || phase === 'Failed';

function learnedStatus({ snapshot }: Terms, one: StepPluginStatus): StepPluginStatus {
  const heard = heardOf(snapshot, one);
  return heard ? (answeredStatus(one, heard) ?? one) : one;
}

function heardOf({ object, stepPlugins }: Terms['snapshot'], one: StepPluginStatus): Heard | undefined {
  return stepPlugins?.heard[callKey(object.metadata.uid ?? '', one)];
}

/** What the plugins are to be asked next, begun already or new; undefined if nothing. */
function wantedStatus(
  terms: Terms,
  all: readonly StepPluginStatus[],
  isSettled: boolean,
): StepPluginStatus | undefined {
  const { view, isHurried } = terms;
  if (view.isReset) return undefined;
  if (view.isAborted) return ending(terms, all, 'Abort');
  if (view.isPromoted || isHurried) return ending(terms, all, 'Terminate');
  return running(terms, all, isSettled);
}

function running(terms: Terms, all: readonly StepPluginStatus[], isSettled: boolean): StepPluginStatus | undefined {
  const { view, snapshot } = terms;
  const { index } = view;
  const name = view.steps[index]?.plugin?.name;
  const isTime = !view.isInitial && snapshot.status.phase === 'Progressing' && isSettled;
  if (name === undefined || !isTime) return undefined;
  const begun = all.find((one) => one.index === index && one.operation === 'Run');
  if (begun) return isOver(begun) || begun.disabled ? undefined : begun;
  const standing = snapshot.stepPlugins?.standing[name];
  if (standing && 'disabled' in standing) return { index, name, operation: 'Run', disabled: true };
  return begunStatus(terms, { index, name }, 'Run');
}

/** One after the other, the last one first; of what goes on only the last is to end early. */
function ending(
  terms: Terms,
  all: readonly StepPluginStatus[],
  operation: 'Abort' | 'Terminate',
): StepPluginStatus | undefined {
  const isTouched = ({ phase }: StepPluginStatus) =>
    phase === 'Running' || (operation === 'Abort' && phase === 'Successful');
  const runs = all.filter((one) => one.operation === 'Run' && isTouched(one)).toReversed();
  for (const run of operation === 'Abort' ? runs : runs.slice(0, 1)) {
    const begun = all.find((one) => one.index === run.index && one.operation === operation);
    if (!begun) return begunStatus(terms, run, operation);
    if (!isOver(begun)) return begun;
  }
  return undefined;
}

/** To the millisecond, as nothing else in the status: an update that is tried again at once must not hear old answers. */
const begunStatus = (
  { snapshot }: Terms,
  { index, name }: Pick<StepPluginStatus, 'index' | 'name'>,
  operation: StepPluginStatus['operation'],
): StepPluginStatus => ({ index, name, operation, phase: 'Running', startedAt: snapshot.now.toISOString() });

function askedNow(terms: Terms, one: StepPluginStatus): Pick<PluginWork, 'actions' | 'notices' | 'wakeAt'> {
  const { now } = terms.snapshot;
  const heard = heardOf(terms.snapshot, one);
  const problem = heard && 'problem' in heard.reply ? heard.reply.problem : undefined;
  const again = heard && problem !== undefined ? new Date(Date.parse(heard.at) + NO_ANSWER) : backoffEnd(one);
  const message = `Reconciliation failed with error: plugin ${one.name}: ${problem}`;
  const notices: readonly Notice[] =
    problem === undefined ? [] : [{ type: 'Warning', reason: 'ReconciliationError', message }];
  if (again && again > now) return { actions: [], notices, wakeAt: again };
  return { actions: [callOf(terms, one)], notices: [], wakeAt: now };
}

function callOf({ snapshot, view }: Terms, one: StepPluginStatus): Action {
  const { object, status, hash } = snapshot;
  const { uid = '', name, namespace } = object.metadata;
  const { index, name: plugin, operation, status: state = null } = one;
  const of = operation === 'Run' ? one : status.canary?.stepPluginStatuses?.find((run) => run.index === index);
  const call: PluginCall = {
    ...{ kind: 'stepPlugins', plugin, path: `step/${operation.toLowerCase()}` },
    body: {
      rollout: { namespace, name, uid },
      revisions: { current: hash, stable: status.stableRS ?? '' },
      step: index,
      config: view.steps[index]?.plugin?.config,
      status: operation === 'Run' ? state : (of?.status ?? null),
    },
  };
  const key = callKey(uid, one);
  const because = `${operation.toLowerCase()} plugin ${plugin} of step ${index + 1}`;
  return { do: 'effect', effect: STEP_EFFECT, key, input: { owner: uid, call }, because };
}

const DONE = { Run: 'transitioned to', Abort: 'aborted', Terminate: 'terminated' } as const;

/** What begins, goes wrong or ends early is told; that a step is over is told otherwise. */
function transition(before: StepPluginStatus | undefined, after: StepPluginStatus): readonly Notice[] {
  const { name, index, operation, phase } = after;
  const isNews = phase !== undefined && phase !== before?.phase;
  const isTold = operation === 'Run' ? phase !== 'Successful' : isOver(after);
  if (!isNews || !isTold) return [];
  const what = operation === 'Run' ? phase : `(${phase})`;
  const message = `Step plugin ${name} (step ${index + 1}) ${DONE[operation]} ${what}`;
  const type = phase === 'Failed' || phase === 'Error' ? 'Warning' : 'Normal';
  return [{ type, reason: 'StepPluginTransition', message }];
}

function failureIn({ view: { index, isAborted } }: Terms, all: readonly StepPluginStatus[]): string | undefined {
  const failed = all.find((one) => one.index === index && one.operation === 'Run' && one.phase === 'Failed');
  if (!failed || isAborted) return undefined;
  return `Step Plugin ${index + 1} (${failed.name}) failed: ${failed.message ?? ''}`;
}

type StatusBlock = RolloutStatus['canary'];

/** The block of the status with what is known of plugins. */
export const withSteps = (block: StatusBlock, { statuses }: PluginWork): StatusBlock =>
  statuses.length === 0 ? block : { ...block, stepPluginStatuses: [...statuses] };
