import { expect, it } from 'vitest';
import type { Reader } from '../../kube/cluster.ts';
import { KubeError } from '../../kube/errors.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { LoadBalancer } from '../runtime/aws-contract.ts';
import { SLICES } from './addresses.ts';
import { observedTargets, type TargetMeans } from './observe-targets.ts';
import { balancerAt, behindAlb, dividing, HOST, sightOf, TAG } from './targets.testkit.ts';
import type { World } from './world.testkit.ts';

const steps = [{ setWeight: 25 }];
const atStep: World = {
  spec: behindAlb({ steps }),
  pods: { v1: 4, v2: 1 },
  shown: 25,
  status: { currentStepIndex: 0 },
};
const promoted: World = { ...atStep, pods: { v1: 4, v2: 4 }, stable: 'v2', services: { canary: 'v2', stable: 'v2' } };
const known = { status: { currentStepIndex: 1, albs: [{ ingress: 'web', loadBalancer: { arn: 'arn' } }] } };

const binding = {
  ...{ apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata: { name: 'b', namespace: 'shop' } },
  spec: { targetGroupARN: 'arn', targetType: 'ip', serviceRef: { name: 'stable', port: 80 } },
} as unknown as KubeObject;
const slice = {
  metadata: {},
  endpoints: [{ addresses: ['10.0.0.1'] }],
  ports: [{ port: 8080 }],
} as unknown as KubeObject;

interface Around {
  readonly balancer?: () => Promise<LoadBalancer | undefined>;
  readonly bindings?: () => Promise<readonly KubeObject[]>;
  readonly hostname?: string | undefined;
}

/** What was seen, and what AWS and the cluster were asked. */
async function seen(world: World, around: Around = {}) {
  const { balancer = async () => balancerAt(25), bindings = async () => [binding] } = around;
  const asked: string[] = [];
  const cluster = {
    view: () => ({ by: () => [slice] }),
    fetchAll: ({ apiVersion, plural }: { apiVersion: string; plural: string }) => {
      asked.push(`${apiVersion} ${plural}`);
      return bindings();
    },
  } as unknown as Reader;
  const groups: TargetMeans['groups'] = {
    balancerAt: (name) => {
      asked.push(name);
      return balancer();
    },
    targetsOf: (arn) => {
      asked.push(arn);
      return Promise.resolve(['10.0.0.1:8080']);
    },
  };
  const s = sightOf(world, { isOff: true });
  const service = s.services.get('stable');
  const services = new Map(s.services).set('stable', {
    ...service,
    spec: { ...service?.spec, ports: [{ port: 80 }] },
  } as never);
  const objects = 'hostname' in around ? [dividing(25, '')] : s.routing.objects;
  const targets = { groups, tag: TAG, bindingVersion: 'elbv2.k8s.aws/v1beta1', retrySeconds: 10 };
  const sight = await observedTargets(
    { ...s, services, routing: { ...s.routing, objects } },
    { cluster, addresses: SLICES, targets },
  );
  return { sight, asked };
}

it('asks the load balancers behind an Ingress', async () => {
  const { sight, asked } = await seen(atStep);
  expect(asked).toEqual([HOST]);
  expect(sight).toEqual({
    ...{ tag: TAG, retrySeconds: 10, registrations: [] },
    balancers: [{ ingress: 'web', hostname: HOST, reply: { balancer: balancerAt(25) } }],
  });
});

it.each<[what: string, around: Around, reply: object]>([
  ['there is none of that name', { balancer: async () => undefined }, { balancer: null }],
  ['AWS does not tell', { balancer: () => Promise.reject(new Error('throttled')) }, { problem: 'throttled' }],
  ['the Ingress has no hostname yet', { hostname: undefined }, { balancer: null }],
])('says that %s', async (_, around, reply) => {
  expect((await seen(atStep, around)).sight.balancers.map((one) => one.reply)).toEqual([reply]);
});

it('asks for targets behind the stable Service of what is promoted', async () => {
  const { sight, asked } = await seen({ ...promoted, ...known });
  expect(asked).toEqual(['elbv2.k8s.aws/v1beta1 targetgroupbindings', 'arn']);
  expect(sight.registrations).toEqual([
    { service: 'stable', arn: 'arn', awaited: ['10.0.0.1:8080'], reply: { registered: ['10.0.0.1:8080'] } },
  ]);
});

it.each<[what: string, error: Error, registrations: readonly object[]]>([
  ['where there is no such kind, nothing is bound', new KubeError('list', 404, { status: { reason: 'NotFound' } }), []],
  [
    'where they may not be listed, nobody knows',
    new Error('forbidden'),
    [{ service: 'stable', arn: 'unknown', awaited: [], reply: { problem: 'forbidden' } }],
  ],
])('%s', async (_, error, registrations) => {
  const bindings = () => Promise.reject(error);
  expect((await seen({ ...promoted, ...known }, { bindings })).sight.registrations).toEqual(registrations);
});

it('asks nobody while nothing waits for it', async () =>
  expect((await seen({ ...promoted, ...known, pods: { v2: 4 } })).asked).toEqual([]));
