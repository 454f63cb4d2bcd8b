/** Starts Jobs when their time has come, and deletes those that nobody needs to remember. */
import { hasReason } from '../../../kube/errors.ts';
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { nameOf, type Resource } from '../../../kube/types.ts';
import { isTooLate, wordsOf } from '../api.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import type { Job } from '../jobs/job.ts';
import { type Say, sayWith } from '../pod-hands.ts';
import { tellStatus } from '../status-writing.ts';
import { CRON_JOBS, controllerOf, isSameKind, JOBS, placeOf } from '../workloads.ts';
import { type CronJob, jobAt, jobNameAt } from './cron-job.ts';
import { cronPlan, startedStatus } from './plan.ts';

export class Scheduler implements Controller {
  readonly needs = [CRON_JOBS, JOBS];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #say: Say;

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#say = sayWith(events);
    this.queue = queueOf(means, 'cron job', (name) => this.#pass(name));
  }

  changed(resource: Resource, { before, after }: Change): void {
    const one = after ?? before;
    if (!one) return;
    if (isSameKind(resource, CRON_JOBS)) this.queue.add(nameOf(placeOf(one)));
    const owner = isSameKind(resource, JOBS) ? controllerOf(one) : undefined;
    if (owner?.kind === CRON_JOBS.kind) this.queue.add(nameOf({ ...placeOf(one), name: owner.name }));
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const cronJob = watched.view(CRON_JOBS).get(name) as CronJob | undefined;
    if (!cronJob) return undefined;
    const jobs = watched.view(JOBS).by('controller', cronJob.metadata.uid ?? '') as readonly Job[];
    const plan = cronPlan({ cronJob, jobs, now: clock.now() });
    for (const { type, reason, message } of plan.news) this.#say(cronJob, type, reason, message);
    for (const job of plan.remove) await this.#remove(cronJob, job);
    const job = plan.start && (await this.#start(cronJob, plan.start));
    const status = plan.start && job ? startedStatus(plan.status, job, plan.start) : plan.status;
    await tellStatus(this.#means, CRON_JOBS, cronJob, status);
    return plan.wakeAt;
  }

  async #remove(cronJob: CronJob, job: Job): Promise<void> {
    const { name, uid = '' } = job.metadata;
    await this.#means.api.delete(JOBS, placeOf(job), { uid, propagation: 'Background' });
    this.#say(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  }

  async #start(cronJob: CronJob, at: Date): Promise<Job | undefined> {
    const { api, watched } = this.#means;
    try {
      const job = await api.create(JOBS, jobAt(cronJob, at));
      watched.put(job);
      this.#say(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
      return job as Job;
    } catch (error) {
      if (isTooLate(error)) return undefined;
      if (hasReason(error, 'AlreadyExists')) return await this.#found(cronJob, at);
      this.#say(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${wordsOf(error)}`);
      throw error;
    }
  }

  /** The one that was made before, when its being noted failed. */
  async #found(cronJob: CronJob, at: Date): Promise<Job | undefined> {
    const found = await this.#means.api.get(JOBS, { ...placeOf(cronJob), name: jobNameAt(cronJob, at) });
    return found && controllerOf(found)?.uid === cronJob.metadata.uid ? (found as Job) : undefined;
  }
}
