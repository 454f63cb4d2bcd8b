/** Leases: who leads, and for how long. */
import { type FieldError, forbidden, invalid } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { notNegative } from '../rules/numbers.ts';

interface LeaseSpec {
  readonly leaseDurationSeconds?: number;
  readonly leaseTransitions?: number;
  readonly strategy?: string;
  readonly preferredHolder?: string;
}

export const leaseBehaviour: Behaviour = { validate };

function validate(object: ApiObject): FieldError[] {
  const { leaseDurationSeconds, leaseTransitions, strategy, preferredHolder } = (object['spec'] ?? {}) as LeaseSpec;
  return [
    ...(leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0
      ? [invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0')]
      : []),
    ...notNegative(leaseTransitions, 'spec.leaseTransitions'),
    ...(preferredHolder && !strategy
      ? [forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined')]
      : []),
  ];
}
