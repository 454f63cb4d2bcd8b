/** What refusals look like. */
import { type Area, as, get, mergePatch, post, put } from '../case.testkit.ts';
import { configMap, configMaps, deployments, namespaces, pods, widget, widgets } from '../objects.testkit.ts';

const failure = (code: number, reason: string, message: string, details?: object) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  code,
  reason,
  message,
  ...(details && { details }),
});

export const errors: Area = {
  area: 'error bodies',
  cases: [
    {
      does: 'says what it did not find',
      steps: [
        get(
          configMaps('a'),
          404,
          failure(404, 'NotFound', 'configmaps "a" not found', { name: 'a', kind: 'configmaps' }),
        ),
      ],
    },
    {
      does: 'names the group of what it did not find',
      steps: [
        get(
          deployments('a'),
          404,
          failure(404, 'NotFound', 'deployments.apps "a" not found', { name: 'a', group: 'apps', kind: 'deployments' }),
        ),
      ],
    },
    {
      does: 'says which custom object it did not find',
      steps: [
        get(
          widgets('a'),
          404,
          failure(404, 'NotFound', 'widgets.{group} "a" not found', { name: 'a', group: '{group}', kind: 'widgets' }),
        ),
      ],
    },
    {
      does: 'says what is there already',
      steps: [
        post(configMaps(), configMap('a'), 201),
        post(
          configMaps(),
          configMap('a'),
          409,
          failure(409, 'AlreadyExists', 'configmaps "a" already exists', { name: 'a', kind: 'configmaps' }),
        ),
      ],
    },
    {
      does: 'says that an update finds nothing',
      steps: [put(configMaps('a'), configMap('a'), 404, failure(404, 'NotFound', 'configmaps "a" not found'))],
    },
    {
      does: 'says that the name in the body is another',
      steps: [
        post(configMaps(), configMap('a'), 201),
        put(
          configMaps('a'),
          configMap('b'),
          400,
          failure(400, 'BadRequest', 'the name of the object (b) does not match the name on the URL (a)'),
        ),
      ],
    },
    {
      does: 'says that the namespace in the body is another',
      steps: [
        post(
          configMaps(),
          configMap('a', {}, { namespace: 'other' }),
          400,
          failure(
            400,
            'BadRequest',
            'the namespace of the provided object does not match the namespace sent on the request',
          ),
        ),
      ],
    },
    {
      does: 'says that there is no such namespace',
      steps: [
        post(
          '/api/v1/namespaces/none-{id}/configmaps',
          configMap('a'),
          404,
          failure(404, 'NotFound', 'namespaces "none-{id}" not found', { name: 'none-{id}', kind: 'namespaces' }),
        ),
      ],
    },
    {
      does: 'lists what is in no such namespace',
      steps: [get('/api/v1/namespaces/none-{id}/configmaps', 200, { items: [] })],
    },
    {
      does: 'says that it cannot take another version',
      steps: [post(configMaps(), { ...configMap('a'), apiVersion: 'v2' }, 400, { reason: 'BadRequest' })],
    },
    {
      does: 'says that it cannot take another kind',
      steps: [
        post(configMaps(), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }, 400, {
          reason: 'BadRequest',
        }),
      ],
    },
    {
      does: 'takes a body without apiVersion and kind',
      steps: [post(configMaps(), { metadata: { name: 'a' } }, 201, { kind: 'ConfigMap', apiVersion: 'v1' })],
    },
    {
      does: 'lists all causes',
      steps: [
        post(configMaps(), configMap('a', { data: { 'a b': '' } }, { labels: { x: ' ' } }), 422, {
          reason: 'Invalid',
          details: { name: 'a', kind: 'ConfigMap', causes: [{ field: 'metadata.labels' }, { field: 'data[a b]' }] },
        }),
      ],
    },
    {
      does: 'tells of conflicts',
      steps: [
        as('made', post(configMaps(), configMap('a'), 201)),
        mergePatch(configMaps('a'), { data: { x: '1' } }, 200),
        put(
          configMaps('a'),
          '{made}',
          409,
          failure(
            409,
            'Conflict',
            'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
            { name: 'a', kind: 'configmaps' },
          ),
        ),
      ],
    },
    {
      does: 'refuses a custom object that exists already',
      steps: [
        post(widgets(), widget('a', { spec: {} }), 201),
        post(widgets(), widget('a', { spec: {} }), 409, { message: 'widgets.{group} "a" already exists' }),
      ],
    },
    {
      does: 'does not find a pod or a namespace',
      steps: [
        get(pods('a'), 404, { message: 'pods "a" not found' }),
        get(namespaces('none-{id}'), 404, { message: 'namespaces "none-{id}" not found' }),
      ],
    },
  ],
};
