/** Whole snapshots in few words, for tests of strategies: frozen, and different only in what a row names. */
import type { z } from 'zod';
import type { RolloutSpec } from '../../crds/rollout/rollout.ts';
import type { Range } from '../traffic/driver.ts';
import { revisionNumber } from './annotations.ts';
import { specReader } from './completed.ts';
import { ABORTED, DESIRED_REPLICAS, HASH_LABEL, MANAGED_BY, REVISION, SCALE_DOWN_DEADLINE } from './keys.ts';
import type { ReplicaSet, RolloutObject, RolloutStatus, Service } from './objects.ts';
import { type Revision, revisionOf } from './revision.ts';
import { isFastRollback, isRollback } from './rollback.ts';
import { servicePair, sidesOf } from './service-pair.ts';
import { selectedBy } from './services.ts';
import type { Routing, Snapshot } from './snapshot.ts';
import { at, frozen } from './status/snapshot.testkit.ts';

export interface Pods {
  readonly size?: number;
  readonly pods?: number;
  readonly ready?: number;
  readonly available?: number;
  /** Replicas of the Rollout when it was last sized. */
  readonly desired?: number;
  /** In seconds from the start. */
  readonly deadline?: number;
  /** An update to it was aborted. */
  readonly isAborted?: boolean;
  /** Its place in the history, if it is not that of its age. */
  readonly number?: number;
}

export interface World {
  /** Four replicas unless it says otherwise; `canary()` and `blueGreen()` of the status's testkit make a strategy. */
  readonly spec: z.input<typeof RolloutSpec>;
  /** Revisions, oldest first. A number is that many pods, all available. */
  readonly pods?: Readonly<Record<string, number | Pods>>;
  /** The newest one unless said. One that has no pods here is yet to be made. */
  readonly wanted?: string;
  /** What was promoted last: the oldest one unless said. Empty: nothing ever was. */
  readonly stable?: string;
  /** Added to that of a Rollout that knows its template and its steps. */
  readonly status?: RolloutStatus;
  /** The revision that each Service selects: empty if none, and for a Service that nobody has touched yet, undefined. */
  readonly services?: Readonly<Record<string, string | undefined>>;
  /** Ready addresses by Service and revision: where nothing is said, all ready pods of the one that is selected. */
  readonly addresses?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What the router itself selects for the two sides, among all pods behind one Service; empty if no revision. */
  readonly subsets?: { readonly canary: string; readonly stable: string };
  /** The canary's weight in the router; undefined as long as that shows none. */
  readonly shown?: number | Range;
  /** Seconds since the start. */
  readonly seconds?: number;
}

export const STEP_HASH = 'steps';

const readSpec = specReader();

export function snapshotOf(world: World): Snapshot {
  const { spec, pods = {}, services = {}, addresses = {}, subsets, shown, seconds = 0 } = world;
  const revisions = Object.entries(pods).map(([hash, one], index) => revision(hash, one, index + 1));
  const { wanted = revisions.at(-1)?.hash ?? 'v1', stable: stableHash = revisions[0]?.hash ?? '' } = world;
  const status = { ...settled(spec, wanted, stableHash), ...world.status };
  const object = rolloutObject(spec, status);
  const current = revisions.find(({ hash }) => hash === wanted);
  const stable = revisions.find(({ hash }) => hash === stableHash);
  const found = new Map(Object.entries(services).map(([name, hash]) => [name, service(name, hash)]));
  const asked = subsets ? new Map([...found, [HOST, service(HOST, '')]]) : found;
  const base = { spec: readSpec(object), revisions, current, stable };
  return frozen<Snapshot>({
    ...{ ...base, object, status, services: found, hash: wanted, stepHash: STEP_HASH },
    now: new Date(at(seconds)),
    template: {},
    selector: { matchLabels: { app: 'web' } },
    others: revisions.filter((one) => one !== current && one !== stable),
    number: revisionNumber(current, revisions),
    rollback: isRollback(base) ? (isFastRollback(base) ? 'FastRolledBack' : 'RolledBack') : undefined,
    addresses: addressesBehind(asked, revisions, addresses),
    routing: {
      ...routingOf(sidesOf(servicePair(base.spec.strategy?.canary ?? {}, status)), shown),
      ...(subsets && { selected: selectedAmong(subsets) }),
    },
    pods: [],
    ...{
      isNameTaken: false,
      claims: [],
      marked: [],
      strays: [],
      delivery: undefined,
      workload: undefined,
      workloadProblem: undefined,
    },
  });
}

