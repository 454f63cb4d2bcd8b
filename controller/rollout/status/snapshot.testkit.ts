/** Snapshots and outcomes for the tests of the status: ready-made, frozen, and different only in what a row names. */
import type { z } from 'zod';
import type { RolloutSpec } from '../../../crds/rollout/rollout.ts';
import type { Condition } from '../../../kube/conditions.ts';
import { specReader } from '../completed.ts';
import { DESIRED_REPLICAS, HASH_LABEL, REVISION, SCALE_DOWN_DEADLINE } from '../keys.ts';
import type { RolloutObject, RolloutStatus } from '../objects.ts';
import { type Revision, revisionOf } from '../revision.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Outcome } from './outcome.ts';

export const NOW = '2026-01-01T12:00:00Z';

/** A moment so many seconds after NOW. */
export const at = (seconds: number): string =>
  new Date(Date.parse(NOW) + seconds * 1000).toISOString().replace('.000Z', 'Z');

type Spec = z.input<typeof RolloutSpec>;
type Canary = NonNullable<NonNullable<Spec['strategy']>['canary']>;
type BlueGreen = NonNullable<NonNullable<Spec['strategy']>['blueGreen']>;

export const canary = (block: Canary = {}): Pick<Spec, 'strategy'> => ({ strategy: { canary: block } });
export const blueGreen = (block: Partial<BlueGreen> = {}): Pick<Spec, 'strategy'> => ({
  strategy: { blueGreen: { activeService: 'web', ...block } },
});

export interface Pods {
  readonly size?: number;
  readonly pods?: number;
  readonly ready?: number;
  readonly available?: number;
  readonly desired?: number;
  readonly deadline?: string;
  readonly conditions?: readonly Condition[];
}

/** A revision all of whose pods are as they should be, unless the row says otherwise. */
export function revision(hash: string, pods: Pods = {}): Revision {
  const { size = 4, desired = size, deadline, conditions = [] } = pods;
  const { pods: replicas = size, ready = replicas, available = ready } = pods;
  return revisionOf({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-${hash}`,
      labels: { [HASH_LABEL]: hash },
      annotations: {
        [DESIRED_REPLICAS]: String(desired),
        [REVISION]: '1',
        ...(deadline && { [SCALE_DOWN_DEADLINE]: deadline }),
      },
    },
    spec: { replicas: size, selector: { matchLabels: { app: 'web', [HASH_LABEL]: hash } }, template: {} },
    status: { replicas, readyReplicas: ready, availableReplicas: available, conditions },
  });
}

export interface Scene {
  readonly spec?: Spec;
  readonly status?: RolloutStatus;
  readonly revisions?: readonly Revision[];
  readonly hash?: string;
  readonly stepHash?: string;
  readonly now?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const readSpec = specReader();

/** Four replicas, of generation 7, wanted: v2. */
export function snapshot(scene: Scene = {}): Snapshot {
  const { spec = canary(), status = {}, revisions = [], hash = 'v2', stepHash = 'steps', now = NOW } = scene;
  const { annotations = {} } = scene;
  const object = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web', namespace: 'shop', generation: 7, annotations },
    spec: { replicas: 4, ...spec },
    status,
  } as RolloutObject;
  const stableHash = status.stableRS ?? '';
  return frozen<Snapshot>({
    now: new Date(now),
    object,
    spec: readSpec(object),
    status,
    template: {},
    selector: { matchLabels: { app: 'web' } },
    hash,
    stepHash,
    revisions,
    current: revisions.find((one) => one.hash === hash),
    stable: revisions.find((one) => one.hash === stableHash),
    others: revisions.filter((one) => one.hash !== hash && one.hash !== stableHash),
    number: 2,
    rollback: undefined,
    services: new Map(),
    addresses: new Map(),
    // The status does not look at it.
    routing: {} as Snapshot['routing'],
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

export const outcome = (said: Partial<Outcome> = {}): Outcome =>
  frozen({ stableHash: '', revision: 2, isReset: false, promoteFull: false, ...said });

/** A condition that was said an hour ago. */
export const said = (type: string, status: Condition['status'], reason: string, since = at(-3600)) => ({
  type,
  status,
  reason,
  message: 'said before',
  lastUpdateTime: since,
  lastTransitionTime: since,
});

/** An impure function throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
