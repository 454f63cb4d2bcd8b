/** Objects by whose they are, for indexes. */
import type { Index } from './name-index.ts';

/** By the uid of whoever controls the object. */
export const byController: Index = ({ metadata }) =>
  (metadata.ownerReferences ?? []).flatMap(({ controller, uid }) => (controller ? [uid] : []));

/** Those that nobody controls, by namespace: somebody may adopt them. */
export const byOrphanage: Index = ({ metadata }) =>
  metadata.ownerReferences?.some(({ controller }) => controller) ? [] : [metadata.namespace ?? ''];

export const byNamespace: Index = ({ metadata }) => [metadata.namespace ?? ''];
