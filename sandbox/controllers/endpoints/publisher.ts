/** Follows Services and their pods, and publishes the pods' addresses in one of two forms; late if that is asked for. */

import { hasReason } from '../../../kube/errors.ts';
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { type KubeObject, nameOf, type Resource, refOf } from '../../../kube/types.ts';
import { sameJson } from '../../api/object.ts';
import { matches } from '../../selectors/label-selector.ts';
import { isTooLate, type Place, wordsOf } from '../api.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { isSameKind, NODES, PODS, placeOf, SERVICES } from '../workloads.ts';
import { isSelecting, reachOf, type ServedPod, type Service } from './service.ts';
import { TriggerTimes } from './trigger-times.ts';

export type Published = KubeObject;

/** One form in which addresses are told. */
export interface Publication {
  readonly name: string;
  readonly published: Resource;
  /** The name of the Service that an object belongs to. */
  serviceOf(one: Published): string;
  /** `changed`: when that happened which is told now. */
  publish(means: Means, service: Service, pods: readonly ServedPod[], changed?: string): Promise<void>;
  /** What others write into it is put right at once, not when something changes. */
  readonly heals: boolean;
  /** The Service is gone. */
  withdraw(means: Means, place: Place): Promise<void>;
  /** Reason and beginning of the message if it cannot be written. */
  failure(service: Service, isNew: boolean): readonly [reason: string, message: string];
}

export interface PublisherOptions {
  readonly publication: Publication;
  readonly events: EventRecorder;
  /** Milliseconds between a pod's change and its publication; what changes meanwhile goes along. */
  readonly delay: number;
}

export class Publisher implements Controller {
  /** A server without the kind that is published is never told anything. */
  readonly needs: readonly Resource[];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #options: PublisherOptions;
  /** When what is known of pods may be told, by Service. */
  readonly #due = new Map<string, number>();
  readonly #times = new TriggerTimes();
  /** Services that are being published: what is written of these is our own. */
  readonly #busy = new Set<string>();

  constructor(means: Means, options: PublisherOptions) {
    this.#means = means;
    this.#options = options;
    this.needs = [SERVICES, PODS, NODES, options.publication.published];
    this.queue = queueOf(means, options.publication.name, (name) => this.#pass(name));
  }

  changed(resource: Resource, { before, after }: Change): void {
    const { published } = this.#options.publication;
    if (isSameKind(resource, PODS)) this.#podChanged(before, after);
    else if (isSameKind(resource, SERVICES)) {
      const service = after ?? before;
      if (service) this.queue.add(nameOf(placeOf(service)));
    } else if (isSameKind(resource, published) && before) this.#publishedChanged(before, after);
  }

  #publishedChanged(before: Published, after: Published | undefined): void {
    const { heals, serviceOf } = this.#options.publication;
    const name = nameOf({ ...placeOf(before), name: serviceOf(before) });
    if (after && (!heals || this.#busy.has(name))) return;
    if (this.#means.watched.view(SERVICES).get(name)) this.queue.add(name);
  }

  #podChanged(before: ServedPod | undefined, after: ServedPod | undefined): void {
    if (before && after && sameJson(reachOf(before), reachOf(after))) return;
    const namespace = (after ?? before)?.metadata.namespace ?? '';
    for (const one of this.#means.watched.view(SERVICES).by('namespace', namespace) as readonly Service[]) {
      if (!isSelecting(one)) continue;
      if ([before, after].some((pod) => pod && isBehind(one, pod))) this.#later(nameOf(placeOf(one)));
    }
  }

  #later(name: string): void {
    const { delay } = this.#options;
    if (delay === 0) {
      this.queue.add(name);
      return;
    }
    const due = this.#due.get(name) ?? this.#means.clock.now().getTime() + delay;
    this.#due.set(name, due);
    this.queue.addAt(name, new Date(due));
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const service = watched.view(SERVICES).get(name) as Service | undefined;
    const due = this.#due.get(name) ?? 0;
    if (service && due > clock.now().getTime()) return new Date(due);
    this.#due.delete(name);
    const { publication } = this.#options;
    if (!service) {
      this.#times.forget(name);
      await publication.withdraw(this.#means, placeNamed(name));
    } else if (isSelecting(service)) await this.#publish(service);
    return undefined;
  }

  async #publish(service: Service): Promise<void> {
    const { watched } = this.#means;
    const { publication, events } = this.#options;
    const { namespace = '', uid = '', resourceVersion } = service.metadata;
    const all = watched.view(PODS).by('namespace', namespace) as readonly ServedPod[];
    const pods = all.filter((pod) => isBehind(service, pod));
    const name = nameOf(placeOf(service));
    this.#busy.add(name);
    try {
      await publication.publish(this.#means, service, pods, this.#times.next(service, pods));
    } catch (error) {
      if (isTooLate(error)) return;
      const isNew = !hasReason(error, 'Conflict', 'NotFound') && !this.#isPublished(service);
      const [reason, start] = publication.failure(service, isNew);
      const message = `${start}${wordsOf(error)}`;
      if (!hasReason(error, 'Conflict', 'AlreadyExists'))
        events.record({ ref: refOf(service), uid, resourceVersion }, { type: 'Warning', reason, message });
      throw error;
    } finally {
      this.#busy.delete(name);
    }
  }

  #isPublished(service: Service): boolean {
    const { published } = this.#options.publication;
    return this.#means.watched.view(published).get(nameOf(placeOf(service))) !== undefined;
  }
}

const isBehind = ({ spec }: Service, { metadata }: ServedPod): boolean =>
  matches({ matchLabels: spec?.selector ?? {} }, metadata.labels);

const placeNamed = (name: string): Place => {
  const [namespace = '', rest = ''] = name.split('/');
  return { namespace, name: rest };
};
