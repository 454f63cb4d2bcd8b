/**
 * One Lease (coordination.k8s.io/v1): taken, kept and given back by this process.
 *
 *          acquire             renewed in time
 *   free ───────────▶ held ◀──────────────────┐
 *    ▲ ▲              │ │ └───────────────────┘
 *    │ └── release ───┘ │ refused · another holder · two thirds of the duration without an answer
 *    └──── acquire ─── lost
 *
 * Times of different machines are never compared. The holder counts from before it asked, everybody else from after
 * they saw a change, each on a clock of their own that never goes back. So the holder has stopped for at least a third
 * of the duration when the first of the others may begin, however slow the network is and however long a process slept:
 *
 *   holder   asks ├──────── acts ────────┤ 2/3
 *   server          · written
 *   others               seen ├─────────────── wait ──────────────┤ may take
 */
import type { Client } from './client.ts';
import type { Clock, Random } from './clock.ts';
import { hasReason } from './errors.ts';
import type { KubeObject, Ref, Resource } from './types.ts';

export type LeaseClient = Pick<Client, 'get' | 'list' | 'create' | 'patch' | 'delete'>;

export interface LeaseRecord extends KubeObject {
  readonly spec?: LeaseSpec;
}

interface LeaseSpec {
  /** Absent or empty if nobody holds it. */
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export const LEASES: Resource = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
};

const FIELD_MANAGER = 'sluice-lease';
/** What of its duration a holder may use. */
const ACTING = 2 / 3;
/** What of its duration one call may take. */
const CALL = 1 / 3;
/** How a patch is refused if somebody else changed or deleted the lease. */
const FASTER = ['Conflict', 'NotFound'];
const NOT_IN_TIME = 'it could not be renewed in time';

export interface LeaseOptions {
  readonly client: LeaseClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly namespace: string;
  readonly name: string;
  /** Of this process and no other, ever: with a name that is used again one waits for one's predecessor to expire. */
  readonly identity: string;
  /** Milliseconds: how long others wait after the last renewal, and how often it is renewed. */
  readonly durations: { readonly lease: number; readonly renew: number };
  readonly annotations?: Readonly<Record<string, string>>;
  /** Told at once when a lease that was held no longer is, unless it was released. */
  readonly onLost: (why: string) => void;
  /** Told of every call that failed: of which kind it was, and the error. */
  readonly onProblem: (call: 'renew' | 'release', error: unknown) => void;
}

/** The time from an acquisition to the loss or release: nobody else wrote the lease in between. */
interface Term {
  version: string;
  /** On the monotonic clock: acting ends here. */
  until: number;
}

export class Lease {
  readonly ref: Ref;
  readonly #options: LeaseOptions;
  #term: Term | undefined;
  /** When the latest term began, as written: tells it from terms of another process of the same name. */
  #acquireTime = '';
  #cancelRenewal = () => {};
  #cancelLapse = () => {};

  constructor(options: LeaseOptions) {
    const { apiVersion, kind } = LEASES;
    this.ref = { apiVersion, kind, namespace: options.namespace, name: options.name };
    this.#options = options;
  }

  /** Whether this process may act. True is worth nothing a moment later: ask before each write. */
  holds(): boolean {
    return this.#term !== undefined && this.#options.clock.monotonic() < this.#term.until;
  }

  /** Whether the record is of the latest term of this process: nobody else can have begun to act since. */
  wrote(record: LeaseRecord | undefined): boolean {
    const { holderIdentity, acquireTime } = record?.spec ?? {};
    return holderIdentity === this.#options.identity && acquireTime === this.#acquireTime;
  }

