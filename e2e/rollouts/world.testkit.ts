/** Rollouts on a real control plane: the controller, simulated nodes, people with a client, and what is to be seen of it all. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, inject } from 'vitest';
import { experimentParts } from '../../controller/experiment/experiment.ts';
import { ENDPOINTS } from '../../controller/rollout/addresses.ts';
import { HASH_LABEL, INSTANCE_LABEL, SCALE_DOWN_DEADLINE } from '../../controller/rollout/keys.ts';
import type { ReplicaSet, RolloutObject, RolloutStatus, Service } from '../../controller/rollout/objects.ts';
import { rolloutParts } from '../../controller/rollout/rollout.ts';
import { clientAt, eventually, managerAt } from '../../controller/runtime/world.testkit.ts';
import { definitions } from '../../crds/definitions.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { httpTransport } from '../../kube/http.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';
import { startNodes } from '../../sandbox/nodes/start.ts';
import { clusterUrl, kubectl } from '../cluster.testkit.ts';

const BY = { fieldManager: 'user' };
const NAME = 'web';
const LABELS = { app: NAME };
const CANARY_WEIGHT = 'nginx.ingress.kubernetes.io/canary-weight';

const given = inject('cluster');
const { kubeconfig, kubectl: program } = 'missing' in given ? { kubeconfig: '', kubectl: '' } : given;
const run = promisify(execFile);

export interface Stage {
  story(spec: object): Promise<Story>;
  stop(): Promise<void>;
}

/** One Rollout in a namespace of its own. */
export interface Story {
  /** Changes the spec, as people do. */
  spec(change: object): Promise<unknown>;
  /** Another template: the tag of its image. */
  release(tag: string): Promise<unknown>;
  /** Changes the status, as the command line does. */
  status(change: object): Promise<unknown>;
  kubectl(...words: readonly string[]): Promise<string>;
  /** Waits until all that is named is so. */
  becomes(expected: Partial<Sight>): Promise<void>;
  sight(): Promise<Sight>;
}

/** Revisions go by the tag of their image. */
export interface Sight {
  readonly phase: string | undefined;
  readonly message: string;
  readonly step: number | undefined;
  readonly stable: string | undefined;
  /** Pods asked for, of the revisions that have any. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Revisions whose pods go at a set time. */
  readonly leaving: readonly string[];
  readonly counts: Readonly<Record<'replicas' | 'updated' | 'ready' | 'available', number>>;
  /** The canary's weight in the Ingress and in the status. */
  readonly weight: number | undefined;
  readonly told: number | undefined;
  /** By Service: the revision that it selects. */
  readonly services: Readonly<Record<string, string | undefined>>;
  readonly conditions: Readonly<Record<string, string>>;
}

export function startStage(): Stage {
  installDefinitions();
  const instance = `test-${randomUUID().slice(0, 8)}`;
  const labelSelector = `${INSTANCE_LABEL}=${instance}`;
  const parts = [...rolloutParts({ addresses: ENDPOINTS, labelSelector }), ...experimentParts({ labelSelector })];
  const nodes = nodesHere();
  const direct = clientAt(clusterUrl);
  const world = managerAt(clusterUrl, parts, { fieldManager: 'sluice-rollout' });
  const namespaces: string[] = [];
  return {
    story: async (spec) => {
      const namespace = `rollouts-${randomUUID().slice(0, 8)}`;
      namespaces.push(namespace);
      return await begun({ namespace, instance, client: direct.client }, spec);
    },
    stop: async () => {
      await run(program, ['--kubeconfig', kubeconfig, 'delete', 'namespace', ...namespaces, '--timeout=80s']);
      await world.stop();
      await nodes.stop();
      await direct.close();
    },
  };
}

/** Left in place for the tests that follow. */
function installDefinitions(): void {
  const list = { apiVersion: 'v1', kind: 'List', items: definitions() };
  const words = ['apply', '--server-side', '--force-conflicts', '-f', '-'];
  expect(kubectl(words, JSON.stringify(list))).toMatchObject({ ok: true });
  expect(kubectl(['wait', '--for=condition=Established', 'crd/rollouts.argoproj.io'])).toMatchObject({ ok: true });
}

function nodesHere() {
  const access = { server: clusterUrl, namespace: 'default', invalidate: () => {} };
  const credentials = () => Promise.resolve({ headers: {}, tls: {} });
  const transport = httpTransport({ ...access, credentials }, { clock });
  const nodes = startNodes({ transport: transport.send, clock, random: Math.random, readyAfter: 500 });
  return {
    stop: async () => {
      await nodes.stop();
      await run(program, ['--kubeconfig', kubeconfig, 'delete', 'node', '-l', 'sluice.dev/simulated=true']);
      await transport.close();
    },
  };
}

interface Where {
  readonly namespace: string;
  readonly instance: string;
  readonly client: ReturnType<typeof clientAt>['client'];
}

const containers = (tag: string) => [{ name: 'main', image: `web:${tag}` }];

