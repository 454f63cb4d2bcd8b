/** Makes the nodes known, and keeps saying that they live. */
import { hasReason } from '../../kube/errors.ts';
import type { Queue } from '../../kube/queue.ts';
import type { KubeObject } from '../../kube/types.ts';
import { inSeconds, queueOf } from '../controllers/controller.ts';
import { moment } from './container.ts';
import {
  isSimulated,
  LEASE_NAMESPACE,
  LEASES,
  leaseObject,
  microTime,
  type NodeObject,
  nodeObject,
  nodeRef,
  nodeStatus,
  readiness,
  type SimulatedNode,
} from './fleet.ts';
import type { NodeMeans } from './means.ts';

const BY = { fieldManager: 'kubelet' } as const;
const RENEW_SECONDS = 10;
const HEARTBEAT = 300_000;

export class Registrar {
  /** To be started once it is known which nodes are there. */
  readonly queue: Queue;
  readonly #means: NodeMeans;

  constructor(means: NodeMeans) {
    this.#means = means;
    this.queue = queueOf(means, 'node', (name) => this.#pass(name));
    for (const name of means.fleet.keys()) this.queue.add(name);
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { fleet, clock } = this.#means;
    const node = fleet.get(name);
    if (!node) return undefined;
    const object = await this.#registered(node);
    await this.#tell(node, object);
    await this.#renew(object);
    return inSeconds(clock, RENEW_SECONDS);
  }

  async #registered(node: SimulatedNode): Promise<NodeObject> {
    const { client, nodes } = this.#means;
    const known = nodes.view.get(node.name);
    if (known && !isSimulated(known)) throw new Error(`the cluster has a real node of the name ${node.name}`);
    if (known) return known;
    const made = await client.create(nodeObject(node), BY);
    nodes.put(made);
    return made;
  }

  async #tell(node: SimulatedNode, object: NodeObject): Promise<void> {
    const { client, clock, nodes } = this.#means;
    const now = clock.now().getTime();
    const ready = readiness(object);
    if (ready?.status === 'True' && now - moment(ready.lastHeartbeatTime) < HEARTBEAT) return;
    const status = nodeStatus(node, object, now);
    nodes.put(await client.patch(nodeRef(node), { strategic: { status } }, { ...BY, subresource: 'status' }));
  }

  async #renew(node: KubeObject): Promise<void> {
    const { client, clock } = this.#means;
    const now = clock.now();
    const ref = { ...LEASES, namespace: LEASE_NAMESPACE, name: node.metadata.name };
    try {
      await client.patch(ref, { merge: { spec: { renewTime: microTime(now) } } }, BY);
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
      await client.create(leaseObject(node, now), BY);
    }
  }
}
