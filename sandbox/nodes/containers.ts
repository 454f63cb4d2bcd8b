/** What becomes of all containers of a pod: init containers one after another, then the others together. Pure. */
import type { Behaviour } from './behaviour.ts';
import { asInit, type Killer, moment, type NextContainer, nextContainer, runsAgain, waiting } from './container.ts';
import { type Container, type ContainerStatus, isSidecar, policyOf, type SimulatedPod } from './pod.ts';

export type BehaviourFor = (container: Container) => Behaviour;

export interface NextContainers {
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  /** Init containers that are not done. */
  readonly incomplete: readonly string[];
  /** An init container failed for good. */
  readonly hasFailed: boolean;
  /** Containers that were killed now, by name. */
  readonly killed: ReadonlyMap<string, Killer>;
  readonly wakeAt: number | undefined;
}

interface Round {
  readonly pod: SimulatedPod;
  readonly behaviourFor: BehaviourFor;
  readonly now: number;
}

export function nextContainers(round: Round, startTime: number): NextContainers {
  const { pod } = round;
  const init = initContainers(round, startTime);
  const blocked = { reason: 'PodInitializing' } as const;
  const main = (pod.spec?.containers ?? []).map((container): NextContainer => {
    const before = statusIn(pod.status?.containerStatuses, container);
    const since = init.doneAt;
    // What ran already is not held up by init containers that do not matter any more.
    if (since === undefined && !before?.state.running) return { status: waiting({ container, before }, blocked) };
    const policy = policyOf(pod, container, false);
    const behaviour = round.behaviourFor(container);
    return nextContainer({
      ...{ pod, container, behaviour, policy, before, now: round.now },
      isInit: false,
      since: since ?? startTime,
    });
  });
  const all = [...init.all, ...main];
  return {
    init: init.all.map(({ status }) => status),
    main: main.map(({ status }) => status),
    killed: new Map(all.flatMap(({ status, killedBy }) => (killedBy ? [[status.name, killedBy]] : []))),
    incomplete: init.incomplete,
    hasFailed: init.hasFailed,
    wakeAt: earliest(all.map(({ wakeAt }) => wakeAt)),
  };
}

interface InitRound {
  readonly all: readonly NextContainer[];
  readonly incomplete: readonly string[];
  readonly hasFailed: boolean;
  /** When it was the turn of the others; undefined if it is not yet. */
  readonly doneAt: number | undefined;
}

function initContainers({ pod, behaviourFor, now }: Round, startTime: number): InitRound {
  const all: NextContainer[] = [];
  const incomplete: string[] = [];
  let [since, hasFailed]: [number | undefined, boolean] = [startTime, false];
  for (const container of pod.spec?.initContainers ?? []) {
    const before = statusIn(pod.status?.initContainerStatuses, container);
    if (since === undefined) {
      all.push({ status: waiting({ container, before }, { reason: 'PodInitializing' }) });
      incomplete.push(container.name);
      continue;
    }
    const policy = policyOf(pod, container, true);
    const behaviour = isSidecar(container) ? behaviourFor(container) : asInit(behaviourFor(container));
    const next = nextContainer({ pod, container, isInit: true, behaviour, policy, before, since, now });
    since = doneAt(container, next.status);
    if (since === undefined) incomplete.push(container.name);
    const end = next.status.state.terminated;
    hasFailed ||= end !== undefined && end.exitCode !== 0 && !runsAgain(policy, end);
    all.push({ ...next, status: { ...next.status, ready: next.status.ready || end?.exitCode === 0 } });
  }
  return { all, incomplete, hasFailed, doneAt: since };
}

/** When the next may begin: after the end of an init container, or the start of one that runs on. */
function doneAt(container: Container, { state, lastState, started }: ContainerStatus): number | undefined {
  if (isSidecar(container)) {
    if (state.running && started) return moment(state.running.startedAt);
    // One that was up once holds nobody up.
    const { startedAt } = state.terminated ?? lastState.terminated ?? {};
    return startedAt === undefined ? undefined : moment(startedAt);
  }
  return state.terminated?.exitCode === 0 ? moment(state.terminated.finishedAt) : undefined;
}

export const statusIn = (list: readonly ContainerStatus[] | undefined, { name }: Container) =>
  list?.find((one) => one.name === name);

export function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
