/** How lists come in pages, and as of which version. */
import { ABSENT, type Area, as, del, get, post, put } from '../case.testkit.ts';
import { configMap, configMaps, secret, secrets, widget, widgets } from '../objects.testkit.ts';

/** Secrets beside the tokens that controllers make: all ours have a label. */
const OURS = 'labelSelector=our';
const made = ['a', 'b', 'c', 'd', 'e'].map((name) => post(secrets(), secret(name, {}, { labels: { our: '' } }), 201));
const items = (...names: string[]) => names.map((name) => ({ metadata: { name } }));
const version = '{page.metadata.resourceVersion}';
const plain = ['a', 'b', 'c'].map((name) => post(widgets(), widget(name, { spec: {} }), 201));

export const paging: Area = {
  area: 'paging and resourceVersion of lists',
  cases: [
    {
      does: 'gives a list its kind and a version, and items no kind of their own',
      steps: [
        ...made,
        get(secrets('', OURS), 200, {
          kind: 'SecretList',
          apiVersion: 'v1',
          metadata: { resourceVersion: /^\d+$/ },
          items: items('a', 'b', 'c', 'd', 'e').map((one) => ({ ...one, kind: ABSENT, apiVersion: ABSENT })),
        }),
      ],
    },
    {
      does: 'gives items of custom lists their kind',
      steps: [
        ...plain,
        get(widgets(), 200, { kind: 'WidgetList', apiVersion: '{group}/v1', items: [{ kind: 'Widget' }, {}, {}] }),
      ],
    },
    {
      does: 'ends a page at the limit and says how many remain',
      steps: [
        ...plain,
        as(
          'page',
          get(widgets('', 'limit=2'), 200, {
            metadata: { remainingItemCount: 1, continue: /./ },
            items: items('a', 'b'),
          }),
        ),
        get(widgets('', 'limit=2&continue={page.metadata.continue}'), 200, {
          metadata: { continue: '', remainingItemCount: ABSENT, resourceVersion: version },
          items: items('c'),
        }),
      ],
    },
    {
      does: 'does not count what remains behind a selector',
      steps: [
        ...made,
        as(
          'page',
          get(secrets('', `${OURS}&limit=2`), 200, {
            metadata: { remainingItemCount: ABSENT },
            items: items('a', 'b'),
          }),
        ),
        get(secrets('', `${OURS}&limit=3&continue={page.metadata.continue}`), 200, { items: items('c', 'd', 'e') }),
      ],
    },
    {
      does: 'does not show in a later page what was created after the first',
      steps: [
        ...plain,
        as('page', get(widgets('', 'limit=1'), 200)),
        post(widgets(), widget('bb', { spec: {} }), 201),
        del(widgets('c'), 200),
        get(widgets('', 'continue={page.metadata.continue}'), 200, {
          metadata: { resourceVersion: version },
          items: items('b', 'c'),
        }),
        get(widgets(), 200, { items: items('a', 'b', 'bb') }),
      ],
    },
    {
      does: 'gives a whole list where the limit suffices',
      steps: [...plain, get(widgets('', 'limit=3'), 200, { metadata: { continue: '' }, items: items('a', 'b', 'c') })],
    },
    {
      does: 'takes version 0 for any version',
      steps: [
        as('made', post(widgets(), widget('a', { spec: {} }), 201)),
        // The servers' caches hold it then.
        get(widgets('', 'resourceVersion={made.metadata.resourceVersion}'), 200),
        get(widgets('', 'resourceVersion=0'), 200, { items: items('a') }),
      ],
    },
    {
      does: 'gives at least the version asked for',
      steps: [
        // The version of the object: that of a list may be newer than what a real server's cache of this kind has seen.
        as('page', post(widgets(), widget('a', { spec: {} }), 201)),
        get(widgets('', `resourceVersion=${version}&resourceVersionMatch=NotOlderThan`), 200, {
          items: items('a'),
        }),
      ],
    },
    {
      does: 'gives exactly the version asked for',
      steps: [
        ...plain,
        as('page', get(widgets(), 200)),
        del(widgets('b'), 200),
        get(widgets('', `resourceVersion=${version}&resourceVersionMatch=Exact`), 200, {
          metadata: { resourceVersion: version },
          items: items('a', 'b', 'c'),
        }),
      ],
    },
    {
      does: 'refuses an unknown match',
      steps: [get(configMaps('', 'resourceVersion=5&resourceVersionMatch=Near'), 422, { reason: 'Invalid' })],
    },
    {
      does: 'refuses a match without a version',
      steps: [get(configMaps('', 'resourceVersionMatch=Exact'), 422, { reason: 'Invalid' })],
    },
    {
      does: 'refuses version 0 to match exactly',
      steps: [get(configMaps('', 'resourceVersion=0&resourceVersionMatch=Exact'), 422, { reason: 'Invalid' })],
    },
    { does: 'refuses a version that is no number', steps: [get(configMaps('', 'resourceVersion=new'), 500)] },
    {
      does: 'refuses a mark that it did not make',
      steps: [get(configMaps('', 'limit=1&continue=abc'), 400, { reason: 'BadRequest' })],
    },
    {
      does: 'refuses a limit that is no number',
      steps: [get(configMaps('', 'limit=few'), 400, { reason: 'BadRequest' })],
    },
    {
      does: 'reads one object at least as new as asked',
      steps: [
        as('made', post(configMaps(), configMap('a'), 201)),
        as('new', put(configMaps('a'), configMap('a', { data: { x: '1' } }), 200)),
        get(configMaps('a', 'resourceVersion={new.metadata.resourceVersion}'), 200, { data: { x: '1' } }),
      ],
    },
    {
      does: 'lists an empty collection',
      steps: [get(widgets(), 200, { items: [], metadata: { continue: '' } })],
    },
  ],
};
