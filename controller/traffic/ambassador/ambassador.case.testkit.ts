/** Ambassador and Emissary, held to the contract: Mappings of both groups. */
import type { Case } from '../case.testkit.ts';
import { routingBy } from '../routers.testkit.ts';
import { mapping } from './ambassador.testkit.ts';

export const ambassadorCase: Case = {
  routing: routingBy({ ambassador: { mappings: ['web', 'old'] } }),
  objects: [
    mapping({ timeout_ms: 4000 }, { labels: { app: 'demo' } }),
    {
      ...mapping({ service: 'https://demo-stable.shop' }, { name: 'old' }),
      apiVersion: 'x.getambassador.io/v3alpha1',
      kind: 'AmbassadorMapping',
    },
  ],
};
