import { describe, expect, it } from 'vitest';
import type { Case } from '../traffic/case.testkit.ts';
import { cases } from '../traffic/cases.testkit.ts';
import { observedBy, renderedBy } from '../traffic/driver.ts';
import { kube, multi, routeTable, single, virtualService } from '../traffic/gloo/gloo.case.testkit.ts';
import { labelled, meshRoute, pathRule, tagged } from '../traffic/kuma/kuma.case.testkit.ts';
import { LEASES } from '../traffic/leases.ts';
import { routers } from '../traffic/registry.ts';
import type { Split } from '../traffic/router.ts';
import { type AnyObject, applied, PLACE, routingBy, splitAt } from '../traffic/routers.testkit.ts';
import { abandonedRoutes } from './abandoned-routes.ts';

const KIND = { apiVersion: 'any/v1', kind: 'Any', plural: 'any', namespaced: true };
const HEADER = { name: 'hdr', match: [{ headerName: 'X-Canary', headerValue: { exact: 'true' } }] };

/** With nothing known of the Rollout but what is in the object. */
function forgotten(object: AnyObject): readonly AnyObject[] {
  const { stages } = abandonedRoutes(KIND, undefined).decide({ now: new Date(0), object, gone: PLACE.uid });
  return applied([object], stages.flat());
}

const steered = ({ routing, objects }: Case, split: Split): readonly AnyObject[] =>
  applied(objects, renderedBy(routing, PLACE, split, objects).actions);

const isOwned = ({ metadata }: AnyObject): boolean => metadata.ownerReferences !== undefined;

describe('a Rollout that is gone leaves stable alone, and no mark, in the objects of', () => {
  it.each(Object.entries(cases))('%s', (name, one) => {
    const { can } = routers[name as keyof typeof routers];
    const split = splitAt(20, can.headerRoutes ? { headerRoutes: [HEADER] } : {});
    const after = steered(one, split)
      .filter((object) => !isOwned(object))
      .flatMap(forgotten);
    expect(observedBy(one.routing, PLACE, after).shown?.highest ?? 0).toBe(0);
    expect(after.filter(({ metadata }) => metadata.annotations?.[LEASES] !== undefined)).toEqual([]);
  });
});

describe('the next Rollout of the same name takes away what was left of the one before, in the objects of', () => {
  const able = Object.entries(cases).filter(([name]) => routers[name as keyof typeof routers].can.headerRoutes);
  it.each(able)('%s', (_, { routing, objects }) => {
    const heir = { ...PLACE, uid: 'heir' };
    const next = (all: readonly AnyObject[]) =>
      applied(all, renderedBy(routing, heir, splitAt(20), all).actions).filter((one) => !isOwned(one));
    const before = steered({ routing, objects }, splitAt(20, { headerRoutes: [HEADER] }));
    const after = next(next(before).flatMap(forgotten));
    expect(observedBy(routing, heir, after).shown).toEqual({ lowest: 20, highest: 20 });
    expect(after.map(specText).sort()).toEqual(next(objects).map(specText).sort());
  });
});

it('a Rollout whose ping and pong have turned is the heir of the one before', () => {
  const path = (rule: string) => `spec.rules[backendRefs.name=${rule}].backendRefs[name=demo-canary].weight`;
  const records = { [PLACE.uid]: [path('demo-stable')], heir: [path('demo-canary')] };
  const annotations = { [LEASES]: JSON.stringify(records) };
  const object = { ...KIND, metadata: { name: 'web', namespace: 'shop', annotations }, spec: {} };
  const { stages } = abandonedRoutes(KIND, undefined).decide({ now: new Date(0), object, gone: PLACE.uid });
  const inherited = JSON.stringify({ heir: [path('demo-canary'), path('demo-stable')] });
  expect(stages).toMatchObject([[{ patch: { merge: { metadata: { annotations: { [LEASES]: inherited } } } } }]]);
});

const specText = ({ metadata, ...rest }: AnyObject): string => {
  const { [LEASES]: _, ...annotations } = metadata.annotations ?? {};
  return JSON.stringify([metadata.name, annotations, rest]);
};

const inAnotherNamespace: readonly (readonly [string, Case])[] = [
  [
    'a RouteTable with Services',
    {
      routing: routingBy({
        gloo: { virtualServices: [{ name: 'web' }], routeTables: [{ name: 'part', namespace: 'gloo-system' }] },
      }),
      objects: [
        virtualService([single('/', kube('demo-stable'))]),
        routeTable([multi('/a', [kube('demo-stable'), 1])]),
      ],
    },
  ],
  ...([labelled, tagged] as const).map(
    (named) =>
      [
        `a MeshHTTPRoute with backends that are ${named.name}`,
        {
          routing: routingBy({ kuma: { meshHTTPRoutes: [{ name: 'old', namespace: 'kuma-system' }] } }),
          objects: [meshRoute([pathRule('/', [named('demo-stable')])], { name: 'old', namespace: 'kuma-system' })],
        },
      ] as const,
  ),
];

describe('where the Rollout was is found out from', () => {
  it.each(inAnotherNamespace)('%s in another namespace', (_, one) => {
    const after = steered(one, splitAt(20, { headerRoutes: [HEADER] })).flatMap(forgotten);
    expect(observedBy(one.routing, PLACE, after).shown?.highest).toBe(0);
    expect(JSON.stringify(after)).not.toContain('demo-canary');
  });

  const elsewhere = (name: string) => ({ kube: { ref: { name, namespace: 'other' }, port: 80 } });

  it.each([
    ['the rule that has a canary', [multi('/b', [elsewhere('demo-stable'), 1])], 0],
    ['nothing, where there are two', [multi('/b', [elsewhere('demo-stable'), 1], [elsewhere('demo-canary'), 1])], 20],
  ] as const)('%s', (_, others, weight) => {
    const [, one] = inAnotherNamespace[0] ?? [];
    const [table] = one ? steered({ ...one, objects: one.objects.slice(1) }, splitAt(20)) : [];
    if (!one || !table) throw new Error('no case');
    const { routes } = table.spec as { readonly routes: readonly object[] };
    const [after = table] = forgotten({ ...table, spec: { routes: [...routes, ...others] } });
    const { shown } = observedBy(one.routing, PLACE, [after]);
    expect(shown).toEqual({ lowest: weight, highest: weight });
    expect((after.spec as { readonly routes: readonly object[] }).routes.slice(1)).toEqual(others);
    expect(after.metadata.annotations).not.toHaveProperty(LEASES);
  });
});
