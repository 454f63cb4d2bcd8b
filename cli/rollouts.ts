/** Rollouts, and what belongs to them, as commands ask for them and change them: with the very requests of the stock plugin. */
import type { RolloutObject } from '../controller/rollout/objects.ts';
import { hasReason } from '../kube/errors.ts';
import type { KubeObject, Ref, Resource } from '../kube/types.ts';
import { type Connection, ROLLOUTS } from './cluster.ts';

export const MANAGER = { fieldManager: 'kubectl-sluice' } as const;

type Place = Pick<Connection, 'namespace'>;

const refOf = ({ namespace }: Place, { apiVersion, kind }: Resource, name: string): Ref => ({
  ...{ apiVersion, kind, namespace, name },
});

export const rolloutRef = (place: Place, name: string): Ref => refOf(place, ROLLOUTS, name);

export async function readRollout(connection: Connection, name: string): Promise<RolloutObject> {
  const found = await connection.client.get(rolloutRef(connection, name));
  if (found) return found as RolloutObject;
  throw notFound(connection, name);
}

/** Changes the status, or the whole object where the definition has no subresource for it. */
export async function patchStatus(connection: Connection, name: string, status: object): Promise<KubeObject> {
  const ref = rolloutRef(connection, name);
  const merge = { status };
  try {
    return await connection.client.patch(ref, { merge }, { ...MANAGER, subresource: 'status' });
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
    return await connection.client.patch(ref, { merge }, MANAGER);
  }
}

export const patchSpec = (connection: Connection, name: string, spec: object): Promise<KubeObject> =>
  connection.client.patch(rolloutRef(connection, name), { merge: { spec } }, MANAGER);

/** For kinds whose status is written with the object itself: analysis runs and experiments. */
export const patchWhole = (
  connection: Connection,
  resource: Resource,
  name: string,
  merge: object,
): Promise<KubeObject> => connection.client.patch(refOf(connection, resource, name), { merge }, MANAGER);

export const notFound = ({ namespace }: Pick<Connection, 'namespace'>, name: string): Error =>
  new Error(`rollout '${name}' not found in namespace '${namespace}'`);
