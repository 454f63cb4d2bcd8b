/** Tells people what happened to an object: Kubernetes Events, counted rather than repeated, and never too many. */
import { createHash } from 'node:crypto';
import type { Client } from './client.ts';
import type { Clock, Random } from './clock.ts';
import { timestamp } from './conditions.ts';
import { hasReason } from './errors.ts';
import { Gate } from './gate.ts';
import { Recent } from './recent.ts';
import { type KubeObject, type Ref, refOf } from './types.ts';

export type EventWriter = Pick<Client, 'create' | 'patch'>;

/** What an Event is about. */
export interface Subject {
  readonly ref: Ref;
  readonly uid: string;
  readonly resourceVersion?: string | undefined;
}

export interface Occurrence {
  readonly type: 'Normal' | 'Warning';
  /** One word for programs. */
  readonly reason: string;
  /** A sentence for people. */
  readonly message: string;
}

/** Too many about one object, too many that wait to be written, or refused by the server. */
export type DropReason = 'rate limited' | 'queue full' | 'write failed';

export interface EventRecorderOptions {
  readonly writer: EventWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly fieldManager: string;
  /** Who tells, such as `rollouts-controller`. */
  readonly component: string;
  /** Which copy of it, such as the name of its Pod. */
  readonly instance: string;
  /** Told of every Event that is lost, and of the error if it was one. */
  readonly onDrop: (reason: DropReason, error?: unknown) => void;
}

interface Event extends KubeObject {
  readonly involvedObject: object;
  readonly reason: string;
  readonly message: string;
  readonly type: string;
  readonly source: { readonly component: string };
  readonly reportingComponent: string;
  readonly reportingInstance: string;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly count: number;
}

/** An occurrence that waits to be written. */
interface Pending extends Occurrence {
  readonly about: Subject;
  readonly at: Date;
  readonly elapsed: number;
}

/** An Event that is there, as far as is known. */
interface Written {
  readonly ref: Ref;
  readonly count: number;
  readonly elapsed: number;
}

const LONGEST_MESSAGE = 1024;
const LONGEST_NAME = 253;
const MOST_PENDING = 10_000;
const WRITERS = 4;
/** After so long the same is news again. */
const SAME = 10 * 60_000;
/** Different messages for one reason that are told apart. */
const MOST_MESSAGES = 10;
const COMBINED = '(combined from similar events): ';
/** Events about one object: so many at once, then one more in so long. */
const BURST = 25;
const REFILL = 300_000;

