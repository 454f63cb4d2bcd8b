/** The client over a transport. */
import { type Call, type CallOptions, Calls } from './calls.ts';
import type {
  ApplyOptions,
  Client,
  DeleteOptions,
  Page,
  Patch,
  PatchOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { hasReason } from './errors.ts';
import { listed } from './list.ts';
import { listPath, objectPath, Resources, withQuery } from './resources.ts';
import { type KubeObject, type Ref, type Resource, refOf, type Selection } from './types.ts';
import { watched } from './watch.ts';

export class ApiClient implements Client {
  readonly #options: CallOptions;
  readonly #calls: Calls;
  readonly #resources: Resources;

  /** `known` kinds need no discovery. */
  constructor(options: CallOptions, known: readonly Resource[] = []) {
    this.#options = options;
    this.#calls = new Calls(options);
    this.#resources = new Resources(known, (path) => this.read(path));
  }

  async read(path: string): Promise<unknown> {
    return (await this.#calls.json({ method: 'GET', path, verb: 'get', kind: '' })).value;
  }

  list(resource: Resource, selection: Selection = {}): AsyncIterable<Page> {
    return listed((call) => this.#calls.json(call), resource, selection);
  }

  watch(resource: Resource, watch: WatchOptions): AsyncIterable<WatchEvent> {
    return watched(this.#calls, { ...this.#options, resource, watch });
  }

  get(ref: Ref): Promise<KubeObject | undefined> {
    return unlessMissing(this.#on(ref, { method: 'GET', verb: 'get' }));
  }

  async create(object: KubeObject, options: WriteOptions): Promise<KubeObject> {
    const { kind, metadata } = object;
    const path = withQuery(listPath(await this.#resources.find(object), metadata.namespace ?? ''), queryOf(options));
    const { value } = await this.#calls.json({ method: 'POST', path, verb: 'create', kind, body: object });
    return value as KubeObject;
  }

  apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
    const query = { ...queryOf(options), force: options.force };
    const contentType = 'application/apply-patch+yaml';
    return this.#on(refOf(object), { method: 'PATCH', verb: 'apply', body: object, contentType }, { query });
  }

  patch(ref: Ref, patch: Patch, options: PatchOptions): Promise<KubeObject> {
    const tail = options.subresource ? `/${options.subresource}` : '';
    return this.#on(ref, { method: 'PATCH', verb: 'patch', ...bodyOf(patch) }, { tail, query: queryOf(options) });
  }

  async delete(ref: Ref, options: DeleteOptions = {}): Promise<boolean> {
    const body = deleteOptions(options);
    return (await unlessMissing(this.#on(ref, { method: 'DELETE', verb: 'delete', body }))) !== undefined;
  }

  async evict(ref: Ref): Promise<void> {
    // Without a version the server reads the body as the one it knows: v1beta1 before 1.22, v1 since.
    const body = { metadata: { namespace: ref.namespace, name: ref.name } };
    await this.#on(ref, { method: 'POST', verb: 'evict', body, impatient: true }, { tail: '/eviction' });
  }

  async #on(ref: Ref, call: Omit<Call, 'path' | 'kind'>, { tail = '', query = {} }: Target = {}): Promise<KubeObject> {
    const path = withQuery(`${objectPath(await this.#resources.find(ref), ref)}${tail}`, query);
    return (await this.#calls.json({ ...call, kind: ref.kind, path })).value as KubeObject;
  }
}

interface Target {
  readonly tail?: string;
  readonly query?: Parameters<typeof withQuery>[1];
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

const queryOf = ({ fieldManager, dryRun }: WriteOptions) => ({ fieldManager, dryRun: dryRun ? 'All' : undefined });

function bodyOf(patch: Patch): { body: unknown; contentType: string } {
  if ('merge' in patch) return { body: patch.merge, contentType: 'application/merge-patch+json' };
  if ('json' in patch) return { body: patch.json, contentType: 'application/json-patch+json' };
  return { body: patch.strategic, contentType: 'application/strategic-merge-patch+json' };
}

function deleteOptions({ uid, resourceVersion, propagation, gracePeriodSeconds, dryRun }: DeleteOptions): object {
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid, resourceVersion },
    propagationPolicy: propagation,
    gracePeriodSeconds,
    ...(dryRun && { dryRun: ['All'] }),
  };
}
