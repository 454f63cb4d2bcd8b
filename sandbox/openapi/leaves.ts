/** How OpenAPI documents describe the built-in types that write themselves. */
import type { JsonObject } from '../api/object.ts';

interface Leaf {
  readonly v2: JsonObject;
  readonly v3: JsonObject;
}

const same = (definition: JsonObject): Leaf => ({ v2: definition, v3: definition });

const QUANTITY = 'A number with an optional unit, such as 250m or 64Mi.';
const PORT = 'A whole number or a text.';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const EXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

export const LEAVES: Readonly<Record<string, Leaf>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    v2: { type: 'string', description: QUANTITY },
    v3: { oneOf: [{ type: 'string' }, { type: 'number' }], description: QUANTITY },
  },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
    v2: { type: 'string', format: 'int-or-string', description: PORT },
    v3: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string', description: PORT },
  },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': same({ type: 'object', description: 'Any object.' }),
  [`${META}.Time`]: same({ type: 'string', format: 'date-time', description: 'A moment, to the second.' }),
  [`${META}.MicroTime`]: same({ type: 'string', format: 'date-time', description: 'A moment, to the microsecond.' }),
  [`${META}.FieldsV1`]: same({ type: 'object', description: 'A set of fields.' }),
  [`${EXTENSIONS}.JSON`]: same({ description: 'Any JSON value.' }),
  [`${EXTENSIONS}.JSONSchemaPropsOrBool`]: same({ description: 'A schema, true or false.' }),
  [`${EXTENSIONS}.JSONSchemaPropsOrArray`]: same({ description: 'A schema or a list of schemas.' }),
  [`${EXTENSIONS}.JSONSchemaPropsOrStringArray`]: same({ description: 'A schema or a list of texts.' }),
};
