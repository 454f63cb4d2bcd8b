/**
 * What becomes of one container, from its own status and times alone. Pure.
 *
 *     ContainerCreating ──> running ──> terminated ──> (CrashLoopBackOff) ──> running …
 *          │                                └─ stays, if its policy says so
 *          └─> ErrImagePull <──> ImagePullBackOff
 */
import { timestamp } from '../../kube/conditions.ts';
import { type Behaviour, RUN } from './behaviour.ts';
import { digestOf, fullName, imageId, pullError } from './image.ts';
import type { Container, ContainerStatus, SimulatedPod, Terminated, Waiting } from './pod.ts';

export interface Situation {
  readonly pod: SimulatedPod;
  readonly container: Container;
  readonly behaviour: Behaviour;
  /** Always, OnFailure or Never. */
  readonly policy: string;
  readonly before: ContainerStatus | undefined;
  /** Milliseconds: when it was its turn. */
  readonly since: number;
  readonly now: number;
}

export interface NextContainer {
  readonly status: ContainerStatus;
  /** Milliseconds: when it changes next by itself. */
  readonly wakeAt?: number | undefined;
}

/** From its turn until it runs. */
const CREATING = 1_000;
/** So long an end is shown as such before the waiting. */
const SHOWN = 1_000;
const FIRST_BACKOFF = 10_000;
const LONGEST_BACKOFF = 300_000;
/** Who has run so long starts again as if it were the first time. */
const FORGIVEN = 600_000;
/** How long a pull takes to fail. */
const PULLING = 2_000;

export const moment = (text: string | undefined): number => Date.parse(text ?? '');
export const textOf = (milliseconds: number): string => timestamp(new Date(milliseconds));

export function nextContainer(situation: Situation): NextContainer {
  const { before } = situation;
  const { running, terminated } = before?.state ?? {};
  if (before && running) return whileRunning(situation, before, moment(running.startedAt));
  const ended = terminated ?? before?.lastState.terminated;
  return before && ended ? afterEnd(situation, before, ended) : beforeStart(situation);
}

export function waiting({ container, before }: Pick<Situation, 'container' | 'before'>, why: Waiting): ContainerStatus {
  const { name, image = '' } = container;
  return {
    name,
    state: { waiting: why },
    lastState: before?.lastState ?? {},
    ready: false,
    started: false,
    restartCount: before?.restartCount ?? 0,
    image: before?.image ?? image,
    imageID: before?.imageID ?? '',
    ...(before?.containerID !== undefined && { containerID: before.containerID }),
  };
}

function beforeStart(situation: Situation): NextContainer {
  const { pod, container, behaviour, since, now } = situation;
  const startAt = since + CREATING;
  if (now < startAt) {
    const reason = pod.spec?.initContainers?.length ? 'PodInitializing' : 'ContainerCreating';
    return { status: waiting(situation, { reason }), wakeAt: startAt };
  }
  if (behaviour.canBePulled) return started(situation, {});
  const { isPulling, until } = pullAt(now - startAt);
  const { image = '' } = container;
  const why = isPulling
    ? { reason: 'ErrImagePull', message: pullError(image) }
    : {
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image ${JSON.stringify(image)}: ErrImagePull: ${pullError(image)}`,
      };
  return { status: waiting(situation, why), wakeAt: startAt + until };
}

/** Pulls are tried again and again, each time later. `until`: when that changes. */
function pullAt(elapsed: number): { readonly isPulling: boolean; readonly until: number } {
  let attempt = 0;
  let wait = FIRST_BACKOFF;
  for (; wait < LONGEST_BACKOFF && elapsed >= attempt + wait; wait = Math.min(wait * 2, LONGEST_BACKOFF))
    attempt += wait;
  const last = attempt + Math.floor((elapsed - attempt) / wait) * wait;
  const isPulling = elapsed < last + PULLING;
  return { isPulling, until: isPulling ? last + PULLING : last + wait };
}

/** Runs from now on; `wakeAt` is seen to once it does. */
function started({ pod, container, before, now }: Situation, lastState: ContainerStatus['lastState']): NextContainer {
  const { name, image = '' } = container;
  const restartCount = before && lastState.terminated ? before.restartCount + 1 : (before?.restartCount ?? 0);
  const status: ContainerStatus = {
    name,
    state: { running: { startedAt: textOf(now) } },
    lastState,
    ready: false,
    started: container.startupProbe === undefined,
    restartCount,
    image: fullName(image),
    imageID: imageId(image),
    containerID: `containerd://${digestOf(`${pod.metadata.uid}/${name}/${restartCount}`)}`,
  };
  return { status, wakeAt: now };
}

