/** CustomResourceDefinitions as users write them, read with types. */
import { type ApiObject, isObject, sameJson } from '../api/object.ts';
import type { PrinterColumn } from '../table/custom-columns.ts';
import type { JsonSchema } from './json-schema.ts';

export interface Names {
  readonly plural: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly categories?: readonly string[];
}

export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface Subresources {
  readonly status?: object;
  readonly scale?: ScalePaths;
}

export interface SelectableField {
  readonly jsonPath: string;
}

/** What may differ between versions. */
export interface VersionParts {
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema } | undefined;
  readonly subresources?: Subresources | undefined;
  readonly additionalPrinterColumns?: readonly PrinterColumn[] | undefined;
  readonly selectableFields?: readonly SelectableField[] | undefined;
}

export interface Version extends VersionParts {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
}

export interface Webhook {
  readonly clientConfig?: {
    readonly url?: string;
    readonly service?: { readonly name?: string; readonly namespace?: string; readonly path?: string; port?: number };
    readonly caBundle?: string;
  };
  readonly conversionReviewVersions?: readonly string[];
}

export interface Conversion {
  readonly strategy?: string;
  readonly webhook?: Webhook;
}

export interface DefinitionSpec {
  readonly group?: string;
  readonly names: Names;
  readonly scope?: string;
  readonly versions?: readonly Version[];
  readonly conversion?: Conversion;
  readonly preserveUnknownFields?: boolean;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

export interface DefinitionStatus {
  readonly acceptedNames?: Names;
  /** Null until the first is written. */
  readonly conditions?: readonly Condition[] | null;
  readonly storedVersions?: readonly string[];
}

const NO_NAMES: Names = { plural: '', kind: '' };

export function specOf(definition: ApiObject): DefinitionSpec {
  const spec = isObject(definition['spec']) ? (definition['spec'] as unknown as DefinitionSpec) : { names: NO_NAMES };
  return isObject(spec.names) ? spec : { ...(spec as object), names: NO_NAMES };
}

/** Lists that Go shows as null are absent here. */
export function statusOf(definition: ApiObject): DefinitionStatus {
  const status = isObject(definition['status']) ? definition['status'] : {};
  return Object.fromEntries(Object.entries(status).filter(([, value]) => value !== null));
}

export const versionsOf = ({ versions }: DefinitionSpec): readonly Version[] => versions ?? [];

export const storageVersionOf = (spec: DefinitionSpec): string | undefined =>
  versionsOf(spec).find(({ storage }) => storage)?.name;

export const isTrue = (definition: ApiObject, type: string): boolean =>
  statusOf(definition).conditions?.some((one) => one.type === type && one.status === 'True') === true;

export interface Shared {
  /** What all versions say alike: errors speak of it as if it stood once, beside the versions. */
  readonly common: VersionParts;
  readonly versions: readonly Version[];
}

/** Takes out of the versions what is the same in all of them. */
export function shared(spec: DefinitionSpec): Shared {
  const versions = versionsOf(spec);
  const [first] = versions;
  if (!first) return { common: {}, versions };
  const isCommon = (part: keyof VersionParts) =>
    versions.every((one) => sameJson(one[part] ?? null, first[part] ?? null));
  const parts = (['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const).filter(isCommon);
  return {
    common: Object.fromEntries(parts.map((part) => [part, first[part]])),
    versions: versions.map((one) => ({ ...one, ...Object.fromEntries(parts.map((part) => [part, undefined])) })),
  };
}
