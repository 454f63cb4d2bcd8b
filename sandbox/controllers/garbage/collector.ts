/** Deletes what its owners have left behind, and lets owners go once their dependents are settled. */
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import type { KubeObject, OwnerReference, Resource } from '../../../kube/types.ts';
import { unlessMissing } from '../api.ts';
import { referencesPatch } from '../claiming.ts';
import { type Controller, inSeconds, type Means, queueOf } from '../controller.ts';
import { placeOf } from '../workloads.ts';
import { concernedBy } from './concerned.ts';
import { FOREGROUND, Graph, type Node, nodeOf, ORPHAN, targetOf } from './graph.ts';
import { type Standing, type Verdict, verdictOn } from './verdict.ts';

/** Seconds after which an owner is looked for again that the server has and no watch has shown. */
const UNSEEN = 5;

type Owners = readonly (readonly [OwnerReference, Standing])[];

export class Collector implements Controller {
  readonly needs: readonly Resource[] = [];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #graph = new Graph();
  /** Uids of objects whose owners are of a kind that is not there; it may come. */
  readonly #puzzling = new Set<string>();

  constructor(means: Means) {
    this.#means = means;
    this.queue = queueOf(means, 'garbage collector', (uid) => this.#look(uid));
  }

  changed(resource: Resource, { after, before: old }: Change): void {
    const { uid = '' } = (after ?? old)?.metadata ?? {};
    const node = after && nodeOf(resource, after);
    const before = node ? this.#graph.put(node) : this.#graph.remove(uid);
    if (!node) this.#puzzling.delete(uid);
    for (const one of concernedBy(before, node, this.#graph)) this.queue.add(one);
  }

  kindsChanged(): void {
    for (const uid of this.#puzzling) this.queue.add(uid);
    this.#puzzling.clear();
  }

  async #look(uid: string): Promise<Date | undefined> {
    const node = this.#graph.get(uid);
    if (!node || (node.isGoing && !node.isWaiting && !node.isOrphaning)) return undefined;
    const live = await this.#means.api.get(node.resource, node);
    if (live?.metadata.uid !== uid) return undefined;
    const seen = nodeOf(node.resource, live);
    if (seen.isOrphaning) return await this.#orphan(seen, live);
    if (seen.isWaiting) return await this.#finish(seen, live);
    return seen.isGoing ? undefined : await this.#judge(seen, live);
  }

  /** Sets all dependents free, then lets the owner go. */
  async #orphan(node: Node, live: KubeObject): Promise<undefined> {
    this.#assertComplete();
    await Promise.all(this.#graph.dependents(node.uid).map((dependent) => this.#free(dependent, node.uid)));
    await this.#removeFinalizer(node, live, ORPHAN);
  }

  async #free(dependent: Node, owner: string): Promise<void> {
    const { api } = this.#means;
    const live = await api.get(dependent.resource, dependent);
    const owners = live?.metadata.ownerReferences ?? [];
    if (live?.metadata.uid !== dependent.uid || owners.every(({ uid }) => uid !== owner)) return;
    const rest = owners.filter(({ uid }) => uid !== owner);
    await this.#patch(dependent.resource, live, referencesPatch(live, rest));
  }

  /** Lets an owner go that nobody blocks, or sees to it that those who do go first. */
  async #finish(node: Node, live: KubeObject): Promise<undefined> {
    this.#assertComplete();
    const blocking = this.#graph
      .dependents(node.uid)
      .filter(({ owners }) => owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion));
    if (blocking.length === 0) return await this.#removeFinalizer(node, live, FOREGROUND);
    for (const { uid, isWaiting } of blocking) if (!isWaiting) this.queue.add(uid);
    return undefined;
  }

  async #removeFinalizer(node: Node, live: KubeObject, finalizer: string): Promise<undefined> {
    const { metadata } = live;
    const rest = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
    const { uid, resourceVersion } = metadata;
    const patch = { metadata: { uid, resourceVersion, finalizers: rest.length === 0 ? null : rest } };
    await this.#patch(node.resource, live, patch);
  }

  async #judge(node: Node, live: KubeObject): Promise<Date | undefined> {
    if (node.owners.length === 0) return undefined;
    const owners: Owners = await Promise.all(
      node.owners.map(async (owner) => [owner, await this.#standingOf(node, owner)] as const),
    );
    if (owners.some(([, standing]) => standing === 'unknown')) this.#puzzling.add(node.uid);
    const dependents = this.#graph.dependents(node.uid);
    const verdict = verdictOn({
      owners,
      finalizers: live.metadata.finalizers ?? [],
      hasDependents: dependents.length > 0,
      hasWaitingDependent: dependents.some(({ isWaiting }) => isWaiting),
    });
    await this.#carryOut(verdict, node, live);
    // Its end would go unnoticed if it came before the first sight of it.
    const isUnseen = owners.some(([{ uid }, standing]) => standing === 'there' && !this.#graph.get(uid));
    return isUnseen ? inSeconds(this.#means.clock, UNSEEN) : undefined;
  }

  /** Asks the server: what is cached may be old, and deletion is for ever. */
  async #standingOf({ namespace }: Node, reference: OwnerReference): Promise<Standing> {
    const target = targetOf(reference, namespace);
    if (this.#graph.isAbsent(target)) return 'absent';
    const resource = this.#means.kinds().find(reference);
    if (!resource || (resource.namespaced && namespace === '')) return 'unknown';
    const owner = await this.#means.api.get(resource, { namespace, name: reference.name });
    if (owner?.metadata.uid === reference.uid) return nodeOf(resource, owner).isWaiting ? 'waiting' : 'there';
    this.#graph.markAbsent(target);
    return 'absent';
  }

  async #carryOut(verdict: Verdict, { resource }: Node, live: KubeObject): Promise<void> {
    if (verdict.do === 'leave') return;
    if (verdict.do === 'detach') return void (await this.#patch(resource, live, referencesPatch(live, verdict.owners)));
    const { propagation, unblocked } = verdict;
    const latest = unblocked ? await this.#patch(resource, live, referencesPatch(live, unblocked)) : live;
    if (!latest) return;
    const { uid = '', resourceVersion = '' } = latest.metadata;
    await this.#means.api.delete(resource, placeOf(live), { uid, resourceVersion, propagation });
  }

  /** Undefined if it is gone already: then nothing is left to do. */
  async #patch(resource: Resource, live: KubeObject, patch: object): Promise<KubeObject | undefined> {
    const { api, watched } = this.#means;
    const changed = await unlessMissing(api.patch(resource, placeOf(live), patch));
    if (changed) watched.put(changed);
    return changed;
  }

  /** What has not been listed may hold dependents: then it is too early to let an owner go. */
  #assertComplete(): void {
    if (!this.#means.watched.hasListed()) throw new Error('not all kinds have been listed yet');
  }
}
