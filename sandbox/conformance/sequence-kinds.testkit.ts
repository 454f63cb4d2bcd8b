/** The kinds that random sequences write, with right and wrong content. */
import * as of from './objects.testkit.ts';
import type { Dice } from './random.testkit.ts';

type Fields = Readonly<Record<string, unknown>>;
type Path = (name?: string, query?: string) => string;

export interface SequenceKind {
  readonly name: string;
  readonly path: Path;
  /** Keeps out what others create in a new namespace. */
  readonly ours?: string;
  object(dice: Dice, name: string, metadata: Fields): Fields;
  /** What a patch may say below the root; null deletes. */
  change(dice: Dice): Fields;
  /** Values for pointers of JSON patches. */
  readonly pointers: Readonly<Record<string, readonly unknown[]>>;
  readonly status?: Readonly<Record<string, readonly unknown[]>>;
  readonly hasScale?: boolean;
  /** Fields of the spec that older servers leave in parts when their manager gives them up. */
  readonly notApplied?: readonly string[];
  /** Older servers have a code of their own for updates, with other rules. */
  readonly isUpdatedOtherwise?: boolean;
  /** Others write it too: its version may change at any time. */
  readonly isControlled?: boolean;
}

const CONFIG_MAP = {
  data: [{ x: '1' }, { x: '2', y: '1' }, { 'not valid': 'x' }, { x: 5 }],
  binaryData: [{ z: 'eA==' }, { x: 'eA==' }],
  immutable: [false, true, 'yes'],
} as const;

const SPEC = {
  replicas: [0, 1, 3, -1, 'many', null],
  mode: ['Fast', 'Safe', 'Slow', null],
  title: ['one', 'two', 'Capital', 'a'.repeat(21)],
  ratio: [0.5, 2, 'half', null],
  enabled: [true, false, 'yes'],
  note: ['n', null],
  plain: [[], ['a'], ['b', 'a'], ['a', 'a', 'a', 'a', 'a', 'a'], [1]],
  tags: [['x'], ['y', 'x'], ['z'], ['x', 'x'], []],
  parts: [
    [{ name: 'p', unit: 'g' }],
    [
      { name: 'q', size: 2, unit: 'kg' },
      { name: 'p', unit: 'g' },
    ],
    [{ size: 1 }],
    [{ name: 'p' }, { name: 'p' }],
    [],
  ],
  box: [{ width: 1 }, { height: 2 }, { width: 1, height: 1 }, {}],
  inner: [{ must: 'x' }, { must: 'y', may: 'z' }, { may: 'z' }],
  labels: [{ a: '1' }, { b: '2', a: '3' }, { a: 1 }],
  anything: [{ a: 1 }, { b: [1, 2] }, { a: 'x', b: null }],
  wings: [2],
} as const;

/** Older servers know no default for the protocol when they look for a port by its keys. */
const PORTS = [
  [{ port: 80, protocol: 'TCP' }],
  [
    { port: 80, protocol: 'TCP', name: 'a' },
    { port: 81, name: 'b', protocol: 'UDP' },
  ],
  [{ port: 80, protocol: 'TCP', targetPort: 'http' }],
  [{ port: 90_000, protocol: 'TCP' }],
  [
    { port: 80, protocol: 'TCP' },
    { port: 81, protocol: 'TCP' },
  ],
  [],
] as const;
const SERVICE = {
  ports: PORTS,
  selector: [{ app: 'a' }, { app: 'b' }],
  sessionAffinity: ['ClientIP', 'None', 'Some'],
  type: ['ClusterIP', 'Balcony'],
} as const;

