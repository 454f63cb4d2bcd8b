/** What a node's agent does with a pod next, from the pod's own status and times: it may be asked at any moment. Pure. */
import { COMPLETED, KILLED, type Killer, moment, terminated, textOf } from './container.ts';
import { type BehaviourFor, type NextContainers, nextContainers } from './containers.ts';
import { type ContainerStatus, isFinished, isSidecar, type PodStatus, policyOf, type SimulatedPod } from './pod.ts';
import { podConditions } from './pod-conditions.ts';

/** What the node gives a pod. */
export interface Place {
  readonly hostAddress: string;
  readonly podAddress: string;
}

export interface NextPod {
  readonly status?: PodStatus;
  /** Containers that the node has killed, by name. */
  readonly killed?: ReadonlyMap<string, Killer>;
  readonly wakeAt?: Date;
  /** Nothing of it runs any more: it can go. */
  readonly delete?: true;
}

export function nextPod(pod: SimulatedPod, place: Place, now: Date, behaviourFor: BehaviourFor): NextPod {
  const at = now.getTime();
  if (pod.metadata.deletionTimestamp !== undefined) return ending(pod, at, behaviourFor);
  if (isFinished(pod)) return {};
  const startTime = pod.status?.startTime ?? textOf(at);
  const next = nextContainers({ pod, behaviourFor, now: at }, moment(startTime));
  const phase = phaseOf(pod, next);
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  const init = isOver ? next.init.map((one) => stopped(one, at, COMPLETED)) : next.init;
  const status = statusOf(pod, { phase, init, main: next.main, incomplete: next.incomplete, at });
  const { wakeAt } = next;
  return {
    status: { ...status, ...addresses(place), startTime },
    killed: next.killed,
    ...(wakeAt !== undefined && !isOver && { wakeAt: new Date(wakeAt) }),
  };
}

const addresses = ({ hostAddress, podAddress }: Place) => ({
  hostIP: hostAddress,
  hostIPs: [{ ip: hostAddress }],
  podIP: podAddress,
  podIPs: [{ ip: podAddress }],
});

interface Outcome {
  readonly phase: string;
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  readonly incomplete: readonly string[];
  readonly at: number;
}

function statusOf(pod: SimulatedPod, { phase, init, main, incomplete, at }: Outcome): PodStatus {
  const sidecars = (pod.spec?.initContainers ?? []).filter(isSidecar).map(({ name }) => name);
  const containers = [...init.filter(({ name }) => sidecars.includes(name)), ...main];
  return {
    ...pod.status,
    phase,
    conditions: podConditions({ pod, phase, incomplete, containers, now: textOf(at) }),
    ...(init.length > 0 && { initContainerStatuses: init }),
    containerStatuses: main,
  };
}

function phaseOf(pod: SimulatedPod, { main, incomplete, hasFailed }: NextContainers): string {
  if (hasFailed) return 'Failed';
  // One that has run is no beginner again because a sidecar restarts.
  if (incomplete.length > 0) return 'Pending';
  if (main.some((one) => one.state.waiting && !one.lastState.terminated)) return 'Pending';
  if (main.some((one) => one.state.running ?? one.state.waiting)) return 'Running';
  const ends = main.flatMap(({ state }) => state.terminated ?? []);
  const policy = policyOf(pod, { name: '' }, false);
  if (policy === 'Always') return 'Running';
  if (ends.every(({ exitCode }) => exitCode === 0)) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

const NEVER_RAN = { exitCode: 137, reason: 'ContainerStatusUnknown' } as const;

function stopped(status: ContainerStatus, at: number, how: typeof COMPLETED | typeof KILLED): ContainerStatus {
  return status.state.running ? terminated(status, how, at) : status;
}

/** Containers have until the end of the grace period, then they are killed. */
function ending(pod: SimulatedPod, now: number, behaviourFor: BehaviourFor): NextPod {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  const grace = deletionGracePeriodSeconds * 1000;
  const asked = moment(deletionTimestamp) - grace;
  const { spec, status } = pod;
  const running = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].filter(
    ({ state }) => state.running,
  );
  const needed = Math.max(
    0,
    ...[...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
      .filter(({ name }) => running.some((one) => one.name === name))
      .map((container) => behaviourFor(container).shutdown),
  );
  const end = asked + Math.min(needed, grace);
  if (now < end) return { wakeAt: new Date(end) };
  // Without any grace left it is the server that lets it go, once nobody holds it back.
  const gone = deletionGracePeriodSeconds > 0 ? ({ delete: true } as const) : {};
  if (isFinished(pod)) return gone;
  return { status: lastStatus(pod, now, needed <= grace ? COMPLETED : KILLED), ...gone };
}

function lastStatus(pod: SimulatedPod, at: number, how: typeof COMPLETED | typeof KILLED): PodStatus {
  const { initContainerStatuses: init = [], containerStatuses: main = [] } = pod.status ?? {};
  const last = (one: ContainerStatus): ContainerStatus => {
    if (!one.state.waiting) return stopped(one, at, how);
    return one.lastState.terminated ? { ...one, state: one.lastState } : terminated(one, NEVER_RAN, at);
  };
  const [initEnds, mainEnds] = [init.map(last), main.map(last)];
  const isWell = mainEnds.length > 0 && mainEnds.every(({ state }) => state.terminated?.exitCode === 0);
  const outcome = { phase: isWell ? 'Succeeded' : 'Failed', init: initEnds, main: mainEnds, incomplete: [], at };
  return statusOf(pod, outcome);
}
