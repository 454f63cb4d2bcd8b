/** What server-side apply creates and who owns what then. */
import { ABSENT, type Area, apply, as, containing, get, post, put } from '../case.testkit.ts';
import {
  configMap,
  configMaps,
  deployment,
  deployments,
  podTemplate,
  podTemplates,
  widget,
  widgets,
} from '../objects.testkit.ts';

const one = configMaps('a', 'fieldManager=one');
const two = configMaps('a', 'fieldManager=two');
const entry = (manager: string, fields: object, operation = 'Apply') => ({ manager, operation, fieldsV1: fields });

export const applies: Area = {
  area: 'apply',
  cases: [
    {
      does: 'creates what is not there, and says who owns it',
      steps: [
        apply(one, configMap('a', { data: { x: '1' } }), 201, {
          data: { x: '1' },
          metadata: { managedFields: [entry('one', { 'f:data': { 'f:x': {} } })] },
        }),
        get(configMaps('a'), 200, { data: { x: '1' } }),
      ],
    },
    {
      does: 'writes nothing when the same is applied again',
      steps: [
        as('made', apply(one, configMap('a', { data: { x: '1' } }), 201)),
        apply(one, configMap('a', { data: { x: '1' } }), 200, {
          metadata: { resourceVersion: '{made.metadata.resourceVersion}' },
        }),
      ],
    },
    {
      does: 'lets two managers own different fields',
      steps: [
        apply(one, configMap('a', { data: { x: '1' } }), 201),
        apply(two, configMap('a', { data: { y: '2' } }), 200, {
          data: { x: '1', y: '2' },
          metadata: {
            managedFields: [entry('one', { 'f:data': { 'f:x': {} } }), entry('two', { 'f:data': { 'f:y': {} } })],
          },
        }),
      ],
    },
    {
      does: 'shares a field between two that apply the same value',
      steps: [
        apply(one, configMap('a', { data: { x: '1' } }), 201),
        apply(two, configMap('a', { data: { x: '1' } }), 200, {
          metadata: {
            // A manager that only claims what is so already is not dated by all servers, and comes first then.
            managedFields: containing(
              entry('one', { 'f:data': { 'f:x': {} } }),
              entry('two', { 'f:data': { 'f:x': {} } }),
            ),
          },
        }),
      ],
    },
    {
      does: 'needs a field manager',
      steps: [apply(configMaps('a'), configMap('a'), 422, { reason: 'Invalid' })],
    },
    {
      does: 'refuses a body without apiVersion and kind',
      steps: [apply(one, { metadata: { name: 'a' } }, 400, { reason: 'BadRequest' })],
    },
    {
      does: 'refuses another name than that of the path',
      steps: [apply(one, configMap('a'), 201), apply(one, configMap('b'), 400, { reason: 'BadRequest' })],
    },
    {
      does: 'refuses managed fields in what is applied',
      steps: [
        apply(one, configMap('a', {}, { managedFields: [{ manager: 'x', operation: 'Apply' }] }), 400, {
          reason: 'BadRequest',
        }),
      ],
    },
    {
      does: 'reads YAML',
      steps: [
        apply(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  yes: "no" # a comment\n', 201, {
          data: { true: 'no' },
        }),
        apply(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: "no" # a comment\n', 200, {
          data: { x: 'no' },
        }),
      ],
    },
    {
      does: 'owns list items by their keys',
      steps: [
        apply(podTemplates('a', 'fieldManager=one'), podTemplate('a'), 201, {
          metadata: {
            managedFields: [
              entry('one', {
                'f:template': {
                  'f:metadata': { 'f:labels': { 'f:app': {} } },
                  'f:spec': { 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
                },
              }),
            ],
          },
        }),
      ],
    },
    {
      does: 'owns items of sets and maps of a custom kind, and atomic maps as a whole',
      steps: [
        apply(
          widgets('a', 'fieldManager=one'),
          widget('a', { spec: { tags: ['x', 'y'], parts: [{ name: 'p', size: 1 }], box: { width: 1 }, plain: ['q'] } }),
          201,
          {
            metadata: {
              managedFields: [
                entry('one', {
                  'f:spec': {
                    'f:tags': { 'v:"x"': {}, 'v:"y"': {} },
                    'f:parts': { 'k:{"name":"p"}': { '.': {}, 'f:name': {}, 'f:size': {} } },
                    'f:box': {},
                    'f:plain': {},
                  },
                }),
              ],
            },
          },
        ),
      ],
    },
    {
      does: 'merges items of two managers in one list',
      steps: [
        apply(
          widgets('a', 'fieldManager=one'),
          widget('a', { spec: { parts: [{ name: 'p', size: 1 }], tags: ['x'] } }),
          201,
        ),
        apply(widgets('a', 'fieldManager=two'), widget('a', { spec: { parts: [{ name: 'q' }], tags: ['y'] } }), 200, {
          spec: {
            parts: [
              { name: 'p', size: 1, unit: 'kg' },
              { name: 'q', unit: 'kg' },
            ],
            tags: ['x', 'y'],
          },
        }),
      ],
    },
    {
      does: 'replaces an atomic list as a whole',
      steps: [
        apply(widgets('a', 'fieldManager=one'), widget('a', { spec: { plain: ['a', 'b'] } }), 201),
        apply(widgets('a', 'fieldManager=one'), widget('a', { spec: { plain: ['c'] } }), 200, {
          spec: { plain: ['c'] },
        }),
      ],
    },
    {
      does: 'refuses two items with one key',
      steps: [
        apply(widgets('a', 'fieldManager=one'), widget('a', { spec: { parts: [{ name: 'p' }, { name: 'p' }] } }), 500),
      ],
    },
    {
      does: 'names the manager of an update by the request',
      steps: [
        post(configMaps('', 'fieldManager=writer'), configMap('a', { data: { x: '1' } }), 201, {
          metadata: { managedFields: [entry('writer', { 'f:data': { '.': {}, 'f:x': {} } }, 'Update')] },
        }),
        put(configMaps('a'), configMap('a', { data: { x: '2' } }), 200, {
          metadata: {
            managedFields: containing(
              entry('conformance', { 'f:data': { 'f:x': {} } }, 'Update'),
              entry('writer', { 'f:data': { '.': ABSENT, 'f:x': ABSENT } }, 'Update'),
            ),
          },
        }),
      ],
    },
    {
      does: 'refuses fields that the kind does not have',
      steps: [
        apply(deployments('a', 'fieldManager=one&dryRun=All'), deployment('a', { paused: true, wings: 2 }), 500, {
          message: /^failed to create typed patch object.*: \.spec\.wings: field not declared in schema$/,
        }),
      ],
    },
  ],
};
