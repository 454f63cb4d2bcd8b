/** What is peculiar to CustomResourceDefinitions when they are written. */
import type { ApiObject } from '../api/object.ts';
import type { Behaviour } from '../kinds/kind.ts';
import { type DefinitionSpec, specOf, statusOf, storageVersionOf } from './definition.ts';
import { definitionErrors, definitionStatusErrors, definitionUpdateErrors } from './definition-rules.ts';

export const definitionBehaviour: Behaviour = {
  names: 'subdomain',
  defaults: (definition) => {
    const spec = withDefaults(specOf(definition));
    definition['spec'] = spec;
    const { storedVersions = [] } = statusOf(definition);
    if (storedVersions.length === 0) storeIn(definition, storageVersionOf(spec));
  },
  creating: (definition) => {
    definition['status'] = {};
    storeIn(definition, storageVersionOf(specOf(definition)));
  },
  updating: (definition) => storeIn(definition, storageVersionOf(specOf(definition))),
  validate: definitionErrors,
  validateUpdate: definitionUpdateErrors,
  validateStatus: definitionStatusErrors,
};

function withDefaults(spec: DefinitionSpec): DefinitionSpec {
  const { names, conversion } = spec;
  const { kind = '' } = names;
  const service = conversion?.webhook?.clientConfig?.service;
  if (names.singular && names.listKind && conversion && (!service || service.port !== undefined)) return spec;
  return {
    ...spec,
    names: {
      ...names,
      ...(!names.singular && { singular: kind.toLowerCase() }),
      ...(!names.listKind && kind !== '' && { listKind: `${kind}List` }),
    },
    conversion: conversion ? withPort(conversion) : { strategy: 'None' },
  };
}

type Conversion = NonNullable<DefinitionSpec['conversion']>;

function withPort(conversion: Conversion): Conversion {
  const { webhook } = conversion;
  const service = webhook?.clientConfig?.service;
  if (!service || service.port !== undefined) return conversion;
  const clientConfig = { ...webhook?.clientConfig, service: { ...service, port: 443 } };
  return { ...conversion, webhook: { ...webhook, clientConfig } };
}

/** Notes in which version objects are stored from now on; the status is there from the start. */
function storeIn(definition: ApiObject, version: string | undefined): void {
  const { acceptedNames = { plural: '', kind: '' }, conditions = null, storedVersions = [] } = statusOf(definition);
  const isNew = version !== undefined && !storedVersions.includes(version);
  definition['status'] = {
    conditions,
    acceptedNames,
    storedVersions: isNew ? [...storedVersions, version] : storedVersions,
  };
}