  /** Takes a lease which the caller judged free; `found` is its record, if it has one. False if somebody was faster. */
  async acquire(found: LeaseRecord | undefined): Promise<boolean> {
    const { clock, identity } = this.#options;
    const started = clock.monotonic();
    const time = microTime(clock.now());
    const written = await this.#write(found, {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(this.#options.durations.lease / 1000),
      acquireTime: time,
      renewTime: time,
      leaseTransitions: transitionsAfter(found, identity),
    }).catch(unlessRefused(found ? FASTER : ['AlreadyExists']));
    // Without a change others saw none; see #renew.
    if (!written || versionOf(written) === found?.metadata.resourceVersion) return false;
    // Only now: what was written without an answer is nobody's, and expires.
    this.#acquireTime = time;
    this.#term = { version: versionOf(written), until: 0 };
    this.#extend(this.#term, started);
    return this.holds();
  }

  /** Compares what a list that was asked for while the lease was held says of it. */
  check(record: LeaseRecord | undefined): void {
    if (this.#term && !this.wrote(record)) this.#lose(`it names "${holderOf(record)}" now`);
  }

  /** Gives the lease back: nobody acts on it from now on, and others need not wait. Never rejects. */
  async release(): Promise<void> {
    const term = this.#drop();
    if (!term) return;
    const { clock, durations, onProblem } = this.#options;
    await within(clock, durations.lease * ACTING, this.#clear(term.version)).catch((error) =>
      onProblem('release', error),
    );
  }

  /** Removes the lease that is held. Never rejects. */
  async remove(): Promise<void> {
    if (!this.#drop()) return;
    await this.#bounded(this.#options.client.delete(this.ref)).catch((error) =>
      this.#options.onProblem('release', error),
    );
  }

  async #clear(version: string): Promise<void> {
    const { client, clock } = this.#options;
    const free = { holderIdentity: '', renewTime: microTime(clock.now()) };
    try {
      await this.#patch(version, free);
    } catch {
      // Refused perhaps by a renewal of our own that was under way.
      const found = await this.#bounded(client.get(this.ref));
      if (found && this.wrote(found)) await this.#patch(versionOf(found), free);
    }
  }

  async #renew(term: Term): Promise<void> {
    const { clock, durations, onProblem } = this.#options;
    const started = clock.monotonic();
    if (!this.holds()) return this.#lose(NOT_IN_TIME);
    try {
      const written = await this.#patch(term.version, { renewTime: microTime(clock.now()) });
      if (this.#term !== term) return;
      if (!this.holds()) return this.#lose(NOT_IN_TIME);
      // Written at the very time of the last renewal, by a clock that was set back: others saw no change.
      if (versionOf(written) === term.version) return this.#renewIn(term, 1);
      term.version = versionOf(written);
      this.#extend(term, started);
    } catch (error) {
      if (this.#term !== term) return;
      if (hasReason(error, ...FASTER)) return this.#lose('its renewal was refused: somebody else wrote it');
      onProblem('renew', error);
      this.#renewIn(term, durations.renew / 3);
    }
  }

  #extend(term: Term, started: number): void {
    const { clock, durations } = this.#options;
    const elapsed = clock.monotonic() - started;
    const acting = durations.lease * ACTING;
    term.until = started + acting;
    this.#cancelLapse();
    this.#cancelLapse = clock.after(acting - elapsed, () => this.#lose(NOT_IN_TIME));
    this.#renewIn(term, durations.renew - elapsed);
  }

  #renewIn(term: Term, ms: number): void {
    const { clock, random } = this.#options;
    this.#cancelRenewal();
    this.#cancelRenewal = clock.after(ms * (0.9 + 0.2 * random()), () => void this.#renew(term));
  }

  #lose(why: string): void {
    if (this.#drop()) this.#options.onLost(why);
  }

  #drop(): Term | undefined {
    const term = this.#term;
    this.#cancelRenewal();
    this.#cancelLapse();
    this.#term = undefined;
    return term;
  }

  #write(found: LeaseRecord | undefined, spec: LeaseSpec): Promise<LeaseRecord> {
    const { client, annotations = {} } = this.#options;
    if (found) return this.#patch(versionOf(found), spec, annotations);
    const { apiVersion, kind, namespace, name } = this.ref;
    const record: LeaseRecord = { apiVersion, kind, metadata: { namespace, name, annotations }, spec };
    return this.#bounded(client.create(record, { fieldManager: FIELD_MANAGER }));
  }

  /** Refused if anybody wrote the lease after `resourceVersion`. */
  #patch(resourceVersion: string, spec: LeaseSpec, annotations?: object): Promise<LeaseRecord> {
    const merge = { metadata: { resourceVersion, ...(annotations && { annotations }) }, spec };
    return this.#bounded(this.#options.client.patch(this.ref, { merge }, { fieldManager: FIELD_MANAGER }));
  }

  #bounded<T>(call: Promise<T>): Promise<T> {
    return within(this.#options.clock, this.#options.durations.lease * CALL, call);
  }
}

/** The answer to the work, or a rejection if there is none after `ms`. */
export function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error(`no answer within ${Math.round(ms)} ms`)));
    work.finally(cancel).then(resolve, reject);
  });
}

export const holderOf = (record: LeaseRecord | undefined): string => record?.spec?.holderIdentity ?? '';

export const versionOf = ({ metadata }: LeaseRecord): string => metadata.resourceVersion ?? '';

const microTime = (time: Date): string => time.toISOString().replace('Z', '000Z');

function transitionsAfter(found: LeaseRecord | undefined, identity: string): number {
  if (!found) return 0;
  return (found.spec?.leaseTransitions ?? 0) + (holderOf(found) === identity ? 0 : 1);
}

/** A create that finds nothing has no namespace: that is a problem. */
const unlessRefused = (reasons: readonly string[]) => (error: unknown) => {
  if (!hasReason(error, ...reasons)) throw error;
};
