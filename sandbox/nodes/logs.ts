/** The logs of simulated containers: the same lines whenever they are asked for. */
import type { Clock } from '../../kube/clock.ts';
import type { ApiObject } from '../api/object.ts';
import type { Sink } from '../server/answer.ts';
import type { LogQuery, LogSource } from '../server/log-source.ts';
import { behaviourOf } from './behaviour.ts';
import { moment, textOf } from './container.ts';
import type { ContainerStatus, SimulatedPod } from './pod.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** One request in so long. */
const EVERY = 5_000;
/** Older requests are forgotten, as a log is that is rotated. */
const MOST_REQUESTS = 1_000;

/** What a container has said until now. Pure. */
export function logsOf(pod: ApiObject, query: LogQuery, now: Date): string {
  const { tailLines, sinceSeconds, limitBytes } = query;
  const at = now.getTime();
  const since = sinceSeconds === undefined ? -Infinity : at - sinceSeconds * 1000;
  const recent = linesOf(pod as unknown as SimulatedPod, query, at).filter((line) => line.at >= since);
  const last = tailLines === undefined ? recent : recent.slice(Math.max(recent.length - tailLines, 0));
  return limited(shown(last, query), limitBytes);
}

const shown = (lines: readonly Line[], { timestamps }: LogQuery): string =>
  lines.map(({ at, text }) => `${timestamps ? `${textOf(at)} ` : ''}${text}\n`).join('');

const limited = (text: string, bytes: number | undefined): string =>
  bytes === undefined ? text : Buffer.from(text).subarray(0, bytes).toString();

function linesOf(pod: SimulatedPod, { container: name, previous }: LogQuery, now: number): readonly Line[] {
  const run = runOf(statusOf(pod, name), previous);
  if (!run) return [];
  const image = imageOf(pod, name);
  const { log, answers } = behaviourOf(image, pod.metadata.annotations ?? {});
  const begin = [`${name} ${image} started`, ...(log === undefined ? [] : [log])];
  const count = Math.max(0, Math.floor(((run.until ?? now) - run.from) / EVERY));
  const first = Math.max(1, count - MOST_REQUESTS + 1);
  return [
    ...begin.map((text) => ({ at: run.from, text })),
    ...Array.from({ length: count - first + 1 }, (_, index) => ({
      at: run.from + (first + index) * EVERY,
      text: `GET / ${answers}`,
    })),
    ...(run.until === undefined ? [] : [{ at: run.until, text: `${name} ended with exit code ${run.exitCode}` }]),
  ];
}

const imageOf = ({ spec }: SimulatedPod, name: string): string =>
  [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find((one) => one.name === name)?.image ?? '';

const statusOf = ({ status }: SimulatedPod, name: string): ContainerStatus | undefined =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find((one) => one.name === name);

interface Run {
  readonly from: number;
  /** Undefined while it goes on. */
  readonly until?: number;
  readonly exitCode?: number;
}

function runOf(status: ContainerStatus | undefined, previous: boolean): Run | undefined {
  const { running, terminated } = status?.state ?? {};
  if (running && !previous) return { from: moment(running.startedAt) };
  const last = status?.lastState.terminated;
  const end = previous ? last : (terminated ?? last);
  return end && { from: moment(end.startedAt), until: moment(end.finishedAt), exitCode: end.exitCode };
}

type Latest = (pod: ApiObject) => ApiObject | undefined;

/** For an API server in this process. `latest` finds the pod as it is now: whoever follows a log sees its end. */
export function logSource(clock: Clock, latest: Latest): LogSource {
  return (pod, query, sink) => {
    const { limitBytes } = query;
    sink.write(logsOf(pod, query, clock.now()));
    if (query.follow && limitBytes === undefined && isRunning(pod, query))
      return follow(pod, query, sink, [clock, latest]);
    sink.end();
    return () => {};
  };
}

/** Writes what is new every few seconds, until the container has ended or the answer is called. */
function follow(pod: ApiObject, query: LogQuery, sink: Sink, [clock, latest]: readonly [Clock, Latest]): () => void {
  let seen = clock.now().getTime();
  const look = () => {
    const now = clock.now().getTime();
    const current = latest(pod);
    if (current) sink.write(newsOf(current, query, seen, now));
    seen = now;
    if (current && isRunning(current, query)) cancel = clock.after(EVERY, look);
    else sink.end();
  };
  let cancel = clock.after(EVERY, look);
  return () => cancel();
}

function newsOf(pod: ApiObject, query: LogQuery, seen: number, now: number): string {
  const lines = linesOf(pod as unknown as SimulatedPod, query, now);
  return shown(
    lines.filter(({ at }) => at > seen),
    query,
  );
}

const isRunning = (pod: ApiObject, { container, previous }: LogQuery): boolean =>
  !previous && statusOf(pod as unknown as SimulatedPod, container)?.state.running !== undefined;
