/** Pass after pass in a small cluster, with pods that come late and crash, addresses that lag, and people who interfere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { surgeOf } from '../sizing/surge.ts';
import { statusAfter } from '../status/status.ts';
import { blueGreenTarget } from './blue-green.ts';
import {
  addressed,
  answering,
  type Cluster,
  cluster,
  commanded,
  type Happening,
  happening,
  later,
  readyIn,
  recovered,
  resumed,
  retried,
  seen,
  withMade,
  withSizes,
} from './cluster.testkit.ts';

/** In the order of the stages: grow, select, shrink, and the status last. */
function passed(cluster: Cluster): Cluster {
  const s = seen(cluster);
  const { blueGreen: block } = s.spec.strategy ?? {};
  if (!block) throw new Error('not blue-green');
  const target = blueGreenTarget(s, block);
  const grown = withSizes(withMade(cluster), target, false);
  const selected = { ...grown, services: { ...grown.services, ...Object.fromEntries(target.selectors) } };
  expectNoLossBySwitch(grown, selected);
  const shrunk = withSizes(selected, target, true);
  expectNoLossByShrinking(selected, shrunk);
  return { ...shrunk, status: statusAfter(s, target.outcome).status };
}

const leastOf = ({ replicas }: Cluster): number =>
  Math.min(replicas, Math.max(1, replicas - surgeOf(replicas, 1, '25%').unavailable));

function expectNoLossBySwitch(before: Cluster, after: Cluster): void {
  const [from = '', to = ''] = [before.services['web'], after.services['web']];
  if (from === to) return;
  const least = leastOf(before);
  expect(Math.min(least, readyIn(after, to))).toBeGreaterThanOrEqual(Math.min(least, readyIn(before, from)));
  // Nor from pods that answer to none.
  expect(readyIn(after, to) > 0 || readyIn(before, from) === 0).toBe(true);
}

function expectNoLossByShrinking(before: Cluster, after: Cluster): void {
  const { web = '' } = before.services;
  expect(readyIn(after, web)).toBeGreaterThanOrEqual(Math.min(leastOf(before), readyIn(before, web)));
  expect(answering(after)).toBeGreaterThanOrEqual(Math.min(leastOf(before), answering(before)));
}

const event = fc.oneof({ weight: 1, arbitrary: fc.constant<Happening>(passed) }, { weight: 3, arbitrary: happening });

function atRest(start: Cluster, between: Happening): Cluster {
  let now = start;
  for (let count = 0; count < 60; count += 1) {
    const next = between(passed(now));
    if (JSON.stringify({ ...next, seconds: 0 }) === JSON.stringify({ ...now, seconds: 0 })) return next;
    now = next;
  }
  throw new Error(`still moving at ${JSON.stringify(now)}`);
}

const sizesOf = ({ revisions }: Cluster) => Object.fromEntries(revisions.map(({ hash, pods }) => [hash, pods.length]));

describe('pass after pass', () => {
  it('keeps requests at pods that answer whatever happens, and arrives once pods get ready', () => {
    fc.assert(
      fc.property(cluster, fc.array(event, { maxLength: 60, size: 'max' }), (start, happenings) => {
        const after = happenings.reduce((now, happens) => happens(now), start);
        const helped: Happening = (one) => later(31)(resumed(addressed(recovered(one))));
        const end = atRest(retried({ ...after, isPaused: false }), helped);
        const { wanted } = end;
        expect(end.services).toEqual({ web: wanted, preview: wanted });
        expect(end.status.stableRS).toBe(wanted);
        const none = Object.fromEntries(end.revisions.map(({ hash }) => [hash, 0]));
        expect(sizesOf(end)).toEqual({ ...none, [wanted]: end.replicas });
      }),
      { numRuns: 200 },
    );
  });

  it('stays with the old revision while the new one never gets ready, aborted or not', () => {
    fc.assert(
      fc.property(cluster, fc.integer({ min: 1, max: 6 }), fc.boolean(), (start, replicas, isAborted) => {
        const healthy: Happening = (one) => later(31)(addressed(recovered(one)));
        const old = atRest({ ...start, replicas }, healthy);
        const broken: Happening = (one) => ({
          ...later(31)(addressed(recovered(one))),
          revisions: one.revisions.map((one) => ({ ...one, pods: one.pods.map(() => one.hash === 'v1') })),
        });
        const tried = passed({ ...old, wanted: 'v2' });
        const end = atRest(isAborted ? commanded({ abort: true })(tried) : tried, broken);
        expect(end.services).toEqual({ web: 'v1', preview: 'v2' });
        expect(end.status.stableRS).toBe('v1');
        expect(sizesOf(end)['v1']).toBe(replicas);
      }),
      { numRuns: 100 },
    );
  });
});
