/** What every router promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf, refOf } from '../../kube/types.ts';
import { recordIn } from '../runtime/plugin-records.ts';
import type { Case } from './case.testkit.ts';
import { cases } from './cases.testkit.ts';
import { contourPluginCase } from './contour/contour.case.testkit.ts';
import { contourPlugin } from './contour/plugin.ts';
import { driftIn, hasReached, leasesOf, observedBy, readingsOf, released, renderedBy, unfitFor } from './driver.ts';
import { gatewayPluginCase } from './gateway-api/gateway-api.case.testkit.ts';
import { gatewayPlugin } from './gateway-api/gateway-api.ts';
import { glooPluginCase } from './gloo/gloo.case.testkit.ts';
import { glooPlugin } from './gloo/plugin.ts';
import { unleased } from './lease-paths.testkit.ts';
import { LEASES } from './leases.ts';
import { pluginCase } from './plugins/plugin.case.testkit.ts';
import { pluginRouter } from './plugins/plugin-router.ts';
import { isSightRef } from './plugins/sight.ts';
import { routers } from './registry.ts';
import type { Capabilities, Reading, Split } from './router.ts';
import { type AnyObject, applied, backend, cohortsAt, frozen, PLACE, splitAt } from './routers.testkit.ts';

/** Routers that are bound by the name of a plugin. */
const PLUGINS = {
  'plugins["acme/edge"]': pluginRouter,
  'plugins["argoproj-labs/contour"]': contourPlugin,
  'plugins["argoproj-labs/gatewayAPI"]': gatewayPlugin,
  'plugins["solo-io/glooedge"]': glooPlugin,
};
const ofPlugins: { readonly [Name in keyof typeof PLUGINS]: Case } = {
  'plugins["acme/edge"]': pluginCase,
  'plugins["argoproj-labs/contour"]': contourPluginCase,
  'plugins["argoproj-labs/gatewayAPI"]': gatewayPluginCase,
  'plugins["solo-io/glooedge"]': glooPluginCase,
};
const all = { ...routers, ...PLUGINS };

/** Splits with all that the router can do. */
function splits({ total, experiments, headerRoutes, mirrorRoutes, sticky }: Capabilities): fc.Arbitrary<Split> {
  const header = { name: 'hdr', match: [{ headerName: 'x', headerValue: { exact: 'y' } }] };
  const mirror = { name: 'mirror', match: [{ headers: { m: { prefix: 'n' } } }], percentage: 5 };
  return fc
    .record({
      experiment: fc.nat(10),
      part: fc.nat(90),
      hasHeader: fc.boolean(),
      hasMirror: fc.boolean(),
      hasCohorts: fc.boolean(),
    })
    .map(({ experiment, part, hasHeader, hasMirror, hasCohorts }) =>
      splitAt(part, {
        ...(experiments && experiment > 0 && { experiment }),
        // All of it together is more than an HTTPRoute of several rules can hold.
        ...(headerRoutes && hasHeader && !(sticky && hasCohorts && hasMirror) && { headerRoutes: [header] }),
        ...(mirrorRoutes && hasMirror && { mirrorRoutes: [mirror] }),
        ...(total && { total: 1000 }),
        ...(sticky && hasCohorts && part > 0 && { cohorts: cohortsAt(part) }),
      }),
    );
}

function steered({ routing }: Case, split: Split, objects: readonly AnyObject[]): readonly AnyObject[] {
  return applied(objects, renderedBy({ ...routing, maxTrafficWeight: split.total }, PLACE, split, objects).actions);
}

function seen({ routing }: Case, total: number, objects: readonly AnyObject[]) {
  return observedBy({ ...routing, maxTrafficWeight: total }, PLACE, objects);
}

function isRead(readings: readonly Reading[], object: AnyObject): boolean {
  return readings.some((reading) =>
    'ref' in reading
      ? reading.ref.kind === object.kind && nameOf(reading.ref) === nameOf(refOf(object))
      : reading.resource.kind === object.kind && reading.namespace === object.metadata.namespace,
  );
}

