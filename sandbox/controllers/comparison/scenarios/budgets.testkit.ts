/** What PodDisruptionBudgets say and allow. */
import { budget, deployment, pod, replicaSet, replicas, statefulSet, UNREADY } from '../objects.testkit.ts';
import { change, evict, type Family, look, make, type Sight } from '../scenario.testkit.ts';

const all = (count: number, ready = count): Sight => ({ pods: count, ready });
const OK = 201;
const TOO_MANY = 429;
const budgetSays = (status: object): Sight => ['PodDisruptionBudget/web', { status }];
const SLOW = { 'sluice.dev/sim-shutdown': '6s' } as const;

export const budgets: Family = {
  family: 'PodDisruptionBudgets',
  scenarios: [
    {
      does: 'allow what leaves enough pods',
      steps: [
        ...make(deployment('web', 3, { pod: { annotations: SLOW } })),
        look('unprotected', all(3)),
        ...make(budget('web', 'web', { minAvailable: 2 })),
        look('up', budgetSays({ disruptionsAllowed: 1 }), all(3)),
        evict('web-*', OK),
        evict('web-*', TOO_MANY),
        look('one goes', budgetSays({ disruptionsAllowed: 1, currentHealthy: 3 }), { pods: 4, going: 1 }),
        look('again', budgetSays({ disruptionsAllowed: 1, currentHealthy: 3 }), all(3)),
        change('Deployment/web', replicas(2)),
        look('too few', budgetSays({ disruptionsAllowed: 0, currentHealthy: 2 }), all(2)),
        evict('web-*', TOO_MANY),
      ],
    },
    {
      does: 'take shares of what controllers want',
      steps: [
        ...make(deployment('web', 3)),
        look('unprotected', all(3)),
        ...make(budget('web', 'web', { maxUnavailable: '50%' })),
        look('three', budgetSays({ expectedPods: 3, currentHealthy: 3 }), all(3)),
        change('PodDisruptionBudget/web', { spec: { maxUnavailable: null, minAvailable: '50%' } }),
        look('the other way', budgetSays({ observedGeneration: 2 }), all(3)),
        change('Deployment/web', replicas(5)),
        look('five', budgetSays({ currentHealthy: 5 }), all(5)),
        change('Pod/web-*', UNREADY),
        look('one is unready', budgetSays({ currentHealthy: 4 }), all(5, 4)),
      ],
    },
    {
      does: 'count pods of several owners',
      steps: [
        ...make(
          replicaSet('web', 2),
          statefulSet('db', 2, {
            selector: { matchLabels: { app: 'web', own: 'true' } },
            template: {
              metadata: { labels: { app: 'web', own: 'true' } },
              spec: { containers: [{ name: 'main', image: 'web:1' }] },
            },
          }),
        ),
        look('unprotected', all(4)),
        ...make(budget('web', 'web', { maxUnavailable: 1 })),
        look('four', budgetSays({ expectedPods: 4, currentHealthy: 4 }), all(4)),
      ],
    },
    {
      does: 'count only what is ready',
      steps: [
        ...make(pod('ready', 'web'), pod('unready', 'web', { image: 'web:unready' })),
        look('unprotected', { pods: 2, ready: 1, running: 2 }),
        ...make(budget('web', 'web', { minAvailable: 1 })),
        look('one', budgetSays({ currentHealthy: 1 }), all(2, 1)),
        evict('ready', TOO_MANY),
      ],
    },
    {
      does: 'say that they protect nothing',
      steps: [
        ...make(budget('web', 'web', { minAvailable: 1 })),
        look('nothing', budgetSays({ expectedPods: 0 }), all(0)),
        ...make(budget('share', 'web', { minAvailable: '50%' })),
        look('nothing of it', ['PodDisruptionBudget/share', { status: { expectedPods: 0 } }], all(0)),
      ],
    },
  ],
};