function whileRunning(situation: Situation, before: ContainerStatus, startedAt: number): NextContainer {
  const { container, behaviour, now } = situation;
  const { readyAfter = Infinity, unreadyAfter = Infinity, exitAfter = Infinity } = behaviour;
  const elapsed = now - startedAt;
  if (elapsed >= exitAfter) return { status: ended(before, behaviour, startedAt + exitAfter), wakeAt: now };
  const ready = elapsed >= readyAfter && elapsed < unreadyAfter;
  const next = Math.min(...[readyAfter, unreadyAfter, exitAfter].filter((one) => one > elapsed));
  return {
    status: { ...before, ready, started: container.startupProbe === undefined || elapsed >= readyAfter },
    wakeAt: Number.isFinite(next) ? startedAt + next : undefined,
  };
}

function ended(before: ContainerStatus, { exitCode, isKilledForMemory }: Behaviour, at: number): ContainerStatus {
  const reason = isKilledForMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
  return terminated(before, { exitCode, reason }, at);
}

export function terminated(
  before: ContainerStatus,
  how: Pick<Terminated, 'exitCode' | 'reason'>,
  at: number,
): ContainerStatus {
  const { containerID } = before;
  const startedAt = before.state.running?.startedAt ?? textOf(at);
  const end = { ...how, startedAt, finishedAt: textOf(at), ...(containerID !== undefined && { containerID }) };
  return { ...before, state: { terminated: end }, ready: false, started: false };
}

/** Whether a container runs again that ended so. */
export const runsAgain = (policy: string, { exitCode }: Terminated): boolean =>
  policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);

function afterEnd(situation: Situation, before: ContainerStatus, end: Terminated): NextContainer {
  const { pod, container, policy, now } = situation;
  if (!runsAgain(policy, end)) return { status: before };
  const finishedAt = moment(end.finishedAt);
  const delay = backoffAfter(before.restartCount, end);
  const restartAt = finishedAt + Math.max(delay, SHOWN);
  if (now >= restartAt) return started(situation, { terminated: end });
  if (now < finishedAt + SHOWN) return { status: before, wakeAt: finishedAt + SHOWN };
  const { name, namespace, uid } = pod.metadata;
  const who = `container=${container.name} pod=${name}_${namespace}(${uid})`;
  const message = `back-off ${backoffText(delay)} restarting failed ${who}`;
  const status = waiting(situation, { reason: 'CrashLoopBackOff', message });
  return { status: { ...status, lastState: { terminated: end } }, wakeAt: restartAt };
}

function backoffAfter(restarts: number, { startedAt, finishedAt }: Terminated): number {
  if (restarts === 0 || moment(finishedAt) - moment(startedAt) >= FORGIVEN) return 0;
  return Math.min(FIRST_BACKOFF * 2 ** (restarts - 1), LONGEST_BACKOFF);
}

/** As Go prints durations. */
function backoffText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** Init containers are done after a while, well if nothing else is said. */
export const asInit = (behaviour: Behaviour): Behaviour => ({
  ...behaviour,
  readyAfter: undefined,
  exitAfter: behaviour.exitAfter ?? RUN,
  exitCode: behaviour.exitAfter === undefined ? 0 : behaviour.exitCode,
});