export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #buckets = new Recent<{ readonly tokens: number; readonly elapsed: number }>();
  /** By object and reason: when each message was last told. */
  readonly #messages = new Recent<ReadonlyMap<string, number>>();
  readonly #written = new Recent<Written>();
  #pending = 0;
  #created = 0;
  #dropped = 0;
  /** By object, because its Events are told in order: ends when all that waits is written. Never rejects. */
  readonly #chains = new Map<string, Promise<void>>();
  readonly #writers = new Gate(WRITERS);

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  /** Occurrences that wait to be written. */
  get pending(): number {
    return this.#pending;
  }

  /** Occurrences nobody was told of. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Returns at once and never throws; the Event is written later. */
  record(about: Subject, { type, reason, message }: Occurrence): void {
    const { clock } = this.#options;
    const pending = { about, type, reason, message, at: clock.now(), elapsed: clock.monotonic() };
    if (this.#pending >= MOST_PENDING) this.#drop('queue full');
    else if (!this.#takeToken(about, pending.elapsed)) this.#drop('rate limited');
    else {
      this.#pending++;
      this.#chain(digest(...identity(about)), () => this.#writers.through(() => this.#write(pending)));
    }
  }

  /** Waits until all that was recorded is written, but no longer than that. */
  async flush(timeoutMs: number): Promise<void> {
    let cancel = () => {};
    const timeout = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(timeoutMs, resolve);
    });
    await Promise.race([Promise.all(this.#chains.values()), timeout]);
    cancel();
  }

  #chain(key: string, write: () => Promise<void>): void {
    const all = (this.#chains.get(key) ?? Promise.resolve()).then(write).then(() => {
      if (this.#chains.get(key) === all) this.#chains.delete(key);
    });
    this.#chains.set(key, all);
  }

  #drop(reason: DropReason, error?: unknown): void {
    this.#dropped++;
    try {
      this.#options.onDrop(reason, error);
    } catch {
      // Whoever records has more important things to do, and the next Event is to be written all the same.
    }
  }

  #takeToken(about: Subject, elapsed: number): boolean {
    const key = digest(...identity(about));
    const bucket = this.#buckets.get(key) ?? { tokens: BURST, elapsed };
    const tokens = Math.min(BURST, bucket.tokens + (elapsed - bucket.elapsed) / REFILL);
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, elapsed });
    return tokens >= 1;
  }

  async #write(pending: Pending): Promise<void> {
    try {
      const { key, told } = this.#correlate(pending);
      const before = this.#written.get(key);
      const isSame = before && told.elapsed - before.elapsed < SAME;
      this.#written.set(key, isSame ? await this.#repeat(before, told) : await this.#create(told));
    } catch (error) {
      this.#drop('write failed', error);
    } finally {
      this.#pending--;
    }
  }

  /** Which Event this belongs to: that of its message or, once there are many messages, one for all of them. */
  #correlate(pending: Pending): { readonly key: string; readonly told: Pending } {
    const { about, type, reason, message, elapsed } = pending;
    const group = digest(...identity(about), type, reason);
    const own = digest(group, message);
    const recent = new Map([...(this.#messages.get(group) ?? [])].filter(([, last]) => elapsed - last < SAME));
    const isCombined = !recent.has(own) && recent.size >= MOST_MESSAGES;
    if (!isCombined) recent.set(own, elapsed);
    this.#messages.set(group, recent);
    const told = { ...pending, message: shortened(isCombined ? COMBINED + message : message) };
    return { key: isCombined ? group : own, told };
  }

  async #repeat(before: Written, told: Pending): Promise<Written> {
    const count = before.count + 1;
    const merge = { count, message: told.message, lastTimestamp: timestamp(told.at) };
    try {
      await this.#options.writer.patch(before.ref, { merge }, { fieldManager: this.#options.fieldManager });
      return { ...before, count, elapsed: told.elapsed };
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
      return this.#create(told);
    }
  }

  async #create(told: Pending): Promise<Written> {
    const { writer, fieldManager } = this.#options;
    const event = this.#event(told);
    await writer.create(event, { fieldManager });
    return { ref: refOf(event), count: event.count, elapsed: told.elapsed };
  }

  #event({ about: { ref, uid, resourceVersion }, type, reason, message, at }: Pending): Event {
    const { component, instance, random } = this.#options;
    const time = timestamp(at);
    // Random among the copies of the controller, counted within one.
    const number = (Math.floor(random() * 2 ** 32) + this.#created++) % 2 ** 32;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName(ref.name, at, number), namespace: ref.namespace || 'default' },
      involvedObject: { ...ref, uid, ...(resourceVersion && { resourceVersion }) },
      type,
      reason,
      message,
      source: { component },
      reportingComponent: component,
      reportingInstance: instance,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    };
  }
}

function identity({ ref: { apiVersion, kind, namespace, name }, uid }: Subject): readonly string[] {
  return [apiVersion, kind, namespace, name, uid];
}

/** Stands for long texts in what is remembered. */
const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64');

/** Cut so that no half of a character is left. */
const shortened = (message: string): string => message.slice(0, LONGEST_MESSAGE).replace(/[\uD800-\uDBFF]$/, '');

/** Names of some kinds, such as `system:node`, are none for an Event. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function eventName(of: string, at: Date, number: number): string {
  const suffix = `.${at.getTime().toString(16)}${number.toString(16).padStart(8, '0')}`;
  const stem = of.slice(0, LONGEST_NAME - suffix.length).replace(/[-.]+$/, '');
  return `${NAME.test(stem) ? stem : 'event'}${suffix}`;
}
