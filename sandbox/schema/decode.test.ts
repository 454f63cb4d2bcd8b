/** Objects of built-in kinds as the server reads them. All expectations are answers of Kubernetes 1.33's own decoder. */
import { describe, expect, it } from 'vitest';
import { builtInTypes } from '../types/built-in-types.ts';
import { decoded, strictDecodingError } from './decode.ts';

const types = builtInTypes();
const PACKAGES = {
  Deployment: 'io.k8s.api.apps.v1',
  ControllerRevision: 'io.k8s.api.apps.v1',
  Lease: 'io.k8s.api.coordination.v1',
  Role: 'io.k8s.api.rbac.v1',
  CustomResourceDefinition: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  Pod: 'io.k8s.api.core.v1',
  Secret: 'io.k8s.api.core.v1',
  Service: 'io.k8s.api.core.v1',
  ConfigMap: 'io.k8s.api.core.v1',
} as const;
type KindName = keyof typeof PACKAGES;

const read = (kind: KindName, body: unknown) =>
  decoded(types(`${PACKAGES[kind]}.${kind}`), body, { kind, version: 'v1' });

const metadata = { creationTimestamp: null };
const pod = (spec: object) => ({ metadata, spec, status: {} });
const crd = (schema: object) => ({ spec: { versions: [{ schema: { openAPIV3Schema: schema } }] } });

/** Deep enough for any schema that people write, and far too deep. */
function nested(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level += 1) value = { not: value };
  return value;
}

describe('decoding', () => {
  it.each<[says: string, kind: KindName, body: object, object: object]>([
    [
      'writes what Go never leaves out',
      'Deployment',
      {},
      {
        metadata,
        spec: { selector: null, strategy: {}, template: { metadata, spec: { containers: null } } },
        status: {},
      },
    ],
    [
      'keeps apiVersion and kind',
      'Role',
      { apiVersion: 'v1', kind: 'X' },
      { apiVersion: 'v1', kind: 'X', metadata, rules: null },
    ],
    ['takes null for nothing said', 'Pod', { spec: { restartPolicy: null, volumes: null } }, pod({ containers: null })],
    ['takes null in a map for an empty text', 'ConfigMap', { data: { a: null } }, { metadata, data: { a: '' } }],
    [
      'takes null in a list for an empty item',
      'Pod',
      { spec: { containers: [null] } },
      pod({ containers: [{ name: '', resources: {} }] }),
    ],
    [
      'leaves out what is empty',
      'Pod',
      { spec: { containers: [], nodeSelector: {}, hostname: '', hostNetwork: false } },
      pod({ containers: [] }),
    ],
    [
      'keeps what is empty behind a pointer',
      'Pod',
      { spec: { containers: [], priority: 0, subdomain: '', securityContext: {} } },
      pod({ containers: [], priority: 0, securityContext: {} }),
    ],
    [
      'brings quantities into one form',
      'Pod',
      { spec: { overhead: { cpu: '1000m', memory: '1024Mi', x: 0.5, y: null } } },
      pod({ containers: null, overhead: { cpu: '1', memory: '1Gi', x: '500m', y: '0' } }),
    ],
    [
      'keeps numbers and texts where both may be',
      'Service',
      { spec: { ports: [{ port: 1, targetPort: 'http' }, {}] } },
      {
        metadata,
        spec: {
          ports: [
            { port: 1, targetPort: 'http' },
            { port: 0, targetPort: 0 },
          ],
        },
        status: { loadBalancer: {} },
      },
    ],
    [
      'brings times into one form',
      'Lease',
      { spec: { renewTime: '2020-01-01T00:00:00.123456+01:00' } },
      { metadata, spec: { renewTime: '2019-12-31T23:00:00.123456Z' } },
    ],
    [
      'brings base64 into one form',
      'Secret',
      { data: { a: 'YR==', b: 'Y\nQ==', c: null } },
      { metadata, data: { a: 'YQ==', b: 'YQ==', c: null } },
    ],
    [
      'keeps any data as it is',
      'ControllerRevision',
      { data: { a: [null, {}] }, revision: 1 },
      { metadata, data: { a: [null, {}] }, revision: 1 },
    ],
    ['keeps no data as null', 'ControllerRevision', {}, { metadata, data: null, revision: 0 }],
  ])('%s', (_, kind, body, object) => expect(read(kind, body).object).toEqual(object));

  it('reads the odd types of schemas', () => {
    const schema = {
      items: [{ type: 'x' }],
      additionalProperties: true,
      dependencies: { a: ['b'], c: { type: 'y' } },
      default: { a: null },
    };
    const { object } = read('CustomResourceDefinition', crd(schema));
    expect(object).toMatchObject(crd(schema));
  });

  it('gives an object that the caller may change', () => {
    const first = read('Deployment', {}).object as unknown as { status: { replicas?: number } };
    first.status.replicas = 1;
    expect(read('Deployment', {}).object['status']).toEqual({});
  });

  it('never changes what it reads', () => {
    const body = Object.freeze({ metadata: Object.freeze({ labels: Object.freeze({ a: 'b' }) }), x: 1 });
    expect(read('ConfigMap', body).object.metadata.labels).not.toBe(body.metadata.labels);
  });

  it('takes a key of any name for a key', () => {
    const { object } = read('ConfigMap', JSON.parse('{"data": {"__proto__": "x", "constructor": "y"}}'));
    expect(JSON.stringify(object['data'])).toBe('{"__proto__":"x","constructor":"y"}');
  });
});

