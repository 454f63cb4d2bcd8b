/** Writes a status if it says something new, guarded by the version it was decided on. */
import type { KubeObject, Resource } from '../../kube/types.ts';
import { unlessMissing } from './api.ts';
import type { Means } from './controller.ts';
import { statusPatch } from './status-patch.ts';
import { placeOf } from './workloads.ts';

/** The object as it is then. */
export async function tellStatus<T extends KubeObject & { readonly status?: object }>(
  { api, watched }: Pick<Means, 'api' | 'watched'>,
  resource: Resource,
  object: T,
  next: object,
): Promise<T> {
  const status = statusPatch(object.status, next);
  if (!status) return object;
  const { resourceVersion } = object.metadata;
  const patch = { metadata: { resourceVersion }, status };
  const told = await unlessMissing(api.patch(resource, placeOf(object), patch, '/status'));
  if (told) watched.put(told);
  return (told ?? object) as T;
}
