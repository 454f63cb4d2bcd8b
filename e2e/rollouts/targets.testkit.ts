/** A cluster in memory behind an AWS load balancer: AWS is a server of the test, asked by the real client over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { SLICES } from '../../controller/rollout/addresses.ts';
import type { ReplicaSet, RolloutObject, RolloutStatus } from '../../controller/rollout/objects.ts';
import { rolloutParts } from '../../controller/rollout/rollout.ts';
import { awsCredentials } from '../../controller/runtime/aws-credentials.ts';
import { loadBalancers } from '../../controller/runtime/aws-load-balancers.ts';
import { httpClient } from '../../controller/runtime/http.ts';
import { silent } from '../../controller/runtime/log.ts';
import { Manager } from '../../controller/runtime/manager.ts';
import { Metrics } from '../../controller/runtime/metrics.ts';
import { eventually } from '../../controller/runtime/world.testkit.ts';
import { definitions } from '../../crds/definitions.ts';
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import type { KubeObject } from '../../kube/types.ts';
import { seed } from '../../sandbox/bootstrap.ts';
import { startControllers } from '../../sandbox/controllers/start.ts';
import { inProcess } from '../../sandbox/in-process.ts';
import { startNodes } from '../../sandbox/nodes/start.ts';
import { ApiServer } from '../../sandbox/server/api-server.ts';
import { Store } from '../../sandbox/store/store.ts';

const BY = { fieldManager: 'user' };
const LABELS = { app: 'web' };
const NAMESPACE = 'default';
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const INGRESSES = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses', namespaced: true };
const HOST = 'web-1.eu-west-1.elb.amazonaws.com';
const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:1';
const groupArn = (name: string) => `${ARN}:targetgroup/${name}/1`;
const TAG = 'ingress.k8s.aws/resource';

const containers = (tag: string) => [{ name: 'main', image: `web:${tag}` }];
const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});
const backend = { service: { name: 'root', port: { name: 'use-annotation' } } };
const ingress = {
  ...{ apiVersion: INGRESSES.apiVersion, kind: INGRESSES.kind, metadata: { name: 'web', namespace: NAMESPACE } },
  spec: { rules: [{ http: { paths: [{ path: '/*', pathType: 'ImplementationSpecific', backend }] } }] },
};
const published = { loadBalancer: { ingress: [{ hostname: HOST }] } };
const routing = { alb: { ingress: 'web', rootService: 'root', servicePort: 80 } };
const rollout = (steps: readonly object[], more: object) => ({
  ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: NAMESPACE } },
  spec: {
    ...{ replicas: 2, selector: { matchLabels: LABELS } },
    template: { metadata: { labels: LABELS }, spec: { containers: containers('1') } },
    strategy: {
      canary: { canaryService: 'canary', stableService: 'stable', trafficRouting: routing, steps, ...more },
    },
  },
});

/** What AWS has: a weight for the canary, or no mind to answer. */
interface Amazon {
  canary: number;
  isDown: boolean;
}

function answerOf(action: string, { canary }: Amazon): string {
  const member = (one: string) => `<member>${one}</member>`;
  const tuple = (name: string, weight: number) =>
    member(`<TargetGroupArn>${groupArn(name)}</TargetGroupArn><Weight>${weight}</Weight>`);
  const tagged = (name: string) =>
    member(
      `<ResourceArn>${groupArn(name)}</ResourceArn><Tags>${member(`<Key>${TAG}</Key><Value>${NAMESPACE}/web-${name}:80</Value>`)}</Tags>`,
    );
  const answers: Readonly<Record<string, string>> = {
    DescribeLoadBalancers: `<LoadBalancers>${member(`<LoadBalancerName>web</LoadBalancerName><LoadBalancerArn>${ARN}:loadbalancer/app/web/1</LoadBalancerArn><DNSName>${HOST}</DNSName>`)}</LoadBalancers>`,
    DescribeListeners: `<Listeners>${member('<ListenerArn>one</ListenerArn>')}</Listeners>`,
    DescribeRules: `<Rules>${member(`<Actions>${member(`<ForwardConfig><TargetGroups>${tuple('canary', canary)}${tuple('stable', 100 - canary)}</TargetGroups></ForwardConfig>`)}</Actions>`)}</Rules>`,
    DescribeTags: `<TagDescriptions>${tagged('canary')}${tagged('stable')}</TagDescriptions>`,
  };
  return `<${action}Response><${action}Result>${answers[action] ?? ''}</${action}Result></${action}Response>`;
}

