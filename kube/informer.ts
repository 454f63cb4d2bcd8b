/**
 * Keeps the objects of one kind in a store: lists once, then watches, and finds its way back from whatever happens.
 *
 *            ┌────────────── expired ──────────────┐
 *            v                                     │
 *     ──> list ──> watch from its version ──> ended, silent, failed: watch from the last version
 *            │
 *            ├─ forbidden or failing: again, later and later
 *            └─ no such kind: again every few seconds, until somebody installs it
 */
import type { Client } from './client.ts';
import { type Clock, pause, type Random } from './clock.ts';
import { hasReason, isExpired } from './errors.ts';
import type { Index } from './name-index.ts';
import { type Change, Store, storedName, type View } from './store.ts';
import { slim, type Trim } from './trim.ts';
import type { KubeObject, Resource, Selection } from './types.ts';

/** `missing`: the server has no such kind. */
export type InformerState = 'starting' | 'synced' | 'missing' | 'forbidden' | 'failing';

export interface InformerOptions {
  readonly client: Pick<Client, 'list' | 'watch'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly resource: Resource;
  readonly selection?: Selection;
  readonly indexes?: Readonly<Record<string, Index>>;
  readonly trim?: Trim;
  readonly onChange?: (change: Change) => void;
  /** Called when the state changes, with what led to it. */
  readonly onState?: (state: InformerState, error?: unknown) => void;
  /** Called each time a watch starts again. */
  readonly onRestart?: (error?: unknown) => void;
  /** Milliseconds without a word after which a watch counts as dead. */
  readonly silence?: number;
  /** Milliseconds from one look for a kind that is missing to the next. */
  readonly waitForKind?: number;
  /** A cheaper way to see whether it is worth while to look for one. */
  readonly isServed?: () => Promise<boolean>;
  /** Milliseconds until what nobody has touched is kept as text. */
  readonly coolAfter?: number;
}

const FIRST_WAIT = 200;
const LONGEST_WAIT = 30_000;
const WAIT_FOR_KIND = 5_000;
const COOL_AFTER = 60_000;
/** A watch that ends sooner than this has not worked. */
const SHORT_WATCH = 1_000;

export class Informer {
  readonly #options: InformerOptions;
  readonly #store: Store;
  readonly #trim: Trim;
  readonly #stop = new AbortController();
  #state: InformerState = 'starting';
  #hasListed = false;
  /** Where the next watch goes on; undefined if a list must come first. */
  #version: string | undefined;
  #failures = 0;
  #watchingSince = 0;
  #running: Promise<unknown> | undefined;

  constructor(options: InformerOptions) {
    const { clock, indexes, onChange } = options;
    this.#options = options;
    this.#trim = options.trim ?? slim;
    this.#store = new Store({ clock, ...(indexes && { indexes }), ...(onChange && { onChange }) });
  }

  get state(): InformerState {
    return this.#state;
  }

  /** Shows a whole list; it may be old while the server cannot be reached. */
  get hasListed(): boolean {
    return this.#hasListed;
  }

  /** Whether what it does not show is not there, or is nothing that this process may see. */
  get isKnown(): boolean {
    return this.#hasListed || this.#state === 'missing' || this.#state === 'forbidden';
  }

  get view(): View {
    return this.#store;
  }

  /** Takes in what a write returned. */
  put(object: KubeObject): void {
    this.#store.put(this.#trim(object));
  }

  start(): void {
    this.#running ??= Promise.all([this.#run(this.#stop.signal), this.#cool(this.#stop.signal)]);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#list();
        await this.#watch(this.#version, signal);
        this.#options.onRestart?.();
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  /** Now and then, with turns of the event loop in between. */
  async #cool(signal: AbortSignal): Promise<void> {
    const { clock, coolAfter = COOL_AFTER } = this.#options;
    while (!signal.aborted) {
      await pause(clock, coolAfter, signal).catch(() => undefined);
      for (const _ of this.#store.cool()) await pause(clock, 0, signal).catch(() => undefined);
    }
  }

  async #list(): Promise<string> {
    const { client, resource, selection } = this.#options;
    const names = new Set<string>();
    let version = '';
    for await (const { items, resourceVersion } of client.list(resource, selection)) {
      for (const item of items) {
        names.add(storedName(item));
        this.put(item);
      }
      version = resourceVersion;
    }
    this.#store.keepOnly(names, version);
    this.#hasListed = true;
    this.#enter('synced');
    return version;
  }

  async #watch(version: string, signal: AbortSignal): Promise<void> {
    const { client, clock, resource, selection, silence } = this.#options;
    this.#watchingSince = clock.monotonic();
    const options = { ...selection, resourceVersion: version, signal, ...(silence !== undefined && { silence }) };
    for await (const event of client.watch(resource, options)) {
      if (event.type === 'BOOKMARK') this.#version = event.resourceVersion;
      else this.#take(event.type, event.object);
      this.#enter('synced');
    }
    if (clock.monotonic() - this.#watchingSince < SHORT_WATCH)
      throw new Error(`watch ${resource.plural}: ended at once`);
  }

  #take(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
    if (type === 'DELETED') this.#store.remove(object);
    else this.put(object);
    this.#version = object.metadata.resourceVersion;
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, random, onRestart, waitForKind = WAIT_FOR_KIND } = this.#options;
    if (!isExpired(error)) this.#enter(stateAfter(error), error);
    if (isExpired(error) || this.#state === 'missing') this.#version = undefined;
    onRestart?.(error);
    if (clock.monotonic() - this.#watchingSince > LONGEST_WAIT) this.#failures = 0;
    const wait = this.#state === 'missing' ? waitForKind : Math.min(FIRST_WAIT * 2 ** this.#failures, LONGEST_WAIT);
    this.#failures++;
    const rest = () => pause(clock, wait * (0.5 + random()), signal).catch(() => undefined);
    await rest();
    while (this.#state === 'missing' && !signal.aborted && (await this.#isAbsent())) await rest();
  }

  async #isAbsent(): Promise<boolean> {
    const { isServed } = this.#options;
    return isServed !== undefined && !(await isServed().catch(() => true));
  }

  #enter(state: InformerState, error?: unknown): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState?.(state, error);
  }
}

function stateAfter(error: unknown): InformerState {
  if (hasReason(error, 'NotFound')) return 'missing';
  return hasReason(error, 'Forbidden') ? 'forbidden' : 'failing';
}
