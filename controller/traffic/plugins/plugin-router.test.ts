import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PluginCall, PluginReply } from '../../runtime/plugin-contract.ts';
import { recordFor } from '../../runtime/plugin-records.ts';
import type { Split } from '../router.ts';
import { frozen, PLACE, splitAt } from '../routers.testkit.ts';
import { pluginRouter } from './plugin-router.ts';
import { sightOf, sightRef, verifiedBy } from './sight.ts';

const plugin = { plugin: 'acme/edge', config: { listener: 'public' } };
const sights = (reply: PluginReply) => [frozen(sightOf(sightRef(PLACE, plugin.plugin), reply))];
const showing = (canary: number, more: object = {}, of = 100): PluginReply => ({
  answer: { shown: [{ where: 'here', weights: { 'demo-canary': canary, 'demo-stable': of - canary }, of }], ...more },
});
const header = { name: 'hdr', match: [{ headerName: 'x', headerValue: { exact: 'y' } }] };
const other = { name: 'hdr', match: [{ headerName: 'x', headerValue: { exact: 'z' } }] };
const rendered = (reply: PluginReply, split = splitAt(20)) => pluginRouter.render(plugin, PLACE, split, sights(reply));

describe('what a plugin is told', () => {
  it('is everything at once, by an effect', () => {
    const split = splitAt(20, { headerRoutes: [header] });
    const { actions } = rendered(showing(0, { version: '7' }), split);
    expect(actions).toEqual([
      {
        do: 'effect',
        effect: 'plugin',
        key: expect.stringMatching(/^uid-demo acme\/edge [0-9a-f]{8}$/),
        because: 'tell plugin acme/edge 20 of 100 for the canary',
        input: {
          kind: 'trafficRouterPlugins',
          plugin: 'acme/edge',
          path: 'traffic/split',
          owner: 'uid-demo',
          routes: expect.stringMatching(/^[0-9a-f]{8}$/),
          body: {
            rollout: { namespace: 'shop', name: 'demo', uid: 'uid-demo' },
            services: { canary: 'demo-canary', stable: 'demo-stable' },
            config: { listener: 'public' },
            split,
            managedRoutes: ['hdr', 'mirror'],
            version: '7',
          },
        },
      },
    ]);
  });

  it.each<[what: string, reply: PluginReply, split: ReturnType<typeof splitAt>, isTold: boolean]>([
    ['what it shows already', showing(20), splitAt(20), false],
    ['what it shows in other parts', showing(200, {}, 1000), splitAt(20), false],
    ['another weight', showing(30), splitAt(20), true],
    ['a weight that only one place shows', both(20, 30), splitAt(20), true],
    ['a route that is not there', showing(20), splitAt(20, { headerRoutes: [header] }), true],
    ['to take a route away', showing(20, { routes: ['hdr'] }), splitAt(20), true],
    ['to take a service out', withOther(), splitAt(20), true],
    ['what nothing shows', { answer: { shown: [] } }, splitAt(0), true],
  ])('%s', (_, reply, split, isTold) => expect(rendered(reply, split).actions).toHaveLength(isTold ? 1 : 0));

  it.each<[what: string, told: Split | undefined, isTold: boolean]>([
    ['a route that it was told', splitAt(50, { headerRoutes: [header] }), false],
    ['a route that asks for something else under the same name', splitAt(20, { headerRoutes: [other] }), true],
    ['a route of which nobody knows what it was told', undefined, true],
  ])('%s', (_, told, isTold) => {
    const split = splitAt(20, { headerRoutes: [header] });
    const [action] = told ? rendered(showing(0), told).actions : [];
    const print = action?.do === 'effect' ? (action.input as { readonly routes: string }).routes : undefined;
    const sight = frozen(sightOf(sightRef(PLACE, plugin.plugin), showing(20, { routes: ['hdr'] }), print));
    expect(pluginRouter.render(plugin, PLACE, split, [sight]).actions).toHaveLength(isTold ? 1 : 0);
  });

  it('has one key for one split', () => {
    const key = (weight: number) => (rendered(showing(0), splitAt(weight)).actions[0] as { key: string }).key;
    expect(key(20)).toBe(key(20));
    expect(key(20)).not.toBe(key(30));
  });
});

