/** Sizes and deadlines of all revisions of a blue-green Rollout, and what keeps them from going. */
import type { Capacity } from '../capacity.ts';
import { abortedCurrent } from '../sizing/aborted.ts';
import { othersDown } from '../sizing/others.ts';
import { earliest, type Wanted } from '../target.ts';
import { currentSize } from './preview.ts';
import { addressesOf, distinctStable, isServing, type Terms } from './terms.ts';

interface Sized {
  readonly wanted: ReadonlyMap<string, Wanted>;
  readonly wakeAt?: Date;
}

export function revisionsOf(terms: Terms, selectors: ReadonlyMap<string, string>): Sized {
  if (terms.isHalted) return { wanted: new Map() };
  const { snapshot, blueGreen, replicas, serving } = terms;
  const stable = distinctStable(terms);
  const current = wantedCurrent(terms, selectors.get(blueGreen.activeService));
  const others = oldOnes(terms, new Set(selectors.values()));
  const wakeAt = earliest([current.wakeAt, others.wakeAt]);
  const whole: Wanted = { size: replicas, deadline: null };
  return {
    wanted: new Map([
      ...others.wanted,
      ...(serving ? [[serving.hash, whole] as const] : []),
      ...(stable ? [[stable.hash, whole] as const] : []),
      [snapshot.hash, current.wanted],
    ]),
    ...(wakeAt && { wakeAt }),
  };
}

function wantedCurrent(
  terms: Terms,
  nextActive: string | undefined,
): { readonly wanted: Wanted; readonly wakeAt?: Date | undefined } {
  const { snapshot, blueGreen, replicas, isAborted, isWarm, activeHash } = terms;
  const { current, now, hash } = snapshot;
  // A pass that sends it all requests leaves it whole, whatever size a preview has.
  const target = nextActive === hash ? replicas : currentSize(terms);
  if (isAborted && current) {
    const { size, deadline, wakeAt } = abortedCurrent({
      ...{ strategy: 'blueGreen', isDynamic: false, now, replicas, current, target },
      ...{ delaySeconds: blueGreen.abortScaleDownDelaySeconds, stable: distinctStable(terms) },
      isServing: isServing(terms, hash),
    });
    return { wanted: { size, deadline: deadline ?? null }, wakeAt };
  }
  // The mark of a revision that ran until a moment ago is what spares it the pause: it stays until the switch is seen.
  const isMarked = isWarm && activeHash !== hash;
  return { wanted: { size: target, ...(!isMarked && { deadline: null }) } };
}

function oldOnes(terms: Terms, chosen: ReadonlySet<string>): Sized {
  const { snapshot, blueGreen, replicas } = terms;
  const { others, now } = snapshot;
  const down = othersDown({
    ...{ strategy: 'blueGreen', others, replicas, isBlocked: terms.verdicts.after === 'awaited' },
    referenced: referencedBy(terms, chosen),
    delay: { now, seconds: blueGreen.scaleDownDelaySeconds, limit: blueGreen.scaleDownDelayRevisionLimit },
  });
  const hashes = new Map(others.map(({ name, hash }) => [name, hash]));
  const { wakeAt } = down;
  return {
    wanted: new Map(
      down.revisions.map(({ name, size, deadline }) => [hashes.get(name) ?? '', { size, deadline: deadline ?? null }]),
    ),
    ...(wakeAt && { wakeAt }),
  };
}

/** Old revisions that somebody can still reach. */
function referencedBy(terms: Terms, chosen: ReadonlySet<string>): ReadonlySet<string> {
  // With no replicas nobody is to answer.
  const others = terms.replicas === 0 ? [] : terms.snapshot.others.map(({ hash }) => hash);
  const serving = others.filter((hash) => isServing(terms, hash));
  return new Set([...chosen, terms.previewHash, ...serving]);
}

/** What requests need: from the revision that is active, and from those whose addresses are still behind it. */
export function capacityOf(terms: Terms): Capacity {
  const { snapshot, activeHash, least } = terms;
  if (activeHash === '') return { need: new Map(), total: least };
  const lagging = snapshot.revisions
    .map(({ hash }) => [hash, Math.min(least, addressesOf(terms, hash))] as const)
    .filter(([, count]) => count > 0);
  return { need: new Map([...lagging, [activeHash, least]]) };
}
