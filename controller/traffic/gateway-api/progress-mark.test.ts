/** How long the label of a route in progress stays, and who keeps it. */
import { describe, expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import type { Place, Split } from '../router.ts';
import { type AnyObject, applied, backend, PLACE, route, splitAt } from '../routers.testkit.ts';
import { both, HEADER, weightsOf } from './gateway.testkit.ts';
import { gatewayPlugin } from './gateway-api.ts';

const LABEL = 'rollouts.argoproj.io/gatewayapi-canary';
const HOLDERS = 'rollouts.argoproj.io/gatewayapi-active-rollouts';
const config = { httpRoute: 'web' };
const header = { headerRoutes: [HEADER] };
const mirror = { mirrorRoutes: [{ name: 'mirror', match: [{ path: { prefix: '/' } }], percentage: 10 }] };

function told(object: AnyObject, split: Split, options: object = config, place: Place = PLACE): AnyObject {
  return applied([object], gatewayPlugin.render(options, place, split, [object]).actions)[0] ?? object;
}

function released(object: AnyObject, uid: string): AnyObject {
  const nobody = { ...PLACE, uid, rollout: { ...PLACE.rollout, name: '' }, stableService: '', canaryService: '' };
  return applied([object], gatewayPlugin.release(nobody, [object]).actions)[0] ?? object;
}

/** The label and who holds it, and other metadata. */
function markOf({ metadata }: AnyObject) {
  const { app: _, ...labels } = metadata.labels ?? {};
  const { [LEASES]: __, ...annotations } = metadata.annotations ?? {};
  return { labels, annotations };
}

const marked = (...holders: string[]) => ({
  labels: { [LABEL]: 'in-progress' },
  annotations: { [HOLDERS]: holders.join(',') },
});
const bare = { labels: {}, annotations: {} };
const mine = 'shop/demo';

/** A route as somebody has left it. */
function withMark(object: AnyObject, { labels, annotations }: { labels: object; annotations: object }): AnyObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...labels },
      annotations: { ...metadata.annotations, ...annotations },
    },
  };
}

describe('the label', () => {
  it.each<[string, Split, object]>([
    ['is not there at rest', splitAt(0), bare],
    ['comes with the first share', splitAt(1), marked(mine)],
    ['stays while the canary has all', splitAt(100), marked(mine)],
    ['comes with the share of an experiment', splitAt(0, { experiment: 5 }), marked(mine)],
    ['comes with a header route', splitAt(0, header), marked(mine)],
    ['comes with a mirror route', splitAt(0, mirror), marked(mine)],
  ])('%s', (_, split, mark) => {
    const once = told(route([both]), split);
    expect(markOf(once)).toEqual(mark);
    expect(gatewayPlugin.render(config, PLACE, split, [once]).actions).toEqual([]);
    expect(markOf(told(once, splitAt(0)))).toEqual(bare);
    expect(markOf(released(once, PLACE.uid))).toEqual(bare);
    expect(once.metadata.labels?.['app']).toBe('demo');
  });

  it.each<[string, object, object]>([
    [
      'another name',
      { inProgressLabelKey: 'x/busy' },
      { labels: { 'x/busy': 'in-progress' }, annotations: { [HOLDERS]: mine } },
    ],
    ['another value', { inProgressLabelValue: 'yes' }, { ...marked(mine), labels: { [LABEL]: 'yes' } }],
    [
      'another annotation',
      { activeRolloutsAnnotationKey: 'x/who' },
      { labels: { [LABEL]: 'in-progress' }, annotations: { 'x/who': mine } },
    ],
    ['no label at all', { disableInProgressLabel: true }, bare],
  ])('may have %s, also in mid-rollout', (_, more, mark) => {
    const options = { ...config, ...more };
    expect(markOf(told(route([both]), splitAt(20), options))).toEqual(mark);
    const changed = told(told(route([both]), splitAt(20)), splitAt(20), options);
    expect(markOf(changed)).toEqual(mark);
    expect(markOf(told(changed, splitAt(20)))).toEqual(marked(mine));
    expect(markOf(released(changed, PLACE.uid))).toEqual(bare);
  });

  it('that the plugin has left behind goes', () => {
    expect(markOf(told(withMark(route([both]), marked(mine)), splitAt(0)))).toEqual(bare);
    expect(markOf(told(withMark(route([both]), { ...marked(), annotations: {} }), splitAt(0)))).toEqual(bare);
  });

  it('is put back where somebody takes it away', () => {
    const once = told(route([both]), splitAt(20));
    const { [LABEL]: _, ...labels } = once.metadata.labels ?? {};
    expect(markOf(told({ ...once, metadata: { ...once.metadata, labels } }, splitAt(20)))).toEqual(marked(mine));
  });
});

describe('two Rollouts that share a route', () => {
  const next: Place = {
    rollout: { ...PLACE.rollout, name: 'next' },
    ...{ uid: 'uid-next', stableService: 'next-stable', canaryService: 'next-canary', managedRoutes: [] },
  };
  const nextAt = (weight: number): Split => ({
    ...splitAt(weight),
    destinations: [
      { service: 'next-canary', hash: 'c', role: 'canary', weight },
      { service: 'next-stable', hash: 's', role: 'stable', weight: 100 - weight },
    ],
  });
  const theirs = { backendRefs: [backend('next-stable', 100), backend('next-canary', 0)] };
  const shared = told(told(route([both, theirs]), splitAt(30)), nextAt(50), config, next);
  const [demo, other] = [
    (canary: number) => ({ 'demo-stable': 100 - canary, 'demo-canary': canary }),
    (canary: number) => ({ 'next-stable': 100 - canary, 'next-canary': canary }),
  ];

  it('each steer their own rules and hold the label together', () => {
    expect(weightsOf(shared)).toEqual([demo(30), other(50)]);
    expect(markOf(shared)).toEqual(marked(mine, 'shop/next'));
    expect(gatewayPlugin.render(config, PLACE, splitAt(30), [shared]).actions).toEqual([]);
    expect(gatewayPlugin.render(config, next, nextAt(50), [shared]).actions).toEqual([]);
  });

  it('leave the label to whoever is not finished', () => {
    const one = told(shared, splitAt(0));
    expect(markOf(one)).toEqual(marked('shop/next'));
    expect(markOf(told(one, nextAt(0), config, next))).toEqual(bare);
  });

  it('lose nothing of the other when one is deleted', () => {
    const one = released(shared, PLACE.uid);
    expect(weightsOf(one)).toEqual([demo(0), other(50)]);
    expect(markOf(one)).toEqual(marked('shop/next'));
    const none = released(one, next.uid);
    expect([markOf(none), none.metadata.annotations]).toEqual([bare, {}]);
  });

  it('have no lease in common, so that nobody is taken for an heir of the other', () => {
    const leases = JSON.parse(shared.metadata.annotations?.[LEASES] ?? '{}') as Record<string, string[]>;
    const all = Object.values(leases).flat();
    expect(new Set(all).size).toBe(all.length);
  });

  it('do not fight over its value', () => {
    const options = { ...config, inProgressLabelValue: 'mine' };
    expect(gatewayPlugin.render(options, PLACE, splitAt(30), [shared]).actions).toEqual([]);
  });
});
