/** Keeps as many pods as each ReplicaSet asks for. */
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { type KubeObject, nameOf, type Resource, refOf } from '../../../kube/types.ts';
import { matches } from '../../selectors/label-selector.ts';
import { isTooLate, unlessMissing, wordsOf } from '../api.ts';
import { claim } from '../claiming.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { statusPatch } from '../status-patch.ts';
import {
  controllerOf,
  isActive,
  isGoing,
  isSameKind,
  PODS,
  type Pod,
  placeOf,
  REPLICA_SETS,
  type ReplicaSet,
} from '../workloads.ts';
import { podOf } from './pod.ts';
import { dispensable } from './ranking.ts';
import { type Failure, nextAvailable, replicaSetStatus } from './status.ts';

/** Pods that are made or deleted in one pass. */
const BURST = 500;

interface Managed {
  readonly pods: readonly Pod[];
  readonly failure: Failure | undefined;
  readonly error: unknown;
}

export class Replicator implements Controller {
  readonly needs = [REPLICA_SETS, PODS];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #events: EventRecorder;
  /** Uids of pods that were deleted, while the cache may still show them. */
  readonly #leaving = new Set<string>();

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#events = events;
    this.queue = queueOf(means, 'replica set', (name) => this.#pass(name));
  }

  changed(resource: Resource, change: Change): void {
    const { after } = change;
    if (isSameKind(resource, PODS)) this.#podsChanged(change);
    else if (isSameKind(resource, REPLICA_SETS) && after) this.queue.add(nameOf(placeOf(after)));
  }

  #podsChanged({ before, after }: Change): void {
    if (!after) this.#leaving.delete(before?.metadata.uid ?? '');
    for (const pod of [before, after]) if (pod) this.#podChanged(pod);
  }

  #podChanged(pod: KubeObject): void {
    const { namespace = '' } = pod.metadata;
    const owner = controllerOf(pod);
    if (owner?.kind === REPLICA_SETS.kind) this.queue.add(nameOf({ namespace, name: owner.name }));
    if (owner || isGoing(pod)) return;
    for (const one of this.#means.watched.view(REPLICA_SETS).by('namespace', namespace)) {
      const { spec } = one as ReplicaSet;
      if (matches(spec.selector, pod.metadata.labels)) this.queue.add(nameOf(placeOf(one)));
    }
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const replicaSet = watched.view(REPLICA_SETS).get(name) as ReplicaSet | undefined;
    if (!replicaSet) return undefined;
    const claimant = { ...this.#means, owners: REPLICA_SETS, owned: PODS };
    const isOurs = (pod: Pod) => isActive(pod) && !this.#leaving.has(pod.metadata.uid ?? '');
    const active = await claim<Pod>(claimant, replicaSet, replicaSet.spec.selector, isOurs);
    const managed = isGoing(replicaSet) ? { pods: active, ...NO_FAILURE } : await this.#manage(replicaSet, active);
    const seen = { replicaSet, pods: managed.pods, failure: managed.failure, now: clock.now() };
    await this.#tell(seen.replicaSet, replicaSetStatus(seen));
    if (managed.error !== undefined) throw managed.error;
    return nextAvailable(seen);
  }

  async #manage(replicaSet: ReplicaSet, pods: readonly Pod[]): Promise<Managed> {
    const missing = (replicaSet.spec.replicas ?? 1) - pods.length;
    if (missing > 0) return await this.#grow(replicaSet, pods, Math.min(missing, BURST));
    if (missing < 0) return await this.#shrink(replicaSet, pods, Math.min(-missing, BURST));
    return { pods, ...NO_FAILURE };
  }

  /** One, then two, then four at a time, so that what cannot be is not tried hundreds of times. */
  async #grow(replicaSet: ReplicaSet, pods: readonly Pod[], count: number): Promise<Managed> {
    const made: Pod[] = [];
    for (let batch = 1; made.length < count; batch *= 2) {
      const size = Math.min(batch, count - made.length);
      const outcomes = await Promise.allSettled(Array.from({ length: size }, () => this.#make(replicaSet)));
      made.push(...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed && isTooLate(failed.reason)) break;
      if (failed) return { pods: [...pods, ...made], ...failureOf('FailedCreate', failed.reason) };
    }
    return { pods: [...pods, ...made], ...NO_FAILURE };
  }

  async #make(replicaSet: ReplicaSet): Promise<Pod> {
    const { api, watched } = this.#means;
    try {
      const pod = await api.create(PODS, podOf(replicaSet));
      watched.put(pod);
      this.#say(replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
      return pod;
    } catch (error) {
      if (!isTooLate(error)) this.#say(replicaSet, 'Warning', 'FailedCreate', `Error creating: ${wordsOf(error)}`);
      throw error;
    }
  }

  async #shrink(replicaSet: ReplicaSet, pods: readonly Pod[], count: number): Promise<Managed> {
    const going = dispensable(pods, count, this.#related(replicaSet), this.#means.clock.now());
    const outcomes = await Promise.allSettled(going.map((pod) => this.#remove(replicaSet, pod)));
    const left = pods.filter(({ metadata }) => !this.#leaving.has(metadata.uid ?? ''));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    return { pods: left, ...(failed ? failureOf('FailedDelete', failed.reason) : NO_FAILURE) };
  }

  async #remove(replicaSet: ReplicaSet, pod: Pod): Promise<void> {
    const { name, uid = '' } = pod.metadata;
    this.#leaving.add(uid);
    try {
      await this.#means.api.delete(PODS, placeOf(pod), { uid });
      this.#say(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
    } catch (error) {
      this.#leaving.delete(uid);
      this.#say(replicaSet, 'Warning', 'FailedDelete', `Error deleting: ${wordsOf(error)}`);
      throw error;
    } finally {
      // Its end was seen before the answer came.
      if (!this.#means.watched.view(PODS).get(nameOf(placeOf(pod)))) this.#leaving.delete(uid);
    }
  }

  /** The pods of all ReplicaSets with the same owner. */
  #related(replicaSet: ReplicaSet): readonly Pod[] {
    const { watched } = this.#means;
    const owner = controllerOf(replicaSet);
    const siblings = owner ? watched.view(REPLICA_SETS).by('controller', owner.uid) : [replicaSet];
    return siblings.flatMap(({ metadata }) => watched.view(PODS).by('controller', metadata.uid ?? '') as Pod[]);
  }

  async #tell(replicaSet: ReplicaSet, next: object): Promise<void> {
    const { api, watched } = this.#means;
    const status = statusPatch(replicaSet.status, next);
    if (!status) return;
    const { resourceVersion } = replicaSet.metadata;
    const patch = { metadata: { resourceVersion }, status };
    const told = await unlessMissing(api.patch(REPLICA_SETS, placeOf(replicaSet), patch, '/status'));
    if (told) watched.put(told);
  }

  #say(replicaSet: ReplicaSet, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { uid = '', resourceVersion } = replicaSet.metadata;
    this.#events.record({ ref: refOf(replicaSet), uid, resourceVersion }, { type, reason, message });
  }
}

const NO_FAILURE = { failure: undefined, error: undefined };

const failureOf = (reason: Failure['reason'], error: unknown): Omit<Managed, 'pods'> => ({
  failure: { reason, message: wordsOf(error) },
  error,
});
