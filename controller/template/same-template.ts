/** Whether two pod templates mean the same pods, however they are written. */
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { defaultedTemplate } from './defaults.ts';
import { HASH_LABEL } from './hash-label.ts';
import { POD_TYPES } from './pod-types.ts';
import { writerOf } from './writer.ts';

const meaning = writerOf(POD_TYPES, 'PodTemplateSpec', 'meaning');

export function isSameTemplate(one: PodTemplate, other: PodTemplate): boolean {
  return one === other || meaning(comparable(one)) === meaning(comparable(other));
}

/** Without what the controller adds, and with one name for the account that has two. */
function comparable(template: PodTemplate): PodTemplate {
  const { metadata, spec } = defaultedTemplate(template);
  const { [HASH_LABEL]: _, ...labels } = metadata?.labels ?? {};
  const { serviceAccount, ...rest }: PodSpec = spec ?? {};
  const serviceAccountName = rest.serviceAccountName || serviceAccount;
  const named: PodSpec = serviceAccountName ? { ...rest, serviceAccountName } : rest;
  return { metadata: { ...metadata, labels }, spec: named };
}

type PodSpec = NonNullable<PodTemplate['spec']> & {
  readonly serviceAccountName?: string;
  /** The deprecated name. */
  readonly serviceAccount?: string;
};
