/** What the status subresource writes, and what it leaves alone. */
import {
  ABSENT,
  type Area,
  apply,
  as,
  get,
  jsonPatch,
  mergePatch,
  post,
  put,
  since,
  strategicPatch,
} from '../case.testkit.ts';
import { budget, budgets, configMaps, pod, pods, widget, widgets } from '../objects.testkit.ts';

const a = widgets('a');
const status = widgets('a/status');
const made = as('made', post(widgets(), widget('a', { spec: { title: 'old' } }), 201));

export const statusCases: Area = {
  area: 'status subresource',
  needsPods: true,
  cases: [
    {
      does: 'drops the status of a new object',
      steps: [post(widgets(), widget('a', { spec: {}, status: { phase: 'Done' } }), 201, { status: ABSENT })],
    },
    {
      does: 'writes only the status through the subresource',
      steps: [
        made,
        put(status, { $from: 'made', spec: { title: 'new' }, status: { phase: 'Done' } }, 200, {
          spec: { title: 'old' },
          status: { phase: 'Done' },
          metadata: { generation: 1 },
        }),
        get(a, 200, { spec: { title: 'old' }, status: { phase: 'Done' } }),
      ],
    },
    {
      does: 'keeps the status in an update of the object',
      steps: [
        made,
        as('set', put(status, { $from: 'made', status: { phase: 'Done' } }, 200)),
        put(a, { $from: 'set', spec: { title: 'new' }, status: { phase: 'Other' } }, 200, {
          spec: { title: 'new' },
          status: { phase: 'Done' },
          metadata: { generation: 2 },
        }),
      ],
    },
    {
      does: 'keeps the status in a patch of the object',
      steps: [
        made,
        mergePatch(a, { spec: { title: 'new' }, status: { phase: 'Done' } }, 200, {
          spec: { title: 'new' },
          status: ABSENT,
        }),
      ],
    },
    {
      does: 'patches the status',
      steps: [
        made,
        mergePatch(status, { spec: { title: 'new' }, status: { phase: 'Done' } }, 200, {
          spec: { title: 'old' },
          status: { phase: 'Done' },
        }),
      ],
    },
    {
      does: 'patches the status by pointers',
      steps: [
        made,
        jsonPatch(status, [{ op: 'add', path: '/status', value: { phase: 'Done' } }], 200, {
          status: { phase: 'Done' },
        }),
      ],
    },
    {
      does: 'applies the status',
      steps: [
        made,
        apply(
          widgets('a/status', 'fieldManager=one'),
          widget('a', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
          200,
          { status: { conditions: [{ type: 'Ready' }] } },
        ),
        apply(
          widgets('a/status', 'fieldManager=two'),
          widget('a', { status: { conditions: [{ type: 'Live', status: 'True' }] } }),
          200,
          { status: { conditions: [{ type: 'Ready' }, { type: 'Live' }] } },
        ),
      ],
    },
    {
      does: 'reads the object through the subresource',
      steps: [made, get(status, 200, { kind: 'Widget', spec: { title: 'old' } })],
    },
    {
      does: 'checks the schema of the status',
      steps: [
        made,
        mergePatch(status, { status: { phase: 5 } }, 422, { details: { causes: [{ field: 'status.phase' }] } }),
      ],
    },
    {
      does: 'takes a stale version for a conflict here too',
      steps: [
        made,
        mergePatch(status, { status: { phase: 'Done' } }, 200),
        put(status, { $from: 'made', status: { phase: 'Late' } }, 409, { reason: 'Conflict' }),
      ],
    },
    {
      does: 'does not change labels with the status of custom objects',
      steps: [
        made,
        mergePatch(status, { metadata: { labels: { x: 'y' } }, status: { phase: 'Done' } }, 200, {
          metadata: { labels: ABSENT },
          status: { phase: 'Done' },
        }),
      ],
    },
    {
      does: 'writes the status of pods',
      steps: [
        post(pods(), pod('a'), 201, { status: { phase: 'Pending', qosClass: 'BestEffort' } }),
        strategicPatch(
          pods('a/status'),
          { status: { conditions: [{ type: 'example.com/gate', status: 'True' }] } },
          200,
          { status: { phase: 'Pending', conditions: [{ type: 'example.com/gate' }] } },
        ),
        since(
          'older servers note who tried to write the status, and store that',
          mergePatch(pods('a'), { status: { phase: 'Running' } }, 200, { status: { phase: 'Pending' } }),
          200,
          { status: { phase: 'Pending' } },
        ),
      ],
    },
    {
      does: 'has none for kinds without one',
      steps: [mergePatch(configMaps('a/status'), {}, 404), get(configMaps('a/status'), 404)],
    },
    {
      does: 'writes the status of budgets',
      steps: [
        post(budgets(), budget('a', { spec: { selector: { matchLabels: { none: 'x' } }, minAvailable: 1 } }), 201),
        get(budgets('a/status'), 200, { kind: 'PodDisruptionBudget' }),
      ],
    },
  ],
};
