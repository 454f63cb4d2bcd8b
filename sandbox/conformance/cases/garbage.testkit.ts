/** What goes with its owner, and in which order. */
import { ABSENT, type Area, as, type Call, del, eventually, get, loose, mergePatch, post } from '../case.testkit.ts';
import { configMap, configMaps, secret, secrets, widget, widgets } from '../objects.testkit.ts';

const ownedBy = (owner: string, more: object = {}) => ({
  apiVersion: '{group}/v1',
  kind: 'Widget',
  name: owner,
  uid: `{${owner}.metadata.uid}`,
  ...more,
});
const owner = (name: string, metadata: Readonly<Record<string, unknown>> = {}): Call =>
  as(name, post(widgets(), widget(name, { spec: {} }, metadata), 201));
const child = (name: string, ...owners: readonly object[]) =>
  post(configMaps(), configMap(name, {}, { ownerReferences: owners }), 201);
const gone = (path: string) => eventually(get(path, 404));
const there = (path: string, has?: object) => get(path, 200, has);
const asked = (propagationPolicy: string) => ({ propagationPolicy });

export const garbage: Area = {
  area: 'garbage collection and propagation',
  cases: [
    {
      does: 'deletes dependents after their owner in the background',
      steps: [
        owner('o'),
        child('c', ownedBy('o')),
        del(widgets('o'), 200, { kind: 'Status' }, asked('Background')),
        get(widgets('o'), 404),
        gone(configMaps('c')),
      ],
    },
    {
      does: 'deletes in the background unless told otherwise',
      steps: [owner('o'), child('c', ownedBy('o')), del(widgets('o'), 200, { kind: 'Status' }), gone(configMaps('c'))],
    },
    {
      does: 'deletes an owner in the foreground only after its dependents',
      steps: [
        owner('o'),
        post(
          configMaps(),
          configMap(
            'c',
            {},
            { ownerReferences: [ownedBy('o', { blockOwnerDeletion: true })], finalizers: ['example.com/hold'] },
          ),
          201,
        ),
        del(
          widgets('o'),
          200,
          { metadata: { finalizers: ['foregroundDeletion'], deletionTimestamp: /Z$/ } },
          asked('Foreground'),
        ),
        eventually(get(configMaps('c'), 200, { metadata: { deletionTimestamp: /Z$/ } })),
        there(widgets('o')),
        mergePatch(configMaps('c'), { metadata: { finalizers: null } }, 200),
        gone(widgets('o')),
      ],
    },
    {
      does: 'does not wait for dependents that do not block',
      steps: [
        owner('o'),
        post(
          configMaps(),
          configMap('c', {}, { ownerReferences: [ownedBy('o')], finalizers: ['example.com/hold'] }),
          201,
        ),
        del(widgets('o'), 200, undefined, asked('Foreground')),
        gone(widgets('o')),
        eventually(get(configMaps('c'), 200, { metadata: { deletionTimestamp: /Z$/ } })),
        mergePatch(configMaps('c'), { metadata: { finalizers: null } }, 200),
      ],
    },
    {
      does: 'orphans dependents if asked to',
      steps: [
        owner('o'),
        child('c', ownedBy('o')),
        del(widgets('o'), 200, { metadata: { finalizers: ['orphan'], deletionTimestamp: /Z$/ } }, asked('Orphan')),
        gone(widgets('o')),
        there(configMaps('c'), { metadata: { ownerReferences: ABSENT, deletionTimestamp: ABSENT } }),
      ],
    },
    {
      does: 'orphans dependents with the old option too',
      steps: [
        owner('o'),
        child('c', ownedBy('o')),
        del(widgets('o'), 200, { metadata: { finalizers: ['orphan'] } }, { orphanDependents: true }),
        gone(widgets('o')),
        there(configMaps('c'), { metadata: { ownerReferences: ABSENT } }),
      ],
    },
    {
      does: 'keeps a dependent that has another owner',
      steps: [
        owner('o'),
        owner('p'),
        child('c', ownedBy('o'), ownedBy('p')),
        del(widgets('o'), 200, undefined, asked('Background')),
        eventually(get(configMaps('c'), 200, { metadata: { ownerReferences: [{ name: 'p' }] } })),
        del(widgets('p'), 200, undefined, asked('Background')),
        gone(configMaps('c')),
      ],
    },
    {
      does: 'deletes dependents of dependents',
      steps: [
        owner('o'),
        as('c', child('c', ownedBy('o'))),
        post(
          secrets(),
          secret(
            's',
            {},
            { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: '{c.metadata.uid}' }] },
          ),
          201,
        ),
        del(widgets('o'), 200, undefined, asked('Background')),
        gone(configMaps('c')),
        gone(secrets('s')),
      ],
    },
    {
      does: 'deletes what refers to an owner that is not there',
      steps: [
        child('c', { apiVersion: 'v1', kind: 'ConfigMap', name: 'none', uid: '00000000-0000-0000-0000-000000000001' }),
        gone(configMaps('c')),
      ],
    },
    {
      does: 'deletes what refers to a namesake of its owner',
      steps: [
        owner('o'),
        child('c', { ...ownedBy('o'), uid: '00000000-0000-0000-0000-000000000002' }),
        gone(configMaps('c')),
        there(widgets('o')),
      ],
    },
    {
      does: 'takes the policy from the query',
      steps: [
        owner('o'),
        child('c', ownedBy('o')),
        del(widgets('o', 'propagationPolicy=Orphan'), 200, { metadata: { finalizers: ['orphan'] } }),
        gone(widgets('o')),
        there(configMaps('c')),
      ],
    },
    {
      does: 'refuses an unknown policy',
      steps: [owner('o'), del(widgets('o'), 422, { reason: 'Invalid' }, asked('Never'))],
    },
    {
      does: 'refuses both options at once',
      steps: [
        owner('o'),
        del(widgets('o'), 422, { reason: 'Invalid' }, { orphanDependents: true, propagationPolicy: 'Orphan' }),
      ],
    },
    {
      does: 'refuses two controllers and references without a uid',
      steps: [
        owner('o'),
        loose(
          'the message shows addresses in memory',
          post(
            configMaps(),
            configMap(
              'c',
              {},
              { ownerReferences: [ownedBy('o', { controller: true }), ownedBy('o', { controller: true, name: 'q' })] },
            ),
            422,
            { reason: 'Invalid' },
          ),
        ),
        post(configMaps(), configMap('c', {}, { ownerReferences: [ownedBy('o', { uid: '' })] }), 422, {
          details: { causes: [{ reason: 'FieldValueInvalid', field: 'metadata.ownerReferences.uid' }] },
        }),
      ],
    },
  ],
};
