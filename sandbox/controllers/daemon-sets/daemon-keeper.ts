/** Keeps a pod of each DaemonSet on each node that it is for. */
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { nameOf, type Resource } from '../../../kube/types.ts';
import { sameJson } from '../../api/object.ts';
import { claim } from '../claiming.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { type Made, PodHands, type Say, sayWith } from '../pod-hands.ts';
import { Archive } from '../revisions/archive.ts';
import { tellStatus } from '../status-writing.ts';
import { DAEMON_SETS, isGoing, isSameKind, NODES, PODS, type Pod, placeOf, REVISIONS } from '../workloads.ts';
import { type DaemonSet, HASH_LABEL, type Node, podFor } from './daemon-set.ts';
import { daemonPlan, daemonStatus, type Plan } from './plan.ts';

/** Pods that are made in one pass. */
const BURST = 250;

export class DaemonKeeper implements Controller {
  readonly needs = [DAEMON_SETS, PODS, REVISIONS, NODES];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #say: Say;
  readonly #hands: PodHands;
  readonly #archive: Archive;

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#say = sayWith(events);
    this.#hands = new PodHands(means, this.#say);
    this.#archive = new Archive(means, DAEMON_SETS, HASH_LABEL);
    this.queue = queueOf(means, 'daemon set', (name) => this.#pass(name));
  }

  changed(resource: Resource, change: Change): void {
    const { after } = change;
    if (isSameKind(resource, PODS)) this.#hands.changed(change, DAEMON_SETS, this.queue);
    else if (isSameKind(resource, NODES)) this.#nodeChanged(change);
    else if (isSameKind(resource, DAEMON_SETS) && after) this.queue.add(nameOf(placeOf(after)));
  }

  /** Nodes say every few seconds that they are alive: that changes nothing. */
  #nodeChanged({ before, after }: Change): void {
    const matter = (node: Node | undefined) => node && [node.metadata.labels ?? {}, node.spec?.taints ?? []];
    if (sameJson(matter(before), matter(after))) return;
    for (const one of this.#means.watched.view(DAEMON_SETS).all()) this.queue.add(nameOf(placeOf(one)));
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const set = watched.view(DAEMON_SETS).get(name) as DaemonSet | undefined;
    // Revisions that the garbage collector takes must not come back.
    if (!set || isGoing(set)) return undefined;
    const claimant = { ...this.#means, owners: DAEMON_SETS, owned: PODS };
    const owned = await claim<Pod>(claimant, set, set.spec.selector);
    const pods = owned.map((pod) => (this.#hands.isLeaving(pod) && !isGoing(pod) ? going(pod) : pod));
    const { all, update } = await this.#archive.upToDate(set);
    const hash = update.metadata.labels?.[HASH_LABEL] ?? '';
    const seen = { set, pods, nodes: [...watched.view(NODES).all()] as readonly Node[], hash, now: clock.now() };
    const plan = daemonPlan(seen);
    const made = await this.#carryOut(set, plan, hash);
    await tellStatus(this.#means, DAEMON_SETS, set, daemonStatus({ ...seen, pods: [...pods, ...made.pods] }));
    const live = new Set([hash, ...pods.map(({ metadata }) => metadata.labels?.[HASH_LABEL])]);
    await this.#archive.tidy(set, all, ({ metadata }) => live.has(metadata.labels?.[HASH_LABEL]));
    if (made.error !== undefined) throw made.error;
    if (plan.create.length > BURST) this.queue.add(name);
    return plan.wakeAt;
  }

  async #carryOut(set: DaemonSet, { create, remove }: Plan, hash: string): Promise<Made> {
    for (const pod of remove) this.#explain(set, pod);
    await Promise.all(remove.map((pod) => this.#hands.remove(set, pod)));
    const bodies = create.slice(0, BURST).map((node) => podFor(set, node, hash));
    return await this.#hands.makeAll(set, bodies);
  }

  #explain(set: DaemonSet, { metadata, spec, status }: Pod): void {
    const which = `daemon pod ${metadata.namespace}/${metadata.name} on node ${spec?.nodeName ?? ''}`;
    if (status?.phase === 'Failed')
      this.#say(set, 'Warning', 'FailedDaemonPod', `Found failed ${which}, will try to kill it`);
    if (status?.phase === 'Succeeded')
      this.#say(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${which}, will try to delete it`);
  }
}

/** As it will be seen once news of its deletion arrive. */
const going = (pod: Pod): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, deletionTimestamp: pod.metadata.creationTimestamp ?? '' },
});
