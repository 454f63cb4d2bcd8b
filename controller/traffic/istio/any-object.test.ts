/** Whatever VirtualServices and DestinationRules hold: nothing throws, nothing foreign changes, and there is an end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unleased } from '../lease-paths.testkit.ts';
import { LEASES } from '../leases.ts';
import { type AnyObject, applied, frozen, PLACE, splitAt } from '../routers.testkit.ts';
import { HEADER, leasesIn, MIRROR, rule, STABLE, SUBSETS, steered, virtualService } from './istio.testkit.ts';
import { istio } from './istio.ts';
import type { Istio } from './site.ts';

const word = fc.constantFrom<unknown>(
  'demo-stable',
  'demo-canary',
  'demo',
  'stable',
  'canary',
  'demo-try',
  'hdr',
  'a]=|',
);
const bit = fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.jsonValue() });
const or = (sane: fc.Arbitrary<unknown>) => fc.oneof({ weight: 8, arbitrary: sane }, { weight: 1, arbitrary: bit });
const some = (sane: fc.Arbitrary<unknown>) => or(fc.array(or(sane), { maxLength: 4 }));

const destination = fc.record({ host: bit, subset: bit }, { requiredKeys: ['host'] });
const entry = fc.record({ destination: or(destination), weight: or(fc.nat(100)) }, { requiredKeys: [] });
const text = fc.record({ exact: bit, prefix: bit }, { requiredKeys: [] });
const match = fc.record(
  {
    uri: or(text),
    headers: or(fc.dictionary(fc.constantFrom('x-canary', 'b'), text)),
    port: or(fc.nat(2)),
    sniHosts: some(bit),
  },
  { requiredKeys: [] },
);
const route = fc.record(
  { name: bit, match: some(match), route: some(entry), mirror: or(destination), mirrors: some(entry) },
  { requiredKeys: [] },
);
const service = or(fc.record({ http: some(route), tls: some(route), tcp: some(route) }, { requiredKeys: [] }));
const labels = fc.record({ app: bit, 'rollouts-pod-template-hash': bit }, { requiredKeys: [] });
const subsets = some(fc.record({ name: bit, labels: or(labels) }, { requiredKeys: [] }));

const path = fc.constantFrom(
  'spec.http[name=hdr]',
  'spec.http[route.destination.host=demo-stable].route[destination.host=demo-stable|destination.host=demo-canary].weight',
  'spec.http[route.destination.subset=stable].route[destination.subset=stable|destination.subset=canary].weight',
  'spec.http[name=#00000000].route[destination.host=demo-try]',
  'spec.tcp[].route[]',
  'spec.subsets[name=demo-try]',
  'spec.subsets[name=canary].labels[rollouts-pod-template-hash]',
);
const record = fc.oneof(
  fc.string(),
  fc.array(path).map((paths) => JSON.stringify({ [PLACE.uid]: paths })),
);
const configs = fc.constantFrom<Istio>(
  { virtualService: { name: 'web' } },
  { virtualService: { name: 'web', routes: ['demo'], tlsRoutes: [{ port: 1 }], tcpRoutes: [{}] } },
  SUBSETS,
);
const splits = fc.record({ weight: fc.nat(90), experiment: fc.nat(10), isManaged: fc.boolean() }).map((one) =>
  splitAt(one.weight, {
    ...(one.experiment > 0 && { experiment: one.experiment }),
    ...(one.isManaged && { headerRoutes: [HEADER], mirrorRoutes: [MIRROR] }),
  }),
);

const noted = (object: AnyObject, text: string): AnyObject =>
  frozen({ ...object, metadata: { ...object.metadata, annotations: { [LEASES]: text } } });

it('settles within a few passes, and is let go in one', () => {
  fc.assert(
    fc.property(
      fc.tuple(service, subsets),
      record,
      fc.tuple(configs, splits),
      ([spec, list], text, [config, split]) => {
        let all: readonly AnyObject[] = [noted(virtualService(spec), text), noted(rule(list), text)];
        for (let pass = 0; pass < 4; pass++) all = steered(split, all, config);
        expect(istio.render(config, PLACE, split, all)).toMatchObject({ actions: [], notices: [] });
        istio.observed(config, PLACE, all);
        istio.unfit(config, PLACE, all);
        const free = applied(all, istio.release(PLACE, all).actions);
        expect(istio.release(PLACE, free).actions).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});

it('changes what is leased, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.tuple(service, subsets),
      configs,
      fc.array(splits, { maxLength: 3 }),
      ([spec, list], config, all) => {
        // API servers drop nulls.
        fc.pre(!JSON.stringify([spec, list]).includes('null'));
        const before = [virtualService(spec), rule(Array.isArray(list) ? [...list, STABLE] : list)];
        const after = all.reduce<readonly AnyObject[]>((now, split) => steered(split, now, config), before);
        for (const object of after) {
          const same = before.find(({ kind }) => kind === object.kind);
          const leases = leasesIn(object);
          expect(unleased(object, leases)).toEqual(same && unleased(same, leases));
        }
      },
    ),
    { numRuns: 150 },
  );
});
