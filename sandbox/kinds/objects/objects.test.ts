import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../api/object.ts';
import { apiVersionOf } from '../kind.ts';
import { NAMESPACE } from './case.testkit.ts';
import { CASES } from './cases.testkit.ts';
import { causesOf, created, type Judged, kindCalled, updated } from './objects.testkit.ts';
import { UPDATES } from './updates.testkit.ts';

const plain = (object: object): object => JSON.parse(JSON.stringify(object)) as object;

const shown = (judged: Judged): unknown => ({
  ...(judged.object && { object: judged.object }),
  ...(judged.error && { refused: judged.error.message.slice(0, 2000) }),
  ...(judged.warnings.length > 0 && { warnings: judged.warnings }),
});

function createdAs(name: string, object: object, others = {}): Judged {
  const kind = kindCalled(name);
  const given = { ...plain(object), apiVersion: apiVersionOf(kind), kind: kind.kind };
  return created(kind, given, NAMESPACE, others);
}

/** What the comparison with a real API server has found right is written down, to be noticed when it changes. */
describe('the judgement stays what it was when it was compared', () => {
  it('on creations', async () => {
    const judgements = CASES.map(([says, name, object]) => [`${name}: ${says}`, shown(createdAs(name, object))]);
    await expect(JSON.stringify(judgements, null, 1)).toMatchFileSnapshot('testdata/creations.json');
  });

  it('on updates', async () => {
    const judgements = UPDATES.map(([says, name, before, after]) => {
      const kind = kindCalled(name);
      const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
      const old = createdAs(name, { ...before, metadata: { name: 'a', uid: 'u' } }).object as ApiObject;
      const metadata = { ...plain(old.metadata), ...after.metadata };
      return [`${name}: ${says}`, shown(updated(kind, old, { ...plain(after), ...type, metadata }))];
    });
    await expect(JSON.stringify(judgements, null, 1)).toMatchFileSnapshot('testdata/updates.json');
  });
});

it('fills in nothing twice', () => {
  for (const [says, name, object] of CASES) {
    const { object: once } = createdAs(name, object);
    if (!once) continue;
    const twice = plain(once) as ApiObject;
    kindCalled(name).behaviour.defaults?.(twice);
    expect(twice, says).toEqual(plain(once));
  }
});

describe('what newer servers than the one for comparison say', () => {
  it.each<[says: string, name: string, object: object, ...causes: string[]]>([
    [
      'of dots in a label',
      'Namespace',
      { metadata: { name: 'a.b' } },
      'metadata.name: Invalid value: "a.b": must not contain dots',
    ],
    [
      'of an unknown policy',
      'Service',
      { metadata: { name: 'a' }, spec: { type: 'NodePort', ports: [{ port: 80 }], externalTrafficPolicy: 'Foo' } },
      'spec.externalTrafficPolicy: Unsupported value: "Foo": supported values: "Cluster", "Local"',
    ],
    [
      'of addresses of another family',
      'EndpointSlice',
      { metadata: { name: 'a' }, addressType: 'IPv4', endpoints: [{ addresses: ['2001::1'] }] },
      'endpoints[0].addresses: Invalid value: "2001::1": must be an IPv4 address',
    ],
    [
      'of ports that end before they begin',
      'NetworkPolicy',
      {
        metadata: { name: 'a' },
        spec: {
          podSelector: {},
          ingress: [{ ports: [{ port: 80, endPort: 79 }, { port: 'http', endPort: 1 }, { endPort: 1 }] }],
        },
      },
      'spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`',
      'spec.ingress[0].ports[1].endPort: Invalid value: 1: may not be specified when `port` is non-numeric',
      'spec.ingress[0].ports[2].endPort: Invalid value: 1: may not be specified when `port` is not specified',
    ],
    [
      'of a policy for unhealthy pods',
      'PodDisruptionBudget',
      { metadata: { name: 'a' }, spec: { minAvailable: 1, unhealthyPodEvictionPolicy: 'Foo' } },
      'spec.unhealthyPodEvictionPolicy: Unsupported value: "Foo": supported values: "AlwaysAllow", "IfHealthyBudget"',
    ],
    [
      'of a claim of one pod',
      'PersistentVolumeClaim',
      {
        metadata: { name: 'a' },
        spec: { accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'], resources: { requests: { storage: '1' } } },
      },
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
    ],
    [
      'of a metric of a container',
      'HorizontalPodAutoscaler',
      {
        metadata: { name: 'a' },
        spec: {
          scaleTargetRef: { kind: 'A', name: 'b' },
          maxReplicas: 1,
          metrics: [
            {
              type: 'ContainerResource',
              containerResource: { name: 'cpu', container: '', target: { type: 'Utilization', averageUtilization: 5 } },
            },
          ],
        },
      },
      'spec.metrics[0].containerResource.container: Required value: must specify a container',
    ],
    [
      'of parameters of a class',
      'IngressClass',
      {
        metadata: { name: 'a' },
        spec: { controller: 'a.b/c', parameters: { kind: 'A', name: 'b', scope: 'Namespace' } },
      },
      "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
    ],
    [
      'of a preferred holder',
      'Lease',
      { metadata: { name: 'a' }, spec: { preferredHolder: 'a' } },
      'spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined',
    ],
    [
      'of how traffic is spread',
      'Service',
      { metadata: { name: 'a' }, spec: { ports: [{ port: 80 }], trafficDistribution: 'Foo' } },
      'spec.trafficDistribution: Unsupported value: "Foo": supported values: "PreferClose"',
    ],
  ])('%s', (_, name, object, ...causes) => {
    expect(causesOf(createdAs(name, object))).toEqual(causes);
  });
});

const marked = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'K',
  metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' }, ...more },
});
const backend = { defaultBackend: { service: { name: 'a', port: { number: 80 } } } };

describe('what depends on others', () => {
  it('gives an ingress the youngest default class', () => {
    const classes = [
      marked('old', { creationTimestamp: '2020' }),
      marked('new', { creationTimestamp: '2021' }),
      marked('zzz', { annotations: {} }),
    ];
    const { object } = createdAs(
      'Ingress',
      { metadata: { name: 'a' }, spec: backend },
      { 'ingressclasses.networking.k8s.io': classes },
    );
    expect(object?.['spec']).toMatchObject({ ingressClassName: 'new' });
  });

  it('leaves an ingress alone that names its class the old way', () => {
    const metadata = { name: 'a', annotations: { 'kubernetes.io/ingress.class': 'b' } };
    const { object, warnings } = createdAs(
      'Ingress',
      { metadata, spec: backend },
      { 'ingressclasses.networking.k8s.io': [marked('c')] },
    );
    expect(object?.['spec']).not.toHaveProperty('ingressClassName');
    expect(warnings).toEqual([
      `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
    ]);
  });

  it.each([
    [
      'b',
      /^priorityclasses\.scheduling\.k8s\.io "b" is forbidden: PriorityClass a is already marked as default\. Only one default can exist$/,
    ],
    ['a', undefined],
  ])('allows one default PriorityClass besides %s', (name, refusal) => {
    const others = { 'priorityclasses.scheduling.k8s.io': [{ ...marked('a'), globalDefault: true }] };
    const { error } = createdAs('PriorityClass', { metadata: { name }, value: 1, globalDefault: true }, others);
    if (refusal) expect(error?.message).toMatch(refusal);
    else expect(error).toBeUndefined();
  });
});
