/** The OpenAPI 3 documents, one per group and version, and the index of them. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../api/object.ts';
import { apiVersionOf, type Kind } from '../kinds/kind.ts';
import type { Schema } from '../schema/schema.ts';
import { builtInTypes } from '../types/built-in-types.ts';
import { addKind, addType, DELETE_OPTIONS, type Definitions, reference, SCALE, STATUS } from './definitions.ts';
import { operationId } from './operation-id.ts';
import { BODY_TYPES, type Operation, PATCH, type Path, pathsOf, queryType, rootOf } from './operations.ts';

export function openApiV3Index(kinds: readonly Kind[]): object {
  const byRoot = new Map<string, Kind[]>();
  for (const kind of kinds) {
    const root = rootOf(kind).slice(1);
    const others = byRoot.get(root);
    if (others) others.push(kind);
    else byRoot.set(root, [kind]);
  }
  const types = builtInTypes();
  return {
    paths: Object.fromEntries(
      [...byRoot].map(([root, members]) => [
        root,
        { serverRelativeURL: `/openapi/v3/${root}?hash=${hashOf(members, types)}` },
      ]),
    ),
  };
}

/** `groupVersion` is `v1` or `apps/v1`. */
export function openApiV3(kinds: readonly Kind[], groupVersion: string): object {
  const members = kinds.filter((kind) => apiVersionOf(kind) === groupVersion);
  const definitions: Definitions = { edition: 'v3', types: builtInTypes(), byName: new Map([[PATCH, PATCH_BODY]]) };
  for (const kind of members) addKind(definitions, kind);
  for (const name of [STATUS, DELETE_OPTIONS]) addType(definitions, name);
  if (members.some(({ scale }) => scale)) addType(definitions, SCALE);
  const paths: Record<string, JsonObject> = {};
  for (const kind of members) for (const path of pathsOf(kind)) paths[path.path] = pathItem(path, kind);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.33.0' },
    paths,
    components: { schemas: Object.fromEntries(definitions.byName) },
  };
}

const PATCH_BODY = { type: 'object', description: 'A patch, in one of the forms that the request may have.' } as const;

/** Changes when a document would; built-in kinds never do. */
function hashOf(members: readonly Kind[], types: (name: string) => Schema): string {
  const hash = createHash('sha256');
  for (const kind of members) {
    hash.update(`${kind.kind} `);
    if (kind.isCustom) hash.update(JSON.stringify(customDocument(kind, types)));
  }
  return hash.digest('hex').slice(0, 32).toUpperCase();
}

function customDocument(kind: Kind, types: (name: string) => Schema): unknown[] {
  const definitions: Definitions = { edition: 'v3', types, byName: new Map() };
  addKind(definitions, kind);
  return [[...definitions.byName.values()], pathsOf(kind)];
}

function pathItem({ path, parameters, operations }: Path, kind: Kind): JsonObject {
  const item: JsonObject = {};
  for (const operation of operations) item[operation.method] = operationOf(operation, path, kind);
  if (parameters.length > 0)
    item['parameters'] = parameters.map((name) => ({ in: 'path', name, required: true, schema: { type: 'string' } }));
  return item;
}

function operationOf(operation: Operation, path: string, { isCustom }: Kind): JsonObject {
  const { action, kind, query, body, answer, method } = operation;
  const patches = isCustom ? BODY_TYPES.customPatch : BODY_TYPES.patch;
  const types = method === 'patch' ? patches : ['*/*'];
  return {
    description: `${action} ${kind.kind}`,
    operationId: operationId(operation, path),
    parameters: query.map((name) => ({ in: 'query', name, schema: { type: queryType(name), uniqueItems: true } })),
    ...(body !== undefined && { requestBody: { content: contentOf(types, body), required: method !== 'delete' } }),
    responses: { 200: { description: 'OK', content: contentOf(['application/json', 'application/yaml'], answer) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
  };
}

const contentOf = (types: readonly string[], name: string): JsonObject =>
  Object.fromEntries(types.map((type) => [type, { schema: reference('v3', name) }]));
