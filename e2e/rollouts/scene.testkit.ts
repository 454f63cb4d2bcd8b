/** What surrounds a Rollout on a real control plane: its Services, its pods and other objects, and how they look at rest. */
import { expect } from 'vitest';
import { HASH_LABEL, REVISION, SCALE_DOWN_DEADLINE } from '../../controller/rollout/keys.ts';
import type { Pod, ReplicaSet, RolloutObject, RolloutStatus, Service } from '../../controller/rollout/objects.ts';
import { clientAt } from '../../controller/runtime/world.testkit.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';
import { clusterUrl } from '../cluster.testkit.ts';
import { type Story, startStage } from './world.testkit.ts';

const BY = { fieldManager: 'user' };
const POLL = 500;
const PATIENCE = 75_000;
export const LABELS = { app: 'web' };

/** Revisions go by the tag of their image. Of pods, those that are not about to go. */
export interface View {
  readonly phase: string | undefined;
  readonly message: string;
  readonly stable: string | undefined;
  readonly counts: Readonly<Record<'replicas' | 'updated' | 'ready' | 'available', number>>;
  /** What an autoscaler reads. The hash in the selector is shown as a tag. */
  readonly autoscaled: { readonly replicas: number; readonly selector: string };
  readonly isAborted: boolean;
  readonly restartedAt: string | undefined;
  /** All revisions that there are, oldest first. */
  readonly history: readonly string[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly leaving: readonly string[];
  /** By Service: the revision that it selects. */
  readonly services: Readonly<Record<string, string | undefined>>;
  /** Ready ones. */
  readonly pods: Readonly<Record<string, number>>;
  /** The roles that pods of a revision bear, and the notes. */
  readonly roles: Readonly<Record<string, string>>;
}

export interface PodSeen {
  readonly tag: string;
  readonly uid: string;
  readonly node: string;
  readonly isReady: boolean;
}

/** Sees how few pods are ready. */
interface Watcher {
  now(): number;
  /** Forgets what was before. */
  restart(): void;
  /** The fewest at a time. */
  stop(): Promise<number>;
}

export interface Scene extends Story {
  /** Waits until all that is named is so, and stays. */
  shows(expected: Partial<View>): Promise<void>;
  pods(tag?: string): Promise<readonly PodSeen[]>;
  uids(tag?: string): Promise<readonly string[]>;
  rollout(): Promise<RolloutObject | undefined>;
  replicaSets(): Promise<readonly ReplicaSet[]>;
  create(object: object): Promise<unknown>;
  get(kind: string, name: string, apiVersion?: string): Promise<KubeObject | undefined>;
  change(object: Ref | { readonly kind: string; readonly name: string }, merge: object): Promise<unknown>;
  /** Of all pods in the namespace. */
  fewestReady(): Watcher;
}

export function startScenes() {
  const stage = startStage();
  const { client, close } = clientAt(clusterUrl);
  return {
    scene: async (spec: object): Promise<Scene> => sceneOf(await stage.story(spec), client),
    stop: async () => {
      await stage.stop();
      await close();
    },
  };
}

type Client = ReturnType<typeof clientAt>['client'];

async function sceneOf(story: Story, client: Client): Promise<Scene> {
  const namespace = await story.kubectl('get', 'rollout.argoproj.io/web', '-o', 'jsonpath={.metadata.namespace}');
  const get = (kind: string, name: string, apiVersion = 'v1') => client.get({ apiVersion, kind, namespace, name });
  const listed = async <T extends KubeObject>(apiVersion: string, kind: string, labelSelector = '') => {
    const resource = { apiVersion, kind, plural: `${kind.toLowerCase()}s`, namespaced: true };
    const found: T[] = [];
    for await (const { items } of client.list(resource, { namespace, labelSelector })) found.push(...(items as T[]));
    return found;
  };
  const rollout = async () => (await get('Rollout', 'web', 'argoproj.io/v1alpha1')) as RolloutObject | undefined;
  const replicaSets = () => listed<ReplicaSet>('apps/v1', 'ReplicaSet', HASH_LABEL);
  const livePods = async () => (await listed<RunningPod>('v1', 'Pod', HASH_LABEL)).filter(isLive);
  const pods = async (tag?: string) =>
    (await livePods()).map(podSeen).filter((pod) => tag === undefined || pod.tag === tag);
  const view = async () => {
    const services = await listed<Service>('v1', 'Service');
    return viewOf((await rollout())?.status ?? {}, await replicaSets(), services, await livePods());
  };
  return {
    ...{ ...story, rollout, replicaSets, pods, get },
    shows: (expected) => shown(view, expected),
    uids: async (tag) => (await pods(tag)).map(({ uid }) => uid).sort(),
    create: (object) => {
      const made = object as KubeObject;
      return client.create({ ...made, metadata: { ...made.metadata, namespace } }, BY);
    },
    change: (ref, merge) => client.patch({ apiVersion: 'v1', ...ref, namespace }, { merge }, BY),
    fewestReady: () =>
      fewest(async () => (await listed<RunningPod>('v1', 'Pod')).filter(isLive).filter(isReady).length),
  };
}

function fewest(count: () => Promise<number>): Watcher {
  let [now, least, isOver] = [0, Number.POSITIVE_INFINITY, false];
  const watching = (async () => {
    while (!isOver) {
      now = await count();
      least = Math.min(least, now);
      await new Promise((resolve) => setTimeout(resolve, POLL / 2));
    }
  })();
  return {
    now: () => now,
    restart: () => {
      least = Number.POSITIVE_INFINITY;
    },
    stop: async () => {
      isOver = true;
      await watching;
      return least;
    },
  };
}

/** Twice in a row: not only on the way to something else. */
async function shown(view: () => Promise<View>, expected: Partial<View>): Promise<void> {
  const end = performance.now() + PATIENCE;
  const wanted = expect.objectContaining(expected);
  let [times, seen] = [0, await view()];
  while (times < 2 && performance.now() < end) {
    times = wanted.asymmetricMatch(seen) ? times + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, POLL));
    if (times < 2) seen = await view();
  }
  const told = Object.fromEntries(Object.keys(expected).map((key) => [key, seen[key as keyof View]]));
  if (times < 2) expect(told, JSON.stringify(seen)).toEqual(expected);
}

