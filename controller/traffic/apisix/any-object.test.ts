/** APISIX stands routes of any shape. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LEASES } from '../leases.ts';
import { applied, frozen, PLACE, splitAt } from '../routers.testkit.ts';
import { apisixRoute } from './apisix.testkit.ts';
import { apisix } from './apisix.ts';

const config = { route: { name: 'web', rules: ['a', 'b]|='] } };
const bit = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('demo-stable', 'demo-canary', 'a', 'b]|=', 5));
const backend = fc.record({ serviceName: bit, weight: bit }, { requiredKeys: [] });
const sound = fc.constantFrom({ serviceName: 'demo-stable', weight: 1 }, { serviceName: 'demo-canary' });
const listOf = <Item>(item: fc.Arbitrary<Item>) => fc.oneof(bit, fc.array(fc.oneof(bit, item), { maxLength: 4 }));
const rule = fc.record(
  {
    name: fc.oneof(bit, fc.constantFrom('a', 'b]|=')),
    priority: bit,
    match: fc.oneof(bit, fc.record({ exprs: bit })),
    backends: fc.oneof(
      listOf(fc.oneof(sound, backend)),
      fc.shuffledSubarray([{ serviceName: 'demo-stable' }, { serviceName: 'demo-canary' }, 3]),
    ),
  },
  { requiredKeys: ['name', 'backends'] },
);
const lease = 'spec.http[name=a].backends[serviceName=demo-canary|serviceName=demo-stable].weight';
const record = fc.oneof(fc.string(), fc.constant(JSON.stringify({ [PLACE.uid]: [lease] })));
const header = { name: 'hdr', match: [{ headerName: 'x', headerValue: { exact: 'y' } }] };

it('never throws, needs no second pass, and keeps what is not its own', () => {
  let steered = 0;
  fc.assert(
    fc.property(listOf(rule), record, fc.nat(100), fc.boolean(), (http, text, weight, hasHeader) => {
      const objects = [apisixRoute(http, { annotations: { [LEASES]: text } })];
      const split = splitAt(weight, hasHeader ? { headerRoutes: [header] } : {});
      const { actions } = apisix.render(config, PLACE, split, objects);
      const after = applied(objects, actions);
      if (after.length > 1) steered += 1;
      expect(apisix.render(config, PLACE, split, after).actions).toEqual([]);
      apisix.observed(config, PLACE, objects);
      apisix.unfit(config, PLACE, objects);
      const free = applied(after, apisix.release(PLACE, after).actions);
      expect(apisix.release(PLACE, free).actions).toEqual([]);
      const names = (all: readonly object[]) => frozen(all.map((one) => (one as { kind: string }).kind));
      expect(names(free)).toEqual(['ApisixRoute']);
    }),
    { numRuns: 300 },
  );
  expect(steered).toBeGreaterThan(0);
});
