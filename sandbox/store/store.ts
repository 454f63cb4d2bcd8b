/** Everything the API server remembers: objects by resource, one revision for all of them, and who listens. */
import type { ApiObject } from '../api/object.ts';
import { Audience, type Interest, type Listener } from './audience.ts';
import { keyOf, Shelf } from './shelf.ts';
import { type Change, Version } from './version.ts';

export interface StoreOptions {
  /** Changes that are remembered for each resource. */
  readonly history: number;
  /** Where revisions begin. */
  readonly revision?: number;
  /** The last revision of each resource before that: watches from before it are told that history is lost. */
  readonly latest?: Readonly<Record<string, number>>;
}

/** As if something had happened before: nobody's watch can start at 1, as on a real server. */
const FIRST_REVISION = 100;

export class Store {
  private readonly shelves = new Map<string, Shelf>();
  private readonly audience = new Audience();
  private readonly history: number;
  private readonly before: Readonly<Record<string, number>>;
  private last: number;

  constructor({ history, revision = FIRST_REVISION, latest = {} }: StoreOptions) {
    this.history = history;
    this.before = latest;
    this.last = revision;
  }

  get revision(): number {
    return this.last;
  }

  get listeners(): number {
    return this.audience.size;
  }

  get(resource: string, namespace: string, name: string): Version | undefined {
    return this.shelves.get(resource)?.get(keyOf(namespace, name));
  }

  list(resource: string, namespace?: string): Version[] {
    return this.shelves.get(resource)?.list(namespace) ?? [];
  }

  /** The list at a moment in the past; undefined if that is forgotten. */
  listAt(resource: string, namespace: string | undefined, revision: number): Version[] | undefined {
    return this.shelf(resource).listAt(namespace, revision);
  }

  count(resource: string): number {
    return this.shelves.get(resource)?.size ?? 0;
  }

  /** Stores an object, which must not change any more, under a new revision. */
  put(resource: string, object: ApiObject): Version {
    return this.record(resource, object, false);
  }

  /** Removes an object; what is given is its last state. */
  remove(resource: string, object: ApiObject): Version {
    return this.record(resource, object, true);
  }

  since(resource: string, revision: number): Change[] | undefined {
    return this.shelf(resource).since(revision);
  }

  listen(resource: string, interest: Interest, listener: Listener): () => void {
    return this.audience.add(resource, interest, listener);
  }

  /** The last revision of each resource that ever had one. */
  get latest(): Readonly<Record<string, number>> {
    const now = [...this.shelves].map(([resource, shelf]) => [resource, shelf.latest] as const);
    return { ...this.before, ...Object.fromEntries(now) };
  }

  /** All objects, resource by resource. */
  contents(): (readonly [resource: string, version: Version])[] {
    return [...this.shelves].flatMap(([resource, shelf]) =>
      shelf.list(undefined).map((version) => [resource, version] as const),
    );
  }

  /** Takes in an object with the revision it was stored under; nobody is told. */
  restore(resource: string, object: ApiObject): void {
    const { namespace = '', name, resourceVersion } = object.metadata;
    this.shelf(resource).hold(keyOf(namespace, name), new Version(object, Number(resourceVersion)));
  }

  private record(resource: string, object: ApiObject, isDeletion: boolean): Version {
    const { namespace = '', name } = object.metadata;
    const shelf = this.shelf(resource);
    const revision = ++this.last;
    const before = shelf.get(keyOf(namespace, name));
    const metadata = { ...object.metadata, resourceVersion: String(revision) };
    const after = new Version({ ...object, metadata }, revision);
    const change: Change = { resource, namespace, name, revision, before, after, isDeletion };
    shelf.record(change);
    this.audience.tell(change);
    return after;
  }

  private shelf(resource: string): Shelf {
    const known = this.shelves.get(resource);
    if (known) return known;
    const shelf = new Shelf(this.before[resource] ?? FIRST_REVISION, this.history);
    this.shelves.set(resource, shelf);
    return shelf;
  }
}
