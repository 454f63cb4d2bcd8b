/** Names of resources that are counted and limited, and the amounts they may have. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import { qualifiedName, ruleErrors } from '../rules/names.ts';
import { NOT_NEGATIVE } from '../rules/numbers.ts';
import { quantity } from '../rules/quantities.ts';

export type Amounts = Readonly<Record<string, unknown>>;

const CONTAINER: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];
const COUNTED: readonly string[] = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const QUOTA: readonly string[] = [
  ...CONTAINER,
  ...CONTAINER.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'requests.storage',
  ...COUNTED,
];
const WHOLE = 10n ** 9n;
const NATIVE = 'kubernetes.io/';
const INTEGER = 'must be an integer';

const isHugePage = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePage = (name: string): boolean => isHugePage(name) || name.startsWith('requests.hugepages-');
export const isQuotaResource = (name: string): boolean => QUOTA.includes(name) || isQuotaHugePage(name);
const isStandard = (name: string): boolean => isQuotaResource(name) || name === 'storage';
const isNative = (name: string): boolean => !name.includes('/') || name.includes(NATIVE);

const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;

/** Whether more of it may be promised than there is. */
export const mayBeOvercommitted = (name: string): boolean => isNative(name) && !isHugePage(name);

export function resourceNameErrors(name: string, field: string): FieldError[] {
  const errors = ruleErrors(field, name, qualifiedName);
  if (errors.length > 0 || name.includes('/') || isStandard(name)) return errors;
  return [invalid(field, name, 'must be a standard resource type or fully qualified')];
}

export function containerResourceErrors(name: string, field: string): FieldError[] {
  const errors = resourceNameErrors(name, field);
  if (!name.includes('/'))
    return CONTAINER.includes(name) || isHugePage(name)
      ? errors
      : [...errors, invalid(field, name, 'must be a standard resource for containers')];
  return isNative(name) || isExtended(name)
    ? errors
    : [...errors, invalid(field, name, "doesn't follow extended resource name standard")];
}

export function quotaResourceErrors(name: string, field: string): FieldError[] {
  const errors = resourceNameErrors(name, field);
  if (name.includes('/') || isQuotaResource(name)) return errors;
  return [...errors, invalid(field, name, 'must be a standard resource for quota')];
}

/** Amounts of a resource that comes in whole pieces must be whole. */
export function amountErrors(name: string, value: unknown, field: string): FieldError[] {
  const amount = quantity(value) ?? 0n;
  const errors = amount < 0n ? [invalid(field, value, NOT_NEGATIVE)] : [];
  if ((COUNTED.includes(name) || isExtended(name)) && amount % WHOLE !== 0n)
    errors.push(invalid(field, value, INTEGER));
  return errors;
}
