/** The `scale` subresource: how many there are and shall be, whatever the kind. */
import { ApiError, badRequest, invalidObject } from '../api/api-error.ts';
import { invalid } from '../api/field-error.ts';
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import { labelSelectorOf } from '../selectors/label-selector.ts';
import type { Scale } from './kind.ts';
import { NOT_NEGATIVE } from './rules/numbers.ts';

/** Stands in a scale that is about to be patched for a figure that the object does not have. */
const NOT_SET = -2_147_483_648;
/** Of custom kinds, the object as a whole is judged afterwards, and in other words. */
const BUILT_IN = 'apps/v1';
const NAMED = { group: 'autoscaling', resource: 'Scale' };

/** The `Scale` of an object, for reading; throws what the server answers if the object does not say. */
export function scaleOf(object: ApiObject, scale: Scale): ApiObject {
  const replicas = replicasAt(object, scale.specReplicasPath);
  if (replicas === undefined) {
    const message = `the spec replicas field ${JSON.stringify(scale.specReplicasPath)} does not exist`;
    throw new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
  }
  return scaleWith(object, scale, replicas);
}

/** The same as a base for patches, which may set what is missing. */
export const scaleToPatch = (object: ApiObject, scale: Scale): ApiObject =>
  scaleWith(object, scale, replicasAt(object, scale.specReplicasPath) ?? NOT_SET);

function scaleWith(object: ApiObject, scale: Scale, replicas: number): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = scale.labelSelectorPath === undefined ? '' : selectorAt(object, scale.labelSelectorPath);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
    },
    // Go leaves a zero out here, but not below.
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: replicasAt(object, scale.statusReplicasPath) ?? 0, ...(selector !== '' && { selector }) },
  };
}

const partsOf = (path: string): string[] => path.replace(/^\./, '').split('.');

function valueAt(object: JsonObject, path: string): unknown {
  let value: unknown = object;
  const seen: string[] = [];
  for (const part of partsOf(path)) {
    if (value === undefined) return undefined;
    if (!isObject(value)) throw accessorError(seen.join('.'), value, 'map[string]interface {}');
    value = Object.hasOwn(value, part) ? value[part] : undefined;
    seen.push(part);
  }
  return value;
}

function replicasAt(object: ApiObject, path: string): number | undefined {
  const value = valueAt(object, path);
  if (value === undefined || Number.isInteger(value)) return value as number | undefined;
  throw accessorError(partsOf(path).join('.'), value, 'int64');
}

/** Built-in kinds have a selector there, custom ones its text. */
function selectorAt(object: ApiObject, path: string): string {
  const value = valueAt(object, path);
  if (value === undefined || typeof value === 'string') return value ?? '';
  if (isObject(value)) return labelSelectorOf(value);
  throw accessorError(partsOf(path).join('.'), value, 'string');
}

/** In the words of Go's accessors; no client error, as the object should never have been stored. */
const accessorError = (path: string, value: unknown, expected: string): ApiError =>
  new ApiError(
    500,
    '',
    `.${path} accessor error: ${shown(value)} is of the type ${typeOf(value)}, expected ${expected}`,
  );

const shown = (value: unknown): string => (value === null ? '<nil>' : String(value));

function typeOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

/** The object with the replicas of a `Scale`; throws what the server refuses. `body` is decoded. */
export function scaled(object: ApiObject, scale: Scale, body: ApiObject): ApiObject {
  const { replicas = 0 } = (body['spec'] ?? {}) as { replicas?: number };
  const path = JSON.stringify(scale.specReplicasPath);
  if (replicas === NOT_SET) throw badRequest(`the spec replicas field ${path} cannot be empty`);
  if (replicas < 0 && object.apiVersion === BUILT_IN)
    throw invalidObject(NAMED, object.metadata.name, [invalid('spec.replicas', replicas, NOT_NEGATIVE)]);
  const { resourceVersion } = body.metadata;
  const changed = withValue(object, partsOf(scale.specReplicasPath), replicas) as ApiObject;
  return resourceVersion ? { ...changed, metadata: { ...changed.metadata, resourceVersion } } : changed;
}

function withValue(object: JsonObject, [part = '', ...rest]: readonly string[], value: unknown): JsonObject {
  if (rest.length === 0) return { ...object, [part]: value };
  const inner = object[part] ?? {};
  if (!isObject(inner)) throw accessorError(part, inner, 'map[string]interface {}');
  return { ...object, [part]: withValue(inner, rest, value) };
}
