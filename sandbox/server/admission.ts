/** What a namespace has to say before something is created in it. */
import { ApiError, badRequest, notFound, qualified } from '../api/api-error.ts';
import { type ApiObject, isObject } from '../api/object.ts';
import { type Call, named } from './call.ts';
import { DEFINITIONS } from './definitions.ts';

const MISPLACED = 'the namespace of the provided object does not match the namespace sent on the request';

/** Sets the object's namespace to that of the request. */
export function place(call: Call, object: ApiObject): void {
  const { namespace = '' } = call;
  const given = object.metadata.namespace ?? '';
  if (call.kind.namespaced) {
    if (given !== '' && given !== namespace) throw badRequest(MISPLACED);
    object.metadata.namespace = namespace;
    return;
  }
  if (given !== '') throw badRequest(MISPLACED);
  delete object.metadata.namespace;
}

/** Refuses what would come into a namespace that is not there or going. */
export function admitInto(call: Call, name: string): void {
  const { namespace = '' } = call;
  if (call.kind.isCustom) assertStaying(call);
  if (!call.kind.namespaced) return;
  const home = call.world.store.get('namespaces', '', namespace)?.object;
  if (!home) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  if (!isTerminating(home)) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const what = named(call);
  throw new ApiError(403, 'Forbidden', `${qualified(what)} "${name}" is forbidden: ${why}`, {
    name,
    ...(what.group !== '' && { group: what.group }),
    kind: what.resource,
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  });
}

/** Nothing is created of a kind whose definition is being deleted. */
function assertStaying({ world, resource }: Call): void {
  const definition = world.store.get(DEFINITIONS, '', resource)?.object;
  if (definition?.metadata.deletionTimestamp === undefined) return;
  throw new ApiError(405, 'MethodNotAllowed', 'create not allowed while custom resource definition is terminating', {});
}

function isTerminating({ metadata, status }: ApiObject): boolean {
  return metadata.deletionTimestamp !== undefined || (isObject(status) && status['phase'] === 'Terminating');
}
