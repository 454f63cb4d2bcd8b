/** The hash of a pod template: the label by which its ReplicaSet is found again. */
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { hashOf } from './hash.ts';
import { POD_TYPES } from './pod-types.ts';
import { writerOf } from './writer.ts';

export interface HashForm {
  /** As Argo Rollouts computed it up to 1.8, with a creation time that was always null and fewer known fields. */
  readonly hasCreationTimestamp: boolean;
  /** How often the name was taken already. 0 gives another hash than none. */
  readonly collisionCount?: number;
}

const oldText = writerOf(POD_TYPES, 'PodTemplateSpec', 'old');
const newText = writerOf(POD_TYPES, 'PodTemplateSpec', 'new');

export function templateHash(template: PodTemplate, form: HashForm): string {
  const text = form.hasCreationTimestamp ? oldText(template) : newText(template);
  return hashOf(text, form.collisionCount);
}

/** All labels that the ReplicaSet of a template may have; the first is what a new one gets. */
export function hashesOf(template: PodTemplate, collisionCount?: number): readonly string[] {
  const counter = collisionCount === undefined ? {} : { collisionCount };
  return [false, true].map((hasCreationTimestamp) => templateHash(template, { hasCreationTimestamp, ...counter }));
}
