/** Keeps the pods and claims of StatefulSets, in order and by revision. */
import { hasReason } from '../../../kube/errors.ts';
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { type KubeObject, nameOf, type Resource } from '../../../kube/types.ts';
import { isTooLate, unlessMissing, wordsOf } from '../api.ts';
import { claim } from '../claiming.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { type Made, PodHands, type Say, sayWith, type Words } from '../pod-hands.ts';
import { Archive } from '../revisions/archive.ts';
import { tellStatus } from '../status-writing.ts';
import { CLAIMS, isGoing, isSameKind, PODS, type Pod, placeOf, REVISIONS, STATEFUL_SETS } from '../workloads.ts';
import { nextAvailable, type Plan, statefulPlan, statefulStatus, unaware } from './plan.ts';
import { claimsAt, identityAt, ordinalOf, podAt, revisionOf, type StatefulSet } from './stateful-set.ts';

const HASH_LABEL = 'controller.kubernetes.io/hash';

const WORDS: Words = {
  made: (set, pod) => `create Pod ${pod} in StatefulSet ${set} successful`,
  notMade: (set, pod) => `create Pod ${pod} in StatefulSet ${set} failed error: `,
  deleted: (set, pod) => `delete Pod ${pod} in StatefulSet ${set} successful`,
  notDeleted: (set, pod) => `delete Pod ${pod} in StatefulSet ${set} failed error: `,
};

const NOTHING_MADE: Made = { pods: [], error: undefined };

export class StatefulKeeper implements Controller {
  readonly needs = [STATEFUL_SETS, PODS, REVISIONS, CLAIMS];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #say: Say;
  readonly #hands: PodHands;
  readonly #archive: Archive;

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#say = sayWith(events);
    this.#hands = new PodHands(means, this.#say, WORDS);
    this.#archive = new Archive(means, STATEFUL_SETS, HASH_LABEL);
    this.queue = queueOf(means, 'stateful set', (name) => this.#pass(name));
  }

  changed(resource: Resource, change: Change): void {
    const { after } = change;
    if (isSameKind(resource, PODS)) this.#hands.changed(change, STATEFUL_SETS, this.queue);
    else if (isSameKind(resource, STATEFUL_SETS) && after) this.queue.add(nameOf(placeOf(after)));
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const set = watched.view(STATEFUL_SETS).get(name) as StatefulSet | undefined;
    // Revisions that the garbage collector takes must not come back.
    if (!set || isGoing(set)) return undefined;
    const claimant = { ...this.#means, owners: STATEFUL_SETS, owned: PODS };
    const isOurs = (pod: Pod) => ordinalOf(set, pod) !== undefined;
    const pods = await claim<Pod>(claimant, set, set.spec.selector, isOurs);
    const { all, update } = await this.#archive.upToDate(set);
    const current = all.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
    const seen = { set, pods, current, update, now: clock.now() };
    // What is on its way out is waited for.
    const isSettled = !pods.some((pod) => this.#hands.isLeaving(pod) && !isGoing(pod));
    const plan = statefulPlan(seen);
    for (const pod of unaware(seen)) await this.#introduce(set, pod);
    const made = isSettled ? await this.#carryOut(set, plan) : NOTHING_MADE;
    await tellStatus(this.#means, STATEFUL_SETS, set, statefulStatus({ ...seen, pods: [...pods, ...made.pods] }));
    const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
    await this.#archive.tidy(set, all, ({ metadata }) => live.has(metadata.name));
    if (made.error !== undefined) throw made.error;
    return nextAvailable(seen);
  }

  async #carryOut(set: StatefulSet, { create, remove }: Plan): Promise<Made> {
    for (const { ordinal } of create) for (const one of claimsAt(set, ordinal)) await this.#claim(set, one, ordinal);
    const bodies = create.map(({ ordinal, revision }) => podAt(set, ordinal, revision));
    const made = await this.#hands.makeAll(set, bodies);
    await Promise.all(remove.map((pod) => this.#hands.remove(set, pod)));
    return made;
  }

  /** One that was made by somebody else and taken in. */
  async #introduce(set: StatefulSet, pod: Pod): Promise<void> {
    const { api, watched } = this.#means;
    const { name, resourceVersion } = pod.metadata;
    const labels = identityAt(name, ordinalOf(set, pod) ?? 0);
    const rest = `Pod ${name} in StatefulSet ${set.metadata.name}`;
    const told = await unlessMissing(api.patch(PODS, placeOf(pod), { metadata: { resourceVersion, labels } }));
    if (!told) return;
    watched.put(told);
    this.#say(set, 'Normal', 'SuccessfulUpdate', `update ${rest} successful`);
  }

  /** A claim outlives its pod, and is used again. */
  async #claim(set: StatefulSet, body: KubeObject, ordinal: number): Promise<void> {
    const { api, watched } = this.#means;
    if (watched.view(CLAIMS).get(nameOf(placeOf(body)))) return;
    const [pod, { name }] = [`${set.metadata.name}-${ordinal}`, body.metadata];
    const rest = `Pod ${pod} in StatefulSet ${set.metadata.name}`;
    try {
      watched.put(await api.create(CLAIMS, body));
      this.#say(set, 'Normal', 'SuccessfulCreate', `create Claim ${name} ${rest} success`);
    } catch (error) {
      if (hasReason(error, 'AlreadyExists') || isTooLate(error)) return;
      this.#say(set, 'Warning', 'FailedCreate', `create Claim ${name} for ${rest} failed error: ${wordsOf(error)}`);
      throw error;
    }
  }
}
