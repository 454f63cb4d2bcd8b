/** Keeps as many pods as each ReplicaSet asks for. */
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { nameOf, type Resource } from '../../../kube/types.ts';
import { wordsOf } from '../api.ts';
import { claim } from '../claiming.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { PodHands, sayWith } from '../pod-hands.ts';
import { tellStatus } from '../status-writing.ts';
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
  readonly #hands: PodHands;

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#hands = new PodHands(means, sayWith(events));
    this.queue = queueOf(means, 'replica set', (name) => this.#pass(name));
  }

  changed(resource: Resource, change: Change): void {
    const { after } = change;
    if (isSameKind(resource, PODS)) this.#hands.changed(change, REPLICA_SETS, this.queue);
    else if (isSameKind(resource, REPLICA_SETS) && after) this.queue.add(nameOf(placeOf(after)));
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const replicaSet = watched.view(REPLICA_SETS).get(name) as ReplicaSet | undefined;
    if (!replicaSet) return undefined;
    const claimant = { ...this.#means, owners: REPLICA_SETS, owned: PODS };
    const isOurs = (pod: Pod) => isActive(pod) && !this.#hands.isLeaving(pod);
    const active = await claim<Pod>(claimant, replicaSet, replicaSet.spec.selector, isOurs);
    const managed = isGoing(replicaSet) ? { pods: active, ...NO_FAILURE } : await this.#manage(replicaSet, active);
    const seen = { replicaSet, pods: managed.pods, failure: managed.failure, now: clock.now() };
    await tellStatus(this.#means, REPLICA_SETS, replicaSet, replicaSetStatus(seen));
    if (managed.error !== undefined) throw managed.error;
    return nextAvailable(seen);
  }

  async #manage(replicaSet: ReplicaSet, pods: readonly Pod[]): Promise<Managed> {
    const missing = (replicaSet.spec.replicas ?? 1) - pods.length;
    if (missing > 0) return await this.#grow(replicaSet, pods, Math.min(missing, BURST));
    if (missing < 0) return await this.#shrink(replicaSet, pods, Math.min(-missing, BURST));
    return { pods, ...NO_FAILURE };
  }

  async #grow(replicaSet: ReplicaSet, pods: readonly Pod[], count: number): Promise<Managed> {
    const bodies = Array.from({ length: count }, () => podOf(replicaSet));
    const made = await this.#hands.makeAll(replicaSet, bodies);
    const failed = made.error === undefined ? NO_FAILURE : failureOf('FailedCreate', made.error);
    return { pods: [...pods, ...made.pods], ...failed };
  }

  async #shrink(replicaSet: ReplicaSet, pods: readonly Pod[], count: number): Promise<Managed> {
    const going = dispensable(pods, count, this.#related(replicaSet), this.#means.clock.now());
    const outcomes = await Promise.allSettled(going.map((pod) => this.#hands.remove(replicaSet, pod)));
    const left = pods.filter((pod) => !this.#hands.isLeaving(pod));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    return { pods: left, ...(failed ? failureOf('FailedDelete', failed.reason) : NO_FAILURE) };
  }

  /** The pods of all ReplicaSets with the same owner. */
  #related(replicaSet: ReplicaSet): readonly Pod[] {
    const { watched } = this.#means;
    const owner = controllerOf(replicaSet);
    const siblings = owner ? watched.view(REPLICA_SETS).by('controller', owner.uid) : [replicaSet];
    return siblings.flatMap(({ metadata }) => watched.view(PODS).by('controller', metadata.uid ?? '') as Pod[]);
  }
}

const NO_FAILURE = { failure: undefined, error: undefined };

const failureOf = (reason: Failure['reason'], error: unknown): Omit<Managed, 'pods'> => ({
  failure: { reason, message: wordsOf(error) },
  error,
});
