/** The AWS Load Balancer Controller, held to the contract: two Ingresses of which not all paths lead to the Rollout. */
import type { Case } from '../case.testkit.ts';
import { ingress, ingressRule, routingBy } from '../routers.testkit.ts';
import { rootPath } from './alb.testkit.ts';

const alb = {
  ingresses: ['one', 'two'],
  rootService: 'demo-root',
  servicePort: 443,
  annotationPrefix: 'alb.ingress.kubernetes.io',
};

export const albCase: Case = {
  routing: routingBy({ alb }),
  objects: [
    ingress('one', { rules: [{ http: { paths: [rootPath()] } }, ingressRule('a', 'other'), { host: 'no-http' }] }),
    ingress(
      'two',
      { rules: [{ host: 'b', http: { paths: [rootPath({ path: '/', pathType: 'Prefix' })] } }] },
      { mine: 'x', 'rollouts.argoproj.io/managed-alb-annotations': '{"other":["x/actions.other"]}' },
    ),
  ],
};