function both(one: number, other: number): PluginReply {
  const [a, b] = [showing(one), showing(other)] as { answer: { shown: object[] } }[];
  return { answer: { shown: [...(a?.answer.shown ?? []), ...(b?.answer.shown ?? [])] } };
}

function withOther(): PluginReply {
  return { answer: { shown: [{ weights: { 'demo-canary': 20, 'demo-stable': 80, other: 1 } }] } };
}

it('in the end it is told, by its record alone, that stable gets everything', () => {
  const [told] = rendered(showing(0)).actions;
  if (told?.do !== 'effect') throw new Error('not told');
  const telling = { namespace: 'sluice', owner: PLACE.uid, key: told.key };
  const record = frozen(recordFor(told.input as PluginCall, telling));
  const { actions } = pluginRouter.release({ ...PLACE, stableService: '', canaryService: '' }, [record]);
  expect(actions).toMatchObject([
    {
      effect: 'plugin',
      key: 'uid-demo acme/edge farewell',
      because: 'stable alone in plugin acme/edge',
      input: {
        plugin: 'acme/edge',
        path: 'traffic/split',
        body: {
          services: { canary: 'demo-canary', stable: 'demo-stable' },
          config: { listener: 'public' },
          split: {
            destinations: [
              { service: 'demo-canary', role: 'canary', weight: 0 },
              { service: 'demo-stable', role: 'stable', weight: 100 },
            ],
            ...{ total: 100, headerRoutes: [], mirrorRoutes: [] },
          },
        },
      },
    },
  ]);
  // Or it would be written down again.
  expect(actions[0]?.do === 'effect' && actions[0].input).not.toHaveProperty('owner');
  expect(pluginRouter.release({ ...PLACE, uid: 'other' }, [record]).actions).toEqual([]);
});

describe('what is seen of a plugin', () => {
  it('is what it answers, by its name', () =>
    expect(pluginRouter.observed(plugin, PLACE, sights(showing(20, { routes: ['hdr'], verified: true })))).toEqual({
      shown: [{ where: 'plugin acme/edge here', weights: { 'demo-canary': 20, 'demo-stable': 80 }, of: 100 }],
      routes: ['hdr'],
      problems: [],
    }));

  it.each<[what: string, reply: PluginReply, problem: string]>([
    ['it does not answer', { problem: 'connection refused' }, 'connection refused'],
    ['its answer is nothing', { answer: null }, 'answers without a list of what it shows'],
    ['a weight is none', { answer: { shown: [{ weights: { a: -1 } }] } }, 'answers without a list of what it shows'],
    [
      'parts are of nothing',
      { answer: { shown: [{ weights: {}, of: 0 }] } },
      'answers without a list of what it shows',
    ],
    ['a route is none', { answer: { shown: [], routes: [1] } }, 'answers with odd routes'],
  ])('%s: nobody knows, and it is told nothing', (_, reply, problem) => {
    const problems = [`plugin acme/edge: ${problem}`];
    expect(pluginRouter.observed(plugin, PLACE, sights(reply))).toEqual({ shown: [], routes: [], problems });
    expect(rendered(reply)).toEqual({ actions: [], notices: [], problems });
  });

  it('is not in force as long as it says so', () => {
    const objects = sights(showing(20, { verified: false }));
    const problems = ['plugin acme/edge: its weights are not in force yet'];
    expect(pluginRouter.observed(plugin, PLACE, objects).problems).toEqual(problems);
    expect([verifiedBy(objects), verifiedBy(sights(showing(20)))]).toEqual([false, undefined]);
    expect(verifiedBy([...objects, ...sights(showing(20, { verified: true }))])).toBe(false);
  });

  it.each<[reply: PluginReply, unfit: readonly string[]]>([
    [{ refused: 'is a binary' }, ['is a binary']],
    [{ disabled: true }, ['is disabled in the settings: see docs/plugins.md']],
    [{ problem: 'connection refused' }, []],
    [showing(0), []],
  ])('makes a spec invalid or not: %j', (reply, unfit) =>
    expect(pluginRouter.unfit(plugin, PLACE, sights(reply)).map(({ message }) => message)).toEqual(unfit),
  );

  it('stands any answer', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (answer, shown) => {
        for (const odd of [answer, { shown }, { shown: [{ weights: shown }] }, { shown: [], routes: shown }]) {
          pluginRouter.observed(plugin, PLACE, sights({ answer: odd }));
          rendered({ answer: odd });
        }
      }),
    ));
});
