/** What blue-green decides in a small world, in the words of its tests. */
import type { Target } from '../target.ts';
import { snapshotOf, type World } from '../world.testkit.ts';
import { blueGreenTarget } from './blue-green.ts';

interface Decided {
  readonly target: Target;
  /** By revision. */
  readonly sizes: Readonly<Record<string, number | undefined>>;
  /** Of the revision that is wanted. */
  readonly size: () => number | undefined;
  /** What the active Service is to select; undefined if it stays as it is. */
  readonly active: string | undefined;
  readonly preview: string | undefined;
}

/** `active` is the Service of that name in the status's testkit: web. */
export const services = (
  active: string | undefined,
  preview?: string,
): Readonly<Record<string, string | undefined>> => ({
  web: active,
  ...(preview !== undefined && { preview }),
});

/** v1 is active, v2 is shown. */
export function decided(world: World): Decided {
  const wanted = world.wanted ?? Object.keys(world.pods ?? {}).at(-1) ?? '';
  const snapshot = snapshotOf({ services: services('v1', wanted), ...world });
  const { blueGreen } = snapshot.spec.strategy ?? {};
  if (!blueGreen) throw new Error('not blue-green');
  const target = blueGreenTarget(snapshot, blueGreen);
  const sizes = Object.fromEntries([...target.revisions].map(([hash, { size }]) => [hash, size]));
  return {
    ...{ target, sizes, active: target.selectors.get('web'), preview: target.selectors.get('preview') },
    size: () => sizes[snapshot.hash],
  };
}
