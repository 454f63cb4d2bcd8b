/** The configuration in the form that users of the plugin of Argo Rollouts have. */
import { describe, expect, it } from 'vitest';
import { applied, PLACE, splitAt } from '../routers.testkit.ts';
import { httpProxy, service } from './contour.case.testkit.ts';
import { contour } from './contour.ts';
import { contourPlugin } from './plugin.ts';

const web = httpProxy([{ services: [service('demo-stable')] }]);

describe('HTTPProxies by the name of the plugin', () => {
  it.each<[string, object]>([
    ['a list', { httpProxies: ['web'], namespace: 'shop' }],
    ['the single one of its first versions', { httpProxy: 'web' }],
    ['a list before a single one, and what it does not know', { httpProxies: ['web'], httpProxy: 'old', x: 1 }],
  ])('are steered like those of contour: %s', (_, config) => {
    const native = contour.render({ httpProxies: ['web'] }, PLACE, splitAt(20), [web]);
    expect(contourPlugin.render(config, PLACE, splitAt(20), [web])).toEqual(native);
    const after = applied([web], native.actions);
    expect(contourPlugin.observed(config, PLACE, after)).toEqual(
      contour.observed({ httpProxies: ['web'] }, PLACE, after),
    );
    expect(after.flatMap((one) => contourPlugin.leases(config, PLACE, one)).length).toBeGreaterThan(0);
    expect(contourPlugin.reads(config, PLACE)).toEqual(contour.reads({ httpProxies: ['web'] }, PLACE));
    expect(contourPlugin.unfit(config, PLACE, [web])).toEqual([]);
  });

  const elsewhere = 'must be that of the Rollout, shop: an HTTPProxy has no other Services';
  it.each<[string, unknown, { path: string; value: string; message: string }]>([
    ['no name', {}, { path: 'httpProxies', value: '', message: 'name at least one HTTPProxy' }],
    [
      'a name that is none',
      { httpProxies: [5] },
      { path: 'httpProxies[0]', value: '5', message: expect.stringContaining('expected string') as string },
    ],
    [
      'another namespace',
      { httpProxies: ['web'], namespace: 'edge' },
      { path: 'namespace', value: 'edge', message: elsewhere },
    ],
    [
      'one that is not there',
      { httpProxies: ['none'] },
      {
        path: 'httpProxies[0]',
        value: 'none',
        message: 'httpproxy.projectcontour.io "none" not found',
      },
    ],
    [
      'the single one that is not there',
      { httpProxy: 'none' },
      { path: 'httpProxy', value: 'none', message: 'httpproxy.projectcontour.io "none" not found' },
    ],
  ])('are invalid with %s', (_, config, unfit) => {
    expect(contourPlugin.unfit(config, PLACE, [web])).toMatchObject([unfit]);
    expect(contourPlugin.observed(config, PLACE, [web]).problems).toHaveLength(1);
  });
});
