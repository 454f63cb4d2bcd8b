/** The pods of one template in a pass: made, counted, sized and let go, with their Service. */
import { timestamp } from '../../kube/conditions.ts';
import { refOf } from '../../kube/types.ts';
import { isControlledBy } from '../analysis/ownership.ts';
import { isDone, receivesRequests, type TemplateStatus } from '../experiment-contract.ts';
import type { Action, Notice } from '../runtime/plan.ts';
import { deadlineOf, newReplicaSet, resized, sizeOf } from './replica-set.ts';
import { newService, serviceNameOf } from './service.ts';
import type { Snapshot, TemplateSight } from './snapshot.ts';
import { isTerminating, isTimeOver } from './standing.ts';

export interface PodsWork {
  readonly grow: readonly Action[];
  readonly shrink: readonly Action[];
  readonly status: TemplateStatus;
  readonly notices: readonly Notice[];
  readonly wakeAt?: Date | undefined;
}

export function podsWork(s: Snapshot, sight: TemplateSight): PodsWork {
  const told = s.status.templateStatuses?.find(({ name }) => name === sight.spec.name);
  const isWanted = !isTerminating(s) && !(told && isDone(told));
  const sizing = isWanted ? grown(s, sight) : letGo(s, sight);
  const service = serviceWork(s, sight, isWanted);
  const counts = countsOf(sight);
  const isNews = sizing.isResized || !told || COUNTS.some((field) => counts[field] !== told[field]);
  const lastTransitionTime = isNews ? timestamp(s.now) : (told.lastTransitionTime ?? timestamp(s.now));
  const judged = judgedBy(s, sight, { told, lastTransitionTime, problem: service.problem });
  const status: TemplateStatus = {
    ...{ name: sight.spec.name, ...counts, lastTransitionTime, ...judged },
    ...(sight.collisions > 0 && { collisionCount: sight.collisions }),
    ...(service.name !== undefined && { serviceName: service.name }),
    podTemplateHash: sight.hash,
  };
  return {
    grow: [...sizing.grow, ...service.make],
    shrink: [...sizing.shrink, ...service.remove],
    ...{ status, notices: sizing.notices },
    wakeAt: sizing.wakeAt ?? lateAt(s, status),
  };
}

interface Sizing extends Pick<PodsWork, 'grow' | 'shrink' | 'notices' | 'wakeAt'> {
  readonly isResized: boolean;
}

const AS_IT_IS: Sizing = { grow: [], shrink: [], notices: [], isResized: false };

function grown(s: Snapshot, sight: TemplateSight): Sizing {
  const { replicaSet, spec, replicaSetName: name } = sight;
  if (!replicaSet) {
    const object = newReplicaSet(s, sight);
    const notices = [said('NewReplicaSetCreated', `Created ReplicaSet ${name}`)];
    return { ...AS_IT_IS, grow: [{ do: 'create', object, because: `create ${name}` }], notices, isResized: true };
  }
  const before = sizeOf(replicaSet);
  const isMarked = deadlineOf(replicaSet) !== undefined;
  if (before === spec.replicas && !isMarked) return AS_IT_IS;
  const isResized = before !== spec.replicas;
  const action = resized(replicaSet, {
    ...(isResized && { size: spec.replicas }),
    ...(isMarked && { deadline: null }),
  });
  const notices = isResized ? [scaled(name, before, spec.replicas)] : [];
  const isLess = spec.replicas < before;
  return { ...AS_IT_IS, isResized, notices, ...(isLess ? { shrink: [action] } : { grow: [action] }) };
}

/** Not before their time has come, and never while a router sends them requests. */
function letGo({ now, spec, object }: Snapshot, { replicaSet, replicaSetName: name }: TemplateSight): Sizing {
  if (!replicaSet || sizeOf(replicaSet) === 0) return AS_IT_IS;
  const { scaleDownDelaySeconds: delay } = spec;
  const deadline = deadlineOf(replicaSet);
  if (delay > 0 && deadline === undefined) {
    const next = new Date(now.getTime() + delay * 1000);
    return { ...AS_IT_IS, shrink: [resized(replicaSet, { deadline: next })], wakeAt: wholeSecond(next) };
  }
  if (delay > 0 && deadline && deadline > now) return { ...AS_IT_IS, wakeAt: deadline };
  if (receivesRequests(object)) return AS_IT_IS;
  const notices = [scaled(name, sizeOf(replicaSet), 0)];
  return { ...AS_IT_IS, shrink: [resized(replicaSet, { size: 0 })], notices, isResized: true };
}

