/** What the server drops because the schema does not know it. */
import { ABSENT, type Area, del, eventually, get, jsonPatch, mergePatch, post } from '../case.testkit.ts';
import {
  configMap,
  configMaps,
  definition,
  definitions,
  deployment,
  deployments,
  widget,
  widgets,
} from '../objects.testkit.ts';

const spec = (rest: object) => widget('a', { spec: rest });
const EMBEDDED = {
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        pod: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          properties: { spec: { type: 'object', properties: { x: { type: 'integer' } } } },
        },
        port: { 'x-kubernetes-int-or-string': true },
      },
    },
  },
};
const things = '/apis/{group}/v1/namespaces/{ns}/{plural}';
const thing = (name: string, rest: object) => ({
  apiVersion: '{group}/v1',
  kind: 'E{plural}',
  metadata: { name },
  ...rest,
});
const embedding = [
  post(definitions(), definition('{plural}', 'E{plural}', EMBEDDED), 201),
  eventually(get(things, 200)),
];
const over = del(definitions('{plural}.{group}'), 200);

export const pruning: Area = {
  area: 'pruning',
  cases: [
    {
      does: 'drops unknown fields of a custom object',
      steps: [
        post(widgets(), spec({ title: 'x', wings: 2 }), 201, { spec: { title: 'x', wings: ABSENT } }),
        get(widgets('a'), 200, { spec: { wings: ABSENT } }),
      ],
    },
    {
      does: 'drops unknown fields at the root',
      steps: [post(widgets(), widget('a', { spec: {}, wings: 2 }), 201, { wings: ABSENT })],
    },
    {
      does: 'drops unknown fields in objects',
      steps: [
        post(widgets(), spec({ inner: { must: 'x', wings: 2 } }), 201, {
          spec: { inner: { must: 'x', wings: ABSENT } },
        }),
      ],
    },
    {
      does: 'drops unknown fields in items',
      steps: [
        post(widgets(), spec({ parts: [{ name: 'p', wings: 2 }] }), 201, {
          spec: { parts: [{ name: 'p', wings: ABSENT }] },
        }),
      ],
    },
    {
      does: 'keeps everything where the schema says so',
      steps: [
        post(widgets(), spec({ anything: { wings: { left: [1, null] } } }), 201, {
          spec: { anything: { wings: { left: [1, null] } } },
        }),
      ],
    },
    {
      does: 'keeps the keys of maps',
      steps: [post(widgets(), spec({ labels: { wings: 'two' } }), 201, { spec: { labels: { wings: 'two' } } })],
    },
    {
      does: 'drops unknown fields of updates and patches',
      steps: [
        post(widgets(), spec({}), 201),
        mergePatch(widgets('a'), { spec: { wings: 2 } }, 200, { spec: { wings: ABSENT } }),
        jsonPatch(widgets('a'), [{ op: 'add', path: '/spec/wings', value: 2 }], 200, { spec: { wings: ABSENT } }),
        get(widgets('a'), 200, { metadata: { generation: 1 } }),
      ],
    },
    {
      does: 'drops unknown fields of metadata',
      steps: [
        post(widgets(), widget('a', { spec: {} }, { wings: 2, labels: { x: 'y' } }), 201, {
          metadata: { wings: ABSENT, labels: { x: 'y' } },
        }),
      ],
    },
    {
      does: 'drops unknown fields of built-in kinds',
      steps: [
        post(configMaps(), configMap('a', { data: { x: '1' }, wings: 2 }), 201, { data: { x: '1' }, wings: ABSENT }),
        post(deployments('', 'dryRun=All'), deployment('a', { wings: 2 }), 201, { spec: { wings: ABSENT } }),
      ],
    },
    {
      does: 'takes fields of built-in kinds in other letters for unknown',
      steps: [post(configMaps(), configMap('a', { Data: { x: '1' } }), 201, { data: ABSENT })],
    },
    {
      does: 'keeps kind and metadata of embedded objects, and drops the rest',
      steps: [
        ...embedding,
        post(
          things,
          thing('a', {
            pod: {
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: { name: 'p', labels: { x: 'y' } },
              spec: { x: 1, y: 2 },
              z: 3,
            },
          }),
          201,
          {
            pod: {
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: { name: 'p', labels: { x: 'y' } },
              spec: { x: 1, y: ABSENT },
              z: ABSENT,
            },
          },
        ),
        over,
      ],
    },
    {
      does: 'takes integers and strings for what may be both, and nothing else',
      steps: [
        ...embedding,
        post(things, thing('a', { port: 80 }), 201, { port: 80 }),
        post(things, thing('b', { port: 'http' }), 201, { port: 'http' }),
        post(things, thing('c', { port: true }), 422, { reason: 'Invalid' }),
        over,
      ],
    },
  ],
};
