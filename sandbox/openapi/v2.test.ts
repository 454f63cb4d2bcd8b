/** The OpenAPI 2 document: what kubectl looks up in it. */
import { describe, expect, it } from 'vitest';
import type { Schema } from '../schema/schema.ts';
import { at, deployments, references, reverts, reviews } from './kinds.testkit.ts';
import { openApiV2, openApiV2Protobuf } from './v2.ts';

const document = openApiV2([deployments(), reverts(), reviews()]);
const DEPLOYMENT = '/apis/apps/v1/namespaces/{namespace}/deployments';
const kindOf = (group: string, version: string, kind: string) => ({ group, version, kind });

const spec = (properties: Readonly<Record<string, Schema>>, more: Schema = {}) =>
  at(openApiV2([reverts(properties, more)]), 'definitions', 'dev.sluice.v1alpha1.Revert');

describe('the document', () => {
  it('says that it is one', () => expect(document).toMatchObject({ swagger: '2.0' }));

  it('defines everything that it refers to', () => {
    const all = references(document);
    expect(all.length).toBeGreaterThan(200);
    for (const name of all) expect(at(document, 'definitions', name.slice('#/definitions/'.length))).toBeDefined();
  });

  it.each([
    ['io.k8s.api.apps.v1.Deployment', kindOf('apps', 'v1', 'Deployment')],
    ['io.k8s.api.apps.v1.DeploymentList', kindOf('apps', 'v1', 'DeploymentList')],
    ['dev.sluice.v1alpha1.Revert', kindOf('sluice.dev', 'v1alpha1', 'Revert')],
    ['dev.sluice.v1alpha1.RevertList', kindOf('sluice.dev', 'v1alpha1', 'RevertList')],
    ['io.k8s.api.autoscaling.v1.Scale', kindOf('autoscaling', 'v1', 'Scale')],
  ])('says which kind %s is', (name, kind) => {
    expect(at(document, 'definitions', name, 'x-kubernetes-group-version-kind')).toEqual([kind]);
  });

  it.each<[says: string, keys: readonly string[], value: unknown]>([
    [
      'how lists are merged',
      ['io.k8s.api.core.v1.PodSpec', 'properties', 'containers'],
      {
        description: 'What runs in the pod; at least one.',
        type: 'array',
        items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        'x-kubernetes-patch-strategy': 'merge',
        'x-kubernetes-patch-merge-key': 'name',
      },
    ],
    [
      'how structures are patched',
      ['io.k8s.api.apps.v1.DeploymentSpec', 'properties', 'strategy'],
      {
        $ref: '#/definitions/io.k8s.api.apps.v1.DeploymentStrategy',
        'x-kubernetes-patch-strategy': 'retainKeys',
      },
    ],
    ['what is required', ['io.k8s.api.apps.v1.DeploymentSpec', 'required'], ['selector', 'template']],
    ['what a quantity is', ['io.k8s.apimachinery.pkg.api.resource.Quantity', 'type'], 'string'],
    ['what may be a number or a text', ['io.k8s.apimachinery.pkg.util.intstr.IntOrString', 'format'], 'int-or-string'],
  ])('says %s', (_, keys, value) => expect(at(document, 'definitions', ...keys)).toEqual(value));

  it.each([
    [DEPLOYMENT, 'get', 'list', kindOf('apps', 'v1', 'Deployment'), 'labelSelector'],
    [DEPLOYMENT, 'post', 'post', kindOf('apps', 'v1', 'Deployment'), 'fieldValidation'],
    [DEPLOYMENT, 'delete', 'deletecollection', kindOf('apps', 'v1', 'Deployment'), 'propagationPolicy'],
    ['/apis/apps/v1/deployments', 'get', 'list', kindOf('apps', 'v1', 'Deployment'), 'watch'],
    [`${DEPLOYMENT}/{name}`, 'patch', 'patch', kindOf('apps', 'v1', 'Deployment'), 'force'],
    [`${DEPLOYMENT}/{name}`, 'patch', 'patch', kindOf('apps', 'v1', 'Deployment'), 'dryRun'],
    [`${DEPLOYMENT}/{name}`, 'put', 'put', kindOf('apps', 'v1', 'Deployment'), 'fieldManager'],
    [`${DEPLOYMENT}/{name}/status`, 'patch', 'patch', kindOf('apps', 'v1', 'Deployment'), 'dryRun'],
    [`${DEPLOYMENT}/{name}/scale`, 'put', 'put', kindOf('autoscaling', 'v1', 'Scale'), 'dryRun'],
    [
      '/apis/sluice.dev/v1alpha1/reverts/{name}',
      'delete',
      'delete',
      kindOf('sluice.dev', 'v1alpha1', 'Revert'),
      'dryRun',
    ],
  ])('at %s says that %s does %s to %j, with %s', (...[path, method, action, kind, parameter]) => {
    const operation = at(document, 'paths', path, method);
    expect(operation).toMatchObject({ 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': kind });
    expect(at(operation, 'parameters')).toContainEqual(expect.objectContaining({ in: 'query', name: parameter }));
  });

  it('names no two operations alike', () => {
    const ids = [...JSON.stringify(document).matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(15);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lets reviews be asked for, and nothing else', () => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect(Object.keys(at(document, 'paths', path) as object)).toEqual(['post']);
    expect(at(document, 'paths', `${path}/{name}`)).toBeUndefined();
  });
});

describe('a custom kind', () => {
  it.each<[does: string, schema: Schema, published: object]>([
    [
      'keeps what it says of a field',
      { type: 'string', pattern: '^a', enum: ['a'] },
      { type: 'string', pattern: '^a', enum: ['a'] },
    ],
    ['loses alternatives', { type: 'string', anyOf: [{ minLength: 1 }], not: {} }, { type: 'string' }],
    ['is not typed where null may stand', { type: 'object', nullable: true, properties: { a: {} } }, {}],
    [
      'is open where it keeps what it does not know',
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: {} } },
      { 'x-kubernetes-preserve-unknown-fields': true },
    ],
    ['is no list of nothing', { type: 'array', nullable: false }, {}],
    [
      'does not require what may be null',
      {
        type: 'object',
        required: ['a', 'b'],
        properties: { a: { nullable: true, type: 'string' }, b: { type: 'string' } },
      },
      { type: 'object', required: ['b'], properties: { a: {}, b: { type: 'string' } } },
    ],
    [
      'gives embedded objects their metadata',
      { type: 'object', 'x-kubernetes-embedded-resource': true },
      {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
        },
      },
    ],
  ])('%s', (_, schema, published) => {
    expect(at(spec({ x: schema }), 'properties', 'spec', 'properties', 'x')).toEqual(published);
  });

  it('has metadata like any other', () => {
    expect(at(spec({}), 'properties', 'metadata')).toEqual({
      $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
    });
  });

  it('is quite open if its schema is', () => {
    expect(spec({}, { 'x-kubernetes-preserve-unknown-fields': true })).toEqual({
      type: 'object',
      'x-kubernetes-group-version-kind': [kindOf('sluice.dev', 'v1alpha1', 'Revert')],
    });
  });
});

describe('the protobuf form', () => {
  const bytes = Buffer.from(openApiV2Protobuf(document));

  it('begins with the edition', () => expect(bytes.subarray(0, 5).toString('latin1')).toBe('\n\x032.0'));

  it.each([
    '#/definitions/io.k8s.api.apps.v1.DeploymentSpec',
    'x-kubernetes-patch-merge-key',
    'fieldValidation',
    '["name"]',
  ])('holds %s', (text) => expect(bytes.includes(text)).toBe(true));
});
