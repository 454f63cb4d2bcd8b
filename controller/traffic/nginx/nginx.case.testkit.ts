/** ingress-nginx, held to the contract: two Ingresses of which not all rules lead to the Rollout. */
import type { Case } from '../case.testkit.ts';
import { ingress, ingressRule, routingBy } from '../routers.testkit.ts';

const nginx = { stableIngresses: ['one', 'two'], annotationPrefix: 'nginx.ingress.kubernetes.io' };

export const nginxCase: Case = {
  routing: routingBy({ nginx }),
  objects: [
    ingress('one', { rules: [ingressRule('a', 'demo-stable', 'other'), { host: 'no-http' }] }, { mine: 'x' }),
    ingress('two', { rules: [ingressRule('b', 'demo-stable')], tls: [{ hosts: ['b'] }] }),
  ],
};
