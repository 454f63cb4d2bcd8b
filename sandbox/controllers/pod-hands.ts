/** Wakes the owners of pods that change, makes and deletes their pods, tells people, and knows which are leaving while caches still show them. */
import { hasReason } from '../../kube/errors.ts';
import type { EventRecorder } from '../../kube/events.ts';
import type { Queue } from '../../kube/queue.ts';
import type { Change } from '../../kube/store.ts';
import { type KubeObject, nameOf, type Resource, refOf } from '../../kube/types.ts';
import { isTooLate, wordsOf } from './api.ts';
import { concerned } from './concerned.ts';
import type { Means } from './controller.ts';
import { PODS, type Pod, placeOf } from './workloads.ts';

export type Say = (owner: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string) => void;

export const sayWith =
  (events: EventRecorder): Say =>
  (owner, type, reason, message) => {
    const { uid = '', resourceVersion } = owner.metadata;
    events.record({ ref: refOf(owner), uid, resourceVersion }, { type, reason, message });
  };

/** How an owner speaks of its pods. */
export interface Words {
  readonly made: (owner: string, pod: string) => string;
  readonly notMade: (owner: string, pod: string) => string;
  readonly deleted: (owner: string, pod: string) => string;
  readonly notDeleted: (owner: string, pod: string) => string;
}

const PLAIN: Words = {
  made: (_, pod) => `Created pod: ${pod}`,
  notMade: () => 'Error creating: ',
  deleted: (_, pod) => `Deleted pod: ${pod}`,
  notDeleted: () => 'Error deleting: ',
};

export interface Made {
  readonly pods: readonly Pod[];
  /** Why there are not more: to be thrown once the status is told. */
  readonly error: unknown;
}

export class PodHands {
  readonly #means: Means;
  readonly #say: Say;
  readonly #words: Words;
  readonly #leaving = new Set<string>();

  constructor(means: Means, say: Say, words: Words = PLAIN) {
    this.#words = words;
    this.#means = means;
    this.#say = say;
  }

  isLeaving({ metadata }: Pod): boolean {
    return this.#leaving.has(metadata.uid ?? '');
  }

  gone({ metadata }: KubeObject): void {
    this.#leaving.delete(metadata.uid ?? '');
  }

  /** A pod has changed: owners of this kind look again, whoever had it and whoever has it now. */
  changed({ before, after }: Change, kind: Resource, queue: Queue): void {
    if (before && !after) this.gone(before);
    const owners = this.#means.watched.view(kind);
    for (const pod of [before, after]) if (pod) for (const name of concerned(pod, kind, owners)) queue.add(name);
  }

  /** One, then two, then four at a time, so that what cannot be is not tried hundreds of times. */
  async makeAll(owner: KubeObject, bodies: readonly KubeObject[]): Promise<Made> {
    const made: Pod[] = [];
    for (let [done, batch] = [0, 1]; done < bodies.length; done += batch, batch *= 2) {
      const some = bodies.slice(done, done + batch);
      const outcomes = await Promise.allSettled(some.map((body) => this.#make(owner, body)));
      made.push(...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed && isTooLate(failed.reason)) break;
      if (failed) return { pods: made, error: failed.reason };
    }
    return { pods: made, error: undefined };
  }

  async #make(owner: KubeObject, body: KubeObject): Promise<Pod> {
    const { api, watched } = this.#means;
    try {
      const pod = await api.create(PODS, body);
      watched.put(pod);
      this.#say(owner, 'Normal', 'SuccessfulCreate', this.#words.made(owner.metadata.name, pod.metadata.name));
      return pod;
    } catch (error) {
      const words = this.#words.notMade(owner.metadata.name, body.metadata.name);
      if (!isTooLate(error)) this.#say(owner, 'Warning', 'FailedCreate', `${words}${wordsOf(error)}`);
      throw error;
    }
  }

  async remove(owner: KubeObject, pod: Pod): Promise<void> {
    const { name, uid = '' } = pod.metadata;
    this.#leaving.add(uid);
    try {
      await this.#means.api.delete(PODS, placeOf(pod), { uid });
      this.#say(owner, 'Normal', 'SuccessfulDelete', this.#words.deleted(owner.metadata.name, name));
    } catch (error) {
      this.#leaving.delete(uid);
      // Another pod has its name by now.
      if (hasReason(error, 'Conflict')) return;
      this.#say(
        owner,
        'Warning',
        'FailedDelete',
        `${this.#words.notDeleted(owner.metadata.name, name)}${wordsOf(error)}`,
      );
      throw error;
    } finally {
      // Its end was seen before the answer came.
      if (!this.#means.watched.view(PODS).get(nameOf(placeOf(pod)))) this.#leaving.delete(uid);
    }
  }
}
