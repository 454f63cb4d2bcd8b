/** App Mesh VirtualNodes: each selects the pods of one revision by its hash. */
import { HASH_LABEL } from '../../rollout/keys.ts';
import type { Action } from '../../runtime/plan.ts';
import { leasedPatch } from '../leased-patch.ts';
import { leasedBy } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf } from '../records.ts';
import type { Place } from '../router.ts';
import type { MeshObject } from './virtual-router.ts';

/** What no pod has. */
export const NO_HASH = 'canary-hash';
const LEASE = `spec.podSelector.matchLabels[${HASH_LABEL}]`;

function selectorOf({ spec }: MeshObject): Fields {
  return fieldsOf(fieldsOf(spec)['podSelector']);
}

function labelOf(node: MeshObject): unknown {
  return fieldsOf(selectorOf(node)['matchLabels'])[HASH_LABEL];
}

/** Empty if it selects no revision. */
export function hashOf(node: MeshObject): string {
  const label = labelOf(node);
  return typeof label === 'string' && label !== NO_HASH ? label : '';
}

/** Without a hash, it keeps the one that it has. */
export function selecting(place: Place, node: MeshObject, hash: string | undefined): readonly Action[] {
  if (!isRecord(node.spec)) return [];
  const isSelected = hash === undefined || labelOf(node) === hash;
  const { name } = node.metadata;
  return patches(place, node, {
    leases: [LEASE],
    labels: isSelected ? {} : { [HASH_LABEL]: hash },
    because: isSelected ? `virtual node ${name} as wanted` : `virtual node ${name} selects ${hash}`,
  });
}

/** A selector that holds nothing but the hash keeps it: an empty one would take every pod of the namespace. */
export function nodeRelease(place: Place, node: MeshObject): readonly Action[] {
  if (leasedBy(place.uid, node).length === 0) return [];
  const { matchLabels, matchExpressions } = selectorOf(node);
  const others = Object.keys(fieldsOf(matchLabels)).filter((key) => key !== HASH_LABEL);
  const isFree = labelOf(node) !== undefined && others.length + listOf(matchExpressions).length > 0;
  return patches(place, node, {
    leases: [],
    labels: isFree ? { [HASH_LABEL]: null } : {},
    because: `virtual node ${node.metadata.name} is let go`,
  });
}

interface Wanted {
  readonly leases: readonly string[];
  readonly labels: Readonly<Record<string, string | null>>;
  readonly because: string;
}

function patches(place: Place, node: MeshObject, { labels, ...change }: Wanted): readonly Action[] {
  const isSame = Object.keys(labels).length === 0;
  const fields = isSame ? {} : { spec: { podSelector: { matchLabels: labels } } };
  return leasedPatch(place, node, { ...change, fields });
}
