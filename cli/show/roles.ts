/** The parts that revisions of a Rollout play, and the images that play them. */
import type { ReplicaSet, RolloutObject } from '../../controller/rollout/objects.ts';
import { type Revision, revisionOf } from '../../controller/rollout/revision.ts';
import { isTurning } from '../../controller/rollout/service-pair.ts';
import { controlledBy, type Family } from './family.ts';

const TEMPLATE = 'experiment.argoproj.io/template-name';

type Status = NonNullable<RolloutObject['status']>;

export interface Image {
  readonly image: string;
  readonly tags: readonly string[];
}

/** The newest first. */
export const revisionsOf = ({ rollout, replicaSets }: Family): readonly Revision[] =>
  controlledBy(rollout, replicaSets)
    .map(revisionOf)
    .sort((a, b) => b.number - a.number || b.createdAt.getTime() - a.createdAt.getTime());

/** Stable first, then what else the revision is. */
export function rolesOf({ spec, status = {} }: RolloutObject, { hash }: Pick<Revision, 'hash'>): readonly string[] {
  const { canary, blueGreen } = spec.strategy ?? {};
  const isStable = status.stableRS === hash;
  const stable = isStable ? ['stable'] : [];
  if (blueGreen) return [...stable, ...serviceOf(status, hash)];
  const isCanary = !isStable && status.currentPodHash === hash;
  return [...stable, ...(isCanary ? ['canary'] : []), ...turnOf(canary ?? {}, status, { isStable, isCanary })];
}

function serviceOf({ blueGreen }: Status, hash: string): readonly string[] {
  if (blueGreen?.activeSelector === hash) return ['active'];
  return blueGreen?.previewSelector === hash ? ['preview'] : [];
}

/** Which of two Services that change places leads to the revision. */
function turnOf(
  canary: Parameters<typeof isTurning>[0],
  status: Status,
  { isStable, isCanary }: Readonly<Record<'isStable' | 'isCanary', boolean>>,
): readonly string[] {
  if (!isTurning(canary) || !(isStable || isCanary)) return [];
  const isPing = (status.canary?.stablePingPong === 'ping') === isStable;
  return [isPing ? 'ping' : 'pong'];
}

export const templateIn = ({ metadata }: ReplicaSet): string => metadata.annotations?.[TEMPLATE] ?? '';

export const imagesIn = ({ spec }: ReplicaSet): readonly string[] =>
  (spec.template.spec?.containers ?? []).flatMap(({ image }) => (image === undefined ? [] : [image]));

/** Of what has pods, by image. */
export function imagesOf(family: Family): readonly Image[] {
  const own = revisionsOf(family).map(({ object, hash }) => ({ object, tags: rolesOf(family.rollout, { hash }) }));
  const tried = controlledBy(family.rollout, family.experiments)
    .flatMap((experiment) => controlledBy(experiment, family.replicaSets))
    .map((object) => ({ object, tags: [`Σ:${templateIn(object)}`] }));
  const tags = new Map<string, Set<string>>();
  for (const { object, tags: more } of [...own, ...tried])
    if ((object.status?.replicas ?? 0) > 0)
      for (const image of imagesIn(object)) tags.set(image, new Set([...(tags.get(image) ?? []), ...more]));
  return [...tags]
    .map(([image, all]) => ({ image, tags: [...all] }))
    .sort((a, b) => Number(a.image > b.image) - Number(a.image < b.image));
}