describe('unknown fields', () => {
  it.each<[says: string, kind: KindName, body: object, unknown: string[]]>([
    [
      'are named by path',
      'Pod',
      { spec: { containers: [{}, { foo: 1, ports: [{ bar: {} }] }] }, x: [] },
      [
        'unknown field "spec.containers[1].foo"',
        'unknown field "spec.containers[1].ports[0].bar"',
        'unknown field "x"',
      ],
    ],
    ['differ by case', 'Pod', { spec: { Containers: [] } }, ['unknown field "spec.Containers"']],
    [
      'are those that every object inherits',
      'Pod',
      { constructor: 1, spec: { toString: 1 } },
      ['unknown field "constructor"', 'unknown field "spec.toString"'],
    ],
    [
      'are named through maps',
      'CustomResourceDefinition',
      crd({ properties: { a: { x: 1 } } }),
      ['unknown field "spec.versions[0].schema.openAPIV3Schema.properties.a.x"'],
    ],
    ['are not seen inside the odd types of schemas', 'CustomResourceDefinition', crd({ items: { x: 1 } }), []],
    ['are not seen in any data', 'ControllerRevision', { data: { x: 1 } }, []],
  ])('%s', (_, kind, body, unknown) => expect(read(kind, body).unknown).toEqual(unknown));

  it('are counted up to a hundred', () => {
    const body = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x${index}`, 1]));
    expect(read('Pod', body).unknown).toHaveLength(100);
  });

  it('are refused where the client asked for it', () => {
    const unknown = ['unknown field "a"', 'unknown field "b"'];
    const text = 'strict decoding error: unknown field "a", unknown field "b"';
    expect(strictDecodingError(unknown)).toMatchObject({ code: 400, reason: 'BadRequest', message: text });
    expect(strictDecodingError(unknown, { kind: 'Pod', version: 'v1' }).message).toBe(
      `Pod in version "v1" cannot be handled as a Pod: ${text}`,
    );
  });
});

describe('values of another type', () => {
  it.each<[kind: KindName, body: unknown, why: string]>([
    [
      'Deployment',
      { spec: { replicas: 'x' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'Deployment',
      { spec: { replicas: 1.5 } },
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'Deployment',
      { spec: { replicas: 99999999999 } },
      'json: cannot unmarshal number 99999999999 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'Deployment',
      { metadata: 'x' },
      'json: cannot unmarshal string into Go struct field Deployment.metadata of type v1.ObjectMeta',
    ],
    ['Deployment', [], 'json: cannot unmarshal array into Go value of type v1.Deployment'],
    [
      'Pod',
      { spec: { restartPolicy: 1 } },
      'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    [
      'Pod',
      { spec: { containers: 'x' } },
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'Pod',
      { spec: { volumes: [{ configMap: [] }] } },
      'json: cannot unmarshal array into Go struct field Volume.spec.volumes.configMap of type v1.ConfigMapVolumeSource',
    ],
    [
      'Pod',
      { spec: { volumes: [{ name: 'x' }, 3] } },
      'json: cannot unmarshal number into Go struct field PodSpec.spec.volumes of type v1.Volume',
    ],
    [
      'Pod',
      { metadata: { labels: { a: true } } },
      'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'Pod',
      { metadata: { creationTimestamp: 5 } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
    ],
    [
      'Pod',
      { metadata: { creationTimestamp: 'x' } },
      'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    ],
    [
      'Service',
      { spec: { ports: [{ targetPort: {} }] } },
      'json: cannot unmarshal object into Go struct field ServicePort.spec.ports.targetPort of type int32',
    ],
    ['Secret', { data: { a: '%%' } }, 'illegal base64 data at input byte 0'],
    ['Secret', { data: { a: 'YWJj-A==' } }, 'illegal base64 data at input byte 4'],
    ['Secret', { data: { a: 'YQ==x' } }, 'illegal base64 data at input byte 4'],
    ['Secret', { data: { a: 'YWJjYQ=' } }, 'illegal base64 data at input byte 7'],
    ['CustomResourceDefinition', crd({ additionalProperties: 'x' }), 'boolean or JSON schema expected'],
    [
      'CustomResourceDefinition',
      crd({ items: { type: 3 } }),
      'json: cannot unmarshal number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.items of type string',
    ],
    [
      'CustomResourceDefinition',
      crd({ items: { additionalProperties: { properties: { a: { items: { type: 3 } } } } } }),
      'json: cannot unmarshal number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.items of type string',
    ],
    // The first one is told, unless a type that reads itself gives up.
    [
      'Deployment',
      { spec: { replicas: 'x', paused: 1 } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'Pod',
      { spec: { hostname: 1, overhead: { cpu: 'y' } } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ['CustomResourceDefinition', crd(nested(120)), 'exceeded max depth'],
    ['CustomResourceDefinition', crd({ default: nested(120) }), 'exceeded max depth'],
  ])('are refused: %s %j', (kind, body, why) => {
    expect(() => read(kind, body)).toThrow(`${kind} in version "v1" cannot be handled as a ${kind}: ${why}`);
  });

  it('are told with code 400', () => {
    expect(() => read('Pod', { spec: 1 })).toThrow(expect.objectContaining({ code: 400, reason: 'BadRequest' }));
  });

  it('are no matter of how deep people nest', () =>
    expect(() => read('CustomResourceDefinition', crd(nested(80)))).not.toThrow());
});
