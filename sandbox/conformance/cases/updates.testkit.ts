/** What updates change, and what they cannot. */
import { ABSENT, type Area, as, get, post, put } from '../case.testkit.ts';
import {
  configMap,
  configMaps,
  lease,
  leases,
  pod,
  pods,
  podTemplate,
  podTemplates,
  service,
  services,
  widget,
  widgets,
} from '../objects.testkit.ts';

const a = configMaps('a');
const made = as('made', post(configMaps(), configMap('a', { data: { x: '1' } }, { labels: { l: '1' } }), 201));
const OTHER = '2020-01-01T00:00:00Z';

export const updates: Area = {
  area: 'updates and conflicts',
  needsPods: true,
  cases: [
    {
      does: 'replaces the whole object',
      steps: [
        made,
        put(a, configMap('a', { data: { y: '2' } }), 200, {
          data: { x: ABSENT, y: '2' },
          metadata: { labels: ABSENT },
        }),
        get(a, 200, { data: { x: ABSENT, y: '2' } }),
      ],
    },
    {
      does: 'gives each change a new version',
      steps: [
        made,
        as('second', put(a, { $from: 'made', data: { x: '2' } }, 200)),
        put(a, { $from: 'second', data: { x: '3' } }, 200),
        put(a, '{second}', 409, { reason: 'Conflict' }),
      ],
    },
    {
      does: 'writes nothing if nothing changes',
      steps: [
        made,
        put(a, '{made}', 200, { metadata: { resourceVersion: '{made.metadata.resourceVersion}' } }),
        put(a, configMap('a', { data: { x: '1' } }, { labels: { l: '1' } }), 200, {
          metadata: { resourceVersion: '{made.metadata.resourceVersion}' },
        }),
      ],
    },
    {
      does: 'updates without a version where that may be',
      steps: [made, put(a, configMap('a', { data: { x: '2' } }), 200, { data: { x: '2' } })],
    },
    {
      does: 'keeps uid and creation time when they are left out',
      steps: [
        made,
        put(a, configMap('a'), 200, {
          metadata: { uid: '{made.metadata.uid}', creationTimestamp: '{made.metadata.creationTimestamp}' },
        }),
      ],
    },
    {
      does: 'keeps the creation time whatever is sent',
      steps: [
        made,
        put(a, configMap('a', {}, { creationTimestamp: OTHER }), 200, {
          metadata: { creationTimestamp: '{made.metadata.creationTimestamp}' },
        }),
      ],
    },
    {
      does: 'counts generations of what is desired',
      steps: [
        as('made', post(widgets(), widget('a', { spec: {} }), 201, { metadata: { generation: 1 } })),
        as('second', put(widgets('a'), { $from: 'made', spec: { title: 'x' } }, 200, { metadata: { generation: 2 } })),
        put(widgets('a'), { $from: 'second', metadata: { labels: { x: 'y' } } }, 200, { metadata: { generation: 2 } }),
      ],
    },
    {
      does: 'ignores a generation that is sent',
      steps: [
        as('made', post(widgets(), widget('a', { spec: {} }, { generation: 7 }), 201, { metadata: { generation: 1 } })),
        put(widgets('a'), { $from: 'made', metadata: { generation: 9 } }, 200, { metadata: { generation: 1 } }),
      ],
    },
    {
      does: 'does not create what is not there',
      steps: [put(a, configMap('a'), 404), put(widgets('a'), widget('a', { spec: {} }, { resourceVersion: '1' }), 404)],
    },
    {
      does: 'refuses a version that is no number',
      steps: [made, put(a, configMap('a', {}, { resourceVersion: 'new' }), 500)],
    },
    {
      does: 'updates services',
      steps: [
        post(services(), service('a', { spec: { ports: [{ port: 80 }] } }), 201),
        as('made', get(services('a'), 200)),
        put(services('a'), { $from: 'made', spec: { selector: { app: 'b' } } }, 200, {
          spec: { selector: { app: 'b' } },
        }),
      ],
    },
    {
      does: 'updates pod templates',
      steps: [
        as('made', post(podTemplates(), podTemplate('a'), 201)),
        put(podTemplates('a'), podTemplate('a', { nodeSelector: { x: 'y' } }), 200, {
          template: { spec: { nodeSelector: { x: 'y' } } },
        }),
      ],
    },
    {
      does: 'updates the image of a pod',
      steps: [
        as('made', post(pods(), pod('a'), 201)),
        as('now', get(pods('a'), 200)),
        put(
          pods('a'),
          { $from: 'now', spec: { containers: [{ name: 'main', image: 'example.com/app:2' }], volumes: null } },
          200,
          { spec: { containers: [{ image: 'example.com/app:2' }] } },
        ),
      ],
    },
    {
      does: 'takes an object in another version of itself for a bad request',
      steps: [made, put(a, { ...configMap('a'), apiVersion: 'v2' }, 400)],
    },
    {
      does: 'loses no update of two at once',
      steps: [
        made,
        put(a, { $from: 'made', data: { one: '1' } }, 200),
        put(a, { $from: 'made', data: { two: '2' } }, 409),
        as('now', get(a, 200)),
        put(a, { $from: 'now', data: { two: '2' } }, 200, { data: { x: '1', one: '1', two: '2' } }),
      ],
    },
    {
      does: 'creates a lease that is not there, and changes none whose version is not said',
      steps: [
        put(leases('a'), lease('a', { spec: { holderIdentity: 'me' } }), 201, { spec: { holderIdentity: 'me' } }),
        put(leases('a'), lease('a', { spec: { holderIdentity: 'you' } }), 422, {
          message: /metadata\.resourceVersion: Invalid value: 0x0: must be specified for an update$/,
        }),
        put(configMaps('b'), configMap('b'), 404),
      ],
    },
    { does: 'needs a name in the body', steps: [made, put(a, { ...configMap(''), data: { x: '5' } }, 400)] },
  ],
};
