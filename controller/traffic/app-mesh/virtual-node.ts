/** App Mesh VirtualNodes: each selects the pods of one revision by its hash. */
import { refOf } from '../../../kube/types.ts';
import { HASH_LABEL } from '../../rollout/keys.ts';
import type { Action } from '../../runtime/plan.ts';
import { LEASES, leasedBy, leaseText } from '../leases.ts';
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
  return patches(node, {
    text: leaseText(place.uid, node, [LEASE]),
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
  return patches(node, {
    text: leaseText(place.uid, node, []),
    labels: isFree ? { [HASH_LABEL]: null } : {},
    because: `virtual node ${node.metadata.name} is let go`,
  });
}

interface Wanted {
  readonly text: string | null;
  readonly labels: Readonly<Record<string, string | null>>;
  readonly because: string;
}

function patches(node: MeshObject, { text, labels, because }: Wanted): readonly Action[] {
  const isNoted = text === (node.metadata.annotations?.[LEASES] ?? null);
  const isSame = Object.keys(labels).length === 0;
  if (isNoted && isSame) return [];
  const merge: Fields = {
    ...(!isNoted && { metadata: { annotations: { [LEASES]: text } } }),
    ...(!isSame && { spec: { podSelector: { matchLabels: labels } } }),
  };
  const { resourceVersion } = node.metadata;
  return [{ do: 'patch', ref: refOf(node), patch: { merge }, ...(resourceVersion && { resourceVersion }), because }];
}
