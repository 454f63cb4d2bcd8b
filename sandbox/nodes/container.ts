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
import {
  type Container,
  type ContainerStatus,
  isSidecar,
  type SimulatedPod,
  type Terminated,
  type Waiting,
} from './pod.ts';
import { type Course, courseOf } from './probes.ts';
import { backoffAfter, backoffText, pullAt } from './retries.ts';

export interface Situation {
  readonly pod: SimulatedPod;
  readonly container: Container;
  readonly isInit: boolean;
  readonly behaviour: Behaviour;
  /** Always, OnFailure or Never. */
  readonly policy: string;
  readonly before: ContainerStatus | undefined;
  /** Milliseconds: when it was its turn. */
  readonly since: number;
  readonly now: number;
}

/** Why it was killed: one of its probes, or it has another image now. */
export type Killer = 'startup' | 'liveness' | 'change';

export interface NextContainer {
  readonly status: ContainerStatus;
  readonly killedBy?: Killer;
  /** Milliseconds: when it changes next by itself. */
  readonly wakeAt?: number | undefined;
}

/** From its turn until it runs. */
const CREATING = 1_000;
/** So long an end is shown as such before the waiting. */
const SHOWN = 1_000;
const PULL_REASONS: readonly (string | undefined)[] = ['ErrImagePull', 'ImagePullBackOff'];
const GRACE_SECONDS = 30;
/** How containers end that are told to, and that have to be killed. */
export const COMPLETED = { exitCode: 0, reason: 'Completed' } as const;
export const KILLED = { exitCode: 137, reason: 'Error' } as const;

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
    // Before it ran for the first time there is only what is asked for.
    image: before?.imageID ? before.image : image,
    imageID: before?.imageID ?? '',
    ...(before?.containerID !== undefined && { containerID: before.containerID }),
  };
}

function beforeStart(situation: Situation): NextContainer {
  const { pod, since, now } = situation;
  const startAt = since + CREATING;
  if (now < startAt) {
    const reason = pod.spec?.initContainers?.length ? 'PodInitializing' : 'ContainerCreating';
    return { status: waiting(situation, { reason }), wakeAt: startAt };
  }
  return pulled(situation, {}, startAt);
}

/** Starts if its image can be had. `since`: when the first pull began. */
function pulled(situation: Situation, lastState: ContainerStatus['lastState'], since: number): NextContainer {
  const { container, behaviour, now } = situation;
  if (behaviour.canBePulled) return started(situation, lastState);
  const { isPulling, until } = pullAt(now - since);
  const { image = '' } = container;
  const why = isPulling
    ? { reason: 'ErrImagePull', message: pullError(image) }
    : {
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image ${JSON.stringify(image)}: ErrImagePull: ${pullError(image)}`,
      };
  return { status: { ...waiting(situation, why), lastState }, wakeAt: since + until };
}

/** Runs from now on. */
function started(situation: Situation, lastState: ContainerStatus['lastState']): NextContainer {
  const { pod, container, behaviour, before, now } = situation;
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
  const first = Math.min(...changesOf(courseOf(container, behaviour), behaviour));
  const startedAt = Math.floor(now / 1000) * 1000;
  return { status, wakeAt: Number.isFinite(first) ? startedAt + first : undefined };
}

/** When something happens to what runs, in milliseconds since its start. */
const changesOf = (course: Course, { exitAfter = Infinity }: Behaviour): readonly number[] => [
  ...(course.startedAt > 0 ? [course.startedAt] : []),
  course.readyAt,
  course.unreadyAt,
  course.killedAt,
  exitAfter,
];

function whileRunning(situation: Situation, before: ContainerStatus, startedAt: number): NextContainer {
  const { container, behaviour, isInit, now } = situation;
  if (hasOtherImage(container, before) && (!isInit || isSidecar(container))) return replaced(situation, before);
  const { exitAfter = Infinity } = behaviour;
  const course = courseOf(container, behaviour);
  const elapsed = now - startedAt;
  if (elapsed >= Math.min(exitAfter, course.killedAt)) {
    if (exitAfter <= course.killedAt) return { status: ended(before, behaviour, startedAt + exitAfter), wakeAt: now };
    const status = terminated(before, KILLED, startedAt + course.killedAt);
    return { status, killedBy: course.killedBy, wakeAt: now };
  }
  const ready = elapsed >= course.readyAt && elapsed < course.unreadyAt;
  const next = Math.min(...changesOf(course, behaviour).filter((one) => one > elapsed));
  return {
    status: { ...before, ready, started: elapsed >= course.startedAt },
    wakeAt: Number.isFinite(next) ? startedAt + next : undefined,
  };
}

const hasOtherImage = ({ image = '' }: Container, before: ContainerStatus): boolean => before.image !== fullName(image);

/** Whatever the restart policy says: it is what was asked for that changed. */
function replaced(situation: Situation, before: ContainerStatus): NextContainer {
  const { pod, behaviour, now } = situation;
  const grace = (pod.spec?.terminationGracePeriodSeconds ?? GRACE_SECONDS) * 1000;
  const { state } = terminated(before, behaviour.shutdown <= grace ? COMPLETED : KILLED, now);
  return { ...pulled(situation, state, now), killedBy: 'change' };
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
  const finishedAt = moment(end.finishedAt);
  const isPulling = PULL_REASONS.includes(before.state.waiting?.reason);
  // It is in the midst of being replaced.
  if (isPulling) return pulled(situation, { terminated: end }, finishedAt);
  if (!runsAgain(policy, end)) return { status: before };
  if (hasOtherImage(container, before)) return pulled(situation, { terminated: end }, finishedAt);
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

/** Init containers are done after a while, well if nothing else is said. */
export const asInit = (behaviour: Behaviour): Behaviour => ({
  ...behaviour,
  readyAfter: undefined,
  exitAfter: behaviour.exitAfter ?? RUN,
  exitCode: behaviour.exitAfter === undefined ? 0 : behaviour.exitCode,
});