interface Labelled {
  readonly containers?: readonly { readonly image?: string }[];
}

interface RunningPod extends Pod {
  readonly spec: Labelled & { readonly nodeName?: string };
}

const tagIn = (spec: Labelled | undefined): string => spec?.containers?.[0]?.image?.split(':')[1] ?? '';
const tagOf = ({ spec }: ReplicaSet): string => tagIn(spec.template.spec as Labelled | undefined);
const isLive = ({ metadata }: Pod): boolean => metadata.deletionTimestamp === undefined;
const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True') ?? false;

const podSeen = (pod: RunningPod): PodSeen => ({
  ...{ tag: tagIn(pod.spec), uid: pod.metadata.uid ?? '', node: pod.spec.nodeName ?? '', isReady: isReady(pod) },
});

function viewOf(
  status: RolloutStatus,
  replicaSets: readonly ReplicaSet[],
  services: readonly Service[],
  pods: readonly RunningPod[],
): View {
  const tags = new Map(replicaSets.map((one) => [one.metadata.labels?.[HASH_LABEL] ?? '', tagOf(one)]));
  const marked = replicaSets.filter(({ metadata }) => metadata.annotations?.[SCALE_DOWN_DEADLINE] !== undefined);
  const sized = replicaSets.filter(({ spec }) => (spec.replicas ?? 1) > 0);
  const selector = status.selector ?? '';
  return {
    ...told(status),
    stable: tags.get(status.stableRS ?? ''),
    autoscaled: {
      replicas: status.HPAReplicas ?? 0,
      selector: selector.replace(/(?<=hash=)\w+/, (hash) => tags.get(hash) ?? hash),
    },
    history: replicaSets.toSorted((one, other) => numberOf(one) - numberOf(other)).map(tagOf),
    sizes: Object.fromEntries(sized.map((one) => [tagOf(one), one.spec.replicas ?? 1])),
    leaving: marked.map(tagOf).sort(),
    services: Object.fromEntries(
      services.map(({ metadata, spec }) => [metadata.name, tags.get(spec.selector?.[HASH_LABEL] ?? '')]),
    ),
    ...podsByTag(pods),
  };
}

const numberOf = ({ metadata }: ReplicaSet): number => Number(metadata.annotations?.[REVISION] ?? 0);

function told(status: RolloutStatus): Pick<View, 'phase' | 'message' | 'counts' | 'isAborted' | 'restartedAt'> {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  return {
    phase: status.phase,
    message: status.message ?? '',
    counts: { replicas, updated: updatedReplicas, ready: readyReplicas, available: availableReplicas },
    isAborted: status.abort === true,
    restartedAt: status.restartedAt,
  };
}

function podsByTag(pods: readonly RunningPod[]): Pick<View, 'pods' | 'roles'> {
  const tags = [...new Set(pods.map(({ spec }) => tagIn(spec)))];
  const groups = tags.map((tag) => [tag, pods.filter(({ spec }) => tagIn(spec) === tag)] as const);
  return {
    pods: Object.fromEntries(groups.map(([tag, own]) => [tag, own.filter(isReady).length])),
    roles: Object.fromEntries(groups.map(([tag, own]) => [tag, [...new Set(own.map(roleOf))].sort().join(' ')])),
  };
}

const roleOf = ({ metadata: { labels, annotations } }: Pod): string =>
  [labels?.['role'] ?? 'none', annotations?.['note']].filter((word) => word !== undefined).join('/');

export const service = (name: string): object => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});

/** With both Services. */
export const blueGreen = (block: object = {}, more: object = {}): object => ({
  objects: [service('active'), service('preview')],
  strategy: { blueGreen: { activeService: 'active', previewService: 'preview', ...block } },
  ...more,
});

/** A canary without a router. */
export const rolling = (more: object = {}, block: object = {}): object => ({ strategy: { canary: block }, ...more });

export const deployment = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'origin' } },
  spec: {
    ...{ replicas: 4, selector: { matchLabels: LABELS } },
    template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'web:v1' }] } },
  },
};

/** With the template of that Deployment. */
export const migrated = (scaleDown: string): object => ({
  ...rolling(),
  objects: [deployment],
  ...{ template: undefined, selector: undefined },
  workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'origin', scaleDown },
});

export const healthy = (tag: string, size = 4): Partial<View> => ({
  ...{ phase: 'Healthy', message: '', stable: tag, sizes: { [tag]: size }, pods: { [tag]: size } },
});