async function begun(where: Where, { objects = [], ...spec }: { objects?: readonly object[] }): Promise<Story> {
  const { namespace, instance, client } = where;
  const create = (object: object) => {
    const made = object as KubeObject;
    return client.create({ ...made, metadata: { ...made.metadata, namespace } }, BY);
  };
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, BY);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' };
  await eventually('pods can be made', async () => (await client.get(account)) !== undefined);
  for (const object of objects) await create(object);
  const template = { metadata: { labels: LABELS }, spec: { containers: containers('v1') } };
  const ref = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace, name: NAME };
  await create({
    ...{ apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: NAME, labels: { [INSTANCE_LABEL]: instance } } },
    spec: { replicas: 4, selector: { matchLabels: LABELS }, template, ...spec },
  });
  const change = (merge: object) => client.patch(ref, { merge: { spec: merge } }, BY);
  const look = () => sightOf(where, ref);
  return {
    spec: change,
    release: (tag) => change({ template: { spec: { containers: containers(tag) } } }),
    status: (status) => client.patch(ref, { merge: { status } }, { ...BY, subresource: 'status' }),
    kubectl: async (...words) => (await run(program, ['--kubeconfig', kubeconfig, '-n', namespace, ...words])).stdout,
    becomes: (expected) => becomes(look, expected),
    sight: look,
  };
}

/** Twice in a row: not only on the way to something else. */
async function becomes(look: () => Promise<Sight>, expected: Partial<Sight>): Promise<void> {
  let sight: Sight | undefined;
  let times = 0;
  try {
    await eventually('what is expected', async () => {
      sight = await look();
      times = expect.objectContaining(expected).asymmetricMatch(sight) ? times + 1 : 0;
      if (times === 1) await new Promise((resolve) => setTimeout(resolve, 400));
      return times > 1;
    });
  } catch {
    expect(sight).toMatchObject(expected);
    expect(sight).toEqual(expect.objectContaining(expected));
  }
}

async function sightOf({ client, namespace }: Where, ref: Ref): Promise<Sight> {
  const status = ((await client.get(ref)) as RolloutObject | undefined)?.status ?? {};
  const replicaSets: ReplicaSet[] = [];
  const resource = { apiVersion: 'apps/v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true };
  for await (const page of client.list(resource, { namespace })) replicaSets.push(...(page.items as ReplicaSet[]));
  const tags = new Map(replicaSets.map((one) => [one.metadata.labels?.[HASH_LABEL] ?? '', tagOf(one)]));
  const tag = (hash = '') => tags.get(hash);
  const selected = async (name: string) => {
    const found = (await client.get({ apiVersion: 'v1', kind: 'Service', namespace, name })) as Service | undefined;
    return [name, tag(found?.spec.selector?.[HASH_LABEL])] as const;
  };
  const name = `${NAME}-${NAME}-canary`;
  const ingress = await client.get({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace, name });
  const weight = ingress?.metadata.annotations?.[CANARY_WEIGHT];
  const sized = replicaSets.filter(({ spec }) => (spec.replicas ?? 1) > 0);
  const leaving = replicaSets.filter(({ metadata }) => metadata.annotations?.[SCALE_DOWN_DEADLINE] !== undefined);
  return {
    ...told(status),
    stable: tag(status.stableRS),
    sizes: Object.fromEntries(sized.map((one) => [tagOf(one), one.spec.replicas ?? 1])),
    leaving: leaving.map(tagOf).sort(),
    weight: weight === undefined ? undefined : Number(weight),
    services: Object.fromEntries(await Promise.all(['canary', 'stable'].map(selected))),
  };
}

function tagOf({ spec }: ReplicaSet): string {
  const [container] = (spec.template.spec?.containers ?? []) as readonly { readonly image?: string }[];
  return container?.image?.split(':')[1] ?? '';
}

function told(status: RolloutStatus): Pick<Sight, 'phase' | 'message' | 'step' | 'counts' | 'told' | 'conditions'> {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  return {
    phase: status.phase,
    message: status.message ?? '',
    step: status.currentStepIndex,
    counts: { replicas, updated: updatedReplicas, ready: readyReplicas, available: availableReplicas },
    told: status.canary?.weights?.canary.weight,
    conditions: Object.fromEntries((status.conditions ?? []).map((one) => [one.type, `${one.status} ${one.reason}`])),
  };
}

const service = (name: string): object => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});

const backend = { service: { name: 'stable', port: { number: 80 } } };

/** What a canary needs whose requests a router divides, beside its own part of the strategy. */
export const routedCanary =
  (trafficRouting: object, objects: readonly object[]) =>
  (block: object, more: object = {}): object => ({
    objects: [service('canary'), service('stable'), ...objects],
    strategy: { canary: { canaryService: 'canary', stableService: 'stable', trafficRouting, ...block } },
    ...more,
  });

export const nginxCanary = routedCanary({ nginx: { stableIngress: NAME } }, [
  {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: NAME } },
    spec: { rules: [{ host: 'web.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  },
]);
