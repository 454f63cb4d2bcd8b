/** Sizes and deadlines of all revisions of a canary, put together. */
import { abortedCurrent } from '../sizing/aborted.ts';
import type { BasicSizes } from '../sizing/basic.ts';
import type { OthersDown } from '../sizing/others.ts';
import { earliest, type Wanted } from '../target.ts';
import { areWeightsVerified, isDecisive } from '../verification.ts';
import { nextSizes } from './sizes.ts';
import { distinctStable, type Terms } from './terms.ts';

export interface Sized {
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Current and stable have the sizes that are wanted. */
  readonly isSettled: boolean;
  readonly wakeAt?: Date;
}

export function revisionsOf(terms: Terms, others: OthersDown): Sized {
  if (terms.isHalted) return { wanted: new Map(), isSettled: true };
  const { snapshot } = terms;
  const stable = distinctStable(terms);
  const sizes = keptSizes(terms, nextSizes(terms));
  const ended = abortedSize(terms, sizes.current ?? 0);
  const current: Wanted = { size: ended?.size ?? sizes.current ?? 0, deadline: ended?.deadline ?? null };
  const kept: Wanted = { size: sizes.stable ?? stable?.size ?? 0, deadline: null };
  const wakeAt = earliest([ended?.wakeAt, others.wakeAt]);
  return {
    wanted: new Map([
      ...oldOnes(snapshot, others),
      [snapshot.hash, current],
      ...(stable ? [[stable.hash, kept] as const] : []),
    ]),
    isSettled: snapshot.current?.size === current.size && (!stable || stable.size === kept.size),
    ...(wakeAt && { wakeAt }),
  };
}

/** As long as load balancers divide requests in another way than it looks, nobody in an update gives up pods. */
function keptSizes(terms: Terms, sizes: BasicSizes): BasicSizes {
  const { snapshot, view } = terms;
  if (view.isAborted || !isDecisive(snapshot) || areWeightsVerified(snapshot) !== false) return sizes;
  const [current, stable] = [snapshot.current?.size ?? 0, distinctStable(terms)?.size ?? 0];
  return { ...sizes, current: Math.max(sizes.current ?? 0, current), stable: Math.max(sizes.stable ?? 0, stable) };
}

function oldOnes({ others }: Terms['snapshot'], down: OthersDown): readonly (readonly [string, Wanted])[] {
  const hashes = new Map(others.map(({ name, hash }) => [name, hash]));
  return down.revisions.map(({ name, size, deadline }) => [
    hashes.get(name) ?? '',
    { size, deadline: deadline ?? null },
  ]);
}

/** Undefined if the update is not aborted. */
function abortedSize(terms: Terms, target: number) {
  const { snapshot, view, canary, replicas, isDynamic } = terms;
  const { current, now } = snapshot;
  if (!view.isAborted || !current) return undefined;
  return abortedCurrent({
    ...{ strategy: terms.hasTraffic ? 'traffic' : 'basic', isDynamic, now, replicas, current, target },
    delaySeconds: canary.abortScaleDownDelaySeconds,
    stable: distinctStable(terms),
    // Where nobody is wanted, nobody is kept.
    isServing: terms.shown.canary > 0 && replicas > 0,
  });
}
