/** What a pod's containers make of it: one word, how many are ready, how often they were restarted. */
import type { ApiObject, JsonObject } from '../api/object.ts';
import { at, listAt, numberAt, textAt } from './reading.ts';

export interface PodSummary {
  readonly reason: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** RFC 3339; '' if there was none. */
  readonly lastRestart: string;
}

interface Restarts {
  readonly count: number;
  readonly last: string;
}

/** What is said of a number of containers. */
interface Part {
  /** '' if they do not say anything. */
  readonly reason: string;
  readonly ready: number;
  readonly restarts: Restarts;
}

interface Initialization extends Part {
  readonly isOngoing: boolean;
  /** Of the containers that keep running beside the others. */
  readonly sidecars: Restarts;
}

export function podSummary(pod: ApiObject): PodSummary {
  const initialization = initializationOf(pod);
  const isDone = !initialization.isOngoing || hasCondition(pod, 'Initialized');
  const main = isDone ? mainContainers(pod, initialization.reason || ownReason(pod)) : undefined;
  const { count, last } = main ? sum([initialization.sidecars, main.restarts]) : initialization.restarts;
  return {
    reason: deletionReason(pod) ?? (main?.reason || initialization.reason || ownReason(pod)),
    ready: initialization.ready + (main?.ready ?? 0),
    total: listAt(pod, 'spec', 'containers').length + listAt(pod, 'spec', 'initContainers').filter(isSidecar).length,
    restarts: count,
    lastRestart: last,
  };
}

function ownReason(pod: ApiObject): string {
  const isGated = listAt(pod, 'status', 'conditions').some(
    (one) => one['type'] === 'PodScheduled' && one['reason'] === 'SchedulingGated',
  );
  return isGated ? 'SchedulingGated' : textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase');
}

function deletionReason(pod: ApiObject): string | undefined {
  if (pod.metadata.deletionTimestamp === undefined) return undefined;
  if (textAt(pod, 'status', 'reason') === 'NodeLost') return 'Unknown';
  const phase = textAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed' ? undefined : 'Terminating';
}

const hasCondition = (pod: ApiObject, type: string): boolean =>
  listAt(pod, 'status', 'conditions').find((one) => one['type'] === type)?.['status'] === 'True';

const isSidecar = (container: JsonObject): boolean => container['restartPolicy'] === 'Always';

function initializationOf(pod: ApiObject): Initialization {
  const containers = listAt(pod, 'spec', 'initContainers');
  const sidecarNames = new Set(containers.filter(isSidecar).map(({ name }) => name));
  const statuses = listAt(pod, 'status', 'initContainerStatuses');
  const isBeside = (status: JsonObject) => sidecarNames.has(status['name']);
  // What comes after the first that is not done does not count.
  const unfinished = statuses.findIndex((status) => !isFinished(status, isBeside(status)));
  const looked = unfinished < 0 ? statuses : statuses.slice(0, unfinished + 1);
  const stuck = statuses[unfinished];
  return {
    isOngoing: stuck !== undefined,
    reason: stuck === undefined ? '' : `Init:${initReason(stuck) ?? `${unfinished}/${containers.length}`}`,
    ready: looked.filter((status) => isBeside(status) && isStarted(status) && status['ready'] === true).length,
    restarts: sum(looked.map(restartsOf)),
    sidecars: sum(looked.filter(isBeside).map(restartsOf)),
  };
}

const isStarted = (status: JsonObject): boolean => status['started'] === true && !hasSucceeded(status);

const hasSucceeded = (status: JsonObject): boolean =>
  at(status, 'state', 'terminated') !== undefined && numberAt(status, 'state', 'terminated', 'exitCode') === 0;

const isFinished = (status: JsonObject, isBeside: boolean): boolean =>
  hasSucceeded(status) || (isBeside && status['started'] === true);

function initReason(status: JsonObject): string | undefined {
  const ended = terminationReason(status);
  if (ended !== undefined) return ended;
  const waiting = textAt(status, 'state', 'waiting', 'reason');
  return waiting !== '' && waiting !== 'PodInitializing' ? waiting : undefined;
}

function terminationReason(status: JsonObject): string | undefined {
  const terminated = at(status, 'state', 'terminated');
  if (terminated === undefined) return undefined;
  const reason = textAt(terminated, 'reason');
  if (reason !== '') return reason;
  const signal = numberAt(terminated, 'signal');
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode')}` : `Signal:${signal}`;
}

/** The first container that has something to say is heard. */
function mainContainers(pod: ApiObject, before: string): Part {
  const statuses = listAt(pod, 'status', 'containerStatuses');
  const said = statuses.map(
    (status) => textAt(status, 'state', 'waiting', 'reason') || terminationReason(status) || '',
  );
  const ready = statuses.filter(
    (status, index) => said[index] === '' && status['ready'] === true && at(status, 'state', 'running') !== undefined,
  ).length;
  const reason = said.find((one) => one !== '') ?? before;
  const isPartlyDone = reason === 'Completed' && ready > 0;
  return {
    reason: isPartlyDone ? (hasReadyCondition(pod) ? 'Running' : 'NotReady') : reason,
    ready,
    restarts: sum(statuses.map(restartsOf)),
  };
}

const hasReadyCondition = (pod: ApiObject): boolean =>
  listAt(pod, 'status', 'conditions').some((one) => one['type'] === 'Ready' && one['status'] === 'True');

const restartsOf = (status: JsonObject): Restarts => ({
  count: numberAt(status, 'restartCount'),
  last: textAt(status, 'lastState', 'terminated', 'finishedAt'),
});

/** Times are all in one format: the later is the greater text. */
const sum = (all: readonly Restarts[]): Restarts => ({
  count: all.reduce((total, { count }) => total + count, 0),
  last: all.reduce((latest, { last }) => (last > latest ? last : latest), ''),
});
