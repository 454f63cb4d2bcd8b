/** How objects go: at once, or when their finalizers let them. */
import { ABSENT, type Area, as, del, get, jsonPatch, mergePatch, post, put, since } from '../case.testkit.ts';
import { configMap, configMaps, pod, pods, service, services, widget, widgets } from '../objects.testkit.ts';

const a = configMaps('a');
const held = post(configMaps(), configMap('a', {}, { finalizers: ['example.com/hold'] }), 201);
const gone = get(a, 404, { reason: 'NotFound' });

export const deletion: Area = {
  area: 'finalizers and deletion',
  needsPods: true,
  cases: [
    {
      does: 'deletes at once what nothing holds, and answers with a Status',
      steps: [
        as('made', post(configMaps(), configMap('a'), 201)),
        del(a, 200, {
          kind: 'Status',
          status: 'Success',
          details: { name: 'a', kind: 'configmaps', uid: '{made.metadata.uid}' },
        }),
        gone,
      ],
    },
    {
      does: 'marks what a finalizer holds, and answers with the object',
      steps: [
        held,
        del(a, 200, {
          kind: 'ConfigMap',
          metadata: { deletionTimestamp: /Z$/, deletionGracePeriodSeconds: 0, finalizers: ['example.com/hold'] },
        }),
        get(a, 200, { metadata: { deletionTimestamp: /Z$/ } }),
      ],
    },
    {
      does: 'deletes with the last finalizer',
      steps: [held, del(a, 200), mergePatch(a, { metadata: { finalizers: [] } }, 200), gone],
    },
    {
      does: 'deletes with the last finalizer of an update',
      steps: [held, as('held', del(a, 200)), put(a, { $from: 'held', metadata: { finalizers: null } }, 200), gone],
    },
    {
      does: 'stays while one finalizer is left',
      steps: [
        post(configMaps(), configMap('a', {}, { finalizers: ['example.com/one', 'example.com/two'] }), 201),
        del(a, 200),
        jsonPatch(a, [{ op: 'remove', path: '/metadata/finalizers/0' }], 200, {
          metadata: { finalizers: ['example.com/two'] },
        }),
        get(a, 200),
        jsonPatch(a, [{ op: 'remove', path: '/metadata/finalizers/0' }], 200),
        gone,
      ],
    },
    {
      does: 'lets nobody add a finalizer to what is being deleted',
      steps: [
        held,
        del(a, 200),
        mergePatch(a, { metadata: { finalizers: ['example.com/hold', 'example.com/more'] } }, 422, {
          reason: 'Invalid',
          // Said twice: by the rules of all objects, and by those of the kind.
          details: {
            causes: [{ reason: 'FieldValueForbidden', field: 'metadata.finalizers' }, { field: 'metadata.finalizers' }],
          },
        }),
      ],
    },
    {
      does: 'changes what is being deleted',
      steps: [
        held,
        del(a, 200),
        mergePatch(a, { data: { x: '1' } }, 200, { data: { x: '1' }, metadata: { deletionTimestamp: /Z$/ } }),
      ],
    },
    {
      does: 'writes nothing when it is asked again to delete what is being deleted',
      steps: [
        held,
        as('first', del(a, 200)),
        del(a, 200, { metadata: { resourceVersion: '{first.metadata.resourceVersion}' } }),
      ],
    },
    {
      does: 'does not let a name be used again before it is free',
      steps: [
        held,
        del(a, 200),
        post(configMaps(), configMap('a'), 409, { reason: 'AlreadyExists' }),
        mergePatch(a, { metadata: { finalizers: null } }, 200),
        post(configMaps(), configMap('a'), 201, { metadata: { deletionTimestamp: ABSENT } }),
      ],
    },
    {
      does: 'refuses a finalizer without a domain',
      steps: [post(configMaps(), configMap('a', {}, { finalizers: ['hold'] }), 422, { reason: 'Invalid' })],
    },
    {
      does: 'gives a new object with an old name a new uid',
      steps: [
        as('first', post(configMaps(), configMap('a'), 201)),
        del(a, 200),
        as('second', post(configMaps(), configMap('a'), 201)),
      ],
    },
    {
      does: 'deletes custom objects in the same way',
      steps: [
        post(widgets(), widget('a', { spec: {} }, { finalizers: ['example.com/hold'] }), 201, {
          metadata: { generation: 1 },
        }),
        del(widgets('a'), 200, { kind: 'Widget', metadata: { generation: 2, deletionTimestamp: /Z$/ } }),
        mergePatch(widgets('a'), { metadata: { finalizers: null } }, 200),
        get(widgets('a'), 404, { message: 'widgets.{group} "a" not found' }),
      ],
    },
    {
      does: 'answers with the object when it deletes pods and services',
      steps: [
        post(pods(), pod('a'), 201),
        del(pods('a'), 200, { kind: 'Pod', metadata: { name: 'a' } }),
        get(pods('a'), 404),
        post(services(), service('a', { spec: { ports: [{ port: 80 }] } }), 201),
        since('newer servers answer with the service', del(services('a'), 200, { kind: 'Service' }), 200, {
          status: 'Success',
        }),
      ],
    },
    {
      does: 'ignores a deletionTimestamp that a client sends',
      steps: [
        post(configMaps(), configMap('a', {}, { deletionTimestamp: '2020-01-01T00:00:00Z' }), 201, {
          metadata: { deletionTimestamp: ABSENT },
        }),
      ],
    },
    {
      does: 'does not find what is not there',
      steps: [del(a, 404, { reason: 'NotFound', message: 'configmaps "a" not found' })],
    },
  ],
};
