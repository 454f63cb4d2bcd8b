/** The requests that controllers make, by resources they know: what is missing is never mistaken for a kind that is. */
import type { Calls } from '../../kube/calls.ts';
import type { DeleteOptions } from '../../kube/client.ts';
import { hasReason, KubeError } from '../../kube/errors.ts';
import { listPath, objectPath, withQuery } from '../../kube/resources.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';

/** One object of a resource that is known already. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

export const FIELD_MANAGER = 'kube-controller-manager';

const MERGE = 'application/merge-patch+json';
const BY = { fieldManager: FIELD_MANAGER };

export class Api {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async read(path: string): Promise<unknown> {
    return (await this.#calls.json({ method: 'GET', path, verb: 'get', kind: '' })).value;
  }

  async get(resource: Resource, place: Place): Promise<KubeObject | undefined> {
    const path = objectPath(resource, place);
    return await unlessMissing(this.#json({ method: 'GET', verb: 'get', path, kind: resource.kind }));
  }

  /** Of whatever can be scaled. */
  scale(resource: Resource, place: Place): Promise<KubeObject> {
    const path = `${objectPath(resource, place)}/scale`;
    return this.#json({ method: 'GET', verb: 'get', path, kind: resource.kind });
  }

  /** How many objects of a kind a namespace holds: exact up to a page. */
  async list(resource: Resource, namespace: string): Promise<readonly KubeObject[]> {
    const path = withQuery(listPath(resource, namespace), { limit: 500 });
    const list = await this.#json({ method: 'GET', verb: 'list', path, kind: resource.kind });
    return (list as KubeObject & { readonly items?: readonly KubeObject[] }).items ?? [];
  }

  create(resource: Resource, body: KubeObject): Promise<KubeObject> {
    const path = withQuery(listPath(resource, body.metadata.namespace ?? ''), BY);
    return this.#json({ method: 'POST', verb: 'create', path, kind: resource.kind, body });
  }

  /** A merge patch; with a resourceVersion in it, it is refused if somebody else has written since. */
  patch(resource: Resource, place: Place, body: object, subresource = ''): Promise<KubeObject> {
    const path = withQuery(`${objectPath(resource, place)}${subresource}`, BY);
    return this.#json({ method: 'PATCH', verb: 'patch', path, kind: resource.kind, body, contentType: MERGE });
  }

  replace(resource: Resource, place: Place, body: KubeObject, subresource: string): Promise<KubeObject> {
    const path = withQuery(`${objectPath(resource, place)}${subresource}`, BY);
    return this.#json({ method: 'PUT', verb: 'update', path, kind: resource.kind, body });
  }

  /** Fine too if it is gone already. */
  async delete(resource: Resource, place: Place, options: DeleteOptions): Promise<void> {
    const path = objectPath(resource, place);
    const body = deleteBody(options);
    await unlessMissing(this.#json({ method: 'DELETE', verb: 'delete', path, kind: resource.kind, body }));
  }

  async deleteAll(resource: Resource, namespace: string): Promise<void> {
    const path = listPath(resource, namespace);
    const body = deleteBody({ propagation: 'Background' });
    await this.#json({ method: 'DELETE', verb: 'deletecollection', path, kind: resource.kind, body });
  }

  async #json(call: Parameters<Calls['json']>[0]): Promise<KubeObject> {
    return (await this.#calls.json(call)).value as KubeObject;
  }
}

const deleteBody = ({ uid, resourceVersion, propagation }: DeleteOptions): object => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  preconditions: { uid, resourceVersion },
  propagationPolicy: propagation,
});

export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** Whether something was not created because its namespace is about to go: no failure of anybody's. */
export const isTooLate = (error: unknown): boolean =>
  hasReason(error, 'NotFound') || (hasReason(error, 'Forbidden') && wordsOf(error).includes('is being terminated'));

/** A refusal in the server's own words. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof KubeError)) return error instanceof Error ? error.message : String(error);
  const head = `: ${error.code} ${error.reason}: `;
  const start = error.message.indexOf(head);
  return start < 0 ? error.message : error.message.slice(start + head.length);
}
