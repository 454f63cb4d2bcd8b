/** What can be done where: the paths of a kind and the operations on each, in neither edition of OpenAPI yet. */
import { apiVersionOf, type Kind } from '../kinds/kind.ts';
import { DELETE_OPTIONS, definitionName, isReview, SCALE, STATUS } from './definitions.ts';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As `x-kubernetes-action` names it. */
  readonly action: 'get' | 'list' | 'post' | 'put' | 'patch' | 'delete' | 'deletecollection';
  readonly kind: GroupVersionKind;
  readonly query: readonly string[];
  /** The names of the definitions that are sent and answered. */
  readonly body?: string;
  readonly answer: string;
}

export interface Path {
  readonly path: string;
  /** `namespace`, `name`: what stands in braces. */
  readonly parameters: readonly string[];
  readonly operations: readonly Operation[];
}

const WRITE = ['dryRun', 'fieldManager', 'fieldValidation'] as const;
const DELETE = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'] as const;
const LIST = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
] as const;

export const rootOf = (kind: Pick<Kind, 'group' | 'version'>): string =>
  `${kind.group === '' ? '/api' : '/apis'}/${apiVersionOf(kind)}`;

export function pathsOf(kind: Kind): Path[] {
  const self: GroupVersionKind = { group: kind.group, version: kind.version, kind: kind.kind };
  const name = definitionName(kind);
  const root = rootOf(kind);
  const collection = kind.namespaced ? `${root}/namespaces/{namespace}/${kind.plural}` : `${root}/${kind.plural}`;
  const outside = kind.namespaced ? ['namespace'] : [];
  if (isReview(kind)) return [{ path: collection, parameters: outside, operations: [written('post', self, name)] }];
  const inside = [...outside, 'name'];
  const one = `${collection}/{name}`;
  return [
    { path: collection, parameters: outside, operations: ofCollection(self, name) },
    { path: one, parameters: inside, operations: [...ofObject(self, name), deletion(self, 'delete')] },
    ...(kind.namespaced ? [{ path: `${root}/${kind.plural}`, parameters: [], operations: [listing(self, name)] }] : []),
    ...(kind.hasStatus ? [{ path: `${one}/status`, parameters: inside, operations: ofObject(self, name) }] : []),
    ...(kind.scale ? [{ path: `${one}/scale`, parameters: inside, operations: ofObject(SCALE_KIND, SCALE) }] : []),
  ];
}

const SCALE_KIND: GroupVersionKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

const ofCollection = (kind: GroupVersionKind, name: string): Operation[] => [
  listing(kind, name),
  written('post', kind, name),
  deletion(kind, 'deletecollection'),
];

const ofObject = (kind: GroupVersionKind, name: string): Operation[] => [
  { method: 'get', action: 'get', kind, query: [], answer: name },
  written('put', kind, name),
  { method: 'patch', action: 'patch', kind, query: [...WRITE, 'force'], body: PATCH, answer: name },
];

export const PATCH = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

const listing = (kind: GroupVersionKind, name: string): Operation => ({
  method: 'get',
  action: 'list',
  kind,
  query: LIST,
  answer: `${name}List`,
});

const written = (method: 'post' | 'put', kind: GroupVersionKind, name: string): Operation => ({
  method,
  action: method,
  kind,
  query: WRITE,
  body: name,
  answer: name,
});

const deletion = (kind: GroupVersionKind, action: 'delete' | 'deletecollection'): Operation => ({
  method: 'delete',
  action,
  kind,
  query: action === 'delete' ? DELETE : [...DELETE, ...LIST.filter((one) => one !== 'watch')],
  body: DELETE_OPTIONS,
  answer: STATUS,
});

const INTEGERS: readonly string[] = ['gracePeriodSeconds', 'limit', 'timeoutSeconds'];
const BOOLEANS: readonly string[] = ['allowWatchBookmarks', 'force', 'orphanDependents', 'sendInitialEvents', 'watch'];

export function queryType(name: string): 'integer' | 'boolean' | 'string' {
  if (INTEGERS.includes(name)) return 'integer';
  return BOOLEANS.includes(name) ? 'boolean' : 'string';
}

export const BODY_TYPES = {
  patch: [
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/strategic-merge-patch+json',
    'application/apply-patch+yaml',
  ],
  customPatch: ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'],
} as const;
