/**
 * Which fields of other people's objects a Rollout writes, recorded in the object itself.
 *
 * A path is field names with dots between them. Brackets say which elements of a list, or which entry of a field whose
 * names users choose:
 *   [name=web]              whose field is that; [backendRefs.name=web] looks into lists and objects on its way
 *   [name=hdr|matches=#9f]  either; # stands before the fingerprint of a value
 *   annotations[a.b/c]      the entry that is called so; with a dot and a name after it, that Rollout's share of it
 * A path that ends in brackets leases whole elements: they are the Rollout's and go with it. Where two elements are
 * named in one pair of brackets, their order tells who is stable and who the canary; so do fields that are nowhere.
 */
import type { KubeObject } from '../../kube/types.ts';
import { fieldsOf, isRecord } from './records.ts';

export const LEASES = 'sluice.dev/leases';

/** The paths a Rollout has recorded in the object. */
export function leasedBy(uid: string, object: KubeObject): readonly string[] {
  const paths = recordedIn(object)[uid];
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}

/** The uids of Rollouts that lease anything in the object. */
export const leaseholders = (object: KubeObject): readonly string[] => Object.keys(recordedIn(object));

/** What the annotation is to hold once the Rollout leases these paths; null takes the annotation away. */
export function leaseText(uid: string, object: KubeObject, paths: readonly string[]): string | null {
  const { [uid]: _, ...others } = recordedIn(object);
  const all = paths.length === 0 ? others : { ...others, [uid]: [...paths].sort() };
  const owners = Object.keys(all).sort();
  return owners.length === 0 ? null : JSON.stringify(Object.fromEntries(owners.map((owner) => [owner, all[owner]])));
}

/** A text nobody can read binds nobody: it is replaced by the next write. */
function recordedIn({ metadata }: KubeObject): Readonly<Record<string, unknown>> {
  const text = metadata.annotations?.[LEASES];
  if (typeof text !== 'string') return {};
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Tells values apart whatever the order of their fields: FNV-1a, 32 bits, of the characters of their sorted JSON. */
export function fingerprint(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const character of sortedJson(value)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .filter((name) => value[name] !== undefined && value[name] !== null)
    .sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${sortedJson(value[name])}`).join(',')}}`;
}
