/** The objects of one kind as last seen, from watches and from our own writes, whichever is newer. */
import type { Clock } from './clock.ts';
import { type Index, NameIndex } from './name-index.ts';
import { Shelf, versionOf } from './shelf.ts';
import { type KubeObject, nameOf } from './types.ts';

/** What readers see. Objects are shared and frozen at the places where one would write by accident. */
export interface View {
  /** By `namespace/name`, or the name alone of cluster-wide objects. */
  get(name: string): KubeObject | undefined;
  /** Those that the index puts under this value. */
  by(index: string, value: string): readonly KubeObject[];
  names(): Iterable<string>;
  /** Everything, to look at once. */
  all(): Iterable<KubeObject>;
  readonly size: number;
}

export interface Change {
  /** Read from text when asked for, if nobody has touched it for a while. */
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export interface StoreOptions {
  readonly clock: Clock;
  readonly indexes?: Readonly<Record<string, Index>>;
  readonly onChange?: (change: Change) => void;
}

/** A write is over long before: what comes later than this from a deleted object's past comes from nowhere. */
const REMEMBER_DELETED = 120_000;
const COOL_SLICE = 100;

export class Store implements View {
  readonly #options: StoreOptions;
  readonly #objects = new Shelf();
  readonly #indexes: ReadonlyMap<string, NameIndex>;
  /** By unique id, the oldest first: at which version an object was gone. */
  readonly #deleted = new Map<string, { readonly version: string; readonly until: number }>();

  constructor(options: StoreOptions) {
    this.#options = options;
    const indexes = Object.entries(options.indexes ?? {});
    this.#indexes = new Map(indexes.map(([name, valuesOf]) => [name, new NameIndex(valuesOf)]));
  }

  get size(): number {
    return this.#objects.size;
  }

  get(name: string): KubeObject | undefined {
    return this.#objects.get(name);
  }

  by(index: string, value: string): readonly KubeObject[] {
    const found: KubeObject[] = [];
    for (const name of this.#indexes.get(index)?.names(value) ?? []) {
      const object = this.#objects.get(name);
      if (object) found.push(object);
    }
    return found;
  }

  names(): Iterable<string> {
    return this.#objects.names();
  }

  all(): Iterable<KubeObject> {
    return this.#objects.all();
  }

  /** Puts away what nobody has touched since the last time, a few objects between two turns of the iteration. */
  cool(): Iterable<void> {
    return this.#objects.cool(COOL_SLICE);
  }

  /** Takes an object in unless a newer one is there, or it is known to be deleted. */
  put(object: KubeObject): void {
    const name = storedName(object);
    const known = this.#objects.version(name);
    const gone = this.#deleted.get(object.metadata.uid ?? '');
    if (gone && compareVersions(versionOf(object), gone.version) <= 0) return;
    if (known !== undefined && compareVersions(versionOf(object), known) <= 0) return;
    this.#set(name, object);
  }

  /** Takes an object out: at this version it was deleted, or left the selection. */
  remove(object: KubeObject, version = versionOf(object)): void {
    this.#remember(object.metadata.uid ?? '', version);
    const name = storedName(object);
    const before = this.#objects.peek(name)?.();
    if (before && before.metadata.uid === object.metadata.uid) this.#set(name, undefined);
  }

  /** After a whole list: what was not on it is gone, unless it is newer than the list. */
  keepOnly(names: ReadonlySet<string>, resourceVersion: string): void {
    for (const name of [...this.#objects.names()]) {
      if (names.has(name) || compareVersions(this.#objects.version(name) ?? '', resourceVersion) > 0) continue;
      const object = this.#objects.peek(name)?.();
      if (object) this.remove(object, resourceVersion);
    }
  }

  #set(name: string, after: KubeObject | undefined): void {
    const before = this.#objects.peek(name);
    if (after) this.#objects.set(name, after);
    else this.#objects.delete(name);
    for (const index of this.#indexes.values()) index.set(name, after);
    this.#options.onChange?.({
      after,
      get before() {
        return before?.();
      },
    });
  }

  #remember(uid: string, version: string): void {
    const now = this.#options.clock.monotonic();
    for (const [old, { until }] of this.#deleted) {
      if (until > now) break;
      this.#deleted.delete(old);
    }
    this.#deleted.delete(uid);
    this.#deleted.set(uid, { version, until: now + REMEMBER_DELETED });
  }
}

export const storedName = ({ metadata }: KubeObject): string =>
  nameOf({ namespace: metadata.namespace ?? '', name: metadata.name });

/** Versions are decimal numbers of any length; the longer one is the larger one. */
export function compareVersions(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
