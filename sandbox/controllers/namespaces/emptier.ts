/** Empties the namespaces that are to go, says what is left in them, and lets go those that are empty. */
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import type { KubeObject, Resource } from '../../../kube/types.ts';
import { wordsOf } from '../api.ts';
import { type Controller, inSeconds, type Means, queueOf } from '../controller.ts';
import { canAll, type Discovered, discoverKinds, type Kinds } from '../kinds.ts';
import { statusPatch } from '../status-patch.ts';
import { isGoing, isSameKind, NAMESPACES } from '../workloads.ts';
import { conditionsOf, type Findings, type NamespaceCondition, type Remaining } from './remains.ts';

interface Namespace extends KubeObject {
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: { readonly conditions?: readonly NamespaceCondition[] };
}

const FINALIZER = 'kubernetes';
/** Seconds until a namespace that something holds is looked at, unless something in it goes before. */
const LOOK_AGAIN = 5;

export class Emptier implements Controller {
  readonly needs = [NAMESPACES];
  readonly queue: Queue;
  readonly #means: Means;
  /** Namespaces on their way out. */
  readonly #waiting = new Set<string>();
  /** The discovery in hand, and the one that follows it. */
  #last: Promise<unknown> = Promise.resolve();
  #next: Promise<Kinds> | undefined;

  constructor(means: Means) {
    this.#means = means;
    this.queue = queueOf(means, 'namespace', (name) => this.#empty(name));
  }

  changed(resource: Resource, { before, after }: Change): void {
    if (isSameKind(resource, NAMESPACES)) this.#namespaceChanged(before, after);
    else if (!after && before) this.#gone(before.metadata.namespace ?? '');
  }

  #namespaceChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    if (after && isGoing(after)) this.queue.add(after.metadata.name);
    if (!after && before) this.#waiting.delete(before.metadata.name);
  }

  /** Perhaps it was the last that held its namespace. */
  #gone(namespace: string): void {
    if (this.#waiting.has(namespace)) this.queue.add(namespace);
  }

  async #empty(name: string): Promise<Date | undefined> {
    const { api, clock } = this.#means;
    const namespace = (await api.get(NAMESPACES, { namespace: '', name })) as Namespace | undefined;
    if (!namespace || !isGoing(namespace) || !namespace.spec?.finalizers?.includes(FINALIZER)) return undefined;
    // What goes during the pass brings another.
    this.#waiting.add(name);
    const findings = await this.#clear(name);
    const told = await this.#tell(namespace, findings);
    if (isEmpty(findings)) {
      this.#waiting.delete(name);
      await this.#release(told);
      return undefined;
    }
    return inSeconds(clock, LOOK_AGAIN);
  }

  /** Asks anew, since a kind that came a moment ago may have objects here; those who ask at a time share the answer. */
  #discover(): Promise<Kinds> {
    const { api, kinds } = this.#means;
    this.#next ??= this.#last.then(() => {
      this.#next = undefined;
      const found = discoverKinds((path) => api.read(path), kinds());
      this.#last = found.catch(() => undefined);
      return found;
    });
    return this.#next;
  }

  /** Deletes everything inside and looks at what stays. */
  async #clear(namespace: string): Promise<Findings> {
    const { resources, failed } = await this.#discover();
    const failures: string[] = [];
    const inside = resources.filter((one) => one.namespaced && canAll(one, 'delete', 'list'));
    const looked = inside.map((resource) =>
      this.#clearKind(resource, namespace).catch((error: unknown) => {
        failures.push(wordsOf(error));
        return [];
      }),
    );
    const left = await Promise.all(looked);
    const remaining = inside.flatMap((resource, index): Remaining[] => {
      const objects = left[index] ?? [];
      return objects.length === 0 ? [] : [{ resource, objects }];
    });
    return { remaining, undiscovered: failed, failures };
  }

  async #clearKind(resource: Discovered, namespace: string): Promise<readonly KubeObject[]> {
    const { api } = this.#means;
    const found = await api.list(resource, namespace);
    if (found.length === 0) return [];
    const leaving = { propagation: 'Background' } as const;
    if (canAll(resource, 'deletecollection')) await api.deleteAll(resource, namespace);
    else for (const { metadata } of found) await api.delete(resource, { namespace, name: metadata.name }, leaving);
    return await api.list(resource, namespace);
  }

  async #tell(namespace: Namespace, findings: Findings): Promise<Namespace> {
    const { api, clock } = this.#means;
    const { name, resourceVersion } = namespace.metadata;
    const conditions = conditionsOf(namespace.status?.conditions, findings, clock.now());
    const status = statusPatch({ conditions: namespace.status?.conditions }, { conditions });
    if (!status) return namespace;
    const patch = { metadata: { resourceVersion }, status };
    return (await api.patch(NAMESPACES, { namespace: '', name }, patch, '/status')) as Namespace;
  }

  async #release(namespace: Namespace): Promise<void> {
    const finalizers = (namespace.spec?.finalizers ?? []).filter((one) => one !== FINALIZER);
    const place = { namespace: '', name: namespace.metadata.name };
    await this.#means.api.replace(NAMESPACES, place, released(namespace, finalizers), '/finalize');
  }
}

const released = (namespace: Namespace, finalizers: readonly string[]): Namespace => ({
  ...namespace,
  spec: { ...namespace.spec, finalizers },
});

const isEmpty = ({ remaining, undiscovered, failures }: Findings): boolean =>
  remaining.length + undiscovered.length + failures.length === 0;
