/** One request on its way through the server: what it is about, and what its handling may use. */
import type { Clock, Random } from '../../kube/clock.ts';
import type { ApiError, Named } from '../api/api-error.ts';
import { notFound } from '../api/api-error.ts';
import type { ApiObject } from '../api/object.ts';
import { apiVersionOf, type ClusterView, type Kind } from '../kinds/kind.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import type { Version } from '../store/version.ts';
import type { Kinds } from './kinds.ts';
import type { LogSource } from './log-source.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path and query, escaped as on the wire. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What all requests share. */
export interface World {
  readonly store: Store;
  readonly kinds: Kinds;
  /** Shapes of built-in types by their full names. */
  readonly types: (name: string) => Schema;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the logs of running pods come from. */
  readonly logs?: LogSource;
}

export interface Call {
  readonly world: World;
  readonly request: ApiRequest;
  readonly query: URLSearchParams;
  readonly kind: Kind;
  /** `deployments.apps`: where the store keeps the objects. */
  readonly resource: string;
  /** Empty for cluster-wide kinds; undefined means all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /** What the client is told in Warning headers. */
  readonly warnings: string[];
  readonly view: ClusterView;
}

export const named = ({ kind }: Pick<Call, 'kind'>): Named => ({ group: kind.group, resource: kind.plural });

/** How validation names objects: by kind. */
export const namedByKind = ({ kind }: Pick<Call, 'kind'>): Named => ({ group: kind.group, resource: kind.kind });

export const absent = (call: Call): ApiError => notFound(named(call), call.name ?? '');

/** The stored object that the call names. */
export function found(call: Call): Version {
  const version = call.world.store.get(call.resource, call.namespace ?? '', call.name ?? '');
  if (!version) throw absent(call);
  return version;
}

/** A stored object in the version that was asked for. */
export function inVersion(kind: Kind, { object }: Version): ApiObject {
  const apiVersion = apiVersionOf(kind);
  if (object.apiVersion === apiVersion) return object;
  return kind.fromStorage ? kind.fromStorage(object) : { ...object, apiVersion };
}

export function textIn(kind: Kind, version: Version): string {
  return version.object.apiVersion === apiVersionOf(kind) ? version.text : JSON.stringify(inVersion(kind, version));
}

export function inStorageVersion(kind: Kind, object: ApiObject): ApiObject {
  if (kind.version === kind.storageVersion) return object;
  if (kind.toStorage) return kind.toStorage(object);
  return { ...object, apiVersion: apiVersionOf({ group: kind.group, version: kind.storageVersion }) };
}

export const moment = (clock: Clock): string => `${clock.now().toISOString().slice(0, 19)}Z`;

export function viewOf({ store, random }: World, now: string, warnings: string[]): ClusterView {
  return {
    now,
    random,
    find: (resource, namespace, name) => store.get(resource, namespace, name)?.object,
    all: (resource, namespace) => store.list(resource, namespace).map(({ object }) => object),
    warn: (text) => {
      if (!warnings.includes(text)) warnings.push(text);
    },
  };
}
