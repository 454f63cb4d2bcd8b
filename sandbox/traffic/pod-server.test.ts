import { describe, expect, it } from 'vitest';
import type { SimulatedPod } from '../nodes/pod.ts';
import { type Address, type EndpointsObject, readyAddresses, type ServiceObject } from './addresses.ts';
import { type PodServer, podServer, replyOf } from './pod-server.ts';
import { seeded } from './traffic.testkit.ts';

const controlled = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'v1', kind, name, uid: 'o', controller: true }],
});

interface Wanted {
  readonly metadata?: object;
  readonly containers?: readonly {
    readonly name: string;
    readonly image: string;
    readonly ports?: readonly object[];
  }[];
  readonly running?: readonly string[];
}

const pod = ({ metadata, containers, running }: Wanted = {}): SimulatedPod => {
  const all = containers ?? [{ name: 'main', image: 'registry:5000/web:1.2' }];
  const statuses = all.map(({ name }) => ({
    name,
    state: (running ?? all.map((one) => one.name)).includes(name) ? { running: {} } : { terminated: {} },
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'shop', uid: 'u', ...metadata },
    spec: { containers: all },
    status: { containerStatuses: statuses },
  } as unknown as SimulatedPod;
};

const proxied = [
  { name: 'proxy', image: 'proxy:9' },
  { name: 'web', image: 'web:2', ports: [{ containerPort: 80 }] },
];

describe('the server of a pod', () => {
  it.each<[what: string, wanted: Wanted, server: Partial<PodServer> | undefined]>([
    ['has the version of its image', {}, { version: '1.2', container: 'main', hash: '', workload: 'web-1' }],
    ['is not there without a running container', { running: [] }, undefined],
    ['is that of the container with a port', { containers: proxied }, { container: 'web', version: '2' }],
    ['is not there if that one does not run', { containers: proxied, running: ['proxy'] }, undefined],
    [
      'has the hash of a Rollout before that of a Deployment',
      { metadata: { labels: { 'pod-template-hash': 'a', 'rollouts-pod-template-hash': 'b' } } },
      { hash: 'b' },
    ],
    [
      'belongs to what made its ReplicaSet',
      { metadata: { labels: { 'pod-template-hash': 'a1' }, ...controlled('ReplicaSet', 'web-a1') } },
      { workload: 'web', hash: 'a1' },
    ],
    [
      'belongs to a ReplicaSet that nobody made',
      { metadata: { labels: { 'pod-template-hash': 'a1' }, ...controlled('ReplicaSet', 'web') } },
      { workload: 'web' },
    ],
    ['belongs to a StatefulSet', { metadata: controlled('StatefulSet', 'db') }, { workload: 'db' }],
    [
      'does what annotations say',
      { metadata: { annotations: { 'sluice.dev/sim-latency': '80ms', 'sluice.dev/sim-error-rate': '0.5' } } },
      { latency: 80, errorRate: 0.5, answers: 200 },
    ],
  ])('%s', (_, wanted, server) => {
    if (server) expect(podServer(pod(wanted))).toMatchObject(server);
    else expect(podServer(pod(wanted))).toBeUndefined();
  });

  it.each([0, 0.05, 0.5, 1])('fails as often as is said: %d', (errorRate) => {
    const random = seeded(7);
    const replies = Array.from({ length: 10_000 }, () =>
      replyOf({ errorRate, latency: 20, answers: 200 } as PodServer, random),
    );
    const errors = replies.filter(({ status }) => status === 500).length;
    expect(Math.abs(errors - errorRate * 10_000)).toBeLessThanOrEqual(
      5 * Math.sqrt(10_000 * errorRate * (1 - errorRate)),
    );
  });

  it('never takes forever, whatever the numbers', () => {
    for (const number of [0, 0.5, 1 - 2 ** -32])
      expect(replyOf({ errorRate: 0, latency: 20, answers: 200 } as PodServer, () => number).after).toBeLessThanOrEqual(
        200,
      );
  });
});

describe('ready addresses', () => {
  const service: ServiceObject = {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } },
    spec: {
      ports: [
        { name: 'http', port: 80 },
        { name: 'admin', port: 81 },
      ],
    },
  };
  const address = (ip: string): Address => ({ ip });
  const endpoints: EndpointsObject = {
    ...{ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web' } },
    subsets: [
      { addresses: [address('a'), address('b')], ports: [{ name: 'http', port: 8080 }] },
      {
        addresses: [address('c')],
        ports: [
          { name: 'http', port: 8080 },
          { name: 'admin', port: 8081 },
        ],
      },
      { ...{ notReadyAddresses: [address('d')] }, ports: [{ name: 'http', port: 8080 }] },
    ],
  };
  const unnamed: EndpointsObject = {
    ...endpoints,
    subsets: [{ addresses: [address('a')], ports: [{ port: 8080 }] }],
  };
  const labelsOf = ({ ip }: Address) => (ip === 'b' ? { version: '2', app: 'web' } : {});

  it.each<[what: string, backend: object, found: readonly string[]]>([
    ['of any port', {}, ['a', 'b', 'c']],
    ['of a port by its name', { port: 'http' }, ['a', 'b', 'c']],
    ['of a port by its number', { port: 81 }, ['c']],
    ['of a port that the Service has not', { port: 8080 }, []],
    ['of a port of another name', { port: 'grpc' }, []],
    ['of a subset', { labels: { version: '2' } }, ['b']],
    ['of a subset that nobody is in', { labels: { version: '2', app: 'other' } }, []],
  ])('%s', (_, backend, found) => {
    expect(readyAddresses(backend, service, endpoints, labelsOf).map(({ ip }) => ip)).toEqual(found);
  });

  it('of a port without a name', () => {
    const one: ServiceObject = { ...service, spec: { ports: [{ port: 80 }] } };
    expect(readyAddresses({ port: 80 }, one, unnamed, labelsOf)).toHaveLength(1);
  });

  it('of nothing', () => expect(readyAddresses({}, service, { ...endpoints, subsets: [] }, labelsOf)).toEqual([]));
});
