/** The kinds an API server has, as its discovery tells: which can be followed, and where a reference leads. */
import { type Condition, conditionOf } from '../../kube/conditions.ts';
import { hasReason } from '../../kube/errors.ts';
import { groupPath } from '../../kube/resources.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';

export interface Discovered extends Resource {
  readonly verbs: readonly string[];
}

export interface Kinds {
  /** One for each kind, in the version its group prefers. */
  readonly resources: readonly Discovered[];
  /** Group versions that did not answer. */
  readonly failed: readonly string[];
  /** In exactly this version. */
  find(kind: { readonly apiVersion: string; readonly kind: string }): Resource | undefined;
}

export interface GroupVersion {
  readonly group: string;
  readonly apiVersion: string;
  /** Undefined if the server did not say. */
  readonly resources: readonly Discovered[] | undefined;
}

interface Listed {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string }[];
  readonly preferredVersion?: { readonly groupVersion: string };
}

type Read = (path: string) => Promise<unknown>;

/** Asks for everything; what does not answer now stays as it was before. */
export async function discoverKinds(read: Read, before?: Kinds): Promise<Kinds> {
  const [core, named] = await Promise.all([read('/api'), read('/apis')]);
  const { versions } = core as { versions: readonly string[] };
  const { groups } = named as { groups: readonly Group[] };
  const wanted = [
    ...versions.map((apiVersion) => ({ group: '', apiVersion })),
    ...groups.flatMap((group) => versionsOf(group).map((apiVersion) => ({ group: group.name, apiVersion }))),
  ];
  const asked = wanted.map(async (one) => ({ ...one, resources: await resourcesOf(read, one.apiVersion) }));
  return kindsOf(await Promise.all(asked), before);
}

/** The preferred one first. */
function versionsOf({ versions, preferredVersion }: Group): string[] {
  const all = versions.map(({ groupVersion }) => groupVersion);
  const first = preferredVersion?.groupVersion;
  return first === undefined ? all : [first, ...all.filter((one) => one !== first)];
}

async function resourcesOf(read: Read, apiVersion: string): Promise<Discovered[] | undefined> {
  try {
    const { resources } = (await read(groupPath(apiVersion))) as Listed;
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs }) => ({ apiVersion, kind, plural: name, namespaced, verbs }));
  } catch (error) {
    // A version that went away between two questions is no failure.
    return hasReason(error, 'NotFound') ? [] : undefined;
  }
}

export function kindsOf(versions: readonly GroupVersion[], before?: Kinds): Kinds {
  const preferred = new Map<string, Discovered>();
  const all = new Map<string, Resource>();
  for (const { group, apiVersion, resources } of versions) {
    for (const resource of resources ?? known(before, apiVersion)) {
      all.set(keyOf(resource), resource);
      const name = `${resource.plural}.${group}`;
      if (!preferred.has(name)) preferred.set(name, resource);
    }
  }
  return {
    resources: [...preferred.values()],
    failed: versions.flatMap(({ apiVersion, resources }) => (resources ? [] : [apiVersion])),
    find: (kind) => all.get(keyOf(kind)),
  };
}

const known = (before: Kinds | undefined, apiVersion: string): readonly Discovered[] =>
  before?.resources.filter((one) => one.apiVersion === apiVersion) ?? [];

const keyOf = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }) => `${apiVersion} ${kind}`;

export const canAll = ({ verbs }: Discovered, ...wanted: readonly string[]): boolean =>
  wanted.every((verb) => verbs.includes(verb));

/** What owners and dependents may be. Events belong to nobody; `extensions` shows what other groups show as well. */
export const isCollectable = (resource: Discovered): boolean =>
  canAll(resource, 'delete', 'list', 'watch') &&
  resource.kind !== 'Event' &&
  !resource.apiVersion.startsWith('extensions/');

interface Definition extends KubeObject {
  readonly spec?: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions?: readonly { readonly name: string; readonly served?: boolean }[];
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Whether discovery does not know all kinds yet that definitions have brought. */
export function isBehind(kinds: Kinds, definitions: Iterable<KubeObject>): boolean {
  for (const { metadata, spec, status } of definitions as Iterable<Definition>) {
    if (metadata.deletionTimestamp || conditionOf(status?.conditions, 'Established')?.status !== 'True') continue;
    const { group = '', names = { kind: '' }, versions = [] } = spec ?? {};
    const served = versions.filter((version) => version.served);
    if (served.some(({ name }) => !kinds.find({ apiVersion: `${group}/${name}`, kind: names.kind }))) return true;
  }
  return false;
}
