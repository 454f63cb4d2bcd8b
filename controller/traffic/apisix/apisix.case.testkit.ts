/** Apache APISIX, held to the contract: one route of three rules, two of which are the Rollout's. */
import type { Case } from '../case.testkit.ts';
import { routingBy } from '../routers.testkit.ts';
import { apisixRoute, backend, rule } from './apisix.testkit.ts';

export const apisixCase: Case = {
  routing: routingBy({ apisix: { route: { name: 'web', rules: ['web', 'api'] } } }),
  objects: [
    apisixRoute([
      rule('web', { priority: 3, plugins: [{ name: 'cors', enable: true }] }),
      rule('api', { backends: [backend('legacy', 5), backend('demo-canary'), backend('demo-stable')] }),
      rule('other', { backends: [backend('demo-stable', 7), backend('demo-canary', 1)] }),
    ]),
  ],
};
