/** PodDisruptionBudgets: at least so many, or at most so many fewer. */
import { type FieldError, invalid, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { above100Errors, intOrPercentErrors } from '../rules/int-or-string.ts';
import { notNegative } from '../rules/numbers.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';

interface BudgetSpec {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
  readonly selector?: unknown;
  readonly unhealthyPodEvictionPolicy?: string;
}

const POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];
const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'];

export const podDisruptionBudgetBehaviour: Behaviour = {
  creating(object) {
    // What Go shows of a status in which nothing has happened.
    object['status'] = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  validate,
  validateStatus(object) {
    const status = (object['status'] ?? {}) as Readonly<Record<string, unknown>>;
    return COUNTS.flatMap((field) => notNegative(status[field], `status.${field}`));
  },
};

function validate(object: ApiObject): FieldError[] {
  const spec = (object['spec'] ?? {}) as BudgetSpec;
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined
      ? [invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...shareErrors(minAvailable, 'spec.minAvailable'),
    ...shareErrors(maxUnavailable, 'spec.maxUnavailable'),
    ...labelSelectorErrors(selector, 'spec.selector'),
    ...(policy === undefined || POLICIES.includes(policy)
      ? []
      : [unsupported('spec.unhealthyPodEvictionPolicy', policy, POLICIES)]),
  ];
}

const shareErrors = (value: unknown, field: string): FieldError[] =>
  value === undefined ? [] : [...intOrPercentErrors(value, field), ...above100Errors(value, field)];
