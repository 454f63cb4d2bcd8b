/** What a cluster's controller manager does, as ordinary clients of its API server: started here, stopped by the answer. */
import { ApiClient } from '../../kube/api.ts';
import { Calls } from '../../kube/calls.ts';
import { type Clock, pause, type Random } from '../../kube/clock.ts';
import { EventRecorder } from '../../kube/events.ts';
import type { Change } from '../../kube/store.ts';
import type { Transport } from '../../kube/transport.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';
import { Api, FIELD_MANAGER, isTooLate } from './api.ts';
import { Sizer } from './autoscalers/sizer.ts';
import type { Controller, Means } from './controller.ts';
import { Scheduler } from './cron-jobs/scheduler.ts';
import { DaemonKeeper } from './daemon-sets/daemon-keeper.ts';
import { Roller } from './deployments/roller.ts';
import { Guard } from './disruption/guard.ts';
import { ENDPOINTS_PUBLICATION } from './endpoints/publish-endpoints.ts';
import { SLICES_PUBLICATION } from './endpoints/publish-slices.ts';
import { type Publication, Publisher } from './endpoints/publisher.ts';
import { Collector } from './garbage/collector.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { discoverKinds, isBehind, isCollectable, type Kinds, kindsOf } from './kinds.ts';
import { Emptier } from './namespaces/emptier.ts';
import { Furnisher } from './namespaces/furnisher.ts';
import { Replicator } from './replica-sets/replicator.ts';
import { StatefulKeeper } from './stateful-sets/stateful-keeper.ts';
import { Watched } from './watched.ts';
import {
  AUTOSCALERS,
  AUTOSCALERS_V1,
  BUDGETS,
  CLAIMS,
  CRON_JOBS,
  DAEMON_SETS,
  DEFINITIONS,
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  ENDPOINTS,
  isSameKind,
  JOBS,
  NAMESPACES,
  NODES,
  PODS,
  REPLICA_SETS,
  REVISIONS,
  SERVICES,
  STATEFUL_SETS,
} from './workloads.ts';

/** What can be left to somebody else. */
export type Task =
  | 'garbage'
  | 'namespaces'
  | 'workloads'
  | 'disruption'
  | 'endpoints'
  | 'jobs'
  | 'stateful-sets'
  | 'daemon-sets'
  | 'autoscalers';

export interface ControllersOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** PEM: put into each namespace as the ConfigMap kube-root-ca.crt, which is left out without. */
  readonly certificates?: string;
  /** Milliseconds until a change of pods shows in the addresses of their Services: 0 if absent. */
  readonly endpointsDelay?: number;
  /** Thousandths of a core a pod uses, if that is known; what an annotation of the pod says of it counts first. */
  readonly usage?: (pod: KubeObject) => number | undefined;
  /** All of them if absent. */
  readonly tasks?: readonly Task[];
  /** Told of every pass that failed and will be repeated, and of Events that were refused. */
  readonly onProblem?: (what: string, error: unknown) => void;
}

export interface Controllers {
  /** Finishes what is in hand. */
  stop(): Promise<void>;
}

const TASKS: readonly Task[] = [
  ...(['garbage', 'namespaces', 'workloads', 'disruption'] as const),
  ...(['endpoints', 'jobs', 'stateful-sets', 'daemon-sets', 'autoscalers'] as const),
];
const WHOLE: readonly Resource[] = [
  ...[DEPLOYMENTS, REPLICA_SETS, PODS, NAMESPACES, DEFINITIONS, BUDGETS],
  ...[SERVICES, ENDPOINTS, ENDPOINT_SLICES, NODES, JOBS, CRON_JOBS],
  ...[STATEFUL_SETS, DAEMON_SETS, REVISIONS, CLAIMS, AUTOSCALERS, AUTOSCALERS_V1],
];
/** Changes of kinds come in bursts. */
const KINDS_SETTLE = 100;
const ASK_AGAIN = 500;
const ASK_SELDOM = 30_000;
const GRACE = 5_000;
const FLUSH = 1_000;

export function startControllers(options: ControllersOptions): Controllers {
  const running = new Running(options);
  void running.start();
  return running;
}

class Running implements Controllers {
  readonly #options: ControllersOptions;
  readonly #api: Api;
  readonly #watched: Watched;
  readonly #recorders: readonly EventRecorder[];
  readonly #controllers: readonly Controller[];
  readonly #stop = new AbortController();
  #kinds: Kinds = kindsOf([]);
  #asking: Promise<void> = Promise.resolve();
  #askSoon: (() => void) | undefined;

