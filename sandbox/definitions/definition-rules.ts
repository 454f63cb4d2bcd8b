/** What a CustomResourceDefinition must look like, in the words of a real API server. */
import { type FieldError, invalid, required, unsupported } from '../api/field-error.ts';
import { type ApiObject, sameJson } from '../api/object.ts';
import { dnsLabel1035 } from '../kinds/rules/names.ts';
import { approvalErrors } from './approval.ts';
import { conversionErrors } from './conversion-rules.ts';
import { type DefinitionSpec, isTrue, type Shared, shared, specOf, statusOf, versionsOf } from './definition.ts';
import { hasDefault, someSchema } from './json-schema.ts';
import { groupErrors, nameErrors, requiredNameErrors } from './name-rules.ts';
import { deprecationErrors, ownPaths, partErrors, sharedPaths } from './version-rules.ts';

export function definitionErrors(definition: ApiObject): FieldError[] {
  const spec = specOf(definition);
  return [
    ...(statusOf(definition).conditions ? [] : identityErrors(definition, spec)),
    ...specErrors(spec),
    ...storedVersionErrors(definition, spec),
    ...approvalErrors(definition),
    ...(spec.preserveUnknownFields ? [KEEPS_UNKNOWN] : []),
  ];
}

const KEEPS_UNKNOWN = invalid(
  'spec.preserveUnknownFields',
  true,
  'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
);

/** Later on nobody asks again: that group and plural stay as they are is said otherwise. */
function identityErrors({ metadata }: ApiObject, { names, group }: DefinitionSpec): FieldError[] {
  if (metadata.name === `${names.plural}.${group ?? ''}`) return [];
  return [invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')];
}

function specErrors(spec: DefinitionSpec): FieldError[] {
  const { names, scope } = spec;
  const parts = shared(spec);
  return [
    ...groupErrors(spec.group, 'spec.group'),
    ...(scope ? [] : [required('spec.scope')]),
    ...(scope && scope !== 'Cluster' && scope !== 'Namespaced'
      ? [unsupported('spec.scope', scope, ['Cluster', 'Namespaced'])]
      : []),
    ...missingSchemaErrors(spec),
    ...pruningErrors(spec),
    ...versionErrors(parts),
    ...versionsErrors(spec),
    ...requiredNameErrors(names, 'spec.names'),
    ...nameErrors(names, 'spec.names'),
    ...commonErrors(parts),
    ...(spec.conversion?.strategy && spec.conversion.strategy !== 'None' && spec.preserveUnknownFields
      ? [
          invalid(
            'spec.conversion.strategy',
            spec.conversion.strategy,
            'must be None if spec.preserveUnknownFields is true',
          ),
        ]
      : []),
    ...(spec.conversion ? conversionErrors(spec.conversion, 'spec.conversion') : []),
  ];
}

const missingSchemaErrors = (spec: DefinitionSpec): FieldError[] =>
  versionsOf(spec).flatMap(({ schema }, at) =>
    schema?.openAPIV3Schema ? [] : [required(`spec.versions[${at}].schema.openAPIV3Schema`, 'schemas are required')],
  );

function pruningErrors(spec: DefinitionSpec): FieldError[] {
  if (!spec.preserveUnknownFields) return [];
  const schemas = versionsOf(spec).flatMap(({ schema }) => schema?.openAPIV3Schema ?? []);
  if (!schemas.some((schema) => someSchema(schema, hasDefault))) return [];
  return [invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')];
}

function versionErrors({ common, versions }: Shared): FieldError[] {
  return versions.flatMap((version, at) => {
    const path = `spec.versions[${at}]`;
    const wrong = dnsLabel1035(version.name ?? '');
    const hasStatus = (version.subresources ?? common.subresources)?.status !== undefined;
    return [
      ...(wrong.length > 0 ? [invalid(`${path}.name`, version.name, wrong.join(','))] : []),
      ...deprecationErrors(version, path),
      ...partErrors(version, hasStatus, ownPaths(path)),
    ];
  });
}

function commonErrors({ common, versions }: Shared): FieldError[] {
  const hasStatus = [common, ...versions].some(({ subresources }) => subresources?.status !== undefined);
  return partErrors(common, hasStatus, sharedPaths('spec'));
}

function versionsErrors(spec: DefinitionSpec): FieldError[] {
  const versions = versionsOf(spec);
  const errors: FieldError[] = [];
  if (new Set(versions.map(({ name }) => name)).size < versions.length)
    errors.push(invalid('spec.versions', versions, 'must contain unique version names'));
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(invalid('spec.versions', versions, 'must have exactly one version marked as storage version'));
  const [first] = versions;
  if (first?.name) {
    const wrong = dnsLabel1035(first.name);
    if (wrong.length > 0) errors.push(invalid('spec.version', first.name, wrong.join(',')));
  }
  return errors;
}

function storedVersionErrors(definition: ApiObject, spec: DefinitionSpec): FieldError[] {
  const field = 'status.storedVersions';
  const { storedVersions = [] } = statusOf(definition);
  if (storedVersions.length === 0) return [invalid(field, storedVersions, 'must have at least one stored version')];
  const versions = versionsOf(spec);
  return [
    ...versions
      .filter(({ name, storage }) => storage && !storedVersions.includes(name))
      .map(({ name }) => invalid(field, storedVersions, `must have the storage version ${name}`)),
    ...storedVersions.flatMap((stored, at) => {
      if (versions.some(({ name }) => name === stored)) return [];
      const what = `missing from spec.versions; ${stored} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${stored} and removes ${stored} from status.storedVersions`;
      return [invalid(`${field}[${at}]`, stored, what)];
    }),
  ];
}

/** What may not change: the names for good, kind and scope once the definition is established. */
export function definitionUpdateErrors(definition: ApiObject, old: ApiObject): FieldError[] {
  const spec = specOf(definition);
  const before = specOf(old);
  const pinned: readonly (readonly [field: string, now: unknown, before: unknown])[] = [
    ['spec.scope', spec.scope, before.scope],
    ['spec.names.kind', spec.names.kind, before.names.kind],
    ['spec.group', spec.group, before.group],
    ['spec.names.plural', spec.names.plural, before.names.plural],
  ];
  return (isTrue(old, 'Established') ? pinned : pinned.slice(2))
    .filter(([, now, then]) => !sameJson(now, then))
    .map(([field, now]) => invalid(field, now, 'field is immutable'));
}

export const definitionStatusErrors = (definition: ApiObject): FieldError[] => {
  const { acceptedNames } = statusOf(definition);
  return acceptedNames ? nameErrors(acceptedNames, 'status.acceptedNames') : [];
};
