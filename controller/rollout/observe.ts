/** Reads what a Rollout's decision needs. No judgement: what depends on meaning belongs into `decide`. */
import type { Reader } from '../../kube/cluster.ts';
import { byController } from '../../kube/ownership.ts';
import { type KubeObject, nameOf, type Ref, type Resource, refOf } from '../../kube/types.ts';
import type { Plugins } from '../runtime/plugin-contract.ts';
import { stepsHashesOf } from '../template/steps-hash.ts';
import { hashesOf } from '../template/template-hash.ts';
import { routingKinds } from '../traffic/driver.ts';
import { type AddressKind, readyAddresses } from './addresses.ts';
import { revisionNumber } from './annotations.ts';
import { claimsOf } from './chores/claims.ts';
import { hasMarks } from './chores/pod-marks.ts';
import { isRestarting } from './chores/restart.ts';
import { resolvedWorkload, workloadSource } from './chores/workload.ts';
import { type Completed, specReader } from './completed.ts';
import { BY_CONTROLLER, BY_MARK, BY_ORPHANAGE, BY_SERVICE } from './indexes.ts';
import { matchingRevision } from './matching.ts';
import type { Pod, ReplicaSet, RolloutObject, Service } from './objects.ts';
import { observedAnalyses } from './observe-analyses.ts';
import { observedDelivery } from './observe-delivery.ts';
import { observedExperiments } from './observe-experiments.ts';
import { observedSteps } from './observe-plugins.ts';
import { type RoutingSight, routingOf } from './observe-routing.ts';
import { observedTargets, type TargetMeans } from './observe-targets.ts';
import { type ReadWorkload, workloadReader } from './observe-workload.ts';
import { type Revision, revisionOf } from './revision.ts';
import { isRollback, isWithinWindow } from './rollback.ts';
import { serviceNames } from './services.ts';
import type { Snapshot } from './snapshot.ts';

const REPLICA_SETS = { apiVersion: 'apps/v1', kind: 'ReplicaSet' } as const;
const SERVICES = { apiVersion: 'v1', kind: 'Service' } as const;
const PODS = { apiVersion: 'v1', kind: 'Pod' } as const;

export type Observe = (ref: Ref, cluster: Reader, now: Date) => Promise<Snapshot | undefined>;

export interface ObserverOptions {
  /** The kind that the cluster has. */
  readonly addresses: AddressKind;
  /** The kinds that routers read, in versions that the cluster has. */
  readonly routing?: readonly Resource[];
  /** Where Applications are. Without it nobody asks what they have delivered. */
  readonly applications?: string | undefined;
  /** Without it nobody asks plugins. */
  readonly plugins?: Plugins | undefined;
  /** Without it nobody verifies target groups. */
  readonly targets?: TargetMeans | undefined;
}

export function observer(options: ObserverOptions): Observe {
  const { addresses, routing: kinds = routingKinds(), applications, plugins, targets } = options;
  const read = specReader();
  const readWorkload = workloadReader();
  return async (ref, cluster, now) => {
    const object = (await cluster.get(ref)) as RolloutObject | undefined;
    if (!object) return undefined;
    const means = { addresses, kinds, applications, plugins, targets, readWorkload };
    const sight = { object, spec: read(object), now, cluster, ...means };
    return await observed(sight);
  };
}

interface Sight extends RoutingSight {
  readonly now: Date;
  readonly addresses: AddressKind;
  readonly applications: string | undefined;
  readonly targets: TargetMeans | undefined;
  readonly readWorkload: ReadWorkload;
}

async function observed(sight: Sight): Promise<Snapshot> {
  const { object, spec, now, cluster } = sight;
  const { status = {} } = object;
  const { template, selector, ...work } = await workOf(sight);
  const hashes = hashesOf(template, status.collisionCount);
  const { claims, ...claim } = await claimed(sight, selector);
  const { owned, isNameTaken } = await withRefused(sight, claim.owned, hashes[0] ?? '');
  const revisions = owned.map(revisionOf).sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
  const current = matchingRevision(revisions, template, hashes, status);
  const stable = revisions.find(({ hash }) => hash === status.stableRS);
  const services = await servicesOf(object, spec, cluster);
  const routing = await routingOf(sight);
  const stepPlugins = await observedSteps(sight);
  const hash = current?.hash ?? hashes[0] ?? '';
  const number = revisionNumber(current, revisions);
  const analysis = await observedAnalyses(sight, { hash, number });
  const experiments = observedExperiments(sight, { hash, number });
  const isNew = status.currentPodHash !== hash;
  const base = {
    ...{ now, object, spec, status, template, selector, ...work },
    ...{ revisions, current, stable, services, claims, isNameTaken },
    hash,
    stepHash: stepHashOf(object),
    delivery: isNew ? await observedDelivery(object, cluster, sight.applications) : undefined,
    others: revisions.filter((one) => one !== current && one !== stable),
    number,
    ...routing,
    ...(stepPlugins && { stepPlugins }),
    ...(analysis && { analysis }),
    ...(experiments && { experiments }),
    addresses: addressesOf(sight, [...services.keys(), ...selectedServices(routing)], revisions),
    marked: cluster.view(SERVICES).by(BY_MARK, keyOf(object)) as readonly Service[],
  };
  const needsPods = isRestarting(base) || hasMarks(base);
  const s = { ...base, rollback: rollbackOf(base), pods: needsPods ? podsOf(revisions, cluster) : [] };
  const { targets, addresses } = sight;
  return targets ? { ...s, targets: await observedTargets(s, { cluster, addresses, targets }) } : s;
}

