/** The kinds that an established definition declares: one for each version that it serves. */
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import type { Behaviour, Kind } from '../kinds/kind.ts';
import { compiled } from '../schema/compiled.ts';
import type { Schema } from '../schema/schema.ts';
import { customColumns } from '../table/custom-columns.ts';
import { customBehaviour } from './custom-behaviour.ts';
import {
  type DefinitionSpec,
  isTrue,
  type Names,
  type ScalePaths,
  type SelectableField,
  specOf,
  statusOf,
  storageVersionOf,
  type Version,
  versionsOf,
} from './definition.ts';
import { type JsonSchema, listed, propertyOf, schemaOf, someSchema } from './json-schema.ts';

/** `metadata` is the schema of `ObjectMeta`, which every definition leaves to the server. */
export function customKinds(definition: ApiObject, metadata: Schema): Kind[] {
  const names = statusOf(definition).acceptedNames;
  if (!names || !isTrue(definition, 'Established')) return [];
  const spec = specOf(definition);
  return versionsOf(spec)
    .filter(({ served }) => served)
    .map((version) => customKind(spec, names, version, metadata));
}

function customKind(spec: DefinitionSpec, names: Names, version: Version, metadata: Schema): Kind {
  const own = version.schema?.openAPIV3Schema ?? {};
  const { status, scale } = version.subresources ?? {};
  const { additionalPrinterColumns: columns = [], selectableFields = [] } = version;
  const schema = schemaOf(own);
  return {
    group: spec.group ?? '',
    version: version.name,
    ...namesOf(names),
    namespaced: spec.scope === 'Namespaced',
    schema: resourceSchema(schema, metadata),
    hasStatus: status !== undefined,
    hasGeneration: true,
    needsVersion: true,
    ...(scale && { scale }),
    behaviour: behaviourOf(own, schema, scale),
    columns: customColumns(columns),
    isCustom: true,
    ...(selectableFields.length > 0 && { selectable: selectable(selectableFields) }),
    storageVersion: storageVersionOf(spec) ?? version.name,
  };
}

const namesOf = ({ kind, plural, singular = '', shortNames = [], categories = [] }: Names) => ({
  kind,
  plural,
  singular,
  shortNames,
  categories,
});

function behaviourOf(own: JsonSchema, schema: Schema, scale: ScalePaths | undefined): Behaviour {
  const status = propertyOf(own, 'status');
  return customBehaviour({
    root: compiled(schema),
    status: status && compiled(schemaOf(status)),
    scale,
    hasRules: someSchema(own, (one) => listed(one['x-kubernetes-validations']).length > 0),
  });
}

const resourceSchema = (schema: Schema, metadata: Schema): Schema => ({
  ...schema,
  properties: { ...schema.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata },
});

function selectable(fields: readonly SelectableField[]): Readonly<Record<string, (object: ApiObject) => string>> {
  return Object.fromEntries(
    fields.map(({ jsonPath }) => {
      const name = jsonPath.replace(/^\./, '');
      const path = name.split('.');
      return [name, (object: ApiObject) => textAt(object, path)];
    }),
  );
}

function textAt(object: JsonObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value === undefined || value === null ? '' : String(value);
}
