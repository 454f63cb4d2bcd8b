/** Sees to it that each namespace has what pods in it count on: an account, and the certificates of the API server. */
import { hasReason } from '../../../kube/errors.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import type { KubeObject, Resource } from '../../../kube/types.ts';
import { isTooLate } from '../api.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { CONFIG_MAPS, isGoing, NAMESPACES, SERVICE_ACCOUNTS } from '../workloads.ts';

const ACCOUNT = 'default';
const CERTIFICATES = 'kube-root-ca.crt';

export class Furnisher implements Controller {
  readonly needs = [NAMESPACES, SERVICE_ACCOUNTS];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #certificates: string | undefined;

  /** `certificates`: PEM; without them only the account is made. */
  constructor(means: Means, certificates?: string) {
    this.#means = means;
    this.#certificates = certificates;
    this.queue = queueOf(means, 'namespace content', (name) => this.#furnish(name));
  }

  changed({ kind }: Resource, { before, after }: Change): void {
    if (kind === NAMESPACES.kind && after && !before) this.queue.add(after.metadata.name);
    if (after || !before?.metadata.namespace) return;
    const isOurs =
      (kind === SERVICE_ACCOUNTS.kind && before.metadata.name === ACCOUNT) ||
      (kind === CONFIG_MAPS.kind && before.metadata.name === CERTIFICATES);
    if (isOurs) this.queue.add(before.metadata.namespace);
  }

  async #furnish(namespace: string): Promise<undefined> {
    const { watched } = this.#means;
    const found = watched.view(NAMESPACES).get(namespace);
    if (!found || isGoing(found)) return;
    await this.#make(SERVICE_ACCOUNTS, { ...body(SERVICE_ACCOUNTS, namespace, ACCOUNT) });
    if (this.#certificates === undefined) return;
    const data = { 'ca.crt': this.#certificates };
    await this.#make(CONFIG_MAPS, { ...body(CONFIG_MAPS, namespace, CERTIFICATES), data } as KubeObject);
  }

  async #make(resource: Resource, object: KubeObject): Promise<void> {
    const { api, watched } = this.#means;
    const { namespace, name } = object.metadata;
    if (watched.view(resource).get(`${namespace}/${name}`)) return;
    try {
      await api.create(resource, object);
    } catch (error) {
      // Somebody else was faster, or the namespace is about to go.
      if (!hasReason(error, 'AlreadyExists') && !isTooLate(error)) throw error;
    }
  }
}

const body = ({ apiVersion, kind }: Resource, namespace: string, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});
