/** What JSON patches do. */
import { ABSENT, type Area, as, get, jsonPatch, loose, post } from '../case.testkit.ts';
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
const WORDS = 'newer servers say the same in other words';
const WHOLE = 'the message quotes the whole object';
const all = configMaps();
const a = configMaps('a');
const made = post(all, configMap('a', { data: { one: '1' } }, { annotations: { 'x.io/b': 'slash' } }), 201);

export const jsonPatches: Area = {
  area: 'json patch',
  cases: [
    {
      does: 'adds, replaces and removes in order',
      steps: [
        made,
        jsonPatch(
          a,
          [
            { op: 'add', path: '/data/two', value: '2' },
            { op: 'replace', path: '/data/two', value: '3' },
            { op: 'remove', path: '/data/one' },
          ],
          200,
          { data: { two: '3', one: ABSENT } },
        ),
        get(a, 200, { data: { two: '3', one: ABSENT } }),
      ],
    },
    {
      does: 'moves and copies values',
      steps: [
        made,
        jsonPatch(
          a,
          [
            { op: 'copy', from: '/data/one', path: '/data/copy' },
            { op: 'move', from: '/data/one', path: '/data/moved' },
          ],
          200,
          { data: { copy: '1', moved: '1', one: ABSENT } },
        ),
      ],
    },
    {
      does: 'reads ~1 in pointers as /',
      steps: [
        made,
        jsonPatch(a, [{ op: 'replace', path: '/metadata/annotations/x.io~1b', value: 'x' }], 200, {
          metadata: { annotations: { 'x.io/b': 'x' } },
        }),
      ],
    },
    {
      does: 'changes nothing if a test fails',
      steps: [
        as('made', made),
        jsonPatch(
          a,
          [
            { op: 'add', path: '/data/two', value: '2' },
            { op: 'test', path: '/data/one', value: 'other' },
          ],
          422,
          { reason: 'Invalid' },
        ),
        get(a, 200, { data: { two: ABSENT }, metadata: { resourceVersion: '{made.metadata.resourceVersion}' } }),
      ],
    },
    {
      does: 'goes on after a test that holds',
      steps: [
        made,
        jsonPatch(
          a,
          [
            { op: 'test', path: '/data/one', value: '1' },
            { op: 'replace', path: '/data/one', value: '2' },
          ],
          200,
          { data: { one: '2' } },
        ),
      ],
    },
    {
      does: 'refuses to remove what is not there',
      steps: [made, jsonPatch(a, [{ op: 'remove', path: '/data/none' }], 422, { reason: 'Invalid' })],
    },
    {
      does: 'adds with replace what is not there',
      steps: [made, jsonPatch(a, [{ op: 'replace', path: '/data/none', value: 'x' }], 200, { data: { none: 'x' } })],
    },
    {
      does: 'refuses to add below what is not there',
      steps: [made, jsonPatch(a, [{ op: 'add', path: '/binaryData/none', value: 'eA==' }], 422, { reason: 'Invalid' })],
    },
    {
      does: 'inserts into lists, and appends at -',
      steps: [
        post(widgets(), widget('a', { spec: { plain: ['b', 'd'] } }), 201),
        jsonPatch(
          widgets('a'),
          [
            { op: 'add', path: '/spec/plain/1', value: 'c' },
            { op: 'add', path: '/spec/plain/0', value: 'a' },
            { op: 'add', path: '/spec/plain/-', value: 'e' },
          ],
          200,
          { spec: { plain: ['a', 'b', 'c', 'd', 'e'] } },
        ),
        jsonPatch(widgets('a'), [{ op: 'remove', path: '/spec/plain/2' }], 200, {
          spec: { plain: ['a', 'b', 'd', 'e'] },
        }),
      ],
    },
    {
      does: 'refuses an index beyond the end of a list',
      steps: [
        post(widgets(), widget('a', { spec: { plain: ['b'] } }), 201),
        jsonPatch(widgets('a'), [{ op: 'add', path: '/spec/plain/7', value: 'x' }], 422, { reason: 'Invalid' }),
      ],
    },
    {
      does: 'refuses a patch that is no list',
      steps: [made, loose(WORDS, jsonPatch(a, { data: { one: '2' } }, 400, { reason: 'BadRequest' }))],
    },
    {
      does: 'refuses a patch that is no JSON',
      steps: [made, loose(WORDS, jsonPatch(a, '[{"op":', 400, { reason: 'BadRequest' }))],
    },
    {
      does: 'reads ~0 in pointers as ~',
      steps: [
        post(widgets(), widget('a', { spec: { anything: { 'c~d': 1 } } }), 201),
        jsonPatch(widgets('a'), [{ op: 'replace', path: '/spec/anything/c~0d', value: 2 }], 200, {
          spec: { anything: { 'c~d': 2 } },
        }),
      ],
    },
    {
      does: 'refuses an unknown operation',
      steps: [made, jsonPatch(a, [{ op: 'increase', path: '/data/one' }], 422, { reason: 'Invalid' })],
    },
    {
      does: 'refuses what makes the object invalid',
      steps: [
        made,
        jsonPatch(a, [{ op: 'add', path: '/data/not valid', value: 'x' }], 422, {
          reason: 'Invalid',
          details: { causes: [{ field: 'data[not valid]' }] },
        }),
        get(a, 200, { data: { 'not valid': ABSENT } }),
      ],
    },
    {
      does: 'reaches into built-in lists by index',
      steps: [
        post(podTemplates(), podTemplate('a'), 201),
        jsonPatch(
          podTemplates('a'),
          [{ op: 'replace', path: '/template/spec/containers/0/image', value: 'example.com/app:2' }],
          200,
          { template: { spec: { containers: [{ name: 'main', image: 'example.com/app:2' }] } } },
        ),
      ],
    },
    {
      does: 'refuses a value of another type',
      steps: [
        post(deployments(), deployment('a'), 201),
        loose(
          WHOLE,
          jsonPatch(deployments('a'), [{ op: 'replace', path: '/spec/replicas', value: 'many' }], 422, {
            reason: 'Invalid',
            details: { causes: [{ field: 'patch' }] },
          }),
        ),
      ],
    },
    {
      does: 'does not find an object that is not there',
      steps: [
        jsonPatch(a, [{ op: 'add', path: '/data', value: {} }], 404, {
          reason: 'NotFound',
          message: 'configmaps "a" not found',
        }),
      ],
    },
  ],
};
