/** The OpenAPI 2 document, as JSON and as the protobuf message that older clients ask for. */
import type { JsonObject } from '../api/object.ts';
import type { Kind } from '../kinds/kind.ts';
import { builtInTypes } from '../types/built-in-types.ts';
import { addKind, addType, DELETE_OPTIONS, type Definitions, reference, SCALE, STATUS } from './definitions.ts';
import { documentMessage } from './document-message.ts';
import { operationId } from './operation-id.ts';
import { BODY_TYPES, type Operation, PATCH, type Path, pathsOf, queryType } from './operations.ts';

const PRODUCES = ['application/json', 'application/yaml'] as const;

export function openApiV2(kinds: readonly Kind[]): object {
  const definitions: Definitions = { edition: 'v2', types: builtInTypes(), byName: new Map([[PATCH, PATCH_BODY]]) };
  for (const kind of kinds) addKind(definitions, kind);
  for (const name of [STATUS, DELETE_OPTIONS, SCALE]) addType(definitions, name);
  const paths: Record<string, JsonObject> = {};
  for (const kind of kinds) for (const path of pathsOf(kind)) paths[path.path] = pathItem(path, kind);
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.33.0' },
    paths,
    definitions: Object.fromEntries([...definitions.byName].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** For `application/com.github.proto-openapi.spec.v2@v1.0+protobuf`. */
export const openApiV2Protobuf = (document: object): Uint8Array => documentMessage(document as JsonObject);

const PATCH_BODY = { type: 'object', description: 'A patch, in one of the forms that the request may have.' } as const;

function pathItem({ path, parameters, operations }: Path, kind: Kind): JsonObject {
  const item: JsonObject = {};
  for (const operation of operations) item[operation.method] = operationOf(operation, path, kind);
  if (parameters.length > 0)
    item['parameters'] = parameters.map((name) => ({ in: 'path', name, required: true, type: 'string' }));
  return item;
}

function operationOf(operation: Operation, path: string, { isCustom }: Kind): JsonObject {
  const patches = isCustom ? BODY_TYPES.customPatch : BODY_TYPES.patch;
  const { action, kind, query, body, answer, method } = operation;
  return {
    description: `${action} ${kind.kind}`,
    operationId: operationId(operation, path),
    consumes: method === 'patch' ? patches : ['*/*'],
    produces: PRODUCES,
    parameters: [
      ...(body === undefined ? [] : [bodyParameter(body, method)]),
      ...query.map((name) => ({ in: 'query', name, type: queryType(name), uniqueItems: true })),
    ],
    responses: { 200: { description: 'OK', schema: reference('v2', answer) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
  };
}

const bodyParameter = (body: string, method: string): JsonObject => ({
  in: 'body',
  name: 'body',
  ...(method !== 'delete' && { required: true }),
  schema: reference('v2', body),
});
