/** The configuration in the form that users of the plugin of Argo Rollouts have. */
import { describe, expect, it } from 'vitest';
import { type AnyObject, applied, PLACE, splitAt } from '../routers.testkit.ts';
import { kube, multi, routeTable, virtualService } from './gloo.case.testkit.ts';
import { glooPlugin } from './plugin.ts';

const named = (name: string, prefix: string) => ({ name, ...multi(prefix, [kube('demo-stable'), 100]) });
const web = virtualService([named('a', '/a'), named('b', '/b'), multi('/c', [kube('demo-stable'), 100])]);
const labelled = (name: string, routes: object[], labels: Record<string, string> = { team: 'x' }): AnyObject => {
  const table = routeTable(routes, name);
  return { ...table, metadata: { ...table.metadata, namespace: 'shop', labels } };
};
const tables = [
  labelled('one', [named('a', '/a')]),
  labelled('two', [named('b', '/b')]),
  labelled('others', [multi('/', [kube('other'), 1])]),
  labelled('strange', [named('a', '/z')], { team: 'y' }),
];

/** `web/a`: routes with a canary. */
function steered(config: object, objects: readonly AnyObject[]): readonly string[] {
  const after = applied(objects, glooPlugin.render(config, PLACE, splitAt(20), objects).actions);
  return after.flatMap(({ metadata, spec }) => {
    const { virtualHost, routes = [] } = spec as { virtualHost?: { routes: object[] }; routes?: object[] };
    return [...(virtualHost?.routes ?? []), ...routes]
      .filter((route) => JSON.stringify(route).includes('demo-canary'))
      .map((route) => `${metadata.name}/${(route as { name?: string }).name ?? ''}`);
  });
}

describe('what is meant by', () => {
  it.each<[string, object, readonly AnyObject[], readonly string[]]>([
    [
      'a VirtualService: all that lead to stable',
      { virtualService: { name: 'web' } },
      [web],
      ['web/a', 'web/b', 'web/'],
    ],
    [
      'names of routes: no others',
      { virtualService: { name: 'web', namespace: 'shop' }, routes: ['b'] },
      [web],
      ['web/b'],
    ],
    ['the name of a RouteTable', { routeTable: { name: 'one', labels: { team: 'y' } } }, tables, ['one/a']],
    ['labels of RouteTables', { routeTable: { labels: { team: 'x' } } }, tables, ['one/a', 'two/b']],
    ['labels and names of routes', { routeTable: { labels: { team: 'x' } }, routes: ['b'] }, tables, ['two/b']],
    [
      'both kinds',
      { virtualService: { name: 'web' }, routeTable: { name: 'two' }, routes: ['b'] },
      [web, ...tables],
      ['web/b', 'two/b'],
    ],
  ])('%s', (_, config, objects, expected) => {
    expect([...steered(config, objects)].sort()).toEqual([...expected].sort());
    expect(glooPlugin.unfit(config, PLACE, objects)).toEqual([]);
  });

  it('a route for headers is one of the routes that are named, and known again', () => {
    const config = { virtualService: { name: 'web' }, routes: ['b'] };
    const header = { name: 'hdr', match: [{ headerName: 'x', headerValue: { exact: 'y' } }] };
    const split = splitAt(20, { headerRoutes: [header] });
    const after = applied([web], glooPlugin.render(config, PLACE, split, [web]).actions);
    expect(glooPlugin.observed(config, PLACE, after).routes).toEqual(['hdr']);
    expect(glooPlugin.render(config, PLACE, split, after).actions).toEqual([]);
    const back = applied(after, glooPlugin.render(config, PLACE, splitAt(0), after).actions);
    expect(glooPlugin.observed(config, PLACE, back).routes).toEqual([]);
  });
});

it('reads by name and by labels', () =>
  expect(
    glooPlugin.reads({ virtualService: { name: 'web' }, routeTable: { labels: { a: 'b' }, namespace: 'edge' } }, PLACE),
  ).toMatchObject([
    { ref: { kind: 'VirtualService', namespace: 'shop', name: 'web' } },
    { resource: { kind: 'RouteTable' }, namespace: 'edge', labels: { matchLabels: { a: 'b' } } },
  ]));

it.each<[string, unknown, string, string]>([
  ['nothing', {}, '', 'name a virtualService or a routeTable'],
  ['no name', { virtualService: { labels: { a: 'b' } } }, 'virtualService.name', 'must name the VirtualService'],
  ['neither name nor labels', { routeTable: {} }, 'routeTable', 'must name a RouteTable, or have labels'],
  ['labels of none', { routeTable: { labels: { team: 'z' } } }, 'routeTable.labels', 'no RouteTable leads to service'],
  ['one that is not there', { routeTable: { name: 'no' } }, 'routeTable.name', 'routetable.gateway.solo.io "no" not'],
  [
    'a route that is not there',
    { virtualService: { name: 'web' }, routes: ['a', 'z'] },
    'routes[1]',
    'no route of that name leads to service demo-stable',
  ],
  ['text', 'web', '', 'expected object'],
])('%s makes the spec invalid', (_, config, path, message) => {
  const all = [web, ...tables];
  expect(glooPlugin.unfit(config, PLACE, all)).toMatchObject([{ path, message: expect.stringContaining(message) }]);
  expect(glooPlugin.observed(config, PLACE, all).problems.join()).toContain(
    message.includes('not') && path === 'routeTable.name' ? 'RouteTable shop/no not found' : message,
  );
});
