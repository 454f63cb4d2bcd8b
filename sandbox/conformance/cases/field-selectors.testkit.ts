/** What field selectors of lists find. */
import { type Area, as, del, get, post } from '../case.testkit.ts';
import { configMap, configMaps, namespaces, pod, pods, secret, secrets, widget, widgets } from '../objects.testkit.ts';

const three = ['a', 'b', 'c'].map((name) => post(configMaps(), configMap(name), 201));
const asking = (path: (name: string, query: string) => string, selector: string) =>
  path('', `fieldSelector=${encodeURIComponent(selector)}`);
const items = (...names: string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });

export const fieldSelectors: Area = {
  area: 'field selectors',
  needsPods: true,
  cases: [
    { does: 'finds by name', steps: [...three, get(asking(configMaps, 'metadata.name=b'), 200, items('b'))] },
    { does: 'takes == for =', steps: [...three, get(asking(configMaps, 'metadata.name==b'), 200, items('b'))] },
    {
      does: 'finds all but one name',
      steps: [
        ...three,
        get(asking(configMaps, 'metadata.name!=b,metadata.name!=kube-root-ca.crt'), 200, items('a', 'c')),
      ],
    },
    {
      does: 'finds by namespace',
      steps: [
        ...three,
        get(
          asking(configMaps, 'metadata.namespace={ns},metadata.name=a').replaceAll('%7Bns%7D', '{ns}'),
          200,
          items('a'),
        ),
      ],
    },
    {
      does: 'finds by namespace in all namespaces',
      steps: [
        ...three,
        get(
          `/api/v1/configmaps?fieldSelector=${encodeURIComponent('metadata.namespace=')}{ns}${encodeURIComponent(',metadata.name=c')}`,
          200,
          items('c'),
        ),
      ],
    },
    {
      does: 'finds pods by phase and node',
      steps: [
        post(pods(), pod('a'), 201),
        get(asking(pods, 'status.phase=Pending,spec.nodeName='), 200, items('a')),
        get(asking(pods, 'status.phase=Running'), 200, items()),
        get(
          asking(pods, 'status.phase!=Running,spec.restartPolicy=Always,spec.serviceAccountName=default'),
          200,
          items('a'),
        ),
      ],
    },
    {
      does: 'finds secrets by type',
      steps: [
        post(secrets(), secret('a', { type: 'example.com/mine' }), 201),
        post(secrets(), secret('b'), 201),
        get(asking(secrets, 'type=example.com/mine'), 200, items('a')),
      ],
    },
    {
      does: 'finds namespaces by phase',
      steps: [
        get(
          asking(namespaces, 'metadata.name={ns},status.phase=Active').replaceAll('%7Bns%7D', '{ns}'),
          200,
          items('{ns}'),
        ),
      ],
    },
    {
      does: 'finds custom objects by name only',
      steps: [
        post(widgets(), widget('a', { spec: {} }), 201),
        post(widgets(), widget('b', { spec: {} }), 201),
        get(asking(widgets, 'metadata.name=b'), 200, items('b')),
        get(asking(widgets, 'spec.mode=Safe'), 400, {
          reason: 'BadRequest',
          message: 'field label not supported: spec.mode',
        }),
      ],
    },
    {
      does: 'refuses a field that cannot be selected',
      steps: [get(asking(configMaps, 'data.x=1'), 400, { reason: 'BadRequest' })],
    },
    {
      does: 'refuses what is no selector',
      steps: [get(asking(configMaps, 'metadata.name'), 400, { reason: 'BadRequest' })],
    },
    {
      does: 'limits what a collection delete deletes',
      steps: [
        ...three,
        as('gone', del(asking(configMaps, 'metadata.name=b'), 200)),
        get(asking(configMaps, 'metadata.name!=kube-root-ca.crt'), 200, items('a', 'c')),
      ],
    },
  ],
};
