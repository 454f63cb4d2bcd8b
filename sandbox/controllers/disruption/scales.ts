/** How many pods the controllers of given pods want altogether. */
import { hasReason } from '../../../kube/errors.ts';
import type { View } from '../../../kube/store.ts';
import { nameOf, type OwnerReference, type Resource } from '../../../kube/types.ts';
import { type Api, unlessMissing, wordsOf } from '../api.ts';
import type { Kinds } from '../kinds.ts';
import { controllerOf, DEPLOYMENTS, type Deployment, type Pod, REPLICA_SETS, type ReplicaSet } from '../workloads.ts';

export interface Scales {
  readonly scale: number;
  /** Names of pods that nobody controls. */
  readonly unmanaged: readonly string[];
}

/** Why it cannot be known, in words for people. */
export interface Unknown {
  readonly problem: string;
}

interface Found {
  readonly uid: string;
  readonly replicas: number;
}

interface Needed {
  readonly api: Pick<Api, 'get' | 'scale'>;
  readonly watched: { view(kind: Resource): Pick<View, 'get'> };
  readonly kinds: () => Pick<Kinds, 'find'>;
}

/** The controllers of all pods, each once. */
export async function scalesOf(pods: readonly Pod[], means: Needed): Promise<Scales | Unknown> {
  const unmanaged = pods.filter((pod) => !controllerOf(pod)).map(({ metadata }) => metadata.name);
  const replicas = new Map<string, number>();
  for (const pod of onePerController(pods)) {
    const owner = controllerOf(pod);
    const found = owner && (await scaleOf(owner, pod.metadata.namespace ?? '', means));
    if (!found) return { problem: `found no controllers for pod ${JSON.stringify(pod.metadata.name)}` };
    if ('problem' in found) return found;
    replicas.set(found.uid, found.replicas);
  }
  return { scale: [...replicas.values()].reduce((sum, count) => sum + count, 0), unmanaged };
}

function onePerController(pods: readonly Pod[]): Iterable<Pod> {
  const firsts = new Map<string, Pod>();
  for (const pod of pods) {
    const { uid } = controllerOf(pod) ?? {};
    if (uid !== undefined && !firsts.has(uid)) firsts.set(uid, pod);
  }
  return firsts.values();
}

/** Undefined if there is no such owner any more. */
async function scaleOf(owner: OwnerReference, namespace: string, means: Needed): Promise<Found | Unknown | undefined> {
  const known = isReplicaSet(owner) ? knownSet(owner, namespace, means) : undefined;
  if (known) return known;
  const resource = means.kinds().find(owner);
  if (!resource)
    return {
      problem: `no matches for kind ${JSON.stringify(owner.kind)} in version ${JSON.stringify(owner.apiVersion)}`,
    };
  return await askedScale(resource, { namespace, name: owner.name, uid: owner.uid }, means);
}

const isReplicaSet = ({ apiVersion, kind }: OwnerReference): boolean =>
  kind === REPLICA_SETS.kind && apiVersion === REPLICA_SETS.apiVersion;

/** Of a ReplicaSet that belongs to a Deployment the Deployment counts, since several of its sets have pods at a time. */
function knownSet(owner: OwnerReference, namespace: string, { watched }: Needed): Found | undefined {
  const set = watched.view(REPLICA_SETS).get(nameOf({ namespace, name: owner.name })) as ReplicaSet | undefined;
  if (set?.metadata.uid !== owner.uid) return undefined;
  const above = controllerOf(set);
  const key = nameOf({ namespace, name: above?.name ?? '' });
  const deployment = watched.view(DEPLOYMENTS).get(key) as Deployment | undefined;
  const counts = above && deployment?.metadata.uid === above.uid ? deployment : set;
  return { uid: counts.metadata.uid ?? '', replicas: counts.spec.replicas ?? 1 };
}

interface Scale {
  readonly metadata: { readonly uid?: string };
  readonly spec?: { readonly replicas?: number };
}

async function askedScale(
  resource: Resource,
  { uid, ...place }: { readonly namespace: string; readonly name: string; readonly uid: string },
  { api }: Needed,
): Promise<Found | Unknown | undefined> {
  try {
    const { metadata, spec = {} } = (await api.scale(resource, place)) as Scale;
    return metadata.uid === uid ? { uid, replicas: spec.replicas ?? 0 } : undefined;
  } catch (error) {
    if (!hasReason(error, 'NotFound')) return { problem: wordsOf(error) };
    const owner = await unlessMissing(api.get(resource, place));
    return owner ? { problem: `${groupedName(resource)} does not implement the scale subresource` } : undefined;
  }
}

function groupedName({ apiVersion, plural }: Resource): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? plural : `${plural}.${apiVersion.slice(0, slash)}`;
}
