/** What merge patches do. */
import { ABSENT, type Area, as, get, loose, mergePatch, post, since } from '../case.testkit.ts';
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

/** Why such answers are not compared in full. */
const WHOLE = 'the message quotes the whole object';
const CHECKED = 'the newest servers check the patch before they merge it';
const a = configMaps('a');
const made = post(configMaps(), configMap('a', { data: { one: '1', two: '2' } }), 201);

export const mergePatches: Area = {
  area: 'merge patch',
  cases: [
    {
      does: 'merges objects and removes what is null',
      steps: [
        made,
        mergePatch(a, { data: { one: null, three: '3' } }, 200, { data: { one: ABSENT, two: '2', three: '3' } }),
        get(a, 200, { data: { one: ABSENT, two: '2', three: '3' } }),
      ],
    },
    {
      does: 'writes nothing if nothing changes',
      steps: [
        as('made', made),
        mergePatch(a, { data: { one: '1' } }, 200, {
          metadata: { resourceVersion: '{made.metadata.resourceVersion}' },
        }),
      ],
    },
    {
      does: 'replaces lists',
      steps: [
        post(widgets(), widget('a', { spec: { plain: ['a', 'b'], parts: [{ name: 'x' }, { name: 'y' }] } }), 201),
        mergePatch(widgets('a'), { spec: { plain: ['c'], parts: [{ name: 'z', size: 1 }] } }, 200, {
          spec: { plain: ['c'], parts: [{ name: 'z', size: 1, unit: 'kg' }] },
        }),
      ],
    },
    {
      does: 'replaces the containers of a built-in kind',
      steps: [
        post(podTemplates(), podTemplate('a'), 201),
        mergePatch(
          podTemplates('a'),
          { template: { spec: { containers: [{ name: 'other', image: 'example.com/other:1' }] } } },
          200,
          { template: { spec: { containers: [{ name: 'other', image: 'example.com/other:1' }] } } },
        ),
      ],
    },
    {
      does: 'removes a whole field',
      steps: [made, mergePatch(a, { data: null }, 200, { data: ABSENT })],
    },
    {
      does: 'ignores nulls for what is not there',
      steps: [made, mergePatch(a, { data: { none: null } }, 200, { data: { one: '1', none: ABSENT } })],
    },
    {
      does: 'refuses a patch that is no object',
      steps: [made, since(CHECKED, mergePatch(a, ['a'], 400, { reason: 'BadRequest' }), 422)],
    },
    {
      does: 'refuses a patch that is no JSON',
      steps: [made, since(CHECKED, mergePatch(a, '{"data":', 400, { reason: 'BadRequest' }), 500)],
    },
    {
      does: 'takes a stale resourceVersion as a conflict',
      steps: [
        as('made', made),
        mergePatch(a, { data: { one: '2' } }, 200),
        mergePatch(a, { metadata: { resourceVersion: '{made.metadata.resourceVersion}' }, data: { one: '3' } }, 409, {
          reason: 'Conflict',
        }),
        get(a, 200, { data: { one: '2' } }),
      ],
    },
    {
      does: 'takes the current resourceVersion',
      steps: [
        as('made', made),
        mergePatch(a, { metadata: { resourceVersion: '{made.metadata.resourceVersion}' }, data: { one: '3' } }, 200, {
          data: { one: '3' },
        }),
      ],
    },
    {
      does: 'refuses to change the name',
      steps: [made, mergePatch(a, { metadata: { name: 'b' } }, 400, { reason: 'BadRequest' })],
    },
    {
      does: 'refuses a value of another type',
      steps: [
        post(deployments(), deployment('a'), 201),
        loose(WHOLE, mergePatch(deployments('a'), { spec: { replicas: 'many' } }, 422, { reason: 'Invalid' })),
      ],
    },
    {
      does: 'adds and removes labels and annotations',
      steps: [
        post(configMaps(), configMap('a', {}, { labels: { x: '1', y: '2' } }), 201),
        mergePatch(a, { metadata: { labels: { x: null, z: '3' }, annotations: { note: 'n' } } }, 200, {
          metadata: { labels: { x: ABSENT, y: '2', z: '3' }, annotations: { note: 'n' } },
        }),
      ],
    },
    {
      does: 'applies defaults again where a value is removed',
      steps: [
        post(widgets(), widget('a', { spec: { mode: 'Fast', replicas: 3 } }), 201),
        mergePatch(widgets('a'), { spec: { mode: null, replicas: null } }, 200, {
          spec: { mode: 'Safe', replicas: 1 },
        }),
      ],
    },
    {
      does: 'does not find an object that is not there',
      steps: [mergePatch(a, { data: {} }, 404, { reason: 'NotFound' })],
    },
  ],
};
