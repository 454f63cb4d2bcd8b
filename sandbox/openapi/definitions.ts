/** Schemas as OpenAPI documents write them: named types once, by reference everywhere else. */
import type { JsonObject } from '../api/object.ts';
import { apiVersionOf, type Kind } from '../kinds/kind.ts';
import type { Schema } from '../schema/schema.ts';
import { forVersion2, withEmbedded } from './custom-schema.ts';
import { LEAVES } from './leaves.ts';

export type Edition = 'v2' | 'v3';

/** Collects the definitions that a document needs. */
export interface Definitions {
  readonly edition: Edition;
  readonly types: (name: string) => Schema;
  readonly byName: Map<string, JsonObject>;
}

const PREFIXES: Readonly<Record<Edition, string>> = { v2: '#/definitions/', v3: '#/components/schemas/' };
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
export const STATUS = `${META}.Status`;
export const DELETE_OPTIONS = `${META}.DeleteOptions`;
export const OBJECT_META = `${META}.ObjectMeta`;
export const SCALE = 'io.k8s.api.autoscaling.v1.Scale';
const LIST_META = `${META}.ListMeta`;

/** Those that are kinds but no resources. */
const KINDS: Readonly<Record<string, readonly [group: string, version: string, kind: string]>> = {
  [STATUS]: ['', 'v1', 'Status'],
  [DELETE_OPTIONS]: ['', 'v1', 'DeleteOptions'],
  [SCALE]: ['autoscaling', 'v1', 'Scale'],
};

/** What is the same in a schema and in a document. */
const PLAIN: readonly (keyof Schema)[] = [
  'description',
  'type',
  'format',
  'default',
  'nullable',
  'enum',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
];

/** Those that a reference may carry beside it. */
const BESIDE_REFERENCE: readonly (keyof Schema)[] = [
  'description',
  'default',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
];

/** `io.k8s.api.apps.v1.Deployment`, or `dev.sluice.v1alpha1.Revert` for a custom kind. */
export function definitionName({ isCustom, schema, group, version, kind }: Kind): string {
  if (!isCustom && schema.name !== undefined) return schema.name;
  return [...group.split('.').reverse(), version, kind].filter((part) => part !== '').join('.');
}

/** Adds a kind, the list of it, and whatever they refer to. */
export function addKind(into: Definitions, kind: Kind): void {
  const name = definitionName(kind);
  const own = kind.isCustom ? customDefinition(into, kind) : definition(into, kind.schema);
  into.byName.set(name, { ...own, ...ofKind(kind, kind.kind) });
  if (isReview(kind)) return;
  into.byName.set(`${name}List`, { ...listDefinition(into, name, kind), ...ofKind(kind, `${kind.kind}List`) });
}

/** A question that is answered and not kept. */
export const isReview = ({ group }: Kind): boolean => group === 'authorization.k8s.io';

/** Adds a built-in type, unless it is there. */
export function addType(into: Definitions, name: string): string {
  if (!into.byName.has(name)) {
    const schema = into.types(name);
    // Before its properties are looked at, because they may lead back here.
    into.byName.set(name, {});
    const [group, version, kind] = KINDS[name] ?? [];
    into.byName.set(name, {
      ...definition(into, schema),
      ...(kind !== undefined && { 'x-kubernetes-group-version-kind': [{ group, version, kind }] }),
    });
  }
  return name;
}

const ofKind = ({ group, version }: Kind, kind: string): JsonObject => ({
  'x-kubernetes-group-version-kind': [{ group, version, kind }],
});

export const reference = (edition: Edition, name: string): JsonObject => ({ $ref: `${PREFIXES[edition]}${name}` });

function definition(into: Definitions, schema: Schema): JsonObject {
  const leaf = LEAVES[schema.name ?? ''];
  return leaf ? { ...leaf[into.edition] } : inlined(into, schema);
}

function customDefinition(into: Definitions, { schema }: Kind): JsonObject {
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  // kubectl would refuse every field that is not listed here.
  if (into.edition === 'v2' && isOpen) return { type: 'object' };
  const { metadata: _, ...rest } = schema.properties ?? {};
  const own: Schema = { ...schema, properties: { ...rest, metadata: into.types(OBJECT_META) } };
  const embedded = withEmbedded(own, into.types(OBJECT_META), into.edition);
  return inlined(into, into.edition === 'v2' ? forVersion2(embedded) : embedded);
}

function listDefinition(into: Definitions, name: string, kind: Kind): JsonObject {
  return {
    description: `A list of ${kind.kind} objects.`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string', description: `\`${apiVersionOf(kind)}\`` },
      kind: { type: 'string', description: `\`${kind.kind}List\`` },
      metadata: reference(into.edition, addType(into, LIST_META)),
      items: { type: 'array', items: reference(into.edition, name) },
    },
  };
}

/** A schema where it is used. */
function used(into: Definitions, schema: Schema): JsonObject {
  if (schema.name === undefined) return inlined(into, schema);
  const target = reference(into.edition, addType(into, schema.name));
  const beside = picked(schema, BESIDE_REFERENCE);
  if (schema.description === into.types(schema.name).description) delete beside['description'];
  if (into.edition === 'v2' || Object.keys(beside).length === 0) return { ...target, ...beside };
  return { allOf: [target], ...beside };
}

function inlined(into: Definitions, schema: Schema): JsonObject {
  const inner = (one: Schema): JsonObject => used(into, one);
  const { properties, items, additionalProperties, required, allOf, anyOf, oneOf, not } = schema;
  return {
    ...picked(schema, PLAIN),
    ...(required && required.length > 0 && { required }),
    ...(properties && hasAny(properties) && { properties: mapped(properties, inner) }),
    ...(items && { items: inner(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'boolean' ? additionalProperties : inner(additionalProperties),
    }),
    ...(allOf && { allOf: allOf.map(inner) }),
    ...(anyOf && { anyOf: anyOf.map(inner) }),
    ...(oneOf && { oneOf: oneOf.map(inner) }),
    ...(not && { not: inner(not) }),
  };
}

function picked(schema: Schema, keys: readonly (keyof Schema)[]): JsonObject {
  const found: JsonObject = {};
  for (const key of keys) if (schema[key] !== undefined) found[key] = schema[key];
  return found;
}

const hasAny = (object: object): boolean => Object.keys(object).length > 0;

const mapped = (
  properties: Readonly<Record<string, Schema>>,
  inner: (schema: Schema) => JsonObject,
): Record<string, JsonObject> =>
  Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, inner(property)]));
