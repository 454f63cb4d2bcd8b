/** Ambassador stands Mappings of any shape. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnyObject, applied, frozen, PLACE, splitAt } from '../routers.testkit.ts';
import { mapping } from './ambassador.testkit.ts';
import { ambassador } from './ambassador.ts';

const config = { mappings: ['web', 'web', 'gone'] };
const bit = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('demo-stable:80', 'demo-canary:80', 'demo-stable', 5));
const spec = fc.oneof(
  bit,
  fc.record({ service: bit, weight: bit, prefix: bit, headers: bit }, { requiredKeys: ['service'] }),
  fc.record({ service: fc.constant('demo-stable'), prefix: bit }),
);
const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'demo', uid: PLACE.uid, controller: true };

function withSpec(name: string, spec: unknown, isOurs = false): AnyObject {
  const object = mapping({}, { name });
  return frozen({ ...object, metadata: { ...object.metadata, ...(isOurs && { ownerReferences: [owner] }) }, spec });
}

it('never throws and needs no second pass while something is rolled out', () => {
  let steered = 0;
  fc.assert(
    fc.property(spec, fc.option(spec), fc.boolean(), fc.nat(100), (user, canary, isOurs, weight) => {
      const objects = [withSpec('web', user), ...(canary === null ? [] : [withSpec('web-canary', canary, isOurs)])];
      const { actions } = ambassador.render(config, PLACE, splitAt(weight), objects);
      if (actions.length > 0) steered += 1;
      const after = applied(objects, actions);
      expect(ambassador.render(config, PLACE, splitAt(weight), after).actions).toEqual([]);
      expect(after.find(({ metadata }) => metadata.name === 'web')).toBe(objects[0]);
      ambassador.observed(config, PLACE, objects);
      ambassador.unfit(config, PLACE, objects);
      const free = applied(after, ambassador.release(PLACE, after).actions);
      expect(ambassador.release(PLACE, free).actions).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(steered).toBeGreaterThan(0);
});
