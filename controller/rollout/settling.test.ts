/** What routers have to wait for is waited for without a clock of theirs. */
import { describe, expect, it } from 'vitest';
import { mapping } from '../traffic/ambassador/ambassador.testkit.ts';
import type { AnyObject } from '../traffic/routers.testkit.ts';
import { decide } from './decide.ts';
import { at, canary } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web' }] } };
const names = { canaryService: 'c', stableService: 's' };

/** At rest, beside the canary Mapping of the last update. */
function snapshotWith(idleFor: number, isNamed: boolean) {
  const trafficRouting = { ambassador: { mappings: ['web'] } };
  const block = { ...names, ...(isNamed && { trafficRouting }) };
  const spec = { ...canary(block), template };
  const s = snapshotOf({ spec, services: { c: 'v1', s: 'v1' }, pods: { v1: 4 } });
  const { uid = '' } = s.object.metadata;
  const left = mapping({ service: 'c:80', weight: 0 }, { name: 'web-canary' });
  const ownerReferences = [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid, controller: true }];
  const annotations = { 'sluice.dev/idle-since': at(-idleFor) };
  const ours: AnyObject = { ...left, metadata: { ...left.metadata, ownerReferences, annotations } };
  const user = mapping({ service: 's:80' });
  const objects = isNamed ? [user, ours] : [];
  const services = [...s.services].map(
    ([name, one]) => [name, { ...one, spec: { selector: { app: 'web' } } }] as const,
  );
  return {
    ...{ ...s, template, services: new Map(services) },
    ...{ routing: { ...s.routing, objects }, strays: isNamed ? [] : [ours] },
  };
}

describe('a canary Mapping that has had weight 0', () => {
  it.each<[what: string, idleFor: number, isNamed: boolean, isGone: boolean]>([
    ['for two seconds is waited for', 2, true, false],
    ['for five seconds goes', 5, true, true],
    ['for two seconds is waited for where nobody names it any more', 2, false, false],
    ['for five seconds goes where nobody names it any more', 5, false, true],
  ])('%s', (_, idleFor, isNamed, isGone) => {
    const s = snapshotWith(idleFor, isNamed);
    const { stages, wakeAt } = decide(s);
    const deleted = stages.flat().filter((action) => action.do === 'delete');
    expect(deleted.map(({ because }) => because)).toEqual(isGone ? ['stable alone: no canary mapping web-canary'] : []);
    if (!isGone) expect(wakeAt).toEqual(new Date(s.now.getTime() + (5 - idleFor) * 1000));
  });
});