const keyOf = ({ metadata }: KubeObject): string =>
  nameOf({ namespace: metadata.namespace ?? '', name: metadata.name });

type Work = Pick<Snapshot, 'template' | 'selector' | 'workload' | 'workloadProblem'>;

/** The pods to run: those of the spec, or of the workload that it refers to. */
async function workOf({ object, spec, cluster, readWorkload }: Sight): Promise<Work> {
  const own: Work = {
    ...{ template: spec.template ?? {}, selector: spec.selector ?? {}, workload: undefined },
    workloadProblem: undefined,
  };
  const source = workloadSource(object);
  if (!source) return own;
  if ('problem' in source) return { ...own, workloadProblem: source.problem };
  const workload = await readWorkload(source.ref, cluster);
  const resolved = resolvedWorkload(object, source.ref, workload);
  if ('problem' in resolved) return { ...own, workload, workloadProblem: resolved.problem };
  const { template, selector } = resolved;
  return { template, selector, workload, workloadProblem: undefined };
}

interface Claimed {
  readonly owned: readonly ReplicaSet[];
  readonly claims: Snapshot['claims'];
}

async function claimed({ object, cluster }: Sight, selector: Snapshot['selector']): Promise<Claimed> {
  const { uid = '', namespace = '' } = object.metadata;
  const view = cluster.view(REPLICA_SETS);
  const orphans = view.by(BY_ORPHANAGE, namespace) as readonly ReplicaSet[];
  const replicaSets = [...(view.by(BY_CONTROLLER, uid) as readonly ReplicaSet[]), ...orphans];
  const { owned, free, adoptions, releases } = claimsOf({ object, selector, replicaSets });
  if (adoptions.length === 0) return { owned, claims: releases };
  // What belongs to an owner that is gone is deleted: make sure that this one is not.
  const live = await cluster.fetch(refOf(object));
  if (live?.metadata.uid !== uid) return { owned, claims: releases };
  return { owned: [...owned, ...free], claims: [...adoptions, ...releases] };
}

interface Found {
  readonly owned: readonly ReplicaSet[];
  readonly isNameTaken: boolean;
}

/** A ReplicaSet that could not be made may be there already: ours, and memory is behind, or somebody else's. */
async function withRefused({ object, cluster }: Sight, owned: readonly ReplicaSet[], hash: string): Promise<Found> {
  const { uid, namespace = '' } = object.metadata;
  const name = `${object.metadata.name}-${hash}`;
  const isRefused = object.status?.conditions?.some(({ reason }) => reason === 'ReplicaSetCreateError');
  if (!isRefused || owned.some(({ metadata }) => metadata.name === name)) return { owned, isNameTaken: false };
  const there = (await cluster.fetch({ ...REPLICA_SETS, namespace, name })) as ReplicaSet | undefined;
  const isOurs = there !== undefined && byController(there).includes(uid ?? '');
  return { owned: isOurs ? [...owned, there] : owned, isNameTaken: there !== undefined && !isOurs };
}

function podsOf(revisions: readonly Revision[], cluster: Reader): readonly Pod[] {
  const view = cluster.view(PODS);
  return revisions.flatMap(({ object }) => view.by(BY_CONTROLLER, object.metadata.uid ?? '') as readonly Pod[]);
}

/** As stored, without defaults. Steps that were hashed by an earlier release are still the same steps. */
function stepHashOf({ spec, status }: RolloutObject): string {
  const hashes = stepsHashesOf(spec.strategy?.canary?.steps);
  return hashes.find((hash) => hash === status?.currentStepHash) ?? hashes[0] ?? '';
}

async function servicesOf(
  { metadata }: RolloutObject,
  spec: Completed,
  cluster: Reader,
): Promise<ReadonlyMap<string, Service>> {
  const namespace = metadata.namespace ?? '';
  const found = await Promise.all(
    serviceNames({ spec }).map((name) => cluster.get({ apiVersion: 'v1', kind: 'Service', namespace, name })),
  );
  return new Map(found.flatMap((one) => (one ? [[one.metadata.name, one as Service] as const] : [])));
}

/** Among whose pods routers select themselves. */
const selectedServices = ({ routing: { selected } }: Pick<Snapshot, 'routing'>): readonly string[] =>
  [selected?.canary, selected?.stable].flatMap((one) => one?.service ?? []);

function addressesOf(
  { cluster, addresses, object }: Sight,
  services: readonly string[],
  revisions: readonly Revision[],
): Snapshot['addresses'] {
  const namespace = object.metadata.namespace ?? '';
  const view = cluster.view(addresses.resource);
  return new Map(
    services.map((name) => [name, readyAddresses(view.by(BY_SERVICE, nameOf({ namespace, name })), revisions)]),
  );
}

function rollbackOf(s: Parameters<typeof isRollback>[0]): Snapshot['rollback'] {
  if (!isRollback(s)) return undefined;
  return isWithinWindow(s) || s.current?.hash === s.stable?.hash ? 'FastRolledBack' : 'RolledBack';
}
