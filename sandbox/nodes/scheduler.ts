/** Finds nodes for pods that have none. */
import { hasReason } from '../../kube/errors.ts';
import type { EventRecorder } from '../../kube/events.ts';
import type { Queue } from '../../kube/queue.ts';
import type { Change } from '../../kube/store.ts';
import { nameOf, refOf } from '../../kube/types.ts';
import { queueOf } from '../controllers/controller.ts';
import { controllerOf, placeOf } from '../controllers/workloads.ts';
import { textOf } from './container.ts';
import type { NodeObject } from './fleet.ts';
import type { NodeMeans } from './means.ts';
import { type Candidate, chosen, isWaiting, objection, refusal } from './placement.ts';
import type { SimulatedPod } from './pod.ts';

const BY = { fieldManager: 'kube-scheduler' } as const;

export class Scheduler {
  readonly queue: Queue;
  readonly #means: NodeMeans;
  readonly #events: EventRecorder;
  /** Nodes of pods that are bound, by uid, until the watch shows it. */
  readonly #bound = new Map<string, { readonly node: string; readonly controller: string }>();

  constructor(means: NodeMeans, events: EventRecorder) {
    this.#means = means;
    this.#events = events;
    this.queue = queueOf(means, 'scheduling of pod', (key) => this.#pass(key));
  }

  podChanged({ before, after }: Change): void {
    const pod = after as SimulatedPod | undefined;
    if (!pod || (pod.spec?.nodeName ?? '') !== '') this.#bound.delete((pod ?? before)?.metadata.uid ?? '');
    if (pod && isWaiting(pod)) this.queue.add(nameOf(placeOf(pod)));
  }

  /** What found no place may find one now. */
  nodeChanged({ before, after }: Change): void {
    const seen = JSON.stringify(before && objection(before as NodeObject, ANY));
    const now = JSON.stringify(after && objection(after as NodeObject, ANY));
    if (after && before && seen === now && before.metadata.labels === after.metadata.labels) return;
    for (const pod of this.#means.pods.view.by('node', '')) this.podChanged({ before: pod, after: pod });
  }

  async #pass(key: string): Promise<undefined> {
    const { pods, nodes, fleet } = this.#means;
    const pod = pods.view.get(key) as SimulatedPod | undefined;
    if (!pod || !isWaiting(pod) || this.#bound.has(pod.metadata.uid ?? '')) return undefined;
    const ours = [...fleet.keys()].flatMap((name) => (nodes.view.get(name) as NodeObject | undefined) ?? []);
    const fit = ours.filter((node) => objection(node, pod) === undefined);
    const node = chosen(this.#candidates(fit, pod));
    if (node) return await this.#bind(pod, node.metadata.name);
    return await this.#refuse(pod, refusal(ours.map((one) => objection(one, pod) ?? '')));
  }

  #candidates(nodes: readonly NodeObject[], pod: SimulatedPod): readonly Candidate[] {
    const { view } = this.#means.pods;
    const controller = controllerOf(pod)?.uid ?? '';
    const siblings = new Map<string, number>();
    const count = (node: string) => siblings.set(node, (siblings.get(node) ?? 0) + 1);
    if (controller !== '')
      for (const one of view.by('controller', controller)) count((one as SimulatedPod).spec?.nodeName ?? '');
    const coming = [...this.#bound.values()];
    for (const one of coming) if (controller !== '' && one.controller === controller) count(one.node);
    return nodes.map((node) => {
      const { name } = node.metadata;
      const pods = view.by('node', name).length + coming.filter((one) => one.node === name).length;
      return { node, siblings: siblings.get(name) ?? 0, pods };
    });
  }

  async #bind(pod: SimulatedPod, node: string): Promise<undefined> {
    const { uid = '', namespace = '', name } = pod.metadata;
    this.#bound.set(uid, { node, controller: controllerOf(pod)?.uid ?? '' });
    try {
      await this.#means.bind(pod, node);
      this.#say(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
    } catch (error) {
      this.#bound.delete(uid);
      if (!hasReason(error, 'NotFound')) throw error;
    }
    const seen = this.#means.pods.view.get(nameOf(placeOf(pod))) as SimulatedPod | undefined;
    // The watch was faster than the answer.
    if (seen?.metadata.uid !== uid || (seen.spec?.nodeName ?? '') !== '') this.#bound.delete(uid);
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

/** A pod without wishes. */
const ANY: SimulatedPod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: '' } };
