/** Leases kept in memory, as an API server keeps them, and processes that reach it over a network that has its moods. */
import type { Clock, Random } from './clock.ts';
import { KubeError } from './errors.ts';
import type { LeaseClient, LeaseRecord } from './lease.ts';
import type { KubeObject, Ref } from './types.ts';

/** What becomes of one call; milliseconds. */
export interface Fate {
  readonly request: number;
  readonly answer: number;
  /** Lost: it never arrives. Refused: it arrives and has no effect. Unanswered: it has, and nobody learns of it. */
  readonly end?: 'lost' | 'refused' | 'unanswered' | 'answered with an error';
}

/** The fate of the next call. */
export type Network = (verb: string, name: string) => Fate;

export interface Write {
  readonly at: number;
  readonly verb: string;
  readonly name: string;
  readonly by: string;
}

export class LeaseApi {
  readonly writes: Write[] = [];
  reads = 0;
  /** Whether there is no such namespace. */
  missing = false;
  /** Called after each write took effect. */
  onWrite = () => {};
  readonly #clock: Clock;
  readonly #records = new Map<string, LeaseRecord>();
  #version = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  record(name: string): LeaseRecord | undefined {
    return this.#records.get(name);
  }

  names(): string[] {
    return [...this.#records.keys()].sort();
  }

  /** What somebody else writes, whoever it is. */
  put(name: string, spec: LeaseRecord['spec']): void {
    const metadata = { namespace: 'system', name, resourceVersion: String(++this.#version) };
    this.#records.set(name, { ...LEASE, metadata, spec: spec ?? {} });
  }

  remove(name: string): void {
    this.#records.delete(name);
  }

  /** The API as one process sees it: requests travel on their own, answers wait for the process to run. */
  client(by: string, process: Clock, network: Network): LeaseClient {
    const call = async <T>(verb: string, name: string, serve: () => T): Promise<T> => {
      const fate = network(verb, name);
      await wait(this.#clock, fate.request);
      const outcome = this.#served({ verb, name, by, at: this.#clock.monotonic() }, fate, serve);
      if (fate.end === 'lost' || fate.end === 'unanswered') await new Promise(() => {});
      await wait(process, fate.answer);
      return outcome();
    };
    return {
      get: ({ name }) => call('get', name, () => this.#records.get(name)),
      list: (_, { namespace } = {}) => pages(() => call('list', '', () => this.#list(namespace))),
      create: (object) => call('create', object.metadata.name, () => this.#create(object)),
      patch: (ref, patch) => call('patch', ref.name, () => this.#patch(ref, 'merge' in patch ? patch.merge : {})),
      delete: (ref, { resourceVersion } = {}) => call('delete', ref.name, () => this.#delete(ref, resourceVersion)),
    };
  }

  /** Effects happen here and now; the outcome is for later. */
  #served<T>(write: Write, { end }: Fate, serve: () => T): () => T {
    if (end === 'lost') return unavailable;
    if (end === 'refused') return unavailable;
    try {
      const value = serve();
      if (write.verb === 'get' || write.verb === 'list') this.reads++;
      else this.#wrote(write);
      return end ? unavailable : () => value;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  #wrote(write: Write): void {
    this.writes.push(write);
    this.onWrite();
  }

  #list(namespace: string | undefined): LeaseRecord[] {
    return [...this.#records.values()].filter(({ metadata }) => metadata.namespace === namespace);
  }

  #create(object: KubeObject): LeaseRecord {
    const { name } = object.metadata;
    if (this.missing) throw refusal(`create ${name}`, 404, 'NotFound');
    if (this.#records.has(name)) throw refusal(`create ${name}`, 409, 'AlreadyExists');
    return this.#store({ ...object, metadata: { ...object.metadata, uid: `uid-${this.#version}` } });
  }

  #patch({ name }: Ref, patch: object): LeaseRecord {
    const found = this.#found(name, versionIn(patch));
    return this.#store(merged(found, patch) as LeaseRecord, found);
  }

  #delete({ name }: Ref, version: string | undefined): boolean {
    if (!this.#records.has(name)) return false;
    this.#found(name, version);
    return this.#records.delete(name);
  }

  #found(name: string, version: string | undefined): LeaseRecord {
    const found = this.#records.get(name);
    if (!found) throw refusal(`patch ${name}`, 404, 'NotFound');
    if (version !== undefined && version !== found.metadata.resourceVersion)
      throw refusal(`patch ${name}`, 409, 'Conflict');
    return found;
  }

  /** As the API server does, nothing is stored if nothing changes. */
  #store(record: LeaseRecord, found?: LeaseRecord): LeaseRecord {
    if (found && JSON.stringify(record) === JSON.stringify(found)) return found;
    const duration = record.spec?.leaseDurationSeconds;
    if (duration !== undefined && !(Number.isInteger(duration) && duration > 0))
      throw refusal(record.metadata.name, 422, 'Invalid');
    const metadata = { ...record.metadata, resourceVersion: String(++this.#version) };
    const stored = { ...record, metadata };
    this.#records.set(metadata.name, stored);
    return stored;
  }
}

/** The time of one process: its clock may run too fast or show the wrong time, and the process may sleep or die. */
export class ProcessClock implements Clock {
  readonly #world: Clock;
  readonly #rate: number;
  readonly #wrong: number;
  #state: 'runs' | 'sleeps' | 'dead' = 'runs';
  /** What fell due while the process slept. */
  #missed: (() => void)[] = [];

  /** `rate` of 1.1 gains 6 seconds a minute; the clock on the wall is `wrong` by so many milliseconds. */
  constructor(world: Clock, { rate = 1, wrong = 0 } = {}) {
    this.#world = world;
    this.#rate = rate;
    this.#wrong = wrong;
  }

  now = (): Date => new Date(this.#world.now().getTime() + this.#wrong);

  monotonic = (): number => this.#world.monotonic() * this.#rate;

  after = (ms: number, run: () => void): (() => void) => {
    let cancelled = false;
    const due = () => {
      if (cancelled) return;
      if (this.#state === 'runs') run();
      else this.#missed.push(due);
    };
    const cancel = this.#world.after(ms / this.#rate, due);
    return () => {
      cancelled = true;
      cancel();
    };
  };

  get alive(): boolean {
    return this.#state !== 'dead';
  }

  /** As with SIGSTOP: time goes on, without the process. */
  sleep(): void {
    if (this.alive) this.#state = 'sleeps';
  }

  /** As with SIGCONT: what fell due happens now, in the order in which the system tells of it. */
  wake(order: 'as due' | 'latest first' = 'as due'): void {
    if (this.#state !== 'sleeps') return;
    this.#state = 'runs';
    const missed = order === 'as due' ? this.#missed : this.#missed.reverse();
    this.#missed = [];
    for (const due of missed) this.#world.after(0, due);
  }

  kill(): void {
    this.#state = 'dead';
    this.#missed = [];
  }
}

export const goodNetwork =
  (random: Random): Network =>
  () => ({ request: 1 + 9 * random(), answer: 1 + 9 * random() });

const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };

const wait = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));

async function* pages(list: () => Promise<LeaseRecord[]>) {
  const items = await list();
  const half = Math.ceil(items.length / 2);
  yield { items: items.slice(0, half), resourceVersion: '', bytes: 0 };
  yield { items: items.slice(half), resourceVersion: '', bytes: 0 };
}

const refusal = (what: string, code: number, reason: string) => new KubeError(what, code, { status: { reason } });

function unavailable(): never {
  throw refusal('call', 503, 'ServiceUnavailable');
}

const versionIn = (patch: object): string | undefined =>
  (patch as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion;

/** A JSON merge patch (RFC 7386). */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(typeof target === 'object' ? target : {}) };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field];
    else result[field] = merged(result[field], value);
  }
  return result;
}
