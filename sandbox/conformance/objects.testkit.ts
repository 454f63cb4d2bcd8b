/** The objects that conformance cases create, and where they lie. */

const query = (text?: string): string => (text ? `?${text}` : '');
const under = (collection: string) => (name?: string, parameters?: string) =>
  `${collection}${name ? `/${name}` : ''}${query(parameters)}`;

const core = (plural: string) => under(`/api/v1/namespaces/{ns}/${plural}`);

/** Paths: `configMaps()`, `configMaps('a')`, `configMaps('a', 'dryRun=All')`. */
export const configMaps = core('configmaps');
export const secrets = core('secrets');
export const services = core('services');
export const pods = core('pods');
export const podTemplates = core('podtemplates');
export const namespaces = under('/api/v1/namespaces');
export const deployments = under('/apis/apps/v1/namespaces/{ns}/deployments');
export const replicaSets = under('/apis/apps/v1/namespaces/{ns}/replicasets');
export const leases = under('/apis/coordination.k8s.io/v1/namespaces/{ns}/leases');
export const budgets = under('/apis/{policy}/namespaces/{ns}/poddisruptionbudgets');
export const widgets = under('/apis/{group}/v1/namespaces/{ns}/widgets');
export const definitions = under('/apis/apiextensions.k8s.io/v1/customresourcedefinitions');

type Fields = Readonly<Record<string, unknown>>;

const object =
  (apiVersion: string, kind: string) =>
  (name: string, rest: Fields = {}, metadata: Fields = {}): Fields => ({
    apiVersion,
    kind,
    metadata: { ...(name && { name }), ...metadata },
    ...rest,
  });

export const configMap = object('v1', 'ConfigMap');
export const secret = object('v1', 'Secret');
export const service = object('v1', 'Service');
export const lease = object('coordination.k8s.io/v1', 'Lease');
export const namespace = object('v1', 'Namespace');
export const widget = object('{group}/v1', 'Widget');
export const budget = object('{policy}', 'PodDisruptionBudget');

/** No token is mounted: what a cluster adds to pods for that is not what is compared. */
export const podSpec = (rest: Fields = {}): Fields => ({
  automountServiceAccountToken: false,
  containers: [{ name: 'main', image: 'example.com/app:1' }],
  ...rest,
});

export const pod = (name: string, spec: Fields = {}, metadata: Fields = {}): Fields =>
  object('v1', 'Pod')(name, { spec: podSpec(spec) }, metadata);

/** A kind with a pod's spec that no controller touches. */
export const podTemplate = (name: string, spec: Fields = {}, metadata: Fields = {}): Fields =>
  object('v1', 'PodTemplate')(
    name,
    { template: { metadata: { labels: { app: name } }, spec: podSpec(spec) } },
    metadata,
  );

const workload =
  (kind: string) =>
  (name: string, spec: Fields = {}, metadata: Fields = {}) =>
    object('apps/v1', kind)(
      name,
      {
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: name } },
          template: { metadata: { labels: { app: name } }, spec: podSpec() },
          ...spec,
        },
      },
      metadata,
    );

export const deployment = workload('Deployment');
export const replicaSet = workload('ReplicaSet');

const EVERY_SHAPE = {
  type: 'object',
  properties: {
    replicas: { type: 'integer', default: 1, minimum: 0 },
    mode: { type: 'string', enum: ['Fast', 'Safe'], default: 'Safe' },
    title: { type: 'string', maxLength: 20, pattern: '^[a-z ]*$' },
    ratio: { type: 'number' },
    enabled: { type: 'boolean' },
    when: { type: 'string', format: 'date-time' },
    note: { type: 'string', nullable: true },
    plain: { type: 'array', maxItems: 5, items: { type: 'string' } },
    tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
    parts: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          size: { type: 'integer' },
          unit: { type: 'string', default: 'kg' },
        },
      },
    },
    box: {
      type: 'object',
      'x-kubernetes-map-type': 'atomic',
      properties: { width: { type: 'integer' }, height: { type: 'integer' } },
    },
    inner: {
      type: 'object',
      required: ['must'],
      properties: { must: { type: 'string' }, may: { type: 'string', default: 'be' } },
    },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
} as const;

const WIDGET_SCHEMA = {
  type: 'object',
  properties: {
    spec: EVERY_SHAPE,
    status: {
      type: 'object',
      properties: {
        phase: { type: 'string' },
        replicas: { type: 'integer' },
        selector: { type: 'string' },
        conditions: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['type'],
          items: {
            type: 'object',
            required: ['type'],
            properties: { type: { type: 'string' }, status: { type: 'string' } },
          },
        },
      },
    },
  },
} as const;

const PRINTED = [
  { name: 'Mode', type: 'string', jsonPath: '.spec.mode' },
  { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
  { name: 'Title', type: 'string', jsonPath: '.spec.title', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
] as const;

export const definition = (plural: string, kind: string, version: Fields, rest: Fields = {}): Fields => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.{group}` },
  spec: {
    group: '{group}',
    scope: 'Namespaced',
    names: { plural, kind },
    versions: [{ name: 'v1', served: true, storage: true, ...version }],
    ...rest,
  },
});

/**
 * The custom kind that all areas use: every kind of list and map, defaults, status and scale.
 * A 1.20 server knows no list types of a kind that has x-kubernetes-int-or-string anywhere: kinds with that are others.
 */
export const WIDGETS: Fields = definition(
  'widgets',
  'Widget',
  {
    schema: { openAPIV3Schema: WIDGET_SCHEMA },
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas',
        labelSelectorPath: '.status.selector',
      },
    },
    additionalPrinterColumns: PRINTED,
  },
  { names: { plural: 'widgets', kind: 'Widget', singular: 'widget', shortNames: ['wd'], categories: ['all'] } },
);
