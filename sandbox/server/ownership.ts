/** Which fields a write through an endpoint cannot own, because the endpoint never writes them. */
import type { JsonObject } from '../api/object.ts';
import type { Kind } from '../kinds/kind.ts';
import { decoded } from '../schema/decode.ts';

type Paths = readonly string[][];

/** What an object shows with nothing set: some fields of built-in kinds are always there, and nobody's. */
export function emptyOf(kind: Kind): JsonObject {
  if (kind.isCustom) return {};
  const { metadata: _, apiVersion: __, kind: ___, ...fields } = decoded(kind.schema, {}, kind).object;
  return fields;
}

/** The main resource leaves the status alone where the kind has a status of its own. */
export const ownStatusPaths = ({ hasStatus }: Kind): Paths => (hasStatus ? [['status']] : []);

/** Writes of the status leave what is desired alone; those of Deployments their labels, too. */
export const allButStatusPaths = ({ group, kind }: Kind): Paths =>
  group === 'apps' && kind === 'Deployment' ? [['spec'], ['metadata', 'labels']] : [['spec']];