  constructor(options: ControllersOptions) {
    const { clock, random, onProblem = () => {} } = options;
    const client = new ApiClient(options);
    this.#options = options;
    this.#api = new Api(new Calls(options));
    this.#watched = new Watched({
      client,
      clock,
      random,
      whole: WHOLE,
      onChange: (resource, change) => this.#changed(resource, change),
      onListed: () => this.#begin(),
    });
    const means = { api: this.#api, watched: this.#watched, clock, random, kinds: () => this.#kinds, onProblem };
    const recorders: EventRecorder[] = [];
    this.#recorders = recorders;
    const recorder = (component: string) => {
      const made = recorderOf(client, { ...means, component });
      recorders.push(made);
      return made;
    };
    const makers = makersOf(means, recorder, options);
    this.#controllers = (options.tasks ?? TASKS).flatMap((task) => makers[task]());
  }

  async start(): Promise<void> {
    this.#asking = this.#ask();
    await this.#asking;
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the controllers were stopped'));
    this.#askSoon?.();
    await this.#asking;
    await Promise.all(this.#controllers.map(({ queue }) => queue.stop(GRACE)));
    await this.#watched.stop();
    await Promise.all(this.#recorders.map((recorder) => recorder.flush(FLUSH)));
  }

  /** Finds out which kinds there are, and follows them; tries until the server answers. */
  async #ask(): Promise<void> {
    const { signal } = this.#stop;
    for (let wait = ASK_AGAIN; !signal.aborted && !(await this.#refresh()); wait = Math.min(wait * 2, ASK_SELDOM))
      await pause(this.#options.clock, wait, signal).catch(() => undefined);
  }

  /** Whether all is known now. */
  async #refresh(): Promise<boolean> {
    try {
      this.#kinds = await discoverKinds((path) => this.#api.read(path), this.#kinds);
      if (this.#stop.signal.aborted) return false;
      await this.#watched.follow(this.#kinds.resources.filter(isCollectable));
      for (const controller of this.#controllers) controller.kindsChanged?.();
      this.#begin();
      return this.#kinds.failed.length === 0 && !isBehind(this.#kinds, this.#watched.all(DEFINITIONS));
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#options.onProblem?.('discovery', error);
      return false;
    }
  }

  #changed(resource: Resource, change: Change): void {
    if (isSameKind(resource, DEFINITIONS) || resource.kind === 'APIService') this.#kindsMayHaveChanged();
    for (const controller of this.#controllers) controller.changed(resource, change);
  }

  #kindsMayHaveChanged(): void {
    const { clock } = this.#options;
    if (this.#stop.signal.aborted || this.#askSoon) return;
    this.#askSoon = clock.after(KINDS_SETTLE, () => {
      this.#askSoon = undefined;
      this.#asking = this.#asking.then(() => this.#ask());
    });
  }

  /** Each controller once it has seen all it needs to decide. */
  #begin(): void {
    if (this.#stop.signal.aborted) return;
    for (const { needs, queue } of this.#controllers) if (this.#watched.hasListed(needs)) queue.start();
  }
}

type Makers = Readonly<Record<Task, () => readonly Controller[]>>;

function makersOf(means: Means, recorder: (component: string) => EventRecorder, options: ControllersOptions): Makers {
  const { certificates, endpointsDelay: delay = 0, usage } = options;
  const publisher = (publication: Publication, component: string) =>
    new Publisher(means, { publication, events: recorder(component), delay });
  return {
    garbage: () => [new Collector(means)],
    namespaces: () => [new Emptier(means), new Furnisher(means, certificates)],
    workloads: () => [
      new Replicator(means, recorder('replicaset-controller')),
      new Roller(means, recorder('deployment-controller')),
    ],
    disruption: () => [new Guard(means, recorder('controllermanager'))],
    endpoints: () => [
      publisher(ENDPOINTS_PUBLICATION, 'endpoint-controller'),
      publisher(SLICES_PUBLICATION, 'endpoint-slice-controller'),
    ],
    jobs: () => [
      new JobRunner(means, recorder('job-controller')),
      new Scheduler(means, recorder('cronjob-controller')),
    ],
    'stateful-sets': () => [new StatefulKeeper(means, recorder('statefulset-controller'))],
    'daemon-sets': () => [new DaemonKeeper(means, recorder('daemonset-controller'))],
    autoscalers: () => [new Sizer(means, recorder('horizontal-pod-autoscaler'), usage)],
  };
}

function recorderOf(writer: ApiClient, means: Pick<Means, 'clock' | 'random' | 'onProblem'> & { component: string }) {
  return new EventRecorder({
    ...means,
    writer,
    fieldManager: FIELD_MANAGER,
    instance: 'sandbox',
    onDrop: (why, error) => {
      if (why === 'write failed' && !isTooLate(error)) means.onProblem('event lost', error);
    },
  });
}