describe.each(Object.entries({ ...cases, ...ofPlugins }))('%s', (name, one) => {
  const { can } = all[name as keyof typeof all];
  const history = fc.array(splits(can), { minLength: 1, maxLength: 4 });

  it('shows each split that it is told, whatever it was told before', () => {
    fc.assert(
      fc.property(history, (all) => {
        let objects = one.objects;
        for (const split of all) {
          objects = steered(one, split, objects);
          const sight = seen(one, split.total, objects);
          expect(hasReached(sight, split)).toBe(true);
          const routes = [...split.headerRoutes, ...split.mirrorRoutes].map((route) => route.name);
          expect([...sight.routes].sort()).toEqual(routes);
        }
      }),
    );
  });

  it('changes nothing that is right already', () => {
    fc.assert(
      fc.property(history, (all) => {
        const objects = all.reduce((now, split) => steered(one, split, now), one.objects);
        const last = all.at(-1) ?? splitAt(0);
        const routing = { ...one.routing, maxTrafficWeight: last.total };
        expect(renderedBy(routing, PLACE, last, objects)).toMatchObject({ actions: [], notices: [], problems: [] });
      }),
    );
  });

  it('writes nothing but its leases into objects of users, and reads all that it writes', () => {
    fc.assert(
      fc.property(history, (all) => {
        const objects = all.reduce((now, split) => steered(one, split, now), one.objects);
        for (const before of one.objects.filter((object) => !isSightRef(object))) {
          const after = objects.find(
            ({ metadata, kind }) => metadata.name === before.metadata.name && kind === before.kind,
          );
          const leases = after ? leasesOf(one.routing, PLACE, after) : [];
          expect(after && unleased(after, leases)).toEqual(unleased(before, leases));
        }
        const readings = readingsOf(one.routing, PLACE);
        const others = objects.filter((object) => recordIn(object) === undefined);
        expect(others.filter((object) => !isRead(readings, object))).toEqual([]);
      }),
    );
  });

  it.each([0, 100])('can give the canary %i of 100', (weight) => {
    const objects = steered(one, splitAt(weight), steered(one, splitAt(50), one.objects));
    expect(seen(one, 100, objects).shown).toEqual({ lowest: weight, highest: weight });
  });

  it('sees what somebody else has changed, and mends it in one pass', () => {
    const objects = steered(one, splitAt(70), steered(one, splitAt(20), one.objects));
    const drift = driftIn(seen(one, 100, objects), 20, splitAt(20));
    expect(drift.length).toBeGreaterThan(0);
    expect(drift[0]).toMatchObject({ router: name, shown: 70, recorded: 20 });
    const mended = steered(one, splitAt(20), objects);
    expect(driftIn(seen(one, 100, mended), 20, splitAt(20))).toEqual([]);
  });

  it('leaves stable alone once it is let go, and no trace of the Rollout', () => {
    const objects = [splitAt(20), splitAt(60)].reduce((now, split) => steered(one, split, now), one.objects);
    const free = applied(objects, released(PLACE, objects).actions);
    expect(seen(one, 100, free).shown?.highest ?? 0).toBe(0);
    expect(free.filter(({ metadata }) => metadata.annotations?.[LEASES] !== undefined)).toEqual([]);
    expect(released(PLACE, free).actions).toEqual([]);
  });

  it('finds its objects of use whatever it has made of them', () => {
    fc.assert(
      fc.property(history, (all) => {
        const objects = all.reduce((now, split) => steered(one, split, now), one.objects);
        expect(unfitFor(one.routing, PLACE, objects)).toEqual([]);
      }),
    );
  });

  it.runIf(can.sticky)('holds clients for as long as it is told to, and leaves nothing of it', () => {
    const told = [splitAt(20, { cohorts: cohortsAt(20) }), splitAt(50, { cohorts: cohortsAt(50) }), splitAt(60)];
    const steeredBy = (all: readonly Split[]) => all.reduce((now, split) => steered(one, split, now), one.objects);
    const specsOf = (objects: readonly AnyObject[]) => JSON.stringify(objects.map(({ spec }) => spec));
    const releasedFrom = (objects: readonly AnyObject[]) => applied(objects, released(PLACE, objects).actions);
    const plain = steeredBy([splitAt(20), splitAt(0)]);
    for (const [index, isHolding] of [true, true, false].entries()) {
      const so = told.slice(0, index + 1);
      expect(specsOf(steeredBy(so)).includes('side')).toBe(isHolding);
      expect(specsOf(steeredBy([...so, splitAt(0)]))).toBe(specsOf(plain));
      expect(specsOf(releasedFrom(steeredBy([...so, splitAt(0)])))).toBe(specsOf(releasedFrom(plain)));
      expect(specsOf(releasedFrom(steeredBy(so))).includes('side')).toBe(false);
    }
  });

  it.skipIf(one.objects.every(isSightRef))('gives problems for objects that are missing', () => {
    const { actions, problems } = renderedBy(one.routing, PLACE, splitAt(20), []);
    expect([actions, problems.length > 0]).toEqual([[], true]);
    expect(unfitFor(one.routing, PLACE, one.objects)).toEqual([]);
    const unfit = unfitFor(one.routing, PLACE, []);
    expect(unfit.length).toBeGreaterThan(0);
    for (const { path, missing } of unfit)
      expect([path.startsWith(`${name}.`), missing]).toEqual([true, expect.any(String)]);
  });

  it('stands any object', () => {
    const bit = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('demo-stable', 'demo-canary', backend('demo-stable', 1)),
    );
    const bits = fc.oneof(bit, fc.array(bit));
    const rule = fc.record({
      name: bit,
      matches: bits,
      filters: bits,
      http: fc.record({ paths: bits }),
      backendRefs: bits,
    });
    const spec = fc.oneof(bit, fc.record({ rules: fc.oneof(bit, fc.array(fc.oneof(bit, rule))) }));
    fc.assert(
      fc.property(spec, splits(can), fc.string(), (broken, split, text) => {
        const objects = one.objects.map((object) =>
          frozen({ ...object, metadata: { ...object.metadata, annotations: { [LEASES]: text } }, spec: broken }),
        );
        const { actions } = renderedBy(one.routing, PLACE, split, objects);
        const after = applied(objects, actions);
        expect(renderedBy(one.routing, PLACE, split, after).actions).toEqual([]);
        observedBy(one.routing, PLACE, objects);
        released(PLACE, objects);
      }),
    );
  });
});
