/** Simulated nodes and the scheduler that fills them, as ordinary clients of an API server: started here, stopped by the answer. */
import { ApiClient } from '../../kube/api.ts';
import { Calls } from '../../kube/calls.ts';
import type { Clock, Random } from '../../kube/clock.ts';
import { EventRecorder } from '../../kube/events.ts';
import { Informer } from '../../kube/informer.ts';
import { byController } from '../../kube/ownership.ts';
import { objectPath } from '../../kube/resources.ts';
import type { Change } from '../../kube/store.ts';
import type { Transport } from '../../kube/transport.ts';
import type { KubeObject } from '../../kube/types.ts';
import { isTooLate } from '../controllers/api.ts';
import { PODS, placeOf } from '../controllers/workloads.ts';
import { Agent, addressesOf } from './agent.ts';
import { fleetOf, NODES } from './fleet.ts';
import type { NodeMeans } from './means.ts';
import type { SimulatedPod } from './pod.ts';
import { Registrar } from './registrar.ts';
import { Scheduler } from './scheduler.ts';

export interface NodesOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** How many. */
  readonly nodes?: number;
  /** Milliseconds from the start of a container until it is ready, if nothing else is said of it. */
  readonly readyAfter?: number;
  /** Told of every pass that failed and will be repeated, and of Events that were refused. */
  readonly onProblem?: (what: string, error: unknown) => void;
}

export interface Nodes {
  /** Finishes what is in hand; the nodes stay in the cluster, as those of a machine that is switched off. */
  stop(): Promise<void>;
}

const COUNT = 2;
const GRACE = 5_000;
const FLUSH = 1_000;

export function startNodes(options: NodesOptions): Nodes {
  const running = new Running(options);
  running.start();
  return running;
}

const INDEXES = {
  controller: byController,
  node: (pod: SimulatedPod) => [pod.spec?.nodeName ?? ''],
  address: addressesOf,
};

class Running implements Nodes {
  readonly #means: NodeMeans;
  readonly #recorders: readonly EventRecorder[];
  readonly #registrar: Registrar;
  readonly #scheduler: Scheduler;
  readonly #agent: Agent;
  #isStopped = false;

  constructor(options: NodesOptions) {
    const { clock, random, nodes = COUNT, readyAfter, onProblem = () => {} } = options;
    const client = new ApiClient(options);
    const calls = new Calls(options);
    const common = { client, clock, random, onState: () => this.#begin() };
    this.#means = {
      ...{ client, clock, random, onProblem },
      fleet: new Map(fleetOf(nodes).map((node) => [node.name, node])),
      pods: new Informer({ ...common, resource: PODS, indexes: INDEXES, onChange: (one) => this.#podChanged(one) }),
      nodes: new Informer({ ...common, resource: NODES, onChange: (one) => this.#scheduler.nodeChanged(one) }),
      bind: (pod, node) => bind(calls, pod, node),
    };
    const [scheduling, running] = [recorderOf(this.#means, 'default-scheduler'), recorderOf(this.#means, 'kubelet')];
    this.#recorders = [scheduling, running];
    this.#registrar = new Registrar(this.#means);
    this.#scheduler = new Scheduler(this.#means, scheduling);
    this.#agent = new Agent(this.#means, running, readyAfter);
  }

  start(): void {
    this.#means.pods.start();
    this.#means.nodes.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const queues = [this.#registrar.queue, this.#scheduler.queue, this.#agent.queue];
    await Promise.all(queues.map((queue) => queue.stop(GRACE)));
    await Promise.all([this.#means.pods.stop(), this.#means.nodes.stop()]);
    await Promise.all(this.#recorders.map((recorder) => recorder.flush(FLUSH)));
  }

  #podChanged(change: Change): void {
    this.#scheduler.podChanged(change);
    this.#agent.podChanged(change);
  }

  /** Once everything is known that decisions rest on. */
  #begin(): void {
    if (this.#isStopped || !this.#means.nodes.hasListed) return;
    this.#registrar.queue.start();
    if (!this.#means.pods.hasListed) return;
    this.#scheduler.queue.start();
    this.#agent.queue.start();
  }
}

async function bind(calls: Calls, pod: KubeObject, node: string): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  const path = `${objectPath(PODS, placeOf(pod))}/binding`;
  const target = { apiVersion: 'v1', kind: 'Node', name: node };
  const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target };
  await calls.json({ method: 'POST', path, verb: 'bind', kind: 'Pod', body });
}

function recorderOf(means: NodeMeans, component: string): EventRecorder {
  const { client: writer, clock, random, onProblem } = means;
  return new EventRecorder({
    ...{ writer, clock, random, component },
    fieldManager: component,
    instance: 'sluice-nodes',
    onDrop: (why, error) => {
      if (why === 'write failed' && !isTooLate(error)) onProblem('event lost', error);
    },
  });
}