async function startAmazon() {
  const amazon: Amazon = { canary: 0, isDown: false };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      response.writeHead(amazon.isDown ? 503 : 200).end(answerOf(action, amazon));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const http = httpClient({ monotonic: clock.monotonic });
  onTestFinished(() => {
    http.close();
    server.closeAllConnections();
    server.close();
  });
  const env = {
    ...{ AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'hidden', AWS_REGION: 'eu-west-1' },
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  };
  const aws = awsCredentials({ env, clock, send: http.send });
  return { amazon, groups: loadBalancers({ aws, env, clock, send: http.send }) };
}

export async function startWorld(steps: readonly object[], more: object = {}) {
  const server = new ApiServer({ store: new Store({ history: 4_000 }), clock, random: Math.random });
  seed(server, [...definitions(), service('canary'), service('stable'), ingress, rollout(steps, more)] as KubeObject[]);
  const transport = inProcess(server);
  const means = { transport, clock, random: Math.random };
  const client = new ApiClient(means);
  const { amazon, groups } = await startAmazon();
  const told: string[] = [];
  const manager = new Manager({
    ...{ client, clock, random: Math.random, log: silent, metrics: new Metrics(), dryRun: false, effects: {} },
    reconcilers: rolloutParts({
      ...{ addresses: SLICES, routing: [INGRESSES] },
      targets: { groups, tag: TAG, bindingVersion: 'elbv2.k8s.aws/v1beta1', retrySeconds: 1 },
    }),
    ownership: { shardOf: () => 0, owns: () => true },
    isStandby: () => false,
    announce: (_, { reason, message }) => told.push(`${reason}: ${message}`),
    fieldManager: 'sluice-rollout',
  });
  manager.start();
  const parts = [startControllers(means), startNodes({ ...means, readyAfter: 100 }), manager];
  onTestFinished(async () => {
    await Promise.all(parts.map((one) => one.stop()));
  });
  const ingressRef = { ...REF, apiVersion: INGRESSES.apiVersion, kind: INGRESSES.kind };
  await client.patch(ingressRef, { merge: { status: published } }, { ...BY, subresource: 'status' });
  const look = async () => ((await client.get(REF)) as RolloutObject).status ?? {};
  return {
    ...{ amazon, told, look },
    /** The status holds this, or it is said what it holds. */
    becomes: async (what: string, holds: (status: RolloutStatus) => boolean) => {
      await eventually(what, async () => holds(await look()), 20).catch(async ({ message }: Error) => {
        throw new Error(`${message}: ${JSON.stringify(await look())} ${told.slice(-5).join('; ')}`);
      });
    },
    hears: (reason: string) => eventually(reason, () => told.some((line) => line.startsWith(`${reason}:`)), 20),
    release: (tag: string) =>
      client.patch(REF, { merge: { spec: { template: { spec: { containers: containers(tag) } } } } }, BY),
    /** Of the ReplicaSets, oldest first. */
    sizes: async () => {
      const resource = { apiVersion: 'apps/v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true };
      const found: ReplicaSet[] = [];
      for await (const { items } of client.list(resource, {})) found.push(...(items as ReplicaSet[]));
      const numberOf = ({ metadata }: ReplicaSet) => Number(metadata.annotations?.['rollout.argoproj.io/revision']);
      return found.sort((one, other) => numberOf(one) - numberOf(other)).map(({ spec }) => spec.replicas);
    },
  };
}
