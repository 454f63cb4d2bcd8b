/** What controllers see of a cluster: an informer for each kind there is, coming and going with the kinds. */
import type { Client } from '../../kube/client.ts';
import type { Clock, Random } from '../../kube/clock.ts';
import { kindKey } from '../../kube/cluster.ts';
import { Informer } from '../../kube/informer.ts';
import { byController, byNamespace, byOrphanage } from '../../kube/ownership.ts';
import type { Change, View } from '../../kube/store.ts';
import { slim, type Trim } from '../../kube/trim.ts';
import type { KubeObject, Meta, Ref, Resource } from '../../kube/types.ts';

export interface WatchedOptions {
  readonly client: Pick<Client, 'list' | 'watch'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Kinds of which more than the metadata is kept. */
  readonly whole: readonly Resource[];
  readonly onChange: (resource: Resource, change: Change) => void;
  /** Some kind was listed for the first time, or turned out not to be there. */
  readonly onListed: () => void;
}

type Kind = Pick<Ref, 'apiVersion' | 'kind'>;

const INDEXES = { controller: byController, orphanage: byOrphanage, namespace: byNamespace };

/** Who somebody is, whom it belongs to, and whether it goes. */
const identity: Trim = ({ apiVersion, kind, metadata }: KubeObject) => {
  const { name, namespace, uid, resourceVersion, deletionTimestamp, ownerReferences, finalizers } = metadata;
  const kept = { name, namespace, uid, resourceVersion, deletionTimestamp, ownerReferences, finalizers };
  return { apiVersion, kind, metadata: kept as Meta };
};

export class Watched {
  readonly #options: WatchedOptions;
  readonly #whole: ReadonlySet<string>;
  readonly #informers = new Map<string, Informer>();
  readonly #resources = new Map<string, Resource>();

  constructor(options: WatchedOptions) {
    this.#options = options;
    this.#whole = new Set(options.whole.map(kindKey));
  }

  /** From now on these kinds and no others. */
  async follow(resources: readonly Resource[]): Promise<void> {
    const wanted = new Map(resources.map((resource) => [kindKey(resource), resource]));
    const gone = [...this.#informers].filter(([key]) => !wanted.has(key));
    for (const [key, resource] of wanted) if (!this.#informers.has(key)) this.#add(key, resource);
    for (const [key, informer] of gone) this.#forget(key, informer);
    await Promise.all(gone.map(([, informer]) => informer.stop()));
  }

  view(kind: Kind): View {
    const informer = this.#informers.get(kindKey(kind));
    if (!informer) throw new Error(`${kindKey(kind)} is not watched`);
    return informer.view;
  }

  /** Nothing of kinds that are not followed. */
  all(kind: Kind): Iterable<KubeObject> {
    return this.#informers.get(kindKey(kind))?.view.all() ?? [];
  }

  /** Takes in what a write returned, so that the next pass does not do it again. */
  put(object: KubeObject): void {
    this.#informers.get(kindKey(object))?.put(object);
  }

  /** Whether all objects of these kinds have been seen, of all kinds if none is named. */
  hasListed(kinds?: readonly Kind[]): boolean {
    const keys = kinds?.map(kindKey) ?? [...this.#informers.keys()];
    return keys.every((key) => {
      const informer = this.#informers.get(key);
      return informer !== undefined && (informer.hasListed || informer.state === 'missing');
    });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#informers.values()].map((informer) => informer.stop()));
  }

  #add(key: string, resource: Resource): void {
    const { client, clock, random, onChange, onListed } = this.#options;
    const isWhole = this.#whole.has(key);
    const informer = new Informer({
      client,
      clock,
      random,
      resource,
      trim: isWhole ? slim : identity,
      ...(isWhole && { indexes: INDEXES }),
      onChange: (change) => onChange(resource, change),
      onState: () => onListed(),
    });
    this.#informers.set(key, informer);
    this.#resources.set(key, resource);
    informer.start();
  }

  /** Objects go with their kind. */
  #forget(key: string, informer: Informer): void {
    const resource = this.#resources.get(key);
    this.#informers.delete(key);
    this.#resources.delete(key);
    if (!resource) return;
    for (const before of informer.view.all()) this.#options.onChange(resource, { before, after: undefined });
  }
}
