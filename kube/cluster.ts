/** What the controller sees of a cluster: kinds it watches from memory, others by asking, and its own writes at once in both. */
import type { Client } from './client.ts';
import type { Informer } from './informer.ts';
import type { View } from './store.ts';
import { type KubeObject, nameOf, type Ref, type Resource, type Selection } from './types.ts';

/** For observing. */
export interface Reader {
  /**
   * From memory if the kind is watched, else from the server. Undefined if there is no such object, nor such a kind, or
   * if it may not be seen; an error as long as nobody knows.
   */
  get(ref: Ref): Promise<KubeObject | undefined>;
  /** The objects of a watched kind. */
  view(kind: Pick<Ref, 'apiVersion' | 'kind'>): View;
  /** Always from the server, for what must not be kept, such as Secrets. */
  fetch(ref: Ref): Promise<KubeObject | undefined>;
  /** All of a kind that we may see and that is selected, from the server. */
  fetchAll(resource: Resource, selection?: Selection): Promise<readonly KubeObject[]>;
}

export type Writer = Pick<Client, 'create' | 'apply' | 'patch' | 'delete' | 'evict'>;

export class Cluster implements Reader, Writer {
  readonly #client: Client;
  readonly #informers: ReadonlyMap<string, Informer>;
  readonly #namespace: string | undefined;

  constructor(client: Client, informers: ReadonlyMap<string, Informer>, namespace?: string) {
    this.#client = client;
    this.#informers = informers;
    this.#namespace = namespace;
  }

  async get(ref: Ref): Promise<KubeObject | undefined> {
    const informer = this.#informers.get(kindKey(ref));
    if (!informer) return await this.fetch(ref);
    if (!informer.isKnown) throw new Error(`${kindKey(ref)} cannot be listed yet`);
    return informer.view.get(nameOf(ref));
  }

  view(kind: Pick<Ref, 'apiVersion' | 'kind'>): View {
    const informer = this.#informers.get(kindKey(kind));
    if (!informer) throw new Error(`${kindKey(kind)} is not watched`);
    return informer.view;
  }

  fetch(ref: Ref): Promise<KubeObject | undefined> {
    return this.#client.get(ref);
  }

  async fetchAll(resource: Resource, selection: Selection = {}): Promise<readonly KubeObject[]> {
    const objects: KubeObject[] = [];
    const own = this.#namespace === undefined ? {} : { namespace: this.#namespace };
    for await (const { items } of this.#client.list(resource, { ...own, ...selection })) objects.push(...items);
    return objects;
  }

  async create(...call: Parameters<Writer['create']>): Promise<KubeObject> {
    return this.#seen(await this.#client.create(...call), call[1].dryRun);
  }

  async apply(...call: Parameters<Writer['apply']>): Promise<KubeObject> {
    return this.#seen(await this.#client.apply(...call), call[1].dryRun);
  }

  async patch(...call: Parameters<Writer['patch']>): Promise<KubeObject> {
    return this.#seen(await this.#client.patch(...call), call[2].dryRun);
  }

  delete(...call: Parameters<Writer['delete']>): Promise<boolean> {
    return this.#client.delete(...call);
  }

  evict(...call: Parameters<Writer['evict']>): Promise<void> {
    return this.#client.evict(...call);
  }

  /** What a write returned is newer than what the watch has brought: the next pass must not do it again. */
  #seen(object: KubeObject, dryRun = false): KubeObject {
    if (!dryRun) this.#informers.get(kindKey(object))?.put(object);
    return object;
  }
}

export const kindKey = ({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): string => `${apiVersion} ${kind}`;
