/** What the server answers when nothing shall be kept. */
import {
  ABSENT,
  type Area,
  apply,
  as,
  del,
  get,
  jsonPatch,
  loose,
  mergePatch,
  post,
  put,
  strategicPatch,
} from '../case.testkit.ts';
import {
  configMap,
  configMaps,
  podTemplate,
  podTemplates,
  service,
  services,
  widget,
  widgets,
} from '../objects.testkit.ts';

const DRY = 'dryRun=All';
const a = configMaps('a');
const dry = configMaps('a', DRY);
const made = as('made', post(configMaps(), configMap('a', { data: { x: '1' } }), 201));
const untouched = get(a, 200, {
  data: { x: '1', y: ABSENT },
  metadata: { resourceVersion: '{made.metadata.resourceVersion}' },
});

export const dryRun: Area = {
  area: 'dry run',
  cases: [
    {
      does: 'deletes in earnest where the options are in a body, whatever the query says',
      steps: [made, del(dry, 200, { status: 'Success' }, { propagationPolicy: 'Background' }), get(a, 404)],
    },
    {
      does: 'creates nothing',
      steps: [
        post(configMaps('', DRY), configMap('a'), 201, {
          metadata: { uid: /./, creationTimestamp: /Z$/, resourceVersion: ABSENT },
        }),
        get(a, 404),
      ],
    },
    {
      does: 'updates nothing',
      steps: [made, put(dry, configMap('a', { data: { y: '1' } }), 200, { data: { y: '1' } }), untouched],
    },
    {
      does: 'patches nothing',
      steps: [
        made,
        mergePatch(dry, { data: { y: '1' } }, 200, { data: { x: '1', y: '1' } }),
        jsonPatch(dry, [{ op: 'remove', path: '/data/x' }], 200, { data: ABSENT }),
        untouched,
      ],
    },
    {
      does: 'patches nothing strategically',
      steps: [
        post(podTemplates(), podTemplate('a'), 201),
        strategicPatch(podTemplates('a', DRY), { template: { spec: { nodeSelector: { x: 'y' } } } }, 200, {
          template: { spec: { nodeSelector: { x: 'y' } } },
        }),
        get(podTemplates('a'), 200, { template: { spec: { nodeSelector: ABSENT } } }),
      ],
    },
    {
      does: 'applies nothing',
      steps: [
        apply(configMaps('a', `fieldManager=one&${DRY}`), configMap('a', { data: { x: '1' } }), 201, {
          data: { x: '1' },
        }),
        get(a, 404),
      ],
    },
    { does: 'deletes nothing', steps: [made, del(dry, 200, { status: 'Success' }), untouched] },
    {
      does: 'deletes nothing if the body says so',
      steps: [made, del(a, 200, undefined, { dryRun: ['All'] }), untouched],
    },
    {
      does: 'marks nothing that finalizers hold',
      steps: [
        post(configMaps(), configMap('a', {}, { finalizers: ['example.com/hold'] }), 201),
        del(dry, 200, { metadata: { deletionTimestamp: /Z$/ } }),
        get(a, 200, { metadata: { deletionTimestamp: ABSENT } }),
        mergePatch(a, { metadata: { finalizers: null } }, 200),
      ],
    },
    {
      does: 'deletes no collection',
      steps: [made, del(configMaps('', `${DRY}&fieldSelector=metadata.name%3Da`), 200), untouched],
    },
    {
      does: 'finds the same faults',
      steps: [
        post(configMaps('', DRY), configMap('A'), 422),
        made,
        post(configMaps('', DRY), configMap('a'), 409, { reason: 'AlreadyExists' }),
        put(configMaps('b', DRY), configMap('b'), 404),
        put(dry, configMap('a', {}, { resourceVersion: '1' }), 409, { reason: 'Conflict' }),
      ],
    },
    {
      does: 'fills in defaults',
      steps: [
        post(widgets('', DRY), widget('a', { spec: {} }), 201, { spec: { mode: 'Safe' }, metadata: { generation: 1 } }),
        get(widgets('a'), 404),
      ],
    },
    {
      does: 'keeps no address of a service',
      steps: [
        loose(
          'newer servers find an address in a dry run too',
          post(services('', DRY), service('a', { spec: { ports: [{ port: 80 }] } }), 201, {
            spec: { type: 'ClusterIP' },
          }),
        ),
        get(services('a'), 404),
      ],
    },
    {
      does: 'refuses another value',
      steps: [
        post(configMaps('', 'dryRun=Some'), configMap('a'), 422, {
          reason: 'Invalid',
          details: { causes: [{ reason: 'FieldValueNotSupported', field: 'dryRun' }] },
        }),
        get(a, 404),
      ],
    },
    {
      does: 'refuses another value in the body of a deletion',
      steps: [made, del(a, 422, { reason: 'Invalid' }, { dryRun: ['Some'] })],
    },
    {
      does: 'counts the generation on',
      steps: [
        post(widgets(), widget('a', { spec: {} }), 201),
        mergePatch(widgets('a', DRY), { spec: { title: 'x' } }, 200, { metadata: { generation: 2 } }),
        get(widgets('a'), 200, { metadata: { generation: 1 } }),
      ],
    },
  ],
};
