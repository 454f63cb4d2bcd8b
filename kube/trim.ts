/** What of an object is not worth keeping in memory. */
import type { KubeObject, Meta } from './types.ts';

interface Managed extends Meta {
  readonly managedFields?: unknown;
}

export type Trim = (object: KubeObject) => KubeObject;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Without who owns which field, and without the copy that kubectl apply keeps: often more than half of an object. */
export const slim: Trim = (object) => {
  const { managedFields: _, ...metadata } = object.metadata as Managed;
  const { [LAST_APPLIED]: applied, ...annotations } = metadata.annotations ?? {};
  return { ...object, metadata: applied === undefined ? metadata : { ...metadata, annotations } };
};

/** Owners of fields as text: parsed they would take three times the memory, and hardly anybody asks. */
export const compact: Trim = (object) => {
  const { managedFields } = object.metadata as Managed;
  if (typeof managedFields !== 'object') return object;
  return { ...object, metadata: { ...object.metadata, managedFields: JSON.stringify(managedFields) } as Meta };
};

export interface FieldOwner {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** Who owns which field of an object from a cache that keeps that, or straight from the server. */
export function fieldOwnersOf(object: KubeObject): readonly FieldOwner[] {
  const { managedFields = [] } = object.metadata as Managed;
  return (typeof managedFields === 'string' ? JSON.parse(managedFields) : managedFields) as readonly FieldOwner[];
}
