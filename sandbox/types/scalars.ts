/** The types at the leaves of built-in ones: what JSON they are, and the types that read and write themselves. */
import type { Schema } from '../schema/schema.ts';
import type { GoSchema, Scalar, Special } from './go-type.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const EXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';
const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

const SCALARS: Readonly<Record<Scalar | Special, readonly [go: string, schema: Schema]>> = {
  string: ['string', { type: 'string' }],
  int32: ['int32', { type: 'integer', format: 'int32' }],
  int64: ['int64', { type: 'integer', format: 'int64' }],
  bool: ['bool', { type: 'boolean' }],
  double: ['float64', { type: 'number', format: 'double' }],
  bytes: ['[]uint8', { type: 'string', format: 'byte' }],
  quantity: [
    'resource.Quantity',
    { name: 'io.k8s.apimachinery.pkg.api.resource.Quantity', type: 'string', format: 'quantity' },
  ],
  'int-or-string': [
    'intstr.IntOrString',
    { name: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString', 'x-kubernetes-int-or-string': true },
  ],
  time: ['v1.Time', { name: `${META}.Time`, type: 'string', format: 'date-time' }],
  'micro-time': ['v1.MicroTime', { name: `${META}.MicroTime`, type: 'string', format: 'date-time' }],
  raw: ['runtime.RawExtension', { name: 'io.k8s.apimachinery.pkg.runtime.RawExtension', type: 'object', ...anything }],
  fields: ['v1.FieldsV1', { name: `${META}.FieldsV1`, type: 'object', ...anything }],
  json: ['v1.JSON', { name: `${EXTENSIONS}.JSON`, ...anything }],
  'schema-or-bool': ['v1.JSONSchemaPropsOrBool', { name: `${EXTENSIONS}.JSONSchemaPropsOrBool`, ...anything }],
  'schema-or-array': ['v1.JSONSchemaPropsOrArray', { name: `${EXTENSIONS}.JSONSchemaPropsOrArray`, ...anything }],
  'schema-or-strings': [
    'v1.JSONSchemaPropsOrStringArray',
    { name: `${EXTENSIONS}.JSONSchemaPropsOrStringArray`, ...anything },
  ],
};

const isScalar = (name: string): name is Scalar | Special => Object.hasOwn(SCALARS, name);

/** The leaf of that name, if it is one; `goName` where Go gives it a name of its own. */
export function scalarSchema(name: string, goName?: string): GoSchema | undefined {
  if (!isScalar(name)) return undefined;
  const [text, schema] = SCALARS[name];
  return { ...schema, go: { shape: name, text: goName ?? text } };
}

/** The leaves that have a name, and their schemas. */
export const namedScalars = (): ReadonlyMap<string, GoSchema> =>
  new Map(
    Object.keys(SCALARS).flatMap((name) => {
      const schema = scalarSchema(name);
      return schema?.name === undefined ? [] : [[schema.name, schema] as const];
    }),
  );
