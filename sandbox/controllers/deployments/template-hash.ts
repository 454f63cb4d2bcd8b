/** The label that tells the pods of one template from those of another, and whether two templates are the same. Pure. */
import { isObject, sameJson } from '../../api/object.ts';
import type { PodTemplate } from '../workloads.ts';

export const HASH_LABEL = 'pod-template-hash';

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The same for the same template in whatever order its fields come; another for each collision. */
export function templateHash(template: PodTemplate, collisions: number | undefined): string {
  const text = `${sortedJson(template)}${collisions ?? ''}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return [...String(hash >>> 0)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
}

export function sameTemplate(one: PodTemplate, other: PodTemplate): boolean {
  return sameJson(one.spec, other.spec) && sameJson(metadataOf(one), metadataOf(other));
}

/** Without the label itself; empty maps are as good as none. */
function metadataOf({ metadata = {} }: PodTemplate): object {
  const { [HASH_LABEL]: _, ...labels } = metadata.labels ?? {};
  return { ...metadata, creationTimestamp: null, labels, annotations: metadata.annotations ?? {} };
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`).join(',')}}`;
}
