/** What the server says of itself. */
import { type Area, type Case, containing, del, eventually, get, loose, post } from '../case.testkit.ts';
import { definition, definitions } from '../objects.testkit.ts';

const MORE = 'every server has things that another has not';
const OPEN = { schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } };

const lists = (does: string, path: string, field: string, ...items: readonly object[]): Case => ({
  does,
  steps: [loose(MORE, get(path, 200, { [field]: containing(...items) }))],
});
const VERBS = containing('create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch');
const resource = (name: string, kind: string, more: object = {}) => ({ name, kind, namespaced: true, ...more });

export const discovery: Area = {
  area: 'discovery',
  cases: [
    {
      does: 'lists the versions of the core group',
      steps: [loose(MORE, get('/api', 200, { kind: 'APIVersions', versions: ['v1'] }))],
    },
    lists(
      'lists groups with their versions',
      '/apis',
      'groups',
      {
        name: 'apps',
        versions: containing({ groupVersion: 'apps/v1', version: 'v1' }),
        preferredVersion: { groupVersion: 'apps/v1' },
      },
      { name: 'apiextensions.k8s.io' },
      { name: 'coordination.k8s.io' },
      { name: 'rbac.authorization.k8s.io' },
    ),
    lists(
      'lists core resources',
      '/api/v1',
      'resources',
      resource('pods', 'Pod', { shortNames: ['po'], categories: ['all'], verbs: VERBS, singularName: /^(pod)?$/ }),
      resource('pods/status', 'Pod', { verbs: ['get', 'patch', 'update'] }),
      resource('pods/eviction', 'Eviction', { group: 'policy' }),
      resource('configmaps', 'ConfigMap', { shortNames: ['cm'], verbs: VERBS }),
      resource('services', 'Service', { shortNames: ['svc'] }),
      resource('events', 'Event', { shortNames: ['ev'] }),
      { name: 'namespaces', kind: 'Namespace', namespaced: false, shortNames: ['ns'] },
      { name: 'nodes', kind: 'Node', namespaced: false, shortNames: ['no'] },
    ),
    lists(
      'lists resources of apps',
      '/apis/apps/v1',
      'resources',
      resource('deployments', 'Deployment', { shortNames: ['deploy'], categories: ['all'], verbs: VERBS }),
      resource('deployments/scale', 'Scale', { group: 'autoscaling', version: 'v1' }),
      resource('replicasets', 'ReplicaSet', { shortNames: ['rs'] }),
      resource('statefulsets', 'StatefulSet', { shortNames: ['sts'] }),
      resource('daemonsets', 'DaemonSet', { shortNames: ['ds'] }),
      resource('controllerrevisions', 'ControllerRevision'),
    ),
    lists(
      'lists custom resources',
      '/apis/{group}/v1',
      'resources',
      resource('widgets', 'Widget', { shortNames: ['wd'], categories: ['all'], singularName: 'widget', verbs: VERBS }),
      resource('widgets/status', 'Widget', { verbs: containing('get', 'patch', 'update') }),
      resource('widgets/scale', 'Scale', {
        group: 'autoscaling',
        version: 'v1',
        verbs: containing('get', 'patch', 'update'),
      }),
    ),
    {
      does: 'describes one group',
      steps: [
        get('/apis/apps', 200, {
          kind: 'APIGroup',
          name: 'apps',
          versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
        }),
      ],
    },
    {
      does: 'describes the group of custom kinds',
      steps: [
        loose(
          MORE,
          get('/apis/{group}', 200, {
            kind: 'APIGroup',
            name: '{group}',
            preferredVersion: { groupVersion: '{group}/v1' },
          }),
        ),
      ],
    },
    lists('lists resources of extensions', '/apis/apiextensions.k8s.io/v1', 'resources', {
      name: 'customresourcedefinitions',
      kind: 'CustomResourceDefinition',
      namespaced: false,
      shortNames: containing('crd'),
    }),
    lists(
      'lists budgets',
      '/apis/{policy}',
      'resources',
      resource('poddisruptionbudgets', 'PodDisruptionBudget', { shortNames: ['pdb'] }),
    ),
    lists(
      'lists autoscalers',
      '/apis/{autoscaling}',
      'resources',
      resource('horizontalpodautoscalers', 'HorizontalPodAutoscaler', { shortNames: ['hpa'] }),
    ),
    lists('lists slices and cron jobs', '/apis/{discovery}', 'resources', resource('endpointslices', 'EndpointSlice')),
    lists('lists cron jobs', '/apis/{cronBatch}', 'resources', resource('cronjobs', 'CronJob')),
    lists('lists what answers questions of access', '/apis/authorization.k8s.io/v1', 'resources', {
      name: 'selfsubjectaccessreviews',
      namespaced: false,
      verbs: ['create'],
    }),
    {
      does: 'takes a kind out of discovery with its definition',
      steps: [
        post(definitions(), definition('{plural}', 'D{plural}', OPEN), 201),
        eventually(loose(MORE, get('/apis/{group}/v1', 200, { resources: containing({ name: '{plural}' }) }))),
        del(definitions('{plural}.{group}'), 200),
        eventually(get('/apis/{group}/v1/{plural}', 404)),
      ],
    },
    {
      does: 'knows no group that is not there',
      steps: [get('/apis/none.example.com', 404), get('/apis/none.example.com/v1', 404), get('/apis/apps/v9', 404)],
    },
    {
      does: 'says which version it is',
      steps: [loose(MORE, get('/version', 200, { major: '1', gitVersion: /^v1\./ }))],
    },
    { does: 'says that it is well', steps: [get('/healthz', 200), get('/readyz', 200), get('/livez', 200)] },
  ],
};
