/** Rollouts as commands ask for them and change them: with the very requests of the stock plugin. */
import { hasReason } from '../kube/errors.ts';
import type { KubeObject, Ref } from '../kube/types.ts';
import { type Connection, ROLLOUTS } from './cluster.ts';

const MANAGER = { fieldManager: 'kubectl-sluice' } as const;

export const rolloutRef = ({ namespace }: Pick<Connection, 'namespace'>, name: string): Ref => ({
  ...{ apiVersion: ROLLOUTS.apiVersion, kind: ROLLOUTS.kind, namespace, name },
});

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
