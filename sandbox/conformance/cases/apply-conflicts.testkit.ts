/** Who may take a field from whom in server-side apply. */
import { ABSENT, type Area, apply, get, mergePatch, post, put } from '../case.testkit.ts';
import { configMap, configMaps, podTemplate, podTemplates, widget, widgets } from '../objects.testkit.ts';

const as = (manager: string, force = false) => configMaps('a', `fieldManager=${manager}${force ? '&force=true' : ''}`);
const data = (values: object) => configMap('a', { data: values });
const made = apply(as('one'), data({ x: '1', y: '1' }), 201);
const cause = (manager: string, field: string) => ({
  reason: 'FieldManagerConflict',
  message: `conflict with "${manager}"`,
  field,
});

export const applyConflicts: Area = {
  area: 'apply conflicts and force',
  cases: [
    {
      does: 'refuses to change what another one applied',
      steps: [
        made,
        apply(as('two'), data({ x: '2' }), 409, {
          reason: 'Conflict',
          message: 'Apply failed with 1 conflict: conflict with "one": .data.x',
          details: { causes: [cause('one', '.data.x')], name: ABSENT },
        }),
        get(configMaps('a'), 200, { data: { x: '1' } }),
      ],
    },
    {
      does: 'names every conflict',
      steps: [
        made,
        apply(as('two'), data({ x: '2', y: '2' }), 409, {
          message: 'Apply failed with 2 conflicts: conflicts with "one":\n- .data.x\n- .data.y',
          details: { causes: [cause('one', '.data.x'), cause('one', '.data.y')] },
        }),
      ],
    },
    {
      does: 'names every manager in conflict',
      steps: [
        made,
        apply(as('two'), data({ z: '1' }), 200),
        apply(as('three'), data({ x: '2', z: '2' }), 409, {
          message: 'Apply failed with 2 conflicts: conflicts with "one":\n- .data.x\nconflicts with "two":\n- .data.z',
        }),
      ],
    },
    {
      does: 'takes fields with force, and the other one loses them',
      steps: [
        made,
        apply(as('two', true), data({ x: '2' }), 200, {
          data: { x: '2', y: '1' },
          metadata: {
            managedFields: [
              { manager: 'one', fieldsV1: { 'f:data': { 'f:x': ABSENT, 'f:y': {} } } },
              { manager: 'two', fieldsV1: { 'f:data': { 'f:x': {} } } },
            ],
          },
        }),
      ],
    },
    {
      does: 'drops a manager who owns nothing any more',
      steps: [
        apply(as('one'), data({ x: '1' }), 201),
        apply(as('two', true), data({ x: '2' }), 200, {
          metadata: { managedFields: [{ manager: 'two' }] },
        }),
        apply(as('one'), configMap('a'), 200, { data: { x: '2' }, metadata: { managedFields: [{ manager: 'two' }] } }),
      ],
    },
    {
      does: 'refuses to change what an update wrote',
      steps: [
        post(configMaps('', 'fieldManager=writer'), data({ x: '1' }), 201),
        apply(as('one'), data({ x: '2' }), 409, {
          reason: 'Conflict',
          message: /^Apply failed with 1 conflict: conflict with "writer" using v1( at .*)?: \.data\.x$/,
        }),
      ],
    },
    {
      does: 'lets an update take a field without asking',
      steps: [
        made,
        mergePatch(configMaps('a', 'fieldManager=writer'), { data: { x: '3' } }, 200, {
          metadata: {
            managedFields: [
              { manager: 'one', fieldsV1: { 'f:data': { 'f:x': ABSENT, 'f:y': {} } } },
              { manager: 'writer', operation: 'Update', fieldsV1: { 'f:data': { 'f:x': {} } } },
            ],
          },
        }),
        apply(as('one'), data({ x: '1', y: '1' }), 409, { reason: 'Conflict' }),
      ],
    },
    {
      does: 'has no conflict about an equal value',
      steps: [
        post(configMaps('', 'fieldManager=writer'), data({ x: '1' }), 201),
        apply(as('one'), data({ x: '1' }), 200),
      ],
    },
    {
      does: 'names list items by their keys in conflicts',
      steps: [
        apply(podTemplates('a', 'fieldManager=one'), podTemplate('a'), 201),
        apply(
          podTemplates('a', 'fieldManager=two'),
          podTemplate('a', { containers: [{ name: 'main', image: 'example.com/app:2' }] }),
          409,
          { details: { causes: [cause('one', '.template.spec.containers[name="main"].image')] } },
        ),
      ],
    },
    {
      does: 'has a conflict about an atomic map as a whole',
      steps: [
        apply(widgets('a', 'fieldManager=one'), widget('a', { spec: { box: { width: 1 } } }), 201),
        apply(widgets('a', 'fieldManager=two'), widget('a', { spec: { box: { height: 1 } } }), 409, {
          details: { causes: [cause('one', '.spec.box')] },
        }),
      ],
    },
    {
      does: 'has a conflict about a label',
      steps: [
        apply(as('one'), configMap('a', {}, { labels: { x: '1' } }), 201),
        apply(as('two'), configMap('a', {}, { labels: { x: '2' } }), 409, {
          details: { causes: [cause('one', '.metadata.labels.x')] },
        }),
      ],
    },
    {
      does: 'lets an update remove what was applied',
      steps: [
        made,
        put(configMaps('a', 'fieldManager=writer'), data({ x: '1' }), 200, {
          data: { y: ABSENT },
          metadata: { managedFields: [{ manager: 'one', fieldsV1: { 'f:data': { 'f:x': {}, 'f:y': ABSENT } } }] },
        }),
      ],
    },
    {
      does: 'refuses force for other patches',
      steps: [made, mergePatch(configMaps('a', 'force=true'), { data: { x: '2' } }, 422, { reason: 'Invalid' })],
    },
  ],
};
