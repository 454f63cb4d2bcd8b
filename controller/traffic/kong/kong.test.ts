/** What Kong's canary plugin is told: a percentage. */
import { describe, expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import { type AnyObject, PLACE, splitAt } from '../routers.testkit.ts';
import { itKeepsItsPromises, released, steered } from '../rules/promises.testkit.ts';
import { kongCase, kongPlugin } from './kong.case.testkit.ts';
import { kong } from './kong.ts';

const config = { canaryPlugins: ['canary'] };
const subject = { router: kong, config };
const host = { upstream_host: 'demo-canary.shop.svc' };

describe('a KongPlugin', () => {
  itKeepsItsPromises({
    ...{ router: kong, config, objects: kongCase.objects },
    changed: (object: AnyObject) => ({
      ...object,
      config: { ...(object as { config?: object }).config, upstream_port: 81 },
    }),
    golden: new URL('golden.yaml', import.meta.url),
  });

  it('shows its percentage', () => {
    const { shown } = kong.observed(config, PLACE, [kongPlugin({ ...host, percentage: 12.5 })]);
    expect(shown).toEqual([
      { where: 'KongPlugin shop/canary', weights: { 'demo-canary': 12.5, 'demo-stable': 87.5 }, of: 100 },
    ]);
  });

  it('shows nothing while it goes by the clock, and by percentage afterwards', () => {
    const timed = [kongPlugin({ ...host, start: 1_700_000_000, duration: 60 })];
    expect(kong.observed(config, PLACE, timed)).toEqual({ shown: [], routes: [], problems: [] });
    expect(steered(subject, splitAt(0), timed)).toMatchObject([{ config: { percentage: 0, start: 1_700_000_000 } }]);
  });

  it.each(['demo-canary', 'demo-canary.shop', 'demo-canary.shop.svc.cluster.local', 'demo-canary.shop.80.svc'])(
    'may know the canary as %s',
    (upstream_host) => {
      expect(kong.unfit(config, PLACE, [kongPlugin({ upstream_host })])).toEqual([]);
    },
  );

  it.each<[string, AnyObject, string]>([
    ['is another plugin', kongPlugin(host, { plugin: 'cors' }), 'is no canary plugin'],
    ['is disabled', kongPlugin(host, { disabled: true }), 'is disabled'],
    ['keeps its config in a Secret', kongPlugin(undefined, { configFrom: {} }), 'names no upstream_host in its config'],
    ['chooses by lists', kongPlugin({ ...host, hash: 'allow' }), 'chooses by hash allow, not by percentage'],
    [
      'leads elsewhere',
      kongPlugin({ upstream_host: 'other.shop.svc' }),
      'sends requests to other.shop.svc, not to service demo-canary',
    ],
    [
      'leads to another namespace',
      kongPlugin({ upstream_host: 'demo-canary.b.svc' }),
      'sends requests to demo-canary.b.svc, not to service demo-canary',
    ],
  ])('that %s is a problem, and makes the spec invalid', (_, object, problem) => {
    expect(kong.render(config, PLACE, splitAt(20), [object])).toMatchObject({
      actions: [],
      problems: [`KongPlugin shop/canary ${problem}`],
    });
    expect(kong.observed(config, PLACE, [object])).toMatchObject({
      shown: [],
      problems: [`KongPlugin shop/canary ${problem}`],
    });
    expect(kong.unfit(config, PLACE, [object])).toEqual([
      { path: 'canaryPlugins[0]', value: 'canary', message: `kongplugin \`canary\` ${problem}` },
    ]);
  });

  it('that has become another plugin keeps its config at the end', () => {
    const leased = kongPlugin({ percentage: 5 }, { plugin: 'cors' });
    const metadata = { ...leased.metadata, annotations: { [LEASES]: '{"uid-demo":["config.percentage"]}' } };
    expect(released(subject, [{ ...leased, metadata }])).toMatchObject([
      { config: { percentage: 5 }, metadata: { annotations: {} } },
    ]);
  });
});
