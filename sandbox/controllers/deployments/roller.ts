/** Rolls out what Deployments ask for: their ReplicaSets, their status, and what people are told. */
import { conditionOf, withCondition } from '../../../kube/conditions.ts';
import { hasReason } from '../../../kube/errors.ts';
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { type KubeObject, nameOf, type Resource } from '../../../kube/types.ts';
import { isTooLate, unlessMissing, wordsOf } from '../api.ts';
import { claim } from '../claiming.ts';
import { concerned } from '../concerned.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { type Say, sayWith } from '../pod-hands.ts';
import { statusPatch } from '../status-patch.ts';
import {
  controllerOf,
  DEPLOYMENTS,
  type Deployment,
  isSameKind,
  PODS,
  type Pod,
  placeOf,
  REPLICA_SETS,
  type ReplicaSet,
} from '../workloads.ts';
import { hasDeadline, isRolling, replicasOf } from './figures.ts';
import { deploymentPlan, type Plan } from './plan.ts';
import { setsOf, sizeNotes } from './revisions.ts';
import type { Step } from './step.ts';
import { sameTemplate } from './template-hash.ts';

export class Roller implements Controller {
  readonly needs = [DEPLOYMENTS, REPLICA_SETS, PODS];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #say: Say;

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#say = sayWith(events);
    this.queue = queueOf(means, 'deployment', (name) => this.#pass(name));
  }

  changed(resource: Resource, { before, after }: Change): void {
    if (isSameKind(resource, DEPLOYMENTS) && after) this.queue.add(nameOf(placeOf(after)));
    else if (isSameKind(resource, REPLICA_SETS)) for (const one of [before, after]) this.#setChanged(one);
    else if (isSameKind(resource, PODS) && before && !after) this.#podGone(before);
  }

  #setChanged(one: KubeObject | undefined): void {
    if (!one) return;
    for (const name of concerned(one, DEPLOYMENTS, this.#means.watched.view(DEPLOYMENTS))) this.queue.add(name);
  }

  /** Who recreates waits for the last of the old pods. */
  #podGone(pod: KubeObject): void {
    const { namespace = '' } = pod.metadata;
    const owner = controllerOf(pod);
    const replicaSet = owner && this.#means.watched.view(REPLICA_SETS).get(nameOf({ namespace, name: owner.name }));
    this.#setChanged(replicaSet);
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const deployment = watched.view(DEPLOYMENTS).get(name) as Deployment | undefined;
    if (!deployment) return undefined;
    const claimant = { ...this.#means, owners: DEPLOYMENTS, owned: REPLICA_SETS };
    const replicaSets = await claim<ReplicaSet>(claimant, deployment, deployment.spec.selector);
    const hasOldPods = this.#hasOldPods(deployment, replicaSets);
    const plan = deploymentPlan({ deployment, replicaSets, hasOldPods, now: clock.now() });
    for (const step of plan.steps) await this.#do(step, deployment);
    await this.#tell(deployment, plan);
    return plan.wakeAt;
  }

  #hasOldPods(deployment: Deployment, replicaSets: readonly ReplicaSet[]): boolean {
    if (isRolling(deployment)) return false;
    const pods = this.#means.watched.view(PODS);
    return setsOf(deployment, replicaSets).old.some(({ metadata }) =>
      (pods.by('controller', metadata.uid ?? '') as readonly Pod[]).some(
        ({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
      ),
    );
  }

  async #do(step: Step, deployment: Deployment): Promise<void> {
    const { api, watched } = this.#means;
    const { replicaSet } = step;
    const { uid = '', resourceVersion = '' } = replicaSet.metadata;
    switch (step.do) {
      case 'create':
        return await this.#create(replicaSet, deployment);
      case 'scale':
        return await this.#scale(replicaSet, step.to, deployment);
      case 'note': {
        const patch = { ...step.patch, metadata: { ...metadataOf(step.patch), resourceVersion } };
        watched.put(await api.patch(REPLICA_SETS, placeOf(replicaSet), patch));
        return;
      }
      case 'delete':
        return await api.delete(REPLICA_SETS, placeOf(replicaSet), { uid, resourceVersion });
    }
  }

  async #scale(replicaSet: ReplicaSet, to: number, deployment: Deployment): Promise<void> {
    const { api, watched } = this.#means;
    const { name, resourceVersion } = replicaSet.metadata;
    const from = replicasOf(replicaSet);
    const patch = { metadata: { resourceVersion, annotations: sizeNotes(deployment) }, spec: { replicas: to } };
    watched.put(await api.patch(REPLICA_SETS, placeOf(replicaSet), patch));
    if (from === to) return;
    this.#say(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${from < to ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`,
    );
  }

  async #create(wanted: ReplicaSet, deployment: Deployment): Promise<void> {
    const { api, watched } = this.#means;
    const { name } = wanted.metadata;
    const size = replicasOf(wanted);
    try {
      watched.put(await api.create(REPLICA_SETS, wanted));
      if (size > 0)
        this.#say(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${size}`);
    } catch (error) {
      if (isTooLate(error)) return;
      if (hasReason(error, 'AlreadyExists')) return await this.#meet(wanted, deployment, error);
      await this.#failed(deployment, `Failed to create new replica set "${name}": ${wordsOf(error)}`);
      throw error;
    }
  }

  /** There is one of that name: ours, which the cache has not seen yet, or another's whose template has the same hash. */
  async #meet(wanted: ReplicaSet, deployment: Deployment, error: unknown): Promise<void> {
    const { api, watched } = this.#means;
    const found = (await api.get(REPLICA_SETS, placeOf(wanted))) as ReplicaSet | undefined;
    const isOurs = found && controllerOf(found)?.uid === deployment.metadata.uid;
    if (found && isOurs && sameTemplate(found.spec.template, deployment.spec.template)) watched.put(found);
    else if (found) {
      const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
      await this.#write(deployment, { status: { collisionCount } });
    }
    // Nothing else of this pass holds any more.
    throw error;
  }

  async #failed(deployment: Deployment, message: string): Promise<void> {
    const reason = 'ReplicaSetCreateError';
    this.#say(deployment, 'Warning', reason, message);
    const { conditions } = deployment.status ?? {};
    if (!hasDeadline(deployment) || conditionOf(conditions, 'Progressing')?.reason === reason) return;
    const statement = { type: 'Progressing', status: 'False', reason, message } as const;
    const told = withCondition(conditions, statement, this.#means.clock.now());
    await this.#write(deployment, { status: { conditions: told } });
  }

  /** The revision goes with the status, so that noting it is no change of what is asked for. */
  async #tell(deployment: Deployment, { status: next, annotations }: Plan): Promise<void> {
    const status = statusPatch(deployment.status, next);
    const isNoted = Object.keys(annotations).length === 0;
    if (status || !isNoted)
      await this.#write(deployment, { ...(status && { status }), ...(!isNoted && { annotations }) });
  }

  async #write(deployment: Deployment, { status, annotations }: { status?: object; annotations?: object }) {
    const { resourceVersion } = deployment.metadata;
    const patch = { metadata: { resourceVersion, ...(annotations && { annotations }) }, ...(status && { status }) };
    const { api, watched } = this.#means;
    const told = await unlessMissing(api.patch(DEPLOYMENTS, placeOf(deployment), patch, '/status'));
    if (told) watched.put(told);
  }
}

const metadataOf = (patch: object): object => ('metadata' in patch ? (patch.metadata as object) : {});
