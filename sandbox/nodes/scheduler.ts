/** Finds nodes for pods that have none. */
import { hasReason } from '../../kube/errors.ts';
import type { EventRecorder } from '../../kube/events.ts';
import type { Queue } from '../../kube/queue.ts';
import type { Change } from '../../kube/store.ts';
import { type KubeObject, nameOf, refOf } from '../../kube/types.ts';
import { type JsonObject, sameJson } from '../api/object.ts';
import { inSeconds, queueOf } from '../controllers/controller.ts';
import { controllerOf, placeOf } from '../controllers/workloads.ts';
import { type Capacity, capacityOf, requestOf } from './amounts.ts';
import { textOf } from './container.ts';
import { type NodeObject, readiness } from './fleet.ts';
import type { NodeMeans } from './means.ts';
import { companyOf, type Objection } from './neighbours.ts';
import { Occupancy } from './occupancy.ts';
import { type Candidate, chosen, isWaiting, objection, type Room, refusal, type Wish } from './placement.ts';
import type { SimulatedPod } from './pod.ts';
import { dislikes } from './taints.ts';

const BY = { fieldManager: 'kube-scheduler' } as const;
const RETRY_SECONDS = 1;

export class Scheduler {
  readonly queue: Queue;
  readonly #means: NodeMeans;
  readonly #events: EventRecorder;
  readonly #occupancy = new Occupancy();
  /** Pods that found no place. */
  readonly #refused = new Set<string>();
  readonly #capacities = new WeakMap<NodeObject, Capacity>();

  constructor(means: NodeMeans, events: EventRecorder) {
    this.#means = means;
    this.#events = events;
    this.queue = queueOf(means, 'scheduling of pod', (key) => this.#pass(key));
  }

  podChanged(change: Change): void {
    const pod = change.after as SimulatedPod | undefined;
    // What was there before is looked at only if need be: it may have to be read from text.
    const gone = pod ? undefined : (change.before as SimulatedPod | undefined);
    const isRoom = pod ? this.#occupancy.changed(pod) : gone !== undefined && this.#occupancy.gone(gone);
    if (isRoom) this.#retrySoon();
    const known = pod ?? gone;
    if (pod && isWaiting(pod)) this.queue.add(nameOf(placeOf(pod)));
    else if (known) this.#refused.delete(nameOf(placeOf(known)));
  }

  /** What found no place may find one now. */
  nodeChanged({ before, after }: Change): void {
    if (after && before && sameJson(concerns(before), concerns(after))) return;
    for (const key of this.#refused) this.queue.add(key);
  }

  /** Many pods may go at once. */
  #retrySoon(): void {
    if (this.#refused.size === 0) return;
    const at = inSeconds(this.#means.clock, RETRY_SECONDS);
    for (const key of this.#refused) this.queue.addAt(key, at);
  }

  async #pass(key: string): Promise<undefined> {
    const { pods, nodes, fleet } = this.#means;
    const pod = pods.view.get(key) as SimulatedPod | undefined;
    this.#refused.delete(key);
    if (!pod || !isWaiting(pod) || this.#occupancy.expects(pod)) return undefined;
    const wish = this.#wishOf(pod);
    const fit: Candidate[] = [];
    const objections: Objection[] = [];
    for (const name of fleet.keys()) {
      const node = nodes.view.get(name) as NodeObject | undefined;
      const against = node && objection(node, this.#roomOn(node), wish);
      if (against) objections.push(against);
      else if (node) fit.push(this.#candidate(node, wish));
    }
    const node = chosen(fit);
    if (node) return await this.#bind(pod, node.metadata.name);
    this.#refused.add(key);
    return await this.#refuse(pod, refusal(objections, pod));
  }

  #wishOf(pod: SimulatedPod): Wish {
    const company = companyOf(pod, {
      neighbours: () => this.#occupancy.all(),
      guarded: () => this.#occupancy.guarded(),
      nodeOf: (name) => this.#means.nodes.view.get(name),
    });
    return { pod, company, request: requestOf(pod) };
  }

  #roomOn(node: NodeObject): Room {
    const { name } = node.metadata;
    const capacity = this.#capacities.get(node) ?? capacityOf(node);
    this.#capacities.set(node, capacity);
    return { capacity, requested: this.#occupancy.requested(name), pods: this.#occupancy.pods(name) };
  }

  #candidate(node: NodeObject, { pod, company }: Wish): Candidate {
    const { name } = node.metadata;
    const controller = controllerOf(pod)?.uid;
    return {
      node,
      dislikes: dislikes(node, pod),
      liking: company.liking(node),
      siblings: controller === undefined ? 0 : this.#occupancy.siblings(name, controller),
      pods: this.#occupancy.pods(name),
    };
  }

  async #bind(pod: SimulatedPod, node: string): Promise<undefined> {
    const { namespace = '', name } = pod.metadata;
    this.#occupancy.expect(pod, node);
    try {
      await this.#means.bind(pod, node);
      this.#say(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
    } catch (error) {
      this.#occupancy.cancel(pod);
      if (!hasReason(error, 'NotFound')) throw error;
    }
    return undefined;
  }

  /** Once for each reason: nodes that change bring the pod back. */
  async #refuse(pod: SimulatedPod, message: string): Promise<undefined> {
    const { clock, client, pods } = this.#means;
    const type = 'PodScheduled';
    const known = pod.status?.conditions ?? [];
    const before = known.find((one) => one.type === type);
    if (before?.message === message) return undefined;
    const at = before?.status === 'False' ? before.lastTransitionTime : textOf(clock.now().getTime());
    const says = { status: 'False', reason: 'Unschedulable', message } as const;
    const condition = { type, ...says, lastProbeTime: null, lastTransitionTime: at };
    const status = { conditions: [...known.filter((one) => one !== before), condition] };
    const { resourceVersion } = pod.metadata;
    const merge = { metadata: { resourceVersion }, status };
    try {
      pods.put(await client.patch(refOf(pod), { merge }, { ...BY, subresource: 'status' }));
      this.#say(pod, 'Warning', 'FailedScheduling', message);
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
    return undefined;
  }

  #say(pod: SimulatedPod, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { uid = '', resourceVersion } = pod.metadata;
    this.#events.record({ ref: refOf(pod), uid, resourceVersion }, { type, reason, message });
  }
}

/** What of a node decides whether it takes pods. */
const concerns = (object: KubeObject): JsonObject => {
  const { metadata, spec, status } = object as NodeObject;
  const { unschedulable = false, taints = [] } = spec ?? {};
  const ready = readiness(object)?.status ?? '';
  const { allocatable = {} } = status ?? {};
  return { labels: metadata.labels ?? {}, unschedulable, taints, ready, allocatable } as unknown as JsonObject;
};
