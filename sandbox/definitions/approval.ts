/** Whether a definition may use one of Kubernetes' own groups: an annotation says who approved it. */
import { type FieldError, invalid, required } from '../api/field-error.ts';
import type { ApiObject } from '../api/object.ts';
import { type Condition, specOf } from './definition.ts';

const ANNOTATION = 'api-approved.kubernetes.io';
const FIELD = `metadata.annotations[${ANNOTATION}]`;
const RULE = `protected groups must have approval annotation "${ANNOTATION}"`;
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';

interface Approval {
  readonly state: 'Missing' | 'Unapproved' | 'Approved' | 'Invalid';
  readonly reason: string;
}

/** `undefined` for groups that need none. */
function approvalOf(definition: ApiObject): Approval | undefined {
  const { group = '' } = specOf(definition);
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return undefined;
  const text = definition.metadata.annotations?.[ANNOTATION] ?? '';
  if (text === '') return { state: 'Missing', reason: `${RULE}, ${SEE}` };
  if (text.startsWith('unapproved')) return { state: 'Unapproved', reason: `not approved: ${JSON.stringify(text)}` };
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text)) return { state: 'Approved', reason: `approved in ${text}` };
  return { state: 'Invalid', reason: `${RULE} with either a URL or a reason starting with "unapproved", ${SEE}` };
}

export function approvalErrors(definition: ApiObject): FieldError[] {
  const approval = approvalOf(definition);
  if (approval?.state === 'Missing') return [required(FIELD, approval.reason)];
  if (approval?.state !== 'Invalid') return [];
  return [invalid(FIELD, definition.metadata.annotations?.[ANNOTATION], approval.reason)];
}

export function approvalCondition(definition: ApiObject): Omit<Condition, 'lastTransitionTime'> | undefined {
  const approval = approvalOf(definition);
  if (!approval) return undefined;
  return {
    type: 'KubernetesAPIApprovalPolicyConformant',
    status: approval.state === 'Approved' ? 'True' : 'False',
    reason: `${approval.state}Annotation`,
    message: approval.reason,
  };
}
