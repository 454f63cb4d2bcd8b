/** When pods may be evicted. */
import { type Area, as, del, eventually, get, loose, mergePatch, post, strategicPatch } from '../case.testkit.ts';
import { budget, budgets, pod, pods } from '../objects.testkit.ts';

const eviction = (name: string, more: object = {}) => ({
  apiVersion: '{policy}',
  kind: 'Eviction',
  metadata: { name },
  ...more,
});
const evicts = (status: number, has?: unknown, more?: object) =>
  post(pods('a/eviction'), eviction('a', more), status, has);
const labelled = (name: string) => as(name, post(pods(), pod(name, {}, { labels: { app: 'x' } }), 201));
const gone = get(pods('a'), 404);
const SELECTOR = { selector: { matchLabels: { app: 'x' } } };
const limit = (spec: object) => post(budgets(), budget('b', { spec: { ...SELECTOR, ...spec } }), 201);
/** Pods that count; without a node nothing else makes them so. */
const running = (name: string) =>
  strategicPatch(
    pods(`${name}/status`),
    { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
    200,
  );
const settled = (disruptionsAllowed: number) =>
  eventually(get(budgets('b'), 200, { status: { disruptionsAllowed, observedGeneration: 1 } }));

export const evictions: Area = {
  area: 'eviction and PDBs',
  needsPods: true,
  cases: [
    {
      does: 'evicts a pod without a budget',
      steps: [labelled('a'), evicts(201, { kind: 'Status', status: 'Success' }), gone],
    },
    {
      does: 'evicts nothing in a dry run',
      steps: [labelled('a'), post(pods('a/eviction', 'dryRun=All'), eviction('a'), 201), get(pods('a'), 200)],
    },
    { does: 'does not find a pod that is not there', steps: [evicts(404, { reason: 'NotFound' })] },
    {
      does: 'evicts a pending pod whatever the budget',
      steps: [
        labelled('a'),
        limit({ minAvailable: 1 }),
        eventually(get(budgets('b'), 200, { status: { observedGeneration: 1 } })),
        evicts(201),
        gone,
      ],
    },
    {
      does: 'refuses to evict what a budget needs',
      steps: [
        labelled('a'),
        running('a'),
        limit({ minAvailable: 1 }),
        settled(0),
        evicts(429, {
          reason: 'TooManyRequests',
          message: "Cannot evict pod as it would violate the pod's disruption budget.",
          details: { causes: [{ reason: 'DisruptionBudget' }] },
        }),
        get(pods('a'), 200),
      ],
    },
    {
      does: 'evicts as many as a budget allows',
      steps: [
        labelled('a'),
        labelled('b'),
        running('a'),
        running('b'),
        limit({ minAvailable: 1 }),
        settled(1),
        evicts(201),
        gone,
        eventually(get(budgets('b'), 200, { status: { currentHealthy: 1, disruptionsAllowed: 0 } })),
        post(pods('b/eviction'), eviction('b'), 429),
        get(pods('b'), 200),
      ],
    },
    {
      does: 'evicts a finished pod',
      steps: [
        labelled('a'),
        strategicPatch(pods('a/status'), { status: { phase: 'Succeeded' } }, 200),
        limit({ minAvailable: 1 }),
        eventually(get(budgets('b'), 200, { status: { observedGeneration: 1 } })),
        evicts(201),
        gone,
      ],
    },
    {
      does: 'refuses two budgets for one pod',
      steps: [
        labelled('a'),
        running('a'),
        limit({ minAvailable: 0 }),
        post(budgets(), budget('c', { spec: { ...SELECTOR, minAvailable: 0 } }), 201),
        settled(1),
        evicts(500),
      ],
    },
    {
      does: 'takes the options of a deletion',
      steps: [
        labelled('a'),
        evicts(
          409,
          { reason: 'Conflict' },
          { deleteOptions: { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } } },
        ),
        evicts(201, undefined, { deleteOptions: { preconditions: { uid: '{a.metadata.uid}' } } }),
        gone,
      ],
    },
    {
      does: 'does not count pods that no budget selects',
      steps: [
        labelled('a'),
        running('a'),
        post(budgets(), budget('b', { spec: { selector: { matchLabels: { app: 'y' } }, minAvailable: 1 } }), 201),
        evicts(201),
        gone,
      ],
    },
    {
      does: 'refuses a budget with both limits',
      steps: [
        loose(
          'the message shows addresses in memory',
          post(budgets(), budget('b', { spec: { ...SELECTOR, minAvailable: 1, maxUnavailable: 1 } }), 422, {
            reason: 'Invalid',
            details: { causes: [{ field: 'spec' }] },
          }),
        ),
      ],
    },
    {
      does: 'refuses a negative limit and an impossible share',
      steps: [
        post(budgets(), budget('b', { spec: { ...SELECTOR, minAvailable: -1 } }), 422),
        post(budgets(), budget('b', { spec: { ...SELECTOR, maxUnavailable: '150%' } }), 422),
      ],
    },
    {
      does: 'lets a budget be changed',
      steps: [
        limit({ minAvailable: 1 }),
        mergePatch(budgets('b'), { spec: { minAvailable: '50%' } }, 200, {
          spec: { minAvailable: '50%' },
          metadata: { generation: 2 },
        }),
      ],
    },
    {
      does: 'refuses an eviction of another name',
      steps: [
        labelled('a'),
        post(pods('a/eviction'), eviction('b'), 400, { reason: 'BadRequest' }),
        del(pods('a'), 200),
      ],
    },
  ],
};
