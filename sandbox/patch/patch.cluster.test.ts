import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterUrl, kubectl, noCluster, request } from '../../e2e/cluster.testkit.ts';
import { ApiError } from '../api/api-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';
import { builtInTypes } from '../types/built-in-types.ts';
import { jsonPatched } from './json-patch.ts';
import { mergePatched } from './merge-patch.ts';
import { configPatch, deploymentPatch, operations, servicePatch } from './random-patches.testkit.ts';
import { strategicPatched } from './strategic-patch.ts';

const namespace = `patch-${randomUUID().slice(0, 8)}`;
const types = builtInTypes();

interface Case {
  readonly path: string;
  readonly schema: string;
  readonly object: JsonObject;
}

const container = (name: string) => ({
  name,
  image: 'i',
  env: [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
  ],
  ports: [{ containerPort: 80 }, { containerPort: 81, name: 'x' }],
});

const DEPLOYMENT: Case = {
  path: `/apis/apps/v1/namespaces/${namespace}/deployments`,
  schema: 'io.k8s.api.apps.v1.Deployment',
  object: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x', labels: { a: '1' }, finalizers: ['example.com/a', 'example.com/b', 'example.com/c'] },
    spec: {
      replicas: 0,
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' }, annotations: { n: '1' } },
        spec: {
          containers: [container('c'), container('d'), container('e')],
          nodeSelector: { a: '1', b: '2' },
          tolerations: [{ key: 'a', operator: 'Exists' }],
          volumes: [
            { name: 'v', emptyDir: {} },
            { name: 'w', configMap: { name: 'x' } },
          ],
        },
      },
    },
  },
};

const SERVICE: Case = {
  path: `/api/v1/namespaces/${namespace}/services`,
  schema: 'io.k8s.api.core.v1.Service',
  object: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'x' },
    spec: {
      selector: { a: 'b' },
      ports: [
        { name: 'p', port: 80 },
        { name: 'q', port: 81 },
      ],
    },
  },
};

const CONFIG: Case = {
  path: `/api/v1/namespaces/${namespace}/configmaps`,
  schema: 'io.k8s.api.core.v1.ConfigMap',
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: '1', b: '2' } },
};

const CONTENT = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

async function sent(method: string, path: string, body: unknown, type = 'application/json') {
  const response = await fetch(`${clusterUrl}${path}?dryRun=All`, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': type },
  });
  const answer = await response.text();
  // Some patches make old servers panic: they break off instead of answering.
  return answer.startsWith('{') ? { status: response.status, body: JSON.parse(answer) as JsonObject } : undefined;
}

