/** What the server tells of itself: groups, versions and resources, in the old form and the aggregated one. */
import { apiVersionOf, type Kind } from '../kinds/kind.ts';

/** Kinds that are only posted: reviews keep nothing. */
const REVIEW_VERBS: readonly string[] = ['create'];
const VERBS: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const CONNECT: readonly string[] = ['create', 'get'];
const READ_WRITE: readonly string[] = ['get', 'patch', 'update'];

/** The verbs, in alphabetical order as clients print them. */
export function verbsOf(kind: Kind): readonly string[] {
  if (isReview(kind)) return REVIEW_VERBS;
  return isNamespaceKind(kind) ? VERBS.filter((verb) => verb !== 'deletecollection') : VERBS;
}

export const isNamespaceKind = ({ group, kind }: Kind): boolean => group === '' && kind === 'Namespace';

export const isReview = ({ group }: Kind): boolean => group === 'authorization.k8s.io';

export function subresourcesOf(kind: Kind): readonly Subresource[] {
  const isPod = kind.group === '' && kind.kind === 'Pod';
  return [
    ...(kind.hasStatus ? [{ name: 'status', kind: kind.kind, verbs: READ_WRITE }] : []),
    ...(kind.scale ? [{ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: READ_WRITE }] : []),
    ...(isPod
      ? [
          { name: 'attach', kind: 'PodAttachOptions', verbs: CONNECT },
          { name: 'binding', kind: 'Binding', verbs: REVIEW_VERBS },
          { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: REVIEW_VERBS },
          { name: 'exec', kind: 'PodExecOptions', verbs: CONNECT },
          { name: 'log', kind: 'Pod', verbs: ['get'] },
          { name: 'portforward', kind: 'PodPortForwardOptions', verbs: CONNECT },
        ]
      : []),
    ...(isNamespaceKind(kind) ? [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }] : []),
  ];
}

export const coreVersions = (address: string): object => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
});

export const groupList = (kinds: readonly Kind[]): object => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groupsOf(kinds).map((group) => groupBody(group, kinds)),
});

/** Undefined if there is no such group. */
export function groupDocument(group: string, kinds: readonly Kind[]): object | undefined {
  if (!groupsOf(kinds).includes(group)) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupBody(group, kinds) };
}

export function resourceList(group: string, version: string, kinds: readonly Kind[]): object | undefined {
  const members = kinds.filter((kind) => kind.group === group && kind.version === version);
  if (members[0] === undefined) return undefined;
  const resources = members.flatMap((kind) => [resourceEntry(kind), ...subresourceEntries(kind)]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf(members[0]), resources };
}

/** Everything in one document; of the core group alone, or of all others. */
export function aggregated(kinds: readonly Kind[], isCore: boolean, version: 'v2' | 'v2beta1'): object {
  const groups = isCore ? [''] : groupsOf(kinds);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
      versions: versionsOf(group, kinds).map((one) => ({
        version: one,
        resources: kinds.filter((kind) => kind.group === group && kind.version === one).map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  };
}

function aggregatedResource(kind: Kind): object {
  const subresources = subresourcesOf(kind).map((one) => ({
    subresource: one.name,
    responseKind: { group: one.group ?? kind.group, version: one.version ?? kind.version, kind: one.kind },
    verbs: one.verbs,
  }));
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
    ...(kind.categories.length > 0 && { categories: kind.categories }),
    ...(subresources.length > 0 && { subresources }),
  };
}

const resourceEntry = (kind: Kind): object => ({
  name: kind.plural,
  singularName: kind.singular,
  namespaced: kind.namespaced,
  kind: kind.kind,
  verbs: verbsOf(kind),
  ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
  ...(kind.categories.length > 0 && { categories: kind.categories }),
});

const subresourceEntries = (kind: Kind): object[] =>
  subresourcesOf(kind).map(({ name, group, version, verbs, kind: answers }) => ({
    name: `${kind.plural}/${name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(group !== undefined && { group, version }),
    kind: answers,
    verbs,
  }));

function groupBody(group: string, kinds: readonly Kind[]): object {
  const versions = versionsOf(group, kinds).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

const groupsOf = (kinds: readonly Kind[]): string[] =>
  [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== '');

/** Newest first: v2 before v1 before v1beta2. */
export function versionsOf(group: string, kinds: readonly Kind[]): string[] {
  const versions = new Set(kinds.filter((kind) => kind.group === group).map(({ version }) => version));
  return [...versions].sort((a, b) => rankOf(b) - rankOf(a) || (a < b ? -1 : 1));
}

const STAGES: readonly (string | undefined)[] = ['alpha', 'beta', undefined];

/** Stable versions before beta before alpha, higher numbers first, names of another form last. */
function rankOf(version: string): number {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return -1;
  return STAGES.indexOf(match[2]) * 1e8 + Number(match[1]) * 1e4 + Number(match[3] ?? 0);
}