const template = (more: Fields, labels: Fields = { app: 'a' }) => ({ metadata: { labels }, spec: of.podSpec(more) });
const DEPLOYMENT = {
  minReadySeconds: [0, 5, -1],
  revisionHistoryLimit: [2, -1],
  strategy: [
    { type: 'Recreate' },
    { rollingUpdate: { maxSurge: 1 } },
    { rollingUpdate: { maxSurge: '10%', maxUnavailable: 0 } },
    { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
    { type: 'Never' },
  ],
  template: [
    template({}),
    template({ nodeSelector: { disk: 'ssd' } }),
    template({
      containers: [
        { name: 'main', image: 'example.com/app:2', env: [{ name: 'A', value: 'x' }] },
        { name: 'side', image: 'example.com/side' },
      ],
    }),
    template({}, { app: 'b' }),
    template({ containers: [] }),
  ],
} as const;

const SECRET = {
  data: [{ x: 'eA==' }, { x: 'eQ==', y: 'eA==' }],
  stringData: [{ x: 'text' }, { z: 'more' }],
  type: ['Opaque', 'example.com/a', 'kubernetes.io/tls'],
  immutable: [true, false],
} as const;
const LEASE = {
  holderIdentity: ['me', 'you', 'they'],
  leaseDurationSeconds: [5, 15, 0, -1],
  leaseTransitions: [1, -1],
  renewTime: ['2020-01-01T00:00:00.000000Z', '2021-01-01T00:00:00.5Z', 'soon'],
  acquireTime: [null, '2020-01-01T00:00:00.000000Z'],
} as const;

export const SEQUENCE_KINDS: readonly SequenceKind[] = [
  {
    name: 'configmap',
    path: of.configMaps,
    ours: 'fieldSelector=metadata.name%21%3Dkube-root-ca.crt',
    object: (dice, name, metadata) => of.configMap(name, dice.some(CONFIG_MAP), metadata),
    change: (dice) => dice.some({ ...CONFIG_MAP, data: [...CONFIG_MAP.data, null], immutable: [false, null] }),
    pointers: {
      '/data/x': ['3', 4],
      '/data': [{ w: '1' }],
      '/metadata/labels': [{ l: '3' }],
      '/data/none/deep': ['x'],
      '/binaryData': [{ w: 'eA==' }],
    },
  },
  {
    name: 'widget',
    path: of.widgets,
    notApplied: ['anything', 'inner', 'labels'],
    object: (dice, name, metadata) => of.widget(name, { spec: dice.some(SPEC) }, metadata),
    change: (dice) => ({ spec: dice.some(SPEC) }),
    pointers: {
      '/spec/plain/0': ['c'],
      '/spec/plain/-': ['d'],
      '/spec/parts/0/size': [7],
      '/spec/replicas': [2, -2],
      '/spec/tags': [['q']],
      '/metadata/annotations': [{ n: '1' }],
      '/spec/anything/a': [[1]],
    },
    status: {
      phase: ['Done', 'New', 5],
      replicas: [1, 2, -1],
      selector: ['app=a'],
      conditions: [
        [{ type: 'Ready', status: 'True' }],
        [{ type: 'Live' }, { type: 'Ready', status: 'False' }],
        [{ status: 'x' }],
      ],
      wings: [1],
    },
    hasScale: true,
  },
  {
    name: 'service',
    path: of.services,
    notApplied: ['selector'],
    isUpdatedOtherwise: true,
    object: (dice, name, metadata) => of.service(name, { spec: { ports: PORTS[0], ...dice.some(SERVICE) } }, metadata),
    change: (dice) => ({ spec: dice.some(SERVICE) }),
    pointers: {
      '/spec/ports/0/port': [82],
      '/spec/selector': [{ app: 'c' }],
      '/spec/ports/-': [{ port: 99, protocol: 'TCP', name: 'z' }],
    },
  },
  {
    name: 'deployment',
    path: of.deployments,
    object: (dice, name, metadata) =>
      of.deployment(
        name,
        {
          paused: true,
          ...{ selector: { matchLabels: { app: 'a' } }, template: template({}) },
          ...dice.some(DEPLOYMENT),
        },
        metadata,
      ),
    change: (dice) => ({ spec: dice.some(DEPLOYMENT) }),
    pointers: {
      '/spec/template/spec/containers/0/image': ['example.com/app:3'],
      '/spec/minReadySeconds': [7, 'x'],
      '/spec/selector/matchLabels/app': ['z'],
      '/spec/template/spec/containers/-': [{ name: 'more', image: 'example.com/more:1' }],
    },
    notApplied: ['strategy'],
    isControlled: true,
    hasScale: true,
  },
  {
    name: 'secret',
    path: of.secrets,
    ours: 'fieldSelector=type%21%3Dkubernetes.io/service-account-token',
    object: (dice, name, metadata) => of.secret(name, dice.some(SECRET), metadata),
    change: (dice) => dice.some(SECRET),
    pointers: { '/data/x': ['eg=='], '/stringData': [{ q: 'r' }], '/type': ['example.com/b'] },
  },
  {
    name: 'lease',
    path: of.leases,
    object: (dice, name, metadata) => of.lease(name, { spec: { holderIdentity: 'me', ...dice.some(LEASE) } }, metadata),
    change: (dice) => ({ spec: dice.some(LEASE) }),
    pointers: { '/spec/holderIdentity': ['they', 5], '/spec/leaseDurationSeconds': [30] },
  },
];
