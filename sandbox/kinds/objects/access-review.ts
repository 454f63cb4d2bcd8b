/** Answers to "may I?": in the sandbox everybody may do everything. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';

interface ReviewSpec {
  readonly resourceAttributes?: object;
  readonly nonResourceAttributes?: object;
  readonly user?: string;
  readonly groups?: readonly string[];
}

const specOf = (object: ApiObject): ReviewSpec => (object['spec'] ?? {}) as ReviewSpec;

function creating(object: ApiObject): void {
  object['status'] = { allowed: true };
}

const ALL = ['*'] as const;

/** About everything that the one who asks may do. */
export const selfSubjectRulesReviewBehaviour: Behaviour = {
  creating(object) {
    object['status'] = {
      resourceRules: [{ verbs: ALL, apiGroups: ALL, resources: ALL }],
      nonResourceRules: [{ verbs: ALL, nonResourceURLs: ALL }],
      incomplete: false,
    };
  },
};

/** About the one who asks. */
export const selfSubjectAccessReviewBehaviour: Behaviour = { creating, validate: attributesErrors };

/** About somebody else. */
export const subjectAccessReviewBehaviour: Behaviour = {
  creating,
  validate(object) {
    const { user = '', groups = [] } = specOf(object);
    const isNobody = user === '' && groups.length === 0;
    return [
      ...attributesErrors(object),
      ...(isNobody ? [invalid('spec.user', user, 'at least one of user or group must be specified')] : []),
    ];
  },
};

function attributesErrors(object: ApiObject): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = specOf(object);
  if (resourceAttributes && nonResourceAttributes) {
    const text = 'cannot be specified in combination with resourceAttributes';
    return [invalid('spec.nonResourceAttributes', nonResourceAttributes, text)];
  }
  if (resourceAttributes || nonResourceAttributes) return [];
  const text = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalid('spec.resourceAttributes', null, text)];
}