function settled({ strategy }: World['spec'], wanted: string, stable: string): RolloutStatus {
  const steps = strategy?.canary?.steps?.length ?? 0;
  return {
    ...(strategy?.canary && { currentStepHash: STEP_HASH }),
    ...(steps > 0 && { currentStepIndex: wanted === stable ? steps : 0 }),
    ...{ currentPodHash: wanted, ...(stable !== '' && { stableRS: stable }), observedGeneration: '7' },
  };
}

const rolloutObject = (spec: World['spec'], status: RolloutStatus): RolloutObject =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web', namespace: 'shop', uid: 'web-uid', generation: 7, resourceVersion: '7' },
    spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template: {}, ...spec },
    status,
  }) as RolloutObject;

/** The later in the list, the younger, and the higher its number. */
function revision(hash: string, given: number | Pods, place: number): Revision {
  const pods: Pods = typeof given === 'number' ? { size: given } : given;
  const { size = 4, desired = size, deadline, number = place, isAborted = false } = pods;
  const { pods: replicas = size, ready = replicas, available = ready } = pods;
  const object: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...{ name: `web-${hash}`, namespace: 'shop', labels: { [HASH_LABEL]: hash }, resourceVersion: '1' },
      creationTimestamp: at(place - 1000),
      annotations: {
        ...{ [DESIRED_REPLICAS]: String(desired), [REVISION]: String(number) },
        ...(deadline !== undefined && { [SCALE_DOWN_DEADLINE]: at(deadline) }),
        ...(isAborted && { [ABORTED]: at(-100) }),
      },
    },
    spec: { replicas: size, selector: { matchLabels: { app: 'web', [HASH_LABEL]: hash } }, template: {} },
    status: { replicas, readyReplicas: ready, availableReplicas: available },
  };
  return revisionOf(object);
}

const service = (name: string, hash: string | undefined): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name,
    namespace: 'shop',
    resourceVersion: '1',
    annotations: hash === undefined ? {} : { [MANAGED_BY]: 'web' },
  },
  spec: { selector: { app: 'web', ...(hash && { [HASH_LABEL]: hash }) } },
});

function addressesBehind(
  services: ReadonlyMap<string, Service>,
  revisions: readonly Revision[],
  said: NonNullable<World['addresses']>,
): Snapshot['addresses'] {
  const selected = (one: Service) => {
    const hash = selectedBy(one);
    return revisions.filter((other) => other.ready > 0 && (hash === '' || other.hash === hash));
  };
  return new Map(
    [...services].map(([name, one]) => {
      const ready = selected(one).map(({ hash, ready: count }) => [hash, count] as const);
      return [name, new Map(said[name] ? Object.entries(said[name]) : ready)];
    }),
  );
}

const HOST = 'host';

const selectedAmong = ({ canary, stable }: NonNullable<World['subsets']>) => ({
  canary: { service: HOST, hash: canary },
  stable: { service: HOST, hash: stable },
});

function routingOf({ canary, stable }: ReturnType<typeof sidesOf>, shown: World['shown']): Routing {
  const none = { objects: [], shown: undefined, weights: {}, routes: [], problems: [], byRouter: [] };
  if (shown === undefined) return none;
  const range = typeof shown === 'number' ? { lowest: shown, highest: shown } : shown;
  const weights = {
    [canary]: range,
    [stable]: { lowest: 100 - range.highest, highest: 100 - range.lowest },
  };
  const places = [...new Set([range.lowest, range.highest])].map((weight) => ({
    ...{ where: 'Ingress shop/web', weights: { [canary]: weight, [stable]: 100 - weight }, of: 100 },
  }));
  const sight = { weights, routes: [], problems: [] };
  return { ...none, ...sight, shown: range, byRouter: [{ router: 'nginx', shown: places, ...sight }] };
}
