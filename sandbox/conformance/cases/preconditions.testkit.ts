/** What is written only if the object is the one that was meant. */
import { type Area, apply, as, del, get, jsonPatch, mergePatch, post, put } from '../case.testkit.ts';
import { configMap, configMaps, pod, pods, widget, widgets } from '../objects.testkit.ts';

const a = configMaps('a');
const made = as('made', post(configMaps(), configMap('a', { data: { x: '1' } }), 201));
const changed = as('changed', mergePatch(a, { data: { x: '2' } }, 200));
const OTHER = '00000000-0000-0000-0000-000000000000';
const UID = '{made.metadata.uid}';
const OLD = '{made.metadata.resourceVersion}';
const NEW = '{changed.metadata.resourceVersion}';
const conflict = { reason: 'Conflict', details: { name: 'a', kind: 'configmaps' } };
/** Deletions name the kind, not the resource. */
const meant = { reason: 'Conflict', details: { name: 'a', kind: 'ConfigMap' } };
const deletes = (status: number, preconditions: object, has?: object) => del(a, status, has, { preconditions });

export const preconditions: Area = {
  area: 'preconditions',
  needsPods: true,
  cases: [
    { does: 'deletes the object with the uid that was meant', steps: [made, deletes(200, { uid: UID }), get(a, 404)] },
    { does: 'does not delete a namesake', steps: [made, deletes(409, { uid: OTHER }, meant), get(a, 200)] },
    { does: 'deletes the version that was meant', steps: [made, deletes(200, { resourceVersion: OLD }), get(a, 404)] },
    {
      does: 'does not delete a newer version',
      steps: [made, changed, deletes(409, { resourceVersion: OLD }, meant), get(a, 200)],
    },
    {
      does: 'asks for both',
      steps: [
        made,
        changed,
        deletes(409, { uid: OTHER, resourceVersion: NEW }),
        deletes(409, { uid: UID, resourceVersion: OLD }),
        deletes(200, { uid: UID, resourceVersion: NEW }),
      ],
    },
    {
      does: 'updates the version that was meant',
      steps: [made, put(a, { $from: 'made', data: { x: '3' } }, 200, { data: { x: '3' } })],
    },
    {
      does: 'does not update a newer version',
      steps: [
        made,
        changed,
        put(a, { $from: 'made', data: { x: '3' } }, 409, {
          ...conflict,
          message:
            'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
        }),
        get(a, 200, { data: { x: '2' } }),
      ],
    },
    { does: 'does not update a namesake', steps: [made, put(a, configMap('a', {}, { uid: OTHER }), 409, conflict)] },
    {
      does: 'patches the version that was meant',
      steps: [
        made,
        changed,
        jsonPatch(
          a,
          [
            { op: 'test', path: '/metadata/resourceVersion', value: NEW },
            { op: 'replace', path: '/data/x', value: '3' },
          ],
          200,
        ),
      ],
    },
    {
      does: 'does not patch a newer version',
      steps: [made, changed, mergePatch(a, { metadata: { resourceVersion: OLD }, data: { x: '3' } }, 409, conflict)],
    },
    {
      does: 'does not patch a namesake',
      steps: [
        made,
        mergePatch(a, { metadata: { uid: OTHER }, data: { x: '3' } }, 422, { reason: 'Invalid' }),
        mergePatch(a, { metadata: { uid: UID }, data: { x: '3' } }, 200),
      ],
    },
    {
      does: 'does not apply to a newer version',
      steps: [
        made,
        changed,
        apply(
          configMaps('a', 'fieldManager=one&force=true'),
          configMap('a', { data: { y: '1' } }, { resourceVersion: OLD }),
          409,
          conflict,
        ),
      ],
    },
    {
      does: 'does not apply to a namesake, nor create one',
      steps: [
        apply(configMaps('a', 'fieldManager=one'), configMap('a', {}, { uid: OTHER }), 409, conflict),
        get(a, 404),
      ],
    },
    {
      does: 'takes the same preconditions for pods and custom objects',
      steps: [
        as('made', post(widgets(), widget('a', { spec: {} }), 201)),
        del(widgets('a'), 409, undefined, { preconditions: { uid: OTHER } }),
        post(pods(), pod('a'), 201),
        del(pods('a'), 409, undefined, { preconditions: { uid: OTHER } }),
      ],
    },
    {
      does: 'needs the version to update some kinds',
      steps: [
        post(widgets(), widget('a', { spec: {} }), 201),
        put(widgets('a'), widget('a', { spec: {} }), 422, {
          reason: 'Invalid',
          details: { causes: [{ field: 'metadata.resourceVersion' }] },
        }),
      ],
    },
    {
      does: 'refuses an object with a version to be created',
      steps: [
        post(configMaps(), configMap('a', {}, { resourceVersion: '5' }), 500, {
          message: 'resourceVersion should not be set on objects to be created',
        }),
      ],
    },
  ],
};
