/** Rollouts, ReplicaSets and pods for the tests of chores: frozen, and different only in what a row names. */
import type { z } from 'zod';
import type { RolloutSpec } from '../../../crds/rollout/rollout.ts';
import { specReader } from '../completed.ts';
import { HASH_LABEL, REVISION } from '../keys.ts';
import type { Pod, ReplicaSet, RolloutObject, RolloutStatus } from '../objects.ts';
import { type Revision, revisionOf } from '../revision.ts';

export const NOW = new Date('2026-01-01T12:00:00Z');

/** A moment so many seconds after NOW. */
export const at = (seconds: number): string =>
  new Date(NOW.getTime() + seconds * 1000).toISOString().replace('.000Z', 'Z');

type Spec = z.input<typeof RolloutSpec>;
type Meta = Partial<ReplicaSet['metadata']>;

const readSpec = specReader();

export const rollout = (spec: Spec = {}, metadata: Meta = {}): RolloutObject =>
  frozen({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web', namespace: 'shop', uid: 'rollout-1', ...metadata },
    spec,
  } as RolloutObject);

export const completed = (spec: Spec = {}) => readSpec(rollout({ replicas: 4, strategy: { canary: {} }, ...spec }));

export const canary = (block: NonNullable<NonNullable<Spec['strategy']>['canary']>): Spec => ({
  strategy: { canary: block },
});

export interface Sized {
  readonly size?: number;
  readonly pods?: number;
  readonly ready?: number;
  readonly metadata?: Meta;
  readonly template?: ReplicaSet['spec']['template'];
  readonly observed?: number;
}

/** Number `number` of web's, named and hashed `v<number>`, with all its pods. */
export function revision(number: number, sized: Sized = {}): Revision {
  const { size = 4, pods = size, ready = pods, metadata = {}, template = {}, observed = 1 } = sized;
  const hash = `v${number}`;
  return frozen(
    revisionOf({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `web-${hash}`,
        namespace: 'shop',
        uid: hash,
        resourceVersion: `${number}00`,
        generation: 1,
        creationTimestamp: at(number - 10_000),
        labels: { app: 'web', [HASH_LABEL]: hash },
        ownerReferences: [owner('Rollout', 'rollout-1')],
        ...metadata,
        annotations: { [REVISION]: String(number), ...metadata.annotations },
      },
      spec: { replicas: size, selector: {}, template },
      status: { replicas: pods, readyReplicas: ready, availableReplicas: ready, observedGeneration: observed },
    }),
  );
}

export const owner = (kind: string, uid: string, controller = true) => ({
  ...{ apiVersion: 'v1', kind, name: uid, uid, controller },
});

export interface Made {
  readonly of?: string;
  /** Seconds since NOW. */
  readonly made?: number;
  readonly isReady?: boolean;
  readonly readySince?: number;
  readonly phase?: string;
  readonly metadata?: Meta;
}

/** A ready pod of v1, made an hour ago. */
export function pod(name: string, made: Made = {}): Pod {
  const { isReady = true, readySince = -3000, phase = 'Running' } = made;
  return frozen<Pod>({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: at(made.made ?? -3600),
      ownerReferences: [owner('ReplicaSet', made.of ?? 'v1')],
      ...made.metadata,
    },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: at(readySince) }],
    },
  });
}

export const status = (fields: RolloutStatus = {}): RolloutStatus => frozen(fields);

/** An impure function throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