function ours(kind: keyof typeof CONTENT, object: JsonObject, patch: unknown, schema: string): JsonObject | ApiError {
  try {
    if (kind === 'json') return jsonPatched(object, patch);
    return kind === 'merge' ? mergePatched(object, patch) : strategicPatched(object, patch, types(schema));
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Without what counts writes. */
function essence(object: JsonObject = { metadata: {} }): unknown {
  const { managedFields: _, resourceVersion: __, generation: ___, ...metadata } = object['metadata'] as JsonObject;
  return { ...object, metadata };
}

async function assertSame(given: Case, kind: keyof typeof CONTENT, patch: unknown): Promise<void> {
  const path = `${given.path}/x`;
  const before = (await request('GET', path)).body as JsonObject;
  const frozen = structuredClone(before);
  const theirs = await sent('PATCH', path, patch, CONTENT[kind]);
  const result = ours(kind, before, structuredClone(patch), given.schema);
  expect(before).toEqual(frozen);
  if (theirs === undefined) return;
  // Which of several errors comes first is a matter of chance on the server.
  if (result instanceof ApiError) {
    expect(theirs.status, result.message).toBeGreaterThanOrEqual(400);
    return;
  }
  const written = await sent('PUT', path, result);
  // A controller was faster; what the patch met was another object.
  if (written?.status === 409) return assertSame(given, kind, patch);
  if (theirs.status === 200) expect(essence(written?.body)).toEqual(essence(theirs.body));
  else expect(written?.status, JSON.stringify(theirs.body)).toBeGreaterThanOrEqual(400);
}

describe.skipIf(noCluster)(`patches, compared with the API server${noCluster ? ` (${noCluster})` : ''}`, () => {
  beforeAll(async () => {
    await request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    for (const { path, object } of [DEPLOYMENT, SERVICE, CONFIG]) {
      const { status, body } = await request('POST', path, object);
      expect(status, JSON.stringify(body)).toBe(201);
    }
  });

  afterAll(async () => {
    const merge = { metadata: { finalizers: null } };
    kubectl(['-n', namespace, 'patch', 'deployment', 'x', '--type=merge', '-p', JSON.stringify(merge)]);
    await request('DELETE', `/api/v1/namespaces/${namespace}`);
  });

  it.each<[string, keyof typeof CONTENT, Case, fc.Arbitrary<unknown>]>([
    ['strategic patches of deployments', 'strategic', DEPLOYMENT, deploymentPatch],
    ['strategic patches of services', 'strategic', SERVICE, servicePatch],
    ['strategic patches of config maps', 'strategic', CONFIG, configPatch],
    ['merge patches of deployments', 'merge', DEPLOYMENT, deploymentPatch.filter(hasNoDirective)],
    ['merge patches of config maps', 'merge', CONFIG, configPatch],
    ['JSON patches of deployments', 'json', DEPLOYMENT, operations],
    ['JSON patches of config maps', 'json', CONFIG, operations],
  ])('%s', async (_, kind, given, patches) => {
    await fc.assert(
      fc.asyncProperty(patches, (patch) => assertSame(given, kind, JSON.parse(JSON.stringify(patch)))),
      { numRuns: 100 },
    );
  });

  const containers = (...items: unknown[]) => ({ spec: { template: { spec: { containers: items } } } });
  const podSpec = (spec: object) => ({ spec: { template: { spec } } });
  it.each<[string, object]>([
    ['an element without its key', containers({ image: 'x' })],
    ['an element of another type', containers({ name: 'c' }, 5)],
    ['an unknown directive in a list', containers({ $patch: 'foo', name: 'c' })],
    ['merging said of an element', containers({ $patch: 'merge', name: 'c' })],
    ['deleting without a key', containers({ $patch: 'delete' })],
    ['an unknown directive', podSpec({ $patch: 'foo' })],
    ['a directive that is a number', podSpec({ $patch: 5 })],
    ['an order that is no list', podSpec({ '$setElementOrder/containers': 5 })],
    ['an order of no objects', podSpec({ '$setElementOrder/containers': [5] })],
    [
      'an order that the patch breaks',
      podSpec({ '$setElementOrder/containers': [{ name: 'c' }], containers: [{ name: 'd' }] }),
    ],
    ['an order of nothing', podSpec({ $setElementOrder: [] })],
    ['an order of an unknown list', podSpec({ '$setElementOrder/foo': [] })],
    ['an order of what is no list', podSpec({ '$setElementOrder/dnsPolicy': [] })],
    ['fields to keep that are no list', podSpec({ $retainKeys: 5 })],
    ['a field that is not kept', podSpec({ $retainKeys: ['containers'], dnsPolicy: 'Default' })],
    ['deletions from nowhere', podSpec({ $deleteFromPrimitiveList: [] })],
    ['deletions of another type', podSpec({ '$deleteFromPrimitiveList/containers': ['a'] })],
    ['a nested element without its key', containers({ name: 'c', ports: [{ name: 'x' }] })],
  ])('refuses %s with the same words', async (_, patch) => {
    const path = `${DEPLOYMENT.path}/x`;
    const object = (await request('GET', path)).body as JsonObject;
    const theirs = await sent('PATCH', path, patch, CONTENT.strategic);
    const refusal = ours('strategic', object, patch, DEPLOYMENT.schema);
    expect(refusal instanceof ApiError && refusal.body()).toEqual(theirs?.body);
  });
});

function hasNoDirective(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(hasNoDirective);
  return !isObject(value) || Object.entries(value).every(([key, one]) => !key.startsWith('$') && hasNoDirective(one));
}