/** As it is written. */
const wholeSecond = (moment: Date): Date => new Date(timestamp(moment));

interface ServiceWork {
  readonly make: readonly Action[];
  readonly remove: readonly Action[];
  /** As long as there is one, or one is made. */
  readonly name?: string;
  readonly problem?: string;
}

const NO_SERVICE: ServiceWork = { make: [], remove: [] };

function serviceWork(s: Snapshot, sight: TemplateSight, isWanted: boolean): ServiceWork {
  const { service: there, spec } = sight;
  if (!spec.service) return NO_SERVICE;
  const name = serviceNameOf(sight);
  const isOurs = there !== undefined && isControlledBy(there, s.object);
  if (!isWanted) return isOurs ? oldService(s, sight, name) : NO_SERVICE;
  if (isOurs) return { ...NO_SERVICE, name };
  if (there) {
    const problem = `Failed to create Service for template '${spec.name}': service "${name}" is not of Experiment '${s.object.metadata.name}'`;
    return { ...NO_SERVICE, problem };
  }
  const object = newService(s, sight);
  const because = `create service ${name}`;
  return object ? { ...NO_SERVICE, make: [{ do: 'create', object, because }], name } : NO_SERVICE;
}

/** It goes after its pods. */
function oldService({ object }: Snapshot, { service, replicaSet }: TemplateSight, name: string): ServiceWork {
  const isEmpty = !replicaSet || (sizeOf(replicaSet) === 0 && (replicaSet.status?.availableReplicas ?? 0) === 0);
  if (!service || !isEmpty || receivesRequests(object)) return { ...NO_SERVICE, name };
  const { uid } = service.metadata;
  const because = `delete service ${name}: its pods are gone`;
  return {
    ...NO_SERVICE,
    remove: [{ do: 'delete', ref: refOf(service), ...(uid !== undefined && { uid }), isLenient: true, because }],
  };
}

const COUNTS = ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'] as const;

/** Pods that are too many are as good as gone, whoever still counts them. */
function countsOf({ replicaSet }: TemplateSight): Readonly<Record<(typeof COUNTS)[number], number>> {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = replicaSet?.status ?? {};
  const size = replicaSet ? sizeOf(replicaSet) : 0;
  return {
    ...{ replicas, updatedReplicas: replicas },
    readyReplicas: Math.min(size, readyReplicas),
    availableReplicas: Math.min(size, availableReplicas),
  };
}

interface Judging {
  readonly told: TemplateStatus | undefined;
  readonly lastTransitionTime: string;
  readonly problem: string | undefined;
}

type Judged = Pick<TemplateStatus, 'status' | 'message'>;

/** What has ended stays as it ended. */
function judgedBy(s: Snapshot, sight: TemplateSight, { told, lastTransitionTime, problem }: Judging): Judged {
  if (told && isDone(told))
    return { status: told.status, ...(told.message !== undefined && { message: told.message }) };
  if (problem !== undefined) return { status: 'Error', message: problem };
  const isEnding = isTerminating(s);
  if (countsOf(sight).availableReplicas >= sight.spec.replicas)
    return { status: isEnding || isTimeOver(s) ? 'Successful' : 'Running' };
  const { name } = sight.spec;
  const { progressDeadlineSeconds: seconds } = s.spec;
  if (s.now.getTime() > Date.parse(lastTransitionTime) + seconds * 1000) {
    const message = `Template '${name}' exceeded its progressDeadlineSeconds (${seconds})`;
    return { status: 'Failed', message };
  }
  return { status: isEnding ? 'Successful' : 'Progressing' };
}

/** When a template that lacks pods has had its time. */
function lateAt({ spec }: Snapshot, { status, lastTransitionTime = '' }: TemplateStatus): Date | undefined {
  if (status !== 'Progressing') return undefined;
  return new Date(Date.parse(lastTransitionTime) + spec.progressDeadlineSeconds * 1000 + 1);
}

const said = (reason: string, message: string): Notice => ({ type: 'Normal', reason, message });

const scaled = (name: string, from: number, to: number): Notice =>
  said('ScalingReplicaSet', `Scaled ${to > from ? 'up' : 'down'} ReplicaSet ${name} from ${from} to ${to}`);
