/** A plugin over HTTP, held to the contract. */
import type { Case } from '../case.testkit.ts';
import { frozen, PLACE, routingBy } from '../routers.testkit.ts';
import { untold } from './model.testkit.ts';

export const pluginCase: Case = {
  routing: routingBy({ plugins: { 'acme/edge': { listener: 'public' } } }),
  objects: [frozen(untold(PLACE, 'acme/edge'))],
};
