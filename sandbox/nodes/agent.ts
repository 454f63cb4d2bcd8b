/** Runs the pods of the simulated nodes: carries out what is decided, and comes back in time. */
import { hasReason } from '../../kube/errors.ts';
import type { EventRecorder } from '../../kube/events.ts';
import type { Queue } from '../../kube/queue.ts';
import type { Change } from '../../kube/store.ts';
import { type KubeObject, nameOf, refOf } from '../../kube/types.ts';
import { queueOf } from '../controllers/controller.ts';
import { statusPatch } from '../controllers/status-patch.ts';
import { placeOf } from '../controllers/workloads.ts';
import { behaviourOf } from './behaviour.ts';
import { freeAddress, type SimulatedNode } from './fleet.ts';
import type { NodeMeans } from './means.ts';
import { type NextPod, nextPod } from './next-pod.ts';
import { occurrences } from './occurrences.ts';
import { isFinished, type PodStatus, type SimulatedPod } from './pod.ts';

const BY = { fieldManager: 'kubelet', subresource: 'status' } as const;

export class Agent {
  readonly queue: Queue;
  readonly #means: NodeMeans;
  readonly #events: EventRecorder;
  readonly #readyAfter: number | undefined;
  /** Addresses that are being written, which the watch does not show yet. */
  readonly #promised = new Set<string>();
  /** An answer of the server is being taken in. */
  #isTaking = false;

  constructor(means: NodeMeans, events: EventRecorder, readyAfter: number | undefined) {
    this.#means = means;
    this.#events = events;
    this.#readyAfter = readyAfter;
    this.queue = queueOf(means, 'pod', (key) => this.#pass(key));
  }

  podChanged({ after }: Change): void {
    // What we have just told the server: the pass that did so knows when to look again.
    if (this.#isTaking) return;
    const pod = after as SimulatedPod | undefined;
    if (pod && this.#means.fleet.has(pod.spec?.nodeName ?? '')) this.queue.add(nameOf(placeOf(pod)));
  }

  async #pass(key: string): Promise<Date | undefined> {
    const { pods, fleet } = this.#means;
    const pod = pods.view.get(key) as SimulatedPod | undefined;
    const node = fleet.get(pod?.spec?.nodeName ?? '');
    if (!pod || !node) return undefined;
    const address = this.#addressFor(pod, node);
    try {
      const next = this.#decide(pod, node, address);
      await this.#carryOut(pod, next);
      return next.wakeAt;
    } catch (error) {
      // It is gone already: nothing is left to do.
      if (hasReason(error, 'NotFound')) return undefined;
      throw error;
    } finally {
      this.#promised.delete(address);
    }
  }

  #decide(pod: SimulatedPod, node: SimulatedNode, podAddress: string): NextPod {
    const { annotations = {} } = pod.metadata;
    const place = { hostAddress: node.address, podAddress };
    const behaviours = new Map(
      [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].map(
        (one) => [one.name, behaviourOf(one.image ?? '', annotations, this.#readyAfter)] as const,
      ),
    );
    const [first] = behaviours.values();
    if (pod.status?.startTime === undefined)
      for (const problem of first?.problems ?? []) this.#warn(pod, 'InvalidSimulation', problem);
    return nextPod(pod, place, this.#means.clock.now(), ({ name, image = '' }) => {
      return behaviours.get(name) ?? behaviourOf(image, annotations, this.#readyAfter);
    });
  }

  #addressFor(pod: SimulatedPod, node: SimulatedNode): string {
    const known = pod.status?.podIP ?? '';
    if (known !== '') return known;
    if (pod.spec?.hostNetwork) return node.address;
    const { view } = this.#means.pods;
    const isTaken = (one: string) => this.#promised.has(one) || view.by('address', one).length > 0;
    const address = freeAddress(node, pod.metadata.uid ?? '', isTaken);
    if (address === undefined) throw new Error(`no address is left on ${node.name}`);
    this.#promised.add(address);
    return address;
  }

  async #carryOut(pod: SimulatedPod, next: NextPod): Promise<void> {
    const { client } = this.#means;
    const { uid = '' } = pod.metadata;
    if (next.status) await this.#tell(pod, next, next.status);
    if (next.delete) await client.delete(refOf(pod), { uid, gracePeriodSeconds: 0 });
  }

  async #tell(pod: SimulatedPod, next: NextPod, told: PodStatus): Promise<void> {
    const { client } = this.#means;
    const status = statusPatch(pod.status, told);
    if (!status) return;
    // What others say of the pod meanwhile, such as its gates, must not be lost.
    const { uid = '', resourceVersion } = pod.metadata;
    const merge = { metadata: { resourceVersion }, status };
    this.#take(await client.patch(refOf(pod), { merge }, BY));
    const about = { ref: refOf(pod), uid, resourceVersion };
    for (const one of occurrences(pod, next)) this.#events.record(about, one);
  }

  #take(answer: KubeObject): void {
    this.#isTaking = true;
    try {
      this.#means.pods.put(answer);
    } finally {
      this.#isTaking = false;
    }
  }

  #warn(pod: SimulatedPod, reason: string, message: string): void {
    const { uid = '', resourceVersion } = pod.metadata;
    this.#events.record({ ref: refOf(pod), uid, resourceVersion }, { type: 'Warning', reason, message });
  }
}

/** Pods that hold an address. */
export const addressesOf = (pod: SimulatedPod): readonly string[] => {
  const { podIP = '' } = pod.status ?? {};
  return podIP === '' || pod.spec?.hostNetwork || isFinished(pod) ? [] : [podIP];
};
