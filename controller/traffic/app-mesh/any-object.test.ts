/** App Mesh stands objects of any shape. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HASH_LABEL } from '../../rollout/keys.ts';
import { LEASES } from '../leases.ts';
import { type AnyObject, applied, frozen, PLACE, splitAt } from '../routers.testkit.ts';
import { config, target, virtualNode, virtualRouter, virtualService } from './app-mesh.testkit.ts';
import { appMesh } from './app-mesh.ts';

const bit = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('vn-stable', 'vn-canary', 'web', 5));
const listOf = <Item>(item: fc.Arbitrary<Item>) => fc.oneof(bit, fc.array(fc.oneof(bit, item), { maxLength: 4 }));
const oneTarget = fc.record({ virtualNodeRef: fc.oneof(bit, fc.record({ name: bit })), weight: bit });
const targets = fc.oneof(
  listOf(oneTarget),
  fc.shuffledSubarray([target('vn-stable', 3), target('vn-canary', 5), 7 as never]),
);
const protocol = fc.oneof(bit, fc.record({ action: fc.oneof(bit, fc.record({ weightedTargets: targets })) }));
const route = fc.record({ name: bit, httpRoute: protocol, grpcRoute: protocol }, { requiredKeys: ['name'] });
const selector = fc.oneof(bit, fc.record({ matchLabels: fc.oneof(bit, fc.record({ [HASH_LABEL]: bit })) }));
const nodeSpec = fc.oneof(bit, fc.record({ podSelector: selector }));
const lease = 'spec.routes[name=web].httpRoute.action.weightedTargets';
const leased = `${lease}[virtualNodeRef.name=vn-canary|virtualNodeRef.name=vn-stable].weight`;
const record = fc.oneof(fc.string(), fc.constant(JSON.stringify({ [PLACE.uid]: [leased] })));

const marked = ({ metadata, ...rest }: AnyObject, text: string): AnyObject =>
  frozen({ ...rest, metadata: { ...metadata, annotations: { [LEASES]: text } } });

it('never throws and comes to rest', () => {
  let steered = 0;
  fc.assert(
    fc.property(listOf(route), nodeSpec, record, fc.nat(100), (routes, spec, text, weight) => {
      const canary = marked(frozen({ ...virtualNode('vn-canary'), spec }), text);
      const objects = [virtualService(), marked(virtualRouter(routes), text), canary, virtualNode('vn-stable', 's')];
      const split = splitAt(weight);
      const pass = (now: readonly AnyObject[]) => applied(now, appMesh.render(config, PLACE, split, now).actions);
      // One pass to select, one to send; or one to take requests away and one to turn to other pods.
      const after = pass(pass(objects));
      if (appMesh.observed(config, PLACE, after).shown.length > 0) steered += 1;
      expect(appMesh.render(config, PLACE, split, after).actions).toEqual([]);
      appMesh.observed(config, PLACE, objects);
      appMesh.unfit(config, PLACE, objects);
      const free = applied(after, appMesh.release(PLACE, after).actions);
      expect(appMesh.release(PLACE, free).actions).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(steered).toBeGreaterThan(0);
});
