/** Runs Jobs: makes their pods, counts how they end, and deletes Jobs that have been over for long enough. */
import { hasReason } from '../../../kube/errors.ts';
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { type KubeObject, type Meta, nameOf, type Resource } from '../../../kube/types.ts';
import { isTooLate, unlessMissing } from '../api.ts';
import { claim } from '../claiming.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { type Made, PodHands, type Say, sayWith } from '../pod-hands.ts';
import { podOf } from '../replica-sets/pod.ts';
import { tellStatus } from '../status-writing.ts';
import { controllerOf, isGoing, isSameKind, JOBS, PODS, type Pod, placeOf } from '../workloads.ts';
import { counted, endOf, isTracked, type Job, newEnds, TRACKING } from './job.ts';
import { expiryOf, jobPlan, type Plan } from './plan.ts';
import { jobStatus, newsOf } from './status.ts';

const NAME_LABEL = 'batch.kubernetes.io/job-name';
const MANAGER = 'kubernetes.io/job-controller';

export class JobRunner implements Controller {
  readonly needs = [JOBS, PODS];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #say: Say;
  readonly #hands: PodHands;

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#say = sayWith(events);
    this.#hands = new PodHands(means, this.#say);
    this.queue = queueOf(means, 'job', (name) => this.#pass(name));
  }

  changed(resource: Resource, change: Change): void {
    const { before, after } = change;
    const one = after ?? before;
    if (isSameKind(resource, PODS)) this.#podsChanged(change);
    else if (isSameKind(resource, JOBS) && one) this.queue.add(nameOf(placeOf(one)));
  }

  #podsChanged({ before, after }: Change): void {
    if (before && !after) this.#hands.gone(before);
    for (const pod of [before, after]) if (pod) this.#podChanged(pod);
  }

  #podChanged(pod: KubeObject): void {
    const name = jobNameOf(pod);
    if (name !== undefined) this.queue.add(nameOf({ ...placeOf(pod), name }));
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched } = this.#means;
    const job = watched.view(JOBS).get(name) as Job | undefined;
    await this.#setFree(name, job);
    if (!job || (job.spec.managedBy ?? MANAGER) !== MANAGER) return undefined;
    if (endOf(job)) return await this.#expire(job);
    if (job.spec.completionMode !== 'Indexed') return await this.#run(job);
    this.#say(job, 'Warning', 'UnknownCompletionMode', 'Skipped Job sync because completion mode is unknown');
    return undefined;
  }

  async #run(seen: Job): Promise<Date | undefined> {
    const { clock } = this.#means;
    const claimant = { ...this.#means, owners: JOBS, owned: PODS };
    const owned = await claim<Pod>(claimant, seen, seen.spec.selector);
    const pods = owned.map((pod) => (this.#hands.isLeaving(pod) ? going(pod) : pod));
    const job = await this.#count(seen, pods);
    const plan = jobPlan({ job, pods, now: clock.now() });
    const after = await this.#carryOut(plan, job, pods);
    const next = jobStatus({ job, pods: after.pods, failure: plan.failure, now: clock.now() });
    const told = await tellStatus(this.#means, JOBS, job, next);
    if (told !== job)
      for (const { type, reason, message } of newsOf(job.status, next)) this.#say(job, type, reason, message);
    if (after.error !== undefined) throw after.error;
    return plan.wakeAt;
  }

  /** First it is noted whose end will be counted, then they are let go, then they are in the figures: never twice. */
  async #count(job: Job, pods: readonly Pod[]): Promise<Job> {
    const ends = newEnds(job, pods);
    const { succeeded = [], failed = [] } = job.status?.uncountedTerminatedPods ?? {};
    const noted = { succeeded: [...succeeded, ...ends.succeeded], failed: [...failed, ...ends.failed] };
    const uids = new Set([...noted.succeeded, ...noted.failed]);
    if (uids.size === 0) return job;
    const noting = await tellStatus(this.#means, JOBS, job, { ...job.status, uncountedTerminatedPods: noted });
    await this.#release(pods.filter(({ metadata }) => uids.has(metadata.uid ?? '')));
    return await tellStatus(this.#means, JOBS, noting, counted(noting.status));
  }

  /** The pods that are there then. */
  async #carryOut(plan: Plan, job: Job, pods: readonly Pod[]): Promise<Made> {
    // Pods that are deleted because the Job has failed count as failed, others for nothing.
    if (!plan.failure) await this.#release(plan.remove);
    await Promise.all(plan.remove.map((pod) => this.#hands.remove(job, pod)));
    const bodies = Array.from({ length: plan.create }, () => trackedPod(job));
    const made = await this.#hands.makeAll(job, bodies);
    const removed = new Set(plan.remove);
    const left = pods.map((pod) => (removed.has(pod) ? going(pod) : pod));
    return { ...made, pods: [...left, ...made.pods] };
  }

  /** Pods that are held for a Job which counts no more. */
  async #setFree(name: string, job: Job | undefined): Promise<void> {
    if (job && !endOf(job) && (job.spec.managedBy ?? MANAGER) === MANAGER) return;
    const [namespace = '', plain] = name.split('/');
    const held = this.#means.watched.view(PODS).by('namespace', namespace) as readonly Pod[];
    await this.#release(held.filter((pod) => isTracked(pod) && jobNameOf(pod) === plain));
  }

  async #release(pods: readonly Pod[]): Promise<void> {
    await Promise.all(pods.filter(isTracked).map((pod) => this.#releaseOne(pod)));
  }

  async #releaseOne(pod: Pod): Promise<void> {
    const { api, watched } = this.#means;
    const { uid, finalizers = [] } = pod.metadata;
    const rest = finalizers.filter((one) => one !== TRACKING);
    // A pod that changes meanwhile is let go all the same: its end has been noted.
    const patch = { metadata: { uid, finalizers: rest.length === 0 ? null : rest } };
    const changed = await unlessMissing(api.patch(PODS, placeOf(pod), patch)).catch(unlessOther);
    if (changed) watched.put(changed);
  }

  async #expire(job: Job): Promise<Date | undefined> {
    const expiry = expiryOf(job);
    if (!expiry || isGoing(job)) return undefined;
    if (expiry > this.#means.clock.now()) return expiry;
    const { uid = '' } = job.metadata;
    await this.#means.api.delete(JOBS, placeOf(job), { uid, propagation: 'Foreground' });
    return undefined;
  }
}

/** Another pod of the same name: the one that was meant is gone. */
function unlessOther(error: unknown): undefined {
  if (!hasReason(error, 'Conflict') && !isTooLate(error)) throw error;
  return undefined;
}

/** As it will be seen once news of its deletion arrive. */
const going = (pod: Pod): Pod =>
  isGoing(pod)
    ? pod
    : { ...pod, metadata: { ...pod.metadata, deletionTimestamp: pod.metadata.creationTimestamp ?? '' } };

/** By its owner; of one that was orphaned by its label. */
function jobNameOf(pod: KubeObject): string | undefined {
  const owner = controllerOf(pod);
  if (owner) return owner.kind === JOBS.kind ? owner.name : undefined;
  return isTracked(pod) ? pod.metadata.labels?.[NAME_LABEL] : undefined;
}

function trackedPod(job: Job): KubeObject {
  const pod = podOf(job);
  const finalizers = [...new Set([...(pod.metadata.finalizers ?? []), TRACKING])];
  return { ...pod, metadata: { ...pod.metadata, finalizers } as Meta };
}
