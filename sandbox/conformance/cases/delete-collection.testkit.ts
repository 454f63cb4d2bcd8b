/** How many objects go at once. */
import { type Area, as, del, eventually, get, loose, mergePatch, post } from '../case.testkit.ts';
import { configMap, configMaps, pod, pods, secret, secrets, widget, widgets } from '../objects.testkit.ts';

const three = ['a', 'b', 'c'].map((name) =>
  post(widgets(), widget(name, { spec: {} }, { labels: { first: String(name === 'a') } }), 201),
);
const items = (...names: string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });

export const deleteCollection: Area = {
  area: 'deletecollection',
  needsPods: true,
  cases: [
    {
      does: 'deletes all of a kind in a namespace',
      steps: [...three, del(widgets(), 200), get(widgets(), 200, items())],
    },
    {
      does: 'answers with what it deleted',
      steps: [...three, del(widgets(), 200, { kind: 'WidgetList', ...items('a', 'b', 'c') })],
    },
    {
      does: 'deletes what labels select',
      steps: [
        ...three,
        del(widgets('', 'labelSelector=first%3Dfalse'), 200, items('b', 'c')),
        get(widgets(), 200, items('a')),
      ],
    },
    {
      does: 'deletes what a field selects',
      steps: [...three, del(widgets('', 'fieldSelector=metadata.name%3Db'), 200), get(widgets(), 200, items('a', 'c'))],
    },
    {
      does: 'deletes nothing where nothing is selected',
      steps: [
        ...three,
        del(widgets('', 'labelSelector=none'), 200, items()),
        get(widgets(), 200, items('a', 'b', 'c')),
      ],
    },
    {
      does: 'deletes nothing of other namespaces',
      steps: [
        ...three,
        del('/apis/{group}/v1/namespaces/default/widgets?labelSelector=none', 200),
        get(widgets(), 200, items('a', 'b', 'c')),
      ],
    },
    {
      does: 'marks what finalizers hold',
      steps: [
        post(widgets(), widget('a', { spec: {} }, { finalizers: ['example.com/hold'] }), 201),
        post(widgets(), widget('b', { spec: {} }), 201),
        del(widgets(), 200),
        get(widgets(), 200, { items: [{ metadata: { name: 'a', deletionTimestamp: /Z$/ } }] }),
        mergePatch(widgets('a'), { metadata: { finalizers: null } }, 200),
        get(widgets(), 200, items()),
      ],
    },
    {
      does: 'takes the options in the body',
      steps: [
        ...three,
        del(widgets(), 200, undefined, { propagationPolicy: 'Orphan' }),
        eventually(get(widgets(), 200, items())),
      ],
    },
    {
      does: 'deletes built-in kinds',
      steps: [
        post(secrets(), secret('a', {}, { labels: { our: '' } }), 201),
        post(secrets(), secret('b', {}, { labels: { our: '' } }), 201),
        del(secrets('', 'labelSelector=our'), 200, { kind: 'SecretList', ...items('a', 'b') }),
        get(secrets('', 'labelSelector=our'), 200, items()),
      ],
    },
    {
      does: 'deletes pods',
      steps: [
        post(pods(), pod('a'), 201),
        post(pods(), pod('b'), 201),
        del(pods(), 200, { kind: 'PodList' }),
        get(pods(), 200, items()),
      ],
    },
    { does: 'deletes only in a namespace', steps: [del('/api/v1/pods', 405), del('/apis/{group}/v1/widgets', 404)] },
    {
      does: 'refuses options that cannot be',
      steps: [
        ...three,
        del(widgets(), 422, { reason: 'Invalid' }, { propagationPolicy: 'Never' }),
        get(widgets(), 200, items('a', 'b', 'c')),
      ],
    },
    {
      does: 'deletes nothing for a selector that cannot be',
      steps: [
        as('one', post(configMaps(), configMap('a'), 201)),
        loose(
          'newer servers say of which field the key is',
          del(configMaps('', 'labelSelector=a~b'), 400, { message: /^unable to parse requirement: .*name part must/ }),
        ),
        get(configMaps('a'), 200),
      ],
    },
  ],
};
