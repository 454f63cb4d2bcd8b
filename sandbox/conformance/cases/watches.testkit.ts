/** What watches tell, from which version on, and how they end. */
import { ABSENT, type Area, as, del, get, mergePatch, post, put, watch, watchToEnd } from '../case.testkit.ts';
import { configMap, configMaps, namespaces, widget, widgets } from '../objects.testkit.ts';

const now = as('list', get(widgets(), 200));
const FROM = 'resourceVersion={list.metadata.resourceVersion}';
const since = (query = '') => widgets('', `watch=true&${FROM}${query}`);
const made = (name: string, labels: object = {}) => post(widgets(), widget(name, { spec: {} }, { labels }), 201);
const labelled = (name: string, app: string | null) =>
  mergePatch(widgets(name), { metadata: { labels: { app } } }, 200);
const named = (name: string, more: object = {}) => ({ metadata: { name }, ...more });

export const watches: Area = {
  area: 'watch',
  cases: [
    {
      does: 'tells of creation, change and deletion',
      steps: [
        now,
        watch(
          since(),
          [made('a'), mergePatch(widgets('a'), { spec: { title: 'new' } }, 200), del(widgets('a'), 200)],
          [
            ['ADDED', named('a', { kind: 'Widget', apiVersion: '{group}/v1' })],
            ['MODIFIED', named('a', { spec: { title: 'new' } })],
            ['DELETED', named('a', { spec: { title: 'new' } })],
          ],
        ),
      ],
    },
    {
      does: 'tells again what happened after a version',
      steps: [
        now,
        made('a'),
        made('b'),
        del(widgets('a'), 200),
        watchToEnd(
          since('&timeoutSeconds=1'),
          [],
          [
            ['ADDED', named('a')],
            ['ADDED', named('b')],
            ['DELETED', named('a')],
          ],
        ),
      ],
    },
    {
      does: 'resumes after the last event seen',
      steps: [
        as('made', made('a')),
        made('b'),
        watchToEnd(
          widgets('', 'watch=true&resourceVersion={made.metadata.resourceVersion}&timeoutSeconds=1'),
          [],
          [['ADDED', named('b')]],
        ),
      ],
    },
    {
      does: 'begins with what is there if no version is asked for',
      steps: [
        as('made', made('a')),
        // The servers' caches hold it then.
        get(widgets('', 'resourceVersion={made.metadata.resourceVersion}'), 200),
        watch(
          widgets('', 'watch=true'),
          [made('b')],
          [
            ['ADDED', named('a')],
            ['ADDED', named('b')],
          ],
        ),
      ],
    },
    {
      does: 'begins with what is there for version 0',
      steps: [
        as('made', made('a')),
        get(widgets('', 'resourceVersion={made.metadata.resourceVersion}'), 200),
        watch(widgets('', 'watch=true&resourceVersion=0'), [], [['ADDED', named('a')]]),
      ],
    },
    {
      does: 'tells of deletion when an object leaves the selection, and of creation when it comes back',
      steps: [
        now,
        watch(
          since('&labelSelector=app%3Dweb'),
          [
            made('a', { app: 'web' }),
            labelled('a', 'db'),
            labelled('a', 'web'),
            labelled('a', null),
            del(widgets('a'), 200),
            made('b', { app: 'web' }),
          ],
          [
            ['ADDED', named('a')],
            ['DELETED', { metadata: { name: 'a', labels: { app: 'web' } } }],
            ['ADDED', named('a')],
            ['DELETED', named('a')],
            ['ADDED', named('b')],
          ],
        ),
      ],
    },
    {
      does: 'gives a deletion a version of its own',
      steps: [
        now,
        as('made', made('a')),
        del(widgets('a'), 200),
        as(
          'seen',
          watchToEnd(
            since('&timeoutSeconds=1'),
            [],
            [['ADDED'], ['DELETED', { metadata: { resourceVersion: /^\d+$/ } }]],
          ),
        ),
        watchToEnd(
          widgets('', 'watch=true&resourceVersion={seen.1.object.metadata.resourceVersion}&timeoutSeconds=1'),
          [],
          [],
        ),
      ],
    },
    {
      does: 'follows one object by name',
      steps: [
        now,
        made('a'),
        made('b'),
        watchToEnd(since('&fieldSelector=metadata.name%3Db&timeoutSeconds=1'), [], [['ADDED', named('b')]]),
      ],
    },
    {
      does: 'reads one object whatever it is told of watching',
      steps: [made('a'), get(widgets('a', 'watch=true&timeoutSeconds=1'), 200, { kind: 'Widget' })],
    },
    {
      does: 'watches over all namespaces',
      steps: [
        now,
        made('a'),
        watchToEnd(
          `/apis/{group}/v1/widgets?watch=true&${FROM}&timeoutSeconds=1&fieldSelector=metadata.namespace%3D{ns}`,
          [],
          [['ADDED', named('a')]],
        ),
      ],
    },
    {
      does: 'is not told of a dry run or of a write that changes nothing',
      steps: [
        now,
        as('made', made('a')),
        mergePatch(widgets('a', 'dryRun=All'), { spec: { title: 'dry' } }, 200),
        mergePatch(widgets('a'), { spec: { mode: 'Safe' } }, 200),
        watchToEnd(since('&timeoutSeconds=1'), [], [['ADDED', named('a')]]),
      ],
    },
    {
      does: 'ends with a bookmark shortly before its time is up, if asked for',
      steps: [
        now,
        made('a'),
        watch(
          since('&allowWatchBookmarks=true&timeoutSeconds=4'),
          [],
          [
            ['ADDED', named('a')],
            [
              'BOOKMARK',
              { kind: 'Widget', apiVersion: '{group}/v1', metadata: { resourceVersion: /^\d+$/ }, spec: ABSENT },
            ],
          ],
        ),
      ],
    },
    {
      does: 'refuses a version that is no number',
      steps: [get(widgets('', 'watch=true&resourceVersion=new'), 500)],
    },
    {
      does: 'watches built-in kinds as well',
      steps: [
        as('list', get(configMaps('', 'fieldSelector=metadata.name%3Da'), 200)),
        watch(
          configMaps('', `watch=1&${FROM}&fieldSelector=metadata.name%3Da`),
          [
            post(configMaps(), configMap('a'), 201),
            put(configMaps('a'), configMap('a', { data: { x: '1' } }), 200),
            del(configMaps('a'), 200),
          ],
          [
            ['ADDED', named('a', { kind: 'ConfigMap', apiVersion: 'v1' })],
            ['MODIFIED', named('a', { data: { x: '1' } })],
            ['DELETED', named('a', { data: { x: '1' } })],
          ],
        ),
      ],
    },
    {
      does: 'watches namespaces',
      steps: [
        watch(namespaces('', 'watch=true&fieldSelector=metadata.name%3D{ns}'), [], [['ADDED', { kind: 'Namespace' }]]),
      ],
    },
    {
      does: 'says in the stream that a version is too old',
      steps: [
        watch(
          // Of a kind that is younger than the version, so that no server remembers.
          widgets('', 'watch=true&resourceVersion=1'),
          [],
          [['ERROR', { kind: 'Status', code: 410, reason: 'Expired' }]],
        ),
      ],
    },
    {
      does: 'tells how an object waits for its finalizers',
      steps: [
        now,
        post(widgets(), widget('a', { spec: {} }, { finalizers: ['example.com/wait'] }), 201),
        del(widgets('a'), 200),
        mergePatch(widgets('a'), { metadata: { finalizers: null } }, 200),
        watchToEnd(
          since('&timeoutSeconds=1'),
          [],
          [
            ['ADDED', { metadata: { deletionTimestamp: ABSENT } }],
            ['MODIFIED', { metadata: { deletionTimestamp: /Z$/ } }],
            ['DELETED', named('a')],
          ],
        ),
      ],
    },
  ],
};
