/** A small cluster in which a blue-green Rollout is updated: revisions of pods, Services, addresses that lag, people. */
import fc from 'fast-check';
import type { RolloutStatus } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { at, blueGreen } from '../status/snapshot.testkit.ts';
import type { Target, Wanted } from '../target.ts';
import { snapshotOf, type World } from '../world.testkit.ts';

interface Revision {
  readonly hash: string;
  /** Which of its pods are ready. */
  readonly pods: readonly boolean[];
  readonly desired: number;
  readonly deadline: number | undefined;
}

export interface Cluster {
  readonly strategy: World['spec'];
  readonly replicas: number;
  readonly isPaused: boolean;
  readonly seconds: number;
  /** Oldest first. */
  readonly revisions: readonly Revision[];
  readonly wanted: string;
  readonly status: RolloutStatus;
  readonly services: Readonly<Record<string, string | undefined>>;
  readonly addresses: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export type Happening = (cluster: Cluster) => Cluster;

const readyOf = ({ pods }: Revision): number => pods.filter((isReady) => isReady).length;
export const readyIn = ({ revisions }: Cluster, hash: string): number =>
  revisions.filter((one) => hash === '' || one.hash === hash).reduce((sum, one) => sum + readyOf(one), 0);

export function seen(cluster: Cluster): Snapshot {
  const { strategy, replicas, isPaused, status, services, addresses, seconds, wanted } = cluster;
  const pods = cluster.revisions.map(({ hash, pods: all, desired, deadline }) => {
    const counts = { size: all.length, ready: all.filter((isReady) => isReady).length, desired };
    return [hash, { ...counts, ...(deadline !== undefined && { deadline }) }] as const;
  });
  const spec = { ...strategy, replicas, paused: isPaused };
  const stable = status.stableRS ?? '';
  return snapshotOf({
    ...{ spec, status, services, addresses, seconds, wanted, stable, pods: Object.fromEntries(pods) },
  });
}

/** Pods that are not ready go first. */
function sized(revision: Revision, { size = revision.pods.length, deadline }: Wanted, replicas: number): Revision {
  const { pods } = revision;
  const kept = pods.toSorted((one, other) => Number(other) - Number(one)).slice(0, size);
  const added = Array.from({ length: Math.max(0, size - pods.length) }, () => false);
  const moment = deadline === undefined ? revision.deadline : secondsOf(deadline);
  return { ...revision, pods: [...kept, ...added], desired: replicas, deadline: size === 0 ? undefined : moment };
}

const secondsOf = (moment: Date | null): number | undefined =>
  moment === null ? undefined : (moment.getTime() - Date.parse(at(0))) / 1000;

export const withSizes = (cluster: Cluster, target: Target, isShrink: boolean): Cluster => ({
  ...cluster,
  revisions: cluster.revisions.map((one) => {
    const wanted = target.revisions.get(one.hash);
    if (!wanted || (wanted.size ?? one.pods.length) < one.pods.length !== isShrink) return one;
    return sized(one, wanted, cluster.replicas);
  }),
});

export const withMade = (cluster: Cluster): Cluster =>
  cluster.revisions.some(({ hash }) => hash === cluster.wanted)
    ? cluster
    : {
        ...cluster,
        revisions: [...cluster.revisions, { hash: cluster.wanted, pods: [], desired: 0, deadline: undefined }],
      };

/** Of all pods the one that `pick` falls on. */
function touched(cluster: Cluster, pick: number, isReady: boolean): Cluster {
  const all = cluster.revisions.reduce((sum, { pods }) => sum + pods.length, 0);
  let left = all === 0 ? -1 : pick % all;
  const revisions = cluster.revisions.map((one) => ({
    ...one,
    pods: one.pods.map((was) => (left-- === 0 ? isReady : was)),
  }));
  return { ...cluster, revisions };
}

export function addressed(cluster: Cluster): Cluster {
  const behind = (hash = '') =>
    cluster.revisions
      .filter((one) => readyOf(one) > 0 && (hash === '' || one.hash === hash))
      .map((one) => [one.hash, readyOf(one)]);
  const { web, preview } = cluster.services;
  return {
    ...cluster,
    addresses: { web: Object.fromEntries(behind(web)), preview: Object.fromEntries(behind(preview)) },
  };
}

export const commanded =
  (command: RolloutStatus): Happening =>
  (one) => ({ ...one, status: { ...one.status, ...command } });
export function resumed(one: Cluster): Cluster {
  const { pauseConditions: _, ...status } = one.status;
  return { ...one, status };
}
export const retried: Happening = commanded({ abort: false });
export const recovered: Happening = (one) => ({
  ...one,
  revisions: one.revisions.map((revision) => ({ ...revision, pods: revision.pods.map(() => true) })),
});
export const later =
  (seconds: number): Happening =>
  (one) => ({ ...one, seconds: one.seconds + seconds });

/** Where requests go: to addresses, however old they are. */
export const answering = (cluster: Cluster): number =>
  Object.entries(cluster.addresses['web'] ?? {}).reduce(
    (sum, [hash, count]) => sum + Math.min(count, readyIn(cluster, hash)),
    0,
  );

const always = (happens: Happening) => fc.constant(happens);
/** What else may happen between two passes. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.nat(1000).map(
      (n): Happening =>
        (one) =>
          touched(one, n, true),
    ),
  },
  { weight: 3, arbitrary: always(recovered) },
  {
    weight: 4,
    arbitrary: fc.nat(1000).map(
      (n): Happening =>
        (one) =>
          touched(one, n, false),
    ),
  },
  { weight: 6, arbitrary: always(addressed) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 40 }).map(later) },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 4 }).map(
      (n): Happening =>
        (one) => ({ ...one, wanted: `v${n}` }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 6 }).map(
      (replicas): Happening =>
        (one) => ({ ...one, replicas }),
    ),
  },
  { weight: 2, arbitrary: always(resumed) },
  { weight: 2, arbitrary: always(commanded({ abort: true })) },
  { weight: 1, arbitrary: always(retried) },
  { weight: 1, arbitrary: always(commanded({ promoteFull: true })) },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (isPaused): Happening =>
        (one) => ({ ...one, isPaused }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', undefined, 'gone').map(
      (web): Happening =>
        (one) => ({ ...one, services: { ...one.services, web } }),
    ),
  },
);

const strategy = fc
  .record({
    previewReplicaCount: fc.constantFrom(undefined, 0, 1, 9),
    autoPromotionEnabled: fc.boolean(),
    autoPromotionSeconds: fc.constantFrom(0, 20),
    scaleDownDelaySeconds: fc.constantFrom(0, 30),
    abortScaleDownDelaySeconds: fc.constantFrom(0, 30),
  })
  .map((block) => blueGreen({ previewService: 'preview', ...block }));

const fresh = (spec: World['spec'], replicas: number): Cluster => ({
  ...{ strategy: spec, replicas, isPaused: false, seconds: 0, revisions: [], wanted: 'v1', status: {} },
  ...{ services: { web: undefined, preview: undefined }, addresses: {} },
});
export const cluster = fc
  .tuple(strategy, fc.integer({ min: 0, max: 6 }))
  .map(([spec, replicas]) => fresh(spec, replicas));
