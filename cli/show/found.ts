/** A Rollout that is asked for by name must be there. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import type { Connection } from '../cluster.ts';
import { notFound, rolloutRef } from '../rollouts.ts';

export async function foundRollout(connection: Connection, name: string): Promise<RolloutObject> {
  const found = await connection.client.get(rolloutRef(connection, name));
  if (!found) throw notFound(connection, name);
  return found as RolloutObject;
}
