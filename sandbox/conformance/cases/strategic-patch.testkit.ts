/** What strategic merge patches do. */
import { ABSENT, type Area, post, strategicPatch } from '../case.testkit.ts';
import { podTemplate, podTemplates, service, services, widget, widgets } from '../objects.testkit.ts';

const a = podTemplates('a');
const container = (name: string, more: object = {}) => ({ name, image: `example.com/${name}:1`, ...more });
const two = post(
  podTemplates(),
  podTemplate('a', {
    containers: [container('main', { env: [{ name: 'A', value: '1' }] }), container('side')],
    nodeSelector: { disk: 'ssd', zone: 'a' },
    tolerations: [{ key: 'k', operator: 'Exists' }],
    volumes: [{ name: 'v', emptyDir: {} }],
  }),
  201,
);
const spec = (rest: object) => ({ template: { spec: rest } });
const web = post(
  services(),
  service('a', {
    spec: {
      selector: { app: 'a' },
      ports: [
        { port: 80, name: 'web' },
        { port: 81, name: 'api' },
      ],
    },
  }),
  201,
);

export const strategicPatches: Area = {
  area: 'strategic merge patch',
  cases: [
    {
      does: 'merges containers by name',
      steps: [
        two,
        strategicPatch(a, spec({ containers: [{ name: 'side', image: 'example.com/side:2' }] }), 200, {
          template: {
            spec: {
              containers: [
                { name: 'main', image: 'example.com/main:1' },
                { name: 'side', image: 'example.com/side:2' },
              ],
            },
          },
        }),
      ],
    },
    {
      does: 'adds a new item at the front of a merged list',
      steps: [
        two,
        strategicPatch(a, spec({ containers: [container('new')] }), 200, {
          template: { spec: { containers: [{ name: 'new' }, { name: 'main' }, { name: 'side' }] } },
        }),
      ],
    },
    {
      does: 'merges lists in lists',
      steps: [
        two,
        strategicPatch(a, spec({ containers: [{ name: 'main', env: [{ name: 'B', value: '2' }] }] }), 200, {
          template: {
            spec: {
              containers: [
                {
                  env: [
                    { name: 'B', value: '2' },
                    { name: 'A', value: '1' },
                  ],
                },
                {},
              ],
            },
          },
        }),
      ],
    },
    {
      does: 'deletes an item with $patch: delete',
      steps: [
        two,
        strategicPatch(a, spec({ containers: [{ name: 'side', $patch: 'delete' }] }), 200, {
          template: { spec: { containers: [{ name: 'main' }] } },
        }),
      ],
    },
    {
      does: 'replaces a list with $patch: replace in it',
      steps: [
        two,
        strategicPatch(a, spec({ containers: [{ $patch: 'replace' }, container('only')] }), 200, {
          template: { spec: { containers: [{ name: 'only' }] } },
        }),
      ],
    },
    {
      does: 'replaces a map with $patch: replace in it',
      steps: [
        two,
        strategicPatch(a, spec({ nodeSelector: { $patch: 'replace', arch: 'arm' } }), 200, {
          template: { spec: { nodeSelector: { arch: 'arm', disk: ABSENT, zone: ABSENT } } },
        }),
      ],
    },
    {
      does: 'removes a key of a map with null',
      steps: [
        two,
        strategicPatch(a, spec({ nodeSelector: { disk: null } }), 200, {
          template: { spec: { nodeSelector: { disk: ABSENT, zone: 'a' } } },
        }),
      ],
    },
    {
      does: 'replaces lists that have no merge key',
      steps: [
        two,
        strategicPatch(a, spec({ tolerations: [{ key: 'other', operator: 'Exists' }] }), 200, {
          template: { spec: { tolerations: [{ key: 'other' }] } },
        }),
      ],
    },
    {
      does: 'keeps only the named fields with $retainKeys',
      steps: [
        two,
        strategicPatch(
          a,
          spec({ volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'c' } }] }),
          200,
          {
            template: { spec: { volumes: [{ name: 'v', configMap: { name: 'c' }, emptyDir: ABSENT }] } },
          },
        ),
      ],
    },
    {
      does: 'orders items as $setElementOrder says',
      steps: [
        two,
        strategicPatch(
          a,
          spec({
            '$setElementOrder/containers': [{ name: 'side' }, { name: 'new' }, { name: 'main' }],
            containers: [container('new')],
          }),
          200,
          { template: { spec: { containers: [{ name: 'side' }, { name: 'new' }, { name: 'main' }] } } },
        ),
      ],
    },
    {
      does: 'takes finalizers as a set, and deletes from it',
      steps: [
        post(
          podTemplates(),
          podTemplate('a', {}, { annotations: { x: '1' }, finalizers: ['example.com/a', 'example.com/b'] }),
          201,
        ),
        strategicPatch(a, { metadata: { finalizers: ['example.com/c'] } }, 200, {
          metadata: { finalizers: ['example.com/c', 'example.com/a', 'example.com/b'] },
        }),
        strategicPatch(
          a,
          { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a', 'example.com/b', 'example.com/c'] } },
          200,
          {
            metadata: { finalizers: ABSENT },
          },
        ),
      ],
    },
    {
      does: 'merges ports of a service by number',
      steps: [
        web,
        strategicPatch(services('a'), { spec: { ports: [{ port: 81, targetPort: 9000 }] } }, 200, {
          spec: {
            ports: [
              { port: 80, name: 'web' },
              { port: 81, name: 'api', targetPort: 9000 },
            ],
          },
        }),
      ],
    },
    {
      does: 'refuses an item without its merge key',
      steps: [two, strategicPatch(a, spec({ containers: [{ image: 'example.com/x:1' }] }), 500)],
    },
    {
      does: 'refuses an unknown $patch',
      steps: [two, strategicPatch(a, spec({ containers: [{ name: 'main', $patch: 'forget' }] }), 500)],
    },
    {
      does: 'refuses strategic patches for custom kinds',
      steps: [
        post(widgets(), widget('a', { spec: {} }), 201),
        strategicPatch(widgets('a'), { spec: { mode: 'Fast' } }, 415, { reason: 'UnsupportedMediaType' }),
      ],
    },
    {
      does: 'removes a whole object with $patch: delete',
      steps: [
        two,
        strategicPatch(a, spec({ nodeSelector: { $patch: 'delete' } }), 200, {
          template: { spec: { nodeSelector: ABSENT } },
        }),
      ],
    },
  ],
};
