import { describe, expect, it } from 'vitest';
import type { PluginReply } from '../runtime/plugin-contract.ts';
import { sightOf, sightRef } from '../traffic/plugins/sight.ts';
import { decide } from './decide.ts';
import { placeOf } from './place.ts';
import { pluginsWakeAt, unknownDivision, withPlugins } from './plugins.ts';
import { canary } from './status/snapshot.testkit.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const SILENT = { problem: 'connection refused' };
const SHOWS: PluginReply = { answer: { shown: [] } };
const weights = (weight: number) => ({
  canary: { weights: { canary: { weight }, stable: { weight: 100 - weight } } },
});

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web' }] } };

function snapshotWith(reply: PluginReply, world: Partial<World> = {}) {
  const block = { canaryService: 'c', stableService: 's', trafficRouting: { plugins: { 'acme/edge': {} } } };
  const spec = { strategy: { canary: block }, template };
  const s = snapshotOf({ spec, services: { c: 'v1', s: 'v1' }, pods: { v1: 4 }, ...world });
  const sight = sightOf(sightRef(placeOf(s.object, s.spec), 'acme/edge'), reply);
  const found = [...s.services].map(([name, one]) => [name, { ...one, spec: { selector: { app: 'web' } } }] as const);
  return { ...s, template, services: new Map(found), routing: { ...s.routing, objects: [sight] } };
}

describe('while a plugin is silent', () => {
  const problem = 'plugin acme/edge: connection refused';
  it.each<[what: string, world: Partial<World>, unknown: string | undefined]>([
    ['an update waits', { pods: { v1: 4, v2: 1 }, status: weights(20) }, problem],
    ['one that has no share yet waits, too', { pods: { v1: 4, v2: 1 }, status: weights(0) }, problem],
    ['a way back waits', { pods: { v2: 1, v1: 4 }, stable: 'v1', status: weights(20) }, problem],
    ['what is at rest does not', { status: weights(0) }, undefined],
    ['nor does what nothing was ever promoted of', { stable: '' }, undefined],
  ])('%s', (_, world, unknown) => expect(unknownDivision(snapshotWith(SILENT, world))).toBe(unknown));

  it('nothing is done, and it is said why', () => {
    const s = snapshotWith(SILENT, { pods: { v1: 4, v2: 1 }, status: weights(20) });
    expect(decide(s)).toEqual({
      stages: [],
      status: s.status,
      notices: [{ type: 'Warning', reason: 'TrafficRoutingError', message: problem }],
      wakeAt: new Date(s.now.getTime() + 10_000),
    });
  });

  it('the weights that were known stay in the status', () => {
    const s = snapshotWith(SILENT, { status: weights(0) });
    expect(withPlugins({}, s)?.weights).toEqual(weights(0).canary.weights);
    expect(withPlugins({}, snapshotWith(SHOWS, { status: weights(0) }))).toEqual({});
  });
});

it('whether weights are in force goes into the status', () => {
  const s = snapshotWith({ answer: { shown: [], verified: false } });
  expect(withPlugins(weights(20).canary, s)?.weights).toMatchObject({ canary: { weight: 20 }, verified: false });
});

it.each<[what: string, reply: PluginReply, isTold: boolean, seconds: number]>([
  ['soon after it was told something', SHOWS, true, 1],
  ['before long while it is not in force', { answer: { shown: [], verified: false } }, false, 10],
  ['before long while it is silent', SILENT, false, 10],
  ['before long while it cannot be used', { refused: 'no' }, false, 10],
  ['now and then', SHOWS, false, 60],
])('a plugin is looked at again %s', (_, reply, isTold, seconds) => {
  const s = snapshotWith(reply);
  const told = { do: 'effect', effect: 'plugin', key: '', input: {}, because: '' } as const;
  expect(pluginsWakeAt(s, isTold ? [told] : [])).toEqual(new Date(s.now.getTime() + seconds * 1000));
});

it('without plugins nobody looks', () =>
  expect(pluginsWakeAt(snapshotOf({ spec: canary({}), pods: { v1: 4 } }))).toBeUndefined());
