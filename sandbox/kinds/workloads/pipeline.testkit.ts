/** Takes objects through the rules of their kinds, in the order of the server. */
import { ApiError, invalidObject } from '../../api/api-error.ts';
import { type ApiObject, copied } from '../../api/object.ts';
import { decoded } from '../../schema/decode.ts';
import { builtInTypes } from '../../types/built-in-types.ts';
import type { Behaviour, ClusterView } from '../kind.ts';
import { podBehaviour } from '../pods/pod.ts';
import { podTemplateBehaviour } from '../pods/pod-template.ts';
import { controllerRevisionBehaviour } from './controller-revision.ts';
import { cronJobBehaviour } from './cron-job.ts';
import { daemonSetBehaviour } from './daemon-set.ts';
import { deploymentBehaviour } from './deployment.ts';
import { jobBehaviour } from './job.ts';
import { replicaSetBehaviour } from './replica-set.ts';
import { statefulSetBehaviour } from './stateful-set.ts';

export const NOW = '2026-01-02T03:04:05Z';
export const UID = '11111111-2222-3333-4444-555555555555';

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  Pod: podBehaviour,
  PodTemplate: podTemplateBehaviour,
  Deployment: deploymentBehaviour,
  ReplicaSet: replicaSetBehaviour,
  StatefulSet: statefulSetBehaviour,
  DaemonSet: daemonSetBehaviour,
  ControllerRevision: controllerRevisionBehaviour,
  Job: jobBehaviour,
  CronJob: cronJobBehaviour,
};

export interface World {
  readonly priorityClasses?: readonly ApiObject[];
  readonly accounts?: readonly ApiObject[];
  readonly warnings?: string[];
}

const viewOf = ({ priorityClasses = [], accounts = [], warnings }: World): ClusterView => {
  const all = (resource: string) => (resource === 'serviceaccounts' ? accounts : priorityClasses);
  return {
    now: NOW,
    random: () => 0.5,
    find: (resource, _, name) => all(resource).find((one) => one.metadata.name === name),
    all,
    warn: (text) => warnings?.push(text),
  };
};

const behaviourOf = ({ kind }: ApiObject): Behaviour => BEHAVIOURS[kind] ?? {};

function read(object: ApiObject): ApiObject {
  const [group, version = group] = object.apiVersion.split('/');
  const folder = object.apiVersion === 'v1' ? 'core' : group;
  const schema = builtInTypes()(`io.k8s.api.${folder}.${version}.${object.kind}`);
  return decoded(schema, object, { kind: object.kind, version: version ?? '' }).object;
}

function refuse(object: ApiObject, errors: ReturnType<NonNullable<Behaviour['validate']>>): void {
  const [group = ''] = object.apiVersion === 'v1' ? [''] : object.apiVersion.split('/');
  if (errors.length > 0) throw invalidObject({ group, resource: object.kind }, object.metadata.name, errors);
}

export function created(given: ApiObject, world: World = {}): ApiObject {
  const object = read(given);
  const behaviour = behaviourOf(object);
  object.metadata.uid = UID;
  behaviour.defaults?.(object);
  behaviour.admitting?.(object, viewOf(world));
  behaviour.creating?.(object, viewOf(world));
  behaviour.defaults?.(object);
  refuse(object, behaviour.validate?.(object) ?? []);
  return object;
}

/** `old` is as it was stored. */
export function updated(given: ApiObject, old: ApiObject, world: World = {}): ApiObject {
  const object = read(given);
  const behaviour = behaviourOf(object);
  behaviour.defaults?.(object);
  behaviour.updating?.(object, old, viewOf(world));
  if (old['status'] !== undefined) object['status'] = old['status'];
  refuse(object, [...(behaviour.validate?.(object) ?? []), ...(behaviour.validateUpdate?.(object, old) ?? [])]);
  return object;
}

export function withStatus(old: ApiObject, status: object): ApiObject {
  const object = { ...copied(old), status: copied(status) };
  refuse(object, behaviourOf(object).validateStatus?.(object, old) ?? []);
  return object;
}

/** What is refused, with its code, or nothing. */
export function refusalOf(run: () => ApiObject): ApiError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** `field: message` of everything that is wrong, sorted. */
export const wrongs = (run: () => ApiObject): readonly string[] =>
  (refusalOf(run)?.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`).sort();
