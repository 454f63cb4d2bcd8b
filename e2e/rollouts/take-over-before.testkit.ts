/** What another controller for Rollouts leaves in a cluster: its objects, built in the order in which it makes them. */
import {
  DESIRED_REPLICAS,
  HASH_LABEL,
  MANAGED_BY,
  REVISION,
  SCALE_DOWN_DEADLINE,
} from '../../controller/rollout/keys.ts';
import type { ApiClient } from '../../kube/api.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Simulation } from '../../sandbox/simulation/simulation.ts';

export const ROLLOUT = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
  ...{ namespace: 'default', name: 'demo' },
} as const;
export const OTHER = { fieldManager: 'rollouts-controller' } as const;
export const WEIGHT = 'nginx.ingress.kubernetes.io/canary-weight';

const { namespace: NAMESPACE, name: NAME } = ROLLOUT;
export const LABELS = { app: 'rollouts-demo' };
/** For the pods of one revision to come up. */
const PAUSE = 10_000;

/** As in the public getting-started guide: the user's words, without anything that the API server fills in. */
export const demo = (tag: string) => ({
  metadata: { labels: LABELS },
  spec: {
    containers: [
      {
        ...{ name: 'rollouts-demo', image: `argoproj/rollouts-demo:${tag}` },
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        resources: { requests: { memory: '32Mi', cpu: '5m' } },
      },
    ],
  },
});

/** The moment so many seconds from now, as Go writes it. */
export type At = (seconds: number) => string;

/** A ReplicaSet that was there, with its pods. */
export interface Left {
  readonly hash: string;
  readonly number: number;
  readonly size: number;
  /** As the other controller made it: with all that it puts into templates. */
  readonly template: Template;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Seconds until its pods may go. */
  readonly deadline?: number;
}

export interface Template {
  readonly metadata: { readonly labels: object; readonly annotations?: object };
  readonly spec: object;
}

export interface Legacy {
  readonly spec: { readonly replicas: number; readonly [field: string]: unknown };
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly revisions: readonly Left[];
  /** By Service: the hash that it selects. */
  readonly services?: Readonly<Record<string, string>>;
  /** In the canary Ingress. */
  readonly weight?: number;
  /** Paths of the Ingress that lead to other Services. */
  readonly otherPaths?: readonly string[];
  /** Such as workloads. */
  readonly objects?: readonly object[];
  readonly status: (at: At, generation: string) => object;
}

/** Takes as long as the pods take to come up. */
export async function built(simulation: Simulation, client: ApiClient, legacy: Legacy): Promise<void> {
  const { spec, labels = {}, annotations = {}, revisions, services = {}, weight, otherPaths, objects = [] } = legacy;
  const create = (object: object) => client.create(object as KubeObject, OTHER);
  for (const object of objects) await create(object);
  const last = Math.max(...revisions.map(({ number }) => number));
  const metadata = { namespace: NAMESPACE, name: NAME, labels, annotations: { ...annotations, [REVISION]: `${last}` } };
  const { apiVersion, kind } = ROLLOUT;
  const rollout = await create({ apiVersion, kind, metadata, spec: { selector: { matchLabels: LABELS }, ...spec } });
  const owner = ownerOf(rollout);
  for (const one of revisions) {
    await create(replicaSet(one, owner, legacy));
    await pause(simulation, PAUSE);
  }
  for (const [name, hash] of Object.entries(services)) await create(service(name, hash));
  if (weight !== undefined) for (const object of ingresses(weight, owner, otherPaths)) await create(object);
  await pause(simulation, PAUSE);
  for (const { hash, deadline } of revisions) {
    if (deadline === undefined) continue;
    const merge = { metadata: { annotations: { [SCALE_DOWN_DEADLINE]: moment(simulation, deadline) } } };
    const ref = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: NAMESPACE, name: `${NAME}-${hash}` };
    await client.patch(ref, { merge }, OTHER);
  }
}

export function moment({ timeline }: Simulation, seconds: number): string {
  return `${new Date(timeline.now().getTime() + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

const ownerOf = ({ apiVersion, kind, metadata: { name, uid } }: KubeObject) => ({
  ...{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true },
});

const pause = ({ timeline }: Simulation, ms: number): Promise<void> =>
  new Promise((resolve) => {
    timeline.after(ms, resolve);
  });

function replicaSet(one: Left, owner: object, { spec, annotations }: Legacy): object {
  const { template } = one;
  return {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    metadata: {
      ...{ namespace: NAMESPACE, name: `${NAME}-${one.hash}`, labels: { ...LABELS, [HASH_LABEL]: one.hash } },
      annotations: {
        ...annotations,
        ...{ [REVISION]: `${one.number}`, [DESIRED_REPLICAS]: `${spec.replicas}` },
        ...one.annotations,
      },
      ownerReferences: [owner],
    },
    spec: {
      replicas: one.size,
      selector: { matchLabels: { ...LABELS, [HASH_LABEL]: one.hash } },
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata.labels, [HASH_LABEL]: one.hash } },
      },
    },
  };
}

const service = (name: string, hash: string): object => ({
  ...{ apiVersion: 'v1', kind: 'Service' },
  metadata: { namespace: NAMESPACE, name, annotations: { [MANAGED_BY]: NAME } },
  spec: { selector: { ...LABELS, [HASH_LABEL]: hash }, ports: [{ port: 80, targetPort: 'http' }] },
});

/** The user's, and the one that the other controller made of it. */
function ingresses(weight: number, owner: object, otherPaths: readonly string[] = []): readonly object[] {
  const path = (at: string, name: string) => ({
    ...{ path: at, pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } },
  });
  const ingress = (name: string, backend: string, metadata: object) => ({
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
    metadata: { namespace: NAMESPACE, name, ...metadata },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'demo.local',
          http: { paths: [path('/', backend), ...otherPaths.map((other) => path(other, 'another'))] },
        },
      ],
    },
  });
  const annotations = {
    ...{ 'nginx.ingress.kubernetes.io/canary': 'true', [WEIGHT]: `${weight}` },
    'nginx.ingress.kubernetes.io/canary-by-header': 'X-Canary',
  };
  return [
    ingress('demo-stable', 'demo-stable', {}),
    ingress('demo-demo-stable-canary', 'demo-canary', { annotations, ownerReferences: [owner] }),
  ];
}
