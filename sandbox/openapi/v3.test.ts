/** The OpenAPI 3 documents: what kubectl looks up in them. */
import { describe, expect, it } from 'vitest';
import { at, deployments, references, reverts } from './kinds.testkit.ts';
import { openApiV3, openApiV3Index } from './v3.ts';

const apps = openApiV3([deployments(), reverts()], 'apps/v1');
const ours = openApiV3(
  [deployments(), reverts({ a: { type: 'string', nullable: true, anyOf: [{ minLength: 1 }] } })],
  'sluice.dev/v1alpha1',
);
const schema = (document: object, name: string, ...keys: string[]) =>
  at(document, 'components', 'schemas', name, ...keys);
const url = (kinds: Parameters<typeof openApiV3Index>[0], path: string) =>
  at(openApiV3Index(kinds), 'paths', path, 'serverRelativeURL');

describe('a document', () => {
  it.each([
    ['apps/v1', apps],
    ['sluice.dev/v1alpha1', ours],
  ])('of %s defines everything that it refers to', (_, document) => {
    const all = references(document);
    expect(all.length).toBeGreaterThan(20);
    for (const name of all) expect(schema(document, name.slice('#/components/schemas/'.length))).toBeDefined();
  });

  it('is about one group and version', () => {
    expect(schema(apps, 'dev.sluice.v1alpha1.Revert')).toBeUndefined();
    expect(schema(ours, 'io.k8s.api.apps.v1.Deployment')).toBeUndefined();
    expect(Object.keys(at(ours, 'paths') as object).every((path) => path.startsWith('/apis/sluice.dev/'))).toBe(true);
  });

  it('describes fields beside the types that they refer to', () => {
    expect(schema(apps, 'io.k8s.api.apps.v1.DeploymentSpec', 'properties', 'template')).toEqual({
      allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.PodTemplateSpec' }],
      description: 'What the pods look like.',
    });
  });

  it.each([
    ['io.k8s.apimachinery.pkg.api.resource.Quantity', [{ type: 'string' }, { type: 'number' }]],
    ['io.k8s.apimachinery.pkg.util.intstr.IntOrString', [{ type: 'integer' }, { type: 'string' }]],
  ])('knows what %s may be', (name, oneOf) => expect(schema(apps, name)).toMatchObject({ oneOf }));

  it('keeps what custom schemas say', () => {
    expect(schema(ours, 'dev.sluice.v1alpha1.Revert', 'properties', 'spec', 'properties', 'a')).toEqual({
      type: 'string',
      nullable: true,
      anyOf: [{ minLength: 1 }],
    });
  });

  it.each(['dryRun', 'fieldManager', 'fieldValidation', 'force'])('says that patches take %s', (name) => {
    const patch = at(apps, 'paths', '/apis/apps/v1/namespaces/{namespace}/deployments/{name}', 'patch');
    expect(at(patch, 'x-kubernetes-group-version-kind')).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(at(patch, 'parameters')).toContainEqual(expect.objectContaining({ in: 'query', name }));
  });

  it('knows that custom kinds take no strategic merge patches', () => {
    const types = (document: object, path: string) =>
      Object.keys(at(document, 'paths', path, 'patch', 'requestBody', 'content') as object);
    const strategic = 'application/strategic-merge-patch+json';
    expect(types(apps, '/apis/apps/v1/namespaces/{namespace}/deployments/{name}')).toContain(strategic);
    expect(types(ours, '/apis/sluice.dev/v1alpha1/reverts/{name}')).not.toContain(strategic);
  });
});

describe('the index', () => {
  it('says where the documents are', () => {
    expect(url([deployments(), reverts()], 'apis/apps/v1')).toMatch(
      /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{32}$/,
    );
  });

  it('changes with a definition, and only for its group', () => {
    const before = [deployments(), reverts()];
    const after = [deployments(), reverts({ a: { type: 'string' } })];
    expect(url(after, 'apis/apps/v1')).toBe(url(before, 'apis/apps/v1'));
    expect(url(after, 'apis/sluice.dev/v1alpha1')).not.toBe(url(before, 'apis/sluice.dev/v1alpha1'));
    expect(url([reverts()], 'apis/sluice.dev/v1alpha1')).toBe(url(before, 'apis/sluice.dev/v1alpha1'));
  });
});
