/** What `kubectl get` is given to print. */
import { ABSENT, type Area, type Call, get, post, type Step, since } from '../case.testkit.ts';
import * as of from '../objects.testkit.ts';

const ACCEPT = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const table = (path: string, columns: readonly string[], ...rows: readonly (readonly unknown[])[]): Call => ({
  ...get(path, 200, {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    columnDefinitions: columns.map((name) => ({ name })),
    rows: rows.map((cells) => ({ cells })),
  }),
  headers: { accept: ACCEPT },
});
const shows = (does: string, made: readonly Step[], asked: Call) => ({ does, steps: [...made, asked] });
const AGE = /^\d+s$|^<unknown>$/;
const labelled = { labels: { our: 'x' } };
const OURS = 'labelSelector=our';

export const tables: Area = {
  area: 'tables',
  needsPods: true,
  cases: [
    shows(
      'shows config maps',
      [post(of.configMaps(), of.configMap('a', { data: { x: '1', y: '2' } }, labelled), 201)],
      table(of.configMaps('', OURS), ['Name', 'Data', 'Age'], ['a', 2, AGE]),
    ),
    shows(
      'shows secrets',
      [post(of.secrets(), of.secret('a', { stringData: { x: '1' } }, labelled), 201)],
      table(of.secrets('', OURS), ['Name', 'Type', 'Data', 'Age'], ['a', 'Opaque', 1, AGE]),
    ),
    shows(
      'shows pods',
      [post(of.pods(), of.pod('a'), 201)],
      since(
        'older servers count restarts in numbers',
        table(
          of.pods(),
          ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node', 'Nominated Node', 'Readiness Gates'],
          ['a', '0/1', 'Pending', '0', AGE, '<none>', '<none>', '<none>', '<none>'],
        ),
        200,
      ),
    ),
    shows(
      'shows services',
      [
        post(
          of.services(),
          of.service('a', { spec: { clusterIP: 'None', selector: { app: 'a' }, ports: [{ port: 80 }] } }),
          201,
        ),
      ],
      table(
        of.services(),
        ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector'],
        ['a', 'ClusterIP', 'None', '<none>', '80/TCP', AGE, 'app=a'],
      ),
    ),
    shows(
      'shows deployments',
      [post(of.deployments(), of.deployment('a', { paused: true }), 201)],
      table(
        of.deployments(),
        ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', 'Containers', 'Images', 'Selector'],
        ['a', '0/0', 0, 0, AGE, 'main', 'example.com/app:1', 'app=a'],
      ),
    ),
    shows(
      'shows replica sets',
      [post(of.replicaSets(), of.replicaSet('a'), 201)],
      table(
        of.replicaSets(),
        ['Name', 'Desired', 'Current', 'Ready', 'Age', 'Containers', 'Images', 'Selector'],
        ['a', 0, 0, 0, AGE, 'main', 'example.com/app:1', 'app=a'],
      ),
    ),
    shows(
      'shows custom objects as their definition says',
      [post(of.widgets(), of.widget('a', { spec: { mode: 'Fast', title: 'x' } }), 201)],
      table(of.widgets(), ['Name', 'Mode', 'Replicas', 'Title', 'Age'], ['a', 'Fast', 1, 'x', AGE]),
    ),
    shows(
      'leaves cells of custom objects empty',
      [post(of.widgets(), of.widget('a'), 201)],
      table(of.widgets(), ['Name', 'Mode', 'Replicas', 'Title', 'Age'], ['a', null, null, null, AGE]),
    ),
    shows(
      'shows one object',
      [post(of.configMaps(), of.configMap('a'), 201)],
      table(of.configMaps('a'), ['Name', 'Data', 'Age'], ['a', 0, AGE]),
    ),
    shows(
      'shows leases',
      [post(of.leases(), of.lease('a', { spec: { holderIdentity: 'me', leaseDurationSeconds: 5 } }), 201)],
      table(of.leases(), ['Name', 'Holder', 'Age'], ['a', 'me', AGE]),
    ),
    shows('shows namespaces', [], table(of.namespaces('{ns}'), ['Name', 'Status', 'Age'], ['{ns}', 'Active', AGE])),
    shows(
      'shows budgets',
      [
        post(
          of.budgets(),
          of.budget('a', { spec: { minAvailable: 1, selector: { matchLabels: { none: 'x' } } } }),
          201,
        ),
      ],
      table(
        of.budgets(),
        ['Name', 'Min Available', 'Max Unavailable', 'Allowed Disruptions', 'Age'],
        ['a', '1', 'N/A', 0, AGE],
      ),
    ),
    shows(
      'shows pod templates',
      [post(of.podTemplates(), of.podTemplate('a'), 201)],
      table(
        of.podTemplates(),
        ['Name', 'Containers', 'Images', 'Pod Labels'],
        ['a', 'main', 'example.com/app:1', 'app=a'],
      ),
    ),
    shows('gives rows the metadata of their objects', [post(of.widgets(), of.widget('a', { spec: {} }), 201)], {
      ...get(of.widgets(), 200, {
        rows: [
          {
            object: {
              kind: 'PartialObjectMetadata',
              apiVersion: 'meta.k8s.io/v1',
              metadata: { name: 'a' },
              spec: ABSENT,
            },
          },
        ],
      }),
      headers: { accept: ACCEPT },
    }),
    shows(
      'gives rows whole objects if asked to',
      [post(of.configMaps(), of.configMap('a', { data: { x: '1' } }), 201)],
      {
        ...get(of.configMaps('a', 'includeObject=Object'), 200, {
          rows: [{ object: { kind: 'ConfigMap', data: { x: '1' } } }],
        }),
        headers: { accept: ACCEPT },
      },
    ),
    shows('gives rows no object if asked to', [post(of.configMaps(), of.configMap('a'), 201)], {
      ...get(of.configMaps('a', 'includeObject=None'), 200, { rows: [{ object: null }] }),
      headers: { accept: ACCEPT },
    }),
    shows('gives only metadata if asked to', [post(of.widgets(), of.widget('a', { spec: {} }), 201)], {
      ...get(of.widgets('a'), 200, { kind: 'PartialObjectMetadata', metadata: { name: 'a' }, spec: ABSENT }),
      headers: { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' },
    }),
    shows('gives only metadata of lists if asked to', [post(of.widgets(), of.widget('a', { spec: {} }), 201)], {
      ...get(of.widgets(), 200, {
        kind: 'PartialObjectMetadataList',
        items: [{ metadata: { name: 'a' }, spec: ABSENT }],
      }),
      headers: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
    }),
    shows('shows empty lists', [], table(of.widgets(), ['Name', 'Mode', 'Replicas', 'Title', 'Age'])),
    shows('answers with an error as it is', [], {
      ...get(of.widgets('a'), 404, { kind: 'Status' }),
      headers: { accept: ACCEPT },
    }),
  ],
};
