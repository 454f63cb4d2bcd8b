/** How namespaces come and go. */
import { ABSENT, type Area, containing, del, eventually, get, loose, mergePatch, post, put } from '../case.testkit.ts';
import { configMap, configMaps, namespace, namespaces, pod, widget, widgets } from '../objects.testkit.ts';

const NAME = 'n-{id}';
const path = namespaces(NAME);
const inside = (plural: string) => `/api/v1/namespaces/${NAME}/${plural}`;
const made = post(namespaces(), namespace(NAME), 201);
const gone = eventually(get(path, 404, { reason: 'NotFound', message: `namespaces "${NAME}" not found` }));
const held = post(inside('configmaps'), configMap('a', {}, { finalizers: ['example.com/hold'] }), 201);
const released = mergePatch(`${inside('configmaps')}/a`, { metadata: { finalizers: null } }, 200);

export const namespaceLife: Area = {
  area: "namespaces' lifecycle",
  cases: [
    {
      does: 'makes a namespace active and holds it',
      steps: [
        post(namespaces(), namespace(NAME), 201, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
        del(path, 200),
        gone,
      ],
    },
    {
      does: 'makes the default service account in each',
      steps: [eventually(get('/api/v1/namespaces/{ns}/serviceaccounts/default', 200, { kind: 'ServiceAccount' }))],
    },
    {
      does: 'marks a namespace that is deleted as terminating',
      steps: [
        made,
        held,
        del(path, 200, { kind: 'Namespace', status: { phase: 'Terminating' }, metadata: { deletionTimestamp: /Z$/ } }),
        get(path, 200, { status: { phase: 'Terminating' } }),
        eventually(get(`${inside('configmaps')}/a`, 200, { metadata: { deletionTimestamp: /Z$/ } })),
        released,
        gone,
      ],
    },
    {
      does: 'creates nothing in a namespace that terminates',
      steps: [
        made,
        held,
        del(path, 200),
        post(inside('configmaps'), configMap('b'), 403, {
          reason: 'Forbidden',
          message: `configmaps "b" is forbidden: unable to create new content in namespace ${NAME} because it is being terminated`,
          details: { causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }] },
        }),
        released,
        gone,
      ],
    },
    {
      does: 'deletes what is in it',
      steps: [
        made,
        post(inside('configmaps'), configMap('a'), 201),
        post(inside('secrets'), { metadata: { name: 's' } }, 201),
        del(path, 200),
        gone,
        get(`${inside('configmaps')}/a`, 404),
        get(`${inside('secrets')}/s`, 404),
      ],
    },
    {
      does: 'deletes custom objects in it',
      steps: [
        post(namespaces(), namespace(NAME), 201),
        post(`/apis/{group}/v1/namespaces/${NAME}/widgets`, widget('a', { spec: {} }), 201),
        del(path, 200),
        gone,
        get(`/apis/{group}/v1/namespaces/${NAME}/widgets/a`, 404),
      ],
    },
    { does: 'lets a name be used again', steps: [made, del(path, 200), gone, made, del(path, 200)] },
    {
      does: 'refuses a name that is no label',
      steps: [
        loose(
          'newer servers say that it is the dots',
          post(namespaces(), namespace('a.b'), 422, { details: { causes: [{ field: 'metadata.name' }] } }),
        ),
        loose(
          'newer servers refuse the label with the name, too',
          post(namespaces(), namespace('a'.repeat(64)), 422, {
            details: { causes: containing({ field: 'metadata.name' }) },
          }),
        ),
      ],
    },
    {
      does: 'labels and patches namespaces',
      steps: [
        mergePatch(namespaces('{ns}'), { metadata: { labels: { x: 'y' } } }, 200, { metadata: { labels: { x: 'y' } } }),
      ],
    },
    {
      does: 'refuses to create one twice',
      steps: [post(namespaces(), namespace('{ns}'), 409, { reason: 'AlreadyExists' })],
    },
    {
      does: 'does not delete namespaces as a collection',
      steps: [del('/api/v1/namespaces', 405, { reason: 'MethodNotAllowed' })],
    },
    {
      does: 'finalizes through the subresource, and deletes without looking then',
      steps: [
        made,
        put(namespaces(`${NAME}/finalize`), { ...namespace(NAME), spec: { finalizers: [] } }, 200, {
          kind: 'Namespace',
          spec: { finalizers: ABSENT },
        }),
        del(path, 200, { kind: 'Namespace', status: { phase: 'Terminating' } }),
        del(path, 200),
        get(path, 404),
      ],
    },
    {
      does: 'refuses to finalize what is not there',
      steps: [put(namespaces(`${NAME}/finalize`), { ...namespace(NAME), spec: { finalizers: [] } }, 404)],
    },
    {
      does: 'knows no namespace of cluster objects',
      steps: [
        get('/api/v1/namespaces/{ns}/namespaces', 404),
        post(widgets().replace('{ns}', NAME), widget('a', { spec: {} }), 404),
        post(`/api/v1/namespaces/${NAME}/pods`, pod('a'), 404),
        get(configMaps('a'), 404),
      ],
    },
  ],
};
