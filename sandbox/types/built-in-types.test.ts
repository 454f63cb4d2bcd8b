/** The schemas that the tables stand for. */
import { describe, expect, it } from 'vitest';
import type { Schema } from '../schema/schema.ts';
import { builtInTypes } from './built-in-types.ts';
import { goTypeOf } from './go-type.ts';
import { PACKAGES, TABLES } from './tables.ts';

const types = builtInTypes();
const CORE = 'io.k8s.api.core.v1';
const EXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

/** `Pod spec.containers.ports`, through lists and maps. */
function at(type: string, path: string): Schema {
  let schema = types(type);
  for (const name of path.split('.')) {
    const inner = schema.items ?? (schema.properties ? schema : schema.additionalProperties);
    schema = (typeof inner === 'object' ? inner.properties?.[name] : undefined) ?? {};
  }
  return schema;
}

describe('built-in types', () => {
  it('are all complete', () => {
    const names = TABLES.flatMap(({ package: pack, types: inside }) =>
      Object.keys(inside).map((name) => `${PACKAGES[pack]}.${name}`),
    );
    expect(names.length).toBeGreaterThan(330);
    for (const name of names) expect(types(name)).toMatchObject({ name, type: 'object' });
  });

  it('are built once', () => expect(types(`${CORE}.Pod`)).toBe(types(`${CORE}.Pod`)));

  it('are unknown under other names', () =>
    expect(() => types(`${CORE}.Unheard`)).toThrow('no built-in type is called "io.k8s.api.core.v1.Unheard"'));

  it('may contain themselves', () => {
    const schema = types(`${EXTENSIONS}.JSONSchemaProps`);
    expect(schema.properties?.['not']?.properties).toBe(schema.properties);
  });

  it.each<[says: string, type: string, path: string, schema: object]>([
    ['know lists by several keys', 'Service', 'spec.ports', listBy(['port', 'protocol'], 'port')],
    ['know what keys are by default', 'Service', 'spec.ports.protocol', { type: 'string', default: 'TCP' }],
    ['know atomic maps', 'Pod', 'spec.nodeSelector', { 'x-kubernetes-map-type': 'atomic' }],
    [
      'know atomic structures',
      'Pod',
      'spec.containers.env.valueFrom.secretKeyRef',
      { 'x-kubernetes-map-type': 'atomic' },
    ],
    ['know how patches keep keys', 'Pod', 'spec.volumes', { 'x-kubernetes-patch-strategy': 'merge,retainKeys' }],
    ['know quantities', 'Pod', 'spec.containers.resources.limits', { additionalProperties: { format: 'quantity' } }],
    ['know numbers that may be texts', 'Service', 'spec.ports.targetPort', { 'x-kubernetes-int-or-string': true }],
    ['know times', 'Pod', 'metadata.creationTimestamp', { type: 'string', format: 'date-time' }],
    ['know what must be there', 'Pod', 'spec', { required: ['containers'] }],
    ['describe fields', 'Pod', 'spec.containers.image', { description: 'The image that is run.' }],
    ['describe what has no description in its place', 'PodTemplate', 'template', { description: /what runs in them/ }],
  ])('%s', (_, type, path, schema) => {
    const { description, ...rest } = schema as { description?: string | RegExp };
    expect(at(`${CORE}.${type}`, path)).toMatchObject(rest);
    if (description) expect(at(`${CORE}.${type}`, path).description).toMatch(description);
  });

  it.each([
    [`${CORE}.PodSpec`, 'restartPolicy', 'v1.RestartPolicy'],
    [`${CORE}.PodSpec`, 'containers', '[]v1.Container'],
    [`${CORE}.PodSpec`, 'overhead', 'v1.ResourceList'],
    [`${CORE}.PodSpec`, 'nodeSelector', 'map[string]string'],
    [`${CORE}.PersistentVolumeClaimStatus`, 'allocatedResourceStatuses', 'map[v1.ResourceName]v1.ClaimResourceStatus'],
    ['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', 'uid', 'types.UID'],
    ['io.k8s.api.autoscaling.v2.MetricSpec', 'resource', 'v2.ResourceMetricSource'],
  ])('of %s.%s say what Go calls the type', (type, field, text) =>
    expect(goTypeOf(types(type).properties?.[field] ?? {})?.text).toBe(text),
  );
});

function listBy(keys: readonly string[], mergeKey: string): object {
  return {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': mergeKey,
  };
}
