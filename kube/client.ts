/** What one may ask of an API server. Plain objects in and out: fields nobody knows here survive. */
import type { KubeObject, Ref, Resource, Selection } from './types.ts';

export interface WriteOptions {
  /** Who owns the fields that are written. */
  readonly fieldManager: string;
  readonly dryRun?: boolean;
}

export interface PatchOptions extends WriteOptions {
  readonly subresource?: 'status' | 'scale';
}

export interface ApplyOptions extends WriteOptions {
  /** Takes fields over from other managers. */
  readonly force?: boolean;
}

export interface DeleteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: boolean;
}

export type Patch =
  | { readonly merge: object }
  | { readonly strategic: object }
  | { readonly json: readonly JsonPatchOperation[] };

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test' | 'move' | 'copy';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

export interface Page {
  readonly items: readonly KubeObject[];
  /** Of the whole list: where a watch goes on. */
  readonly resourceVersion: string;
  /** Size of the page as it came, to choose the size of the next. */
  readonly bytes: number;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface WatchOptions extends Selection {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
  /** Milliseconds without a word after which the watch counts as dead. */
  readonly silence?: number;
}

export interface Client {
  /** Undefined if there is no such object. */
  get(ref: Ref): Promise<KubeObject | undefined>;
  /** Page by page; rejects with Expired if the list changed too much in between. */
  list(resource: Resource, selection?: Selection): AsyncIterable<Page>;
  create(object: KubeObject, options: WriteOptions): Promise<KubeObject>;
  /** Server-side apply. */
  apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject>;
  patch(ref: Ref, patch: Patch, options: PatchOptions): Promise<KubeObject>;
  /** True if the object is gone or going, false if it was not there. */
  delete(ref: Ref, options?: DeleteOptions): Promise<boolean>;
  /** Asks for a Pod to be evicted; rejects with TooManyRequests while a disruption budget forbids it. */
  evict(ref: Ref): Promise<void>;
  /** Ends when the server ends it; rejects with Expired if `resourceVersion` is too old. */
  watch(resource: Resource, options: WatchOptions): AsyncIterable<WatchEvent>;
  /** The API server's answer to a plain GET, for discovery and versions. */
  read(path: string): Promise<unknown>;
}
