/** A watch: its lines as events, its end noticed even if nobody says so. */
import type { Call, Calls } from './calls.ts';
import type { WatchEvent, WatchOptions } from './client.ts';
import type { Clock, Random } from './clock.ts';
import { KubeError } from './errors.ts';
import { listPath, selectionQuery, withQuery } from './resources.ts';
import type { KubeObject, Resource } from './types.ts';

interface Watching {
  readonly resource: Resource;
  readonly watch: WatchOptions;
  readonly clock: Clock;
  readonly random: Random;
}

/** The server ends each watch after about five minutes, at different moments for different watches. */
const SERVER_SECONDS = 290;
const SPREAD_SECONDS = 60;
/** Servers send bookmarks about every minute: a watch that says nothing for longer is dead. */
const MOST_SILENCE = 150_000;
const LONGEST_LINE = 8 * 1024 * 1024;
const NEWLINE = 10;

export async function* watched(calls: Calls, { resource, watch, clock, random }: Watching): AsyncGenerator<WatchEvent> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(watch.signal.reason);
  watch.signal.addEventListener('abort', onAbort, { once: true });
  if (watch.signal.aborted) onAbort();
  const silence = alarm(clock, watch.silence ?? MOST_SILENCE, (ms) =>
    stop.abort(new Error(`watch ${resource.plural}: silent for ${ms} ms`)),
  );
  try {
    const body = await calls.stream(
      callOf(resource, watch, Math.floor(SERVER_SECONDS + SPREAD_SECONDS * random())),
      stop.signal,
    );
    for await (const lines of linesOf(body)) {
      silence.put();
      for (const line of lines) yield eventOf(line, resource);
    }
  } catch (error) {
    throw stop.signal.aborted && stop.signal.reason instanceof Error ? stop.signal.reason : error;
  } finally {
    silence.cancel();
    watch.signal.removeEventListener('abort', onAbort);
    stop.abort();
  }
}

function callOf(resource: Resource, watch: WatchOptions, timeoutSeconds: number): Call {
  const path = withQuery(listPath(resource, watch.namespace ?? ''), {
    ...selectionQuery(watch),
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion: watch.resourceVersion,
    timeoutSeconds,
  });
  return { method: 'GET', path, verb: 'watch', kind: resource.kind };
}

/** Goes off unless it is put off in time. One timer at a time, however many events there are. */
function alarm(clock: Clock, ms: number, goOff: (ms: number) => void): { put: () => void; cancel: () => void } {
  const state = { last: clock.monotonic(), cancel: () => {} };
  const arm = (wait: number) => {
    state.cancel = clock.after(wait, () => {
      const left = state.last + ms - clock.monotonic();
      if (left > 0) arm(left);
      else goOff(ms);
    });
  };
  arm(ms);
  return {
    put: () => {
      state.last = clock.monotonic();
    },
    cancel: () => state.cancel(),
  };
}

/** The complete lines of each chunk. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      rest.push(chunk);
      size += chunk.length;
      if (size > LONGEST_LINE) throw new Error(`watch: an event is longer than ${LONGEST_LINE} bytes`);
      continue;
    }
    const text = Buffer.concat([...rest, chunk.subarray(0, last)]).toString('utf8');
    rest = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
    size = chunk.length - last - 1;
    yield text.split('\n');
  }
}

interface Line {
  readonly type: string;
  readonly object: KubeObject & { readonly code?: number; readonly reason?: string; readonly message?: string };
}

function eventOf(line: string, { plural }: Resource): WatchEvent {
  const { type, object } = JSON.parse(line) as Line;
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object };
    case 'BOOKMARK':
      return { type, resourceVersion: object.metadata.resourceVersion ?? '' };
    default:
      throw new KubeError(`watch ${plural}`, object.code ?? 500, { status: object });
  }
}
