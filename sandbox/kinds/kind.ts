/** What the API server knows of a kind: its names, its shape, and what is peculiar to its objects. */
import type { FieldError } from '../api/field-error.ts';
import type { ApiObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';

/** What a kind's own rules may ask of the rest of the cluster. */
export interface ClusterView {
  /** RFC 3339, whole seconds. */
  readonly now: string;
  random(): number;
  find(resource: string, namespace: string, name: string): ApiObject | undefined;
  /** All namespaces if none is given. `resource` is `services`, `deployments.apps`, ... */
  all(resource: string, namespace?: string): readonly ApiObject[];
  /** Told to the client in a Warning header. */
  warn(text: string): void;
}

/**
 * What is peculiar to a kind. Everything may change the object it is given, never the old one.
 * Order of a create: defaults, admitting, creating, defaults, validate. Of an update: defaults, updating, validate, validateUpdate.
 * The server itself sees to metadata, generation, and to status being untouched by writes of the main resource.
 */
export interface Behaviour {
  /** Fills in what the user left out, also below `spec.template`. Idempotent. */
  defaults?(object: ApiObject): void;
  /** What a cluster's admission adds or refuses, before a name is made up: priority and tolerations of pods. */
  admitting?(object: ApiObject, cluster: ClusterView): void;
  /** Allocation and the first status: addresses of services, phases. */
  creating?(object: ApiObject, cluster: ClusterView): void;
  updating?(object: ApiObject, old: ApiObject, cluster: ClusterView): void;
  validate?(object: ApiObject): readonly FieldError[];
  validateUpdate?(object: ApiObject, old: ApiObject): readonly FieldError[];
  validateStatus?(object: ApiObject, old: ApiObject): readonly FieldError[];
  /** What names may look like; DNS subdomains (253 characters) if absent. */
  readonly names?: 'subdomain' | 'label' | 'label-1035' | 'path-segment';
}

/** Where `/scale` finds its figures, as JSON paths such as `.spec.replicas`. */
export interface Scale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** A column of the table that `kubectl get` prints. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description?: string;
  /** Shown with `-o wide` only if above 0. */
  readonly priority: number;
  /** What the cell holds for an object; dates as `<age>` of the moment `now` (RFC 3339). */
  cell(object: ApiObject, now: string): string | number | boolean | null;
}

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly schema: Schema;
  readonly hasStatus: boolean;
  /** Whether `metadata.generation` counts changes of what is desired. */
  readonly hasGeneration: boolean;
  readonly scale?: Scale;
  /** Whether an update must say which version it has seen. */
  readonly needsVersion?: boolean;
  /** Whether the end of a deletion is answered with the object. */
  readonly returnsDeleted?: boolean;
  /** Whether PUT creates what is not there. */
  readonly createsByPut?: boolean;
  readonly behaviour: Behaviour;
  readonly columns: readonly Column[];
  /** Set for kinds that a definition declares: unknown fields are pruned by structural schema, not by Go types. */
  readonly isCustom: boolean;
  /** Fields besides metadata.name and metadata.namespace that field selectors may ask for. */
  readonly selectable?: Readonly<Record<string, (object: ApiObject) => string>>;
  /** The version in which objects are stored, and how they get there and back; by default only apiVersion changes. */
  readonly storageVersion: string;
  toStorage?(object: ApiObject): ApiObject;
  fromStorage?(object: ApiObject): ApiObject;
}

export const apiVersionOf = ({ group, version }: Pick<Kind, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;

/** `deployments.apps`, `pods`: names a resource whatever its version. */
export const resourceOf = ({ group, plural }: Pick<Kind, 'group' | 'plural'>): string =>
  group === '' ? plural : `${plural}.${group}`;
