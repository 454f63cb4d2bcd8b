/** Watches: what is there, then every change, as one line each, with bookmarks, until the time is up. */
import type { ApiObject } from '../api/object.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import { type Change, Version } from '../store/version.ts';
import type { Sink, StreamAnswer } from './answer.ts';
import type { Call } from './call.ts';
import { type Form, formOf } from './media.ts';
import { type ListOptions, listOptions } from './options.ts';
import { textOf } from './present.ts';
import { type Matches, revisionOf, selection } from './read.ts';

const BOOKMARK_MS = 60_000;
/** How long before its end a watch says where the next can begin. */
const LAST_BOOKMARK_MS = 2_000;
const SHORTEST_MS = 30 * 60_000;
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';

export function watch(call: Call): StreamAnswer {
  const options = listOptions(call.query);
  const matches = selection(call, options);
  const form = formOf(call.request.headers['accept']);
  const since = revisionOf(options.resourceVersion);
  const run = (sink: Sink) => new Watch(call, { options, matches, form, since, sink }).start();
  return { status: 200, headers: { 'content-type': 'application/json' }, stream: run };
}

interface Terms {
  readonly options: ListOptions;
  readonly matches: Matches;
  readonly form: Form;
  readonly since: number;
  readonly sink: Sink;
}

class Watch {
  private readonly call: Call;
  private readonly terms: Terms;
  private sent = 0;
  private readonly ending: (() => void)[] = [];

  constructor(call: Call, terms: Terms) {
    this.call = call;
    this.terms = terms;
  }

  start(): () => void {
    const { store, clock, random } = this.call.world;
    const { options, since, sink } = this.terms;
    const stop = () => {
      for (const end of this.ending.splice(0)) end();
    };
    if (!this.begin()) {
      sink.end();
      return stop;
    }
    this.sent = Math.max(since, store.revision);
    this.ending.push(store.listen(this.call.resource, this.interest(), (change) => this.tell(change)));
    const given = (options.timeoutSeconds ?? 0) * 1000;
    const most = given > 0 ? given : SHORTEST_MS * (1 + random());
    if (options.bookmarks) {
      this.bookmarkLater();
      if (given > LAST_BOOKMARK_MS) this.ending.push(clock.after(given - LAST_BOOKMARK_MS, () => this.bookmark()));
    }
    const finish = () => {
      stop();
      sink.end();
    };
    this.ending.push(clock.after(most, finish));
    return stop;
  }

  /** Sends what the client does not know yet; false if that is not known here either. */
  private begin(): boolean {
    const { options, since } = this.terms;
    const isFresh = options.initialEvents ?? since === 0;
    if (isFresh) this.sendState();
    return isFresh || since === 0 || this.sendHistory();
  }

  private sendState(): void {
    for (const version of this.call.world.store.list(this.call.resource, this.call.namespace))
      if (this.isMeant(version.object)) this.write('ADDED', version);
    if (this.terms.options.initialEvents) this.bookmark({ [INITIAL_EVENTS_END]: 'true' });
  }

  private sendHistory(): boolean {
    const { store } = this.call.world;
    const { since, sink } = this.terms;
    const changes = store.since(this.call.resource, since);
    if (!changes) sink.write(`${JSON.stringify({ type: 'ERROR', object: tooOld(since, store.revision) })}\n`);
    for (const change of changes ?? []) if (this.concerns(change)) this.tell(change);
    return changes !== undefined;
  }

  private concerns({ namespace }: Change): boolean {
    return !this.call.namespace || namespace === this.call.namespace;
  }

  /** One object, if the path or a field selector names one; else a namespace, or everything. */
  private interest() {
    const { namespace, name, kind } = this.call;
    const exact = name ?? /^metadata\.name=+([^,]+)$/.exec(this.terms.options.fieldSelector)?.[1];
    const isOne = exact !== undefined && (namespace !== undefined || !kind.namespaced);
    return { namespace, ...(isOne && { name: exact }) };
  }

  private isMeant(object: ApiObject): boolean {
    const { name } = this.call;
    return (name === undefined || object.metadata.name === name) && this.terms.matches(object);
  }

  /** What a change means to somebody who sees only a selection: objects may enter and leave it. */
  private tell({ before, after, isDeletion, revision }: Change): void {
    const was = before !== undefined && this.isMeant(before.object);
    const is = !isDeletion && this.isMeant(after.object);
    this.sent = Math.max(this.sent, revision);
    if (is) this.write(was ? 'MODIFIED' : 'ADDED', after);
    else if (was) this.write('DELETED', isDeletion ? after : asOf(before, revision));
  }

  private write(type: EventType, version: Version): void {
    this.terms.sink.write(`{"type":"${type}","object":${textOf(this.call, version, this.terms.form)}}\n`);
  }

  private bookmarkLater(): void {
    const { clock } = this.call.world;
    const cancel = clock.after(BOOKMARK_MS, () => {
      this.ending.splice(this.ending.indexOf(cancel), 1);
      this.bookmark();
      this.bookmarkLater();
    });
    this.ending.push(cancel);
  }

  private bookmark(annotations?: Record<string, string>): void {
    const { kind, world } = this.call;
    const metadata = {
      resourceVersion: String(world.store.revision),
      ...(!kind.isCustom && { creationTimestamp: null }),
      ...(annotations && { annotations }),
    };
    const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
    this.terms.sink.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }
}

/** The last state somebody saw, under the revision that took it out of sight. */
const asOf = ({ object }: Version, revision: number): Version =>
  new Version({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }, revision);

const tooOld = (since: number, current: number): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: `too old resource version: ${since} (${current})`,
  reason: 'Expired',
  code: 410,
});
