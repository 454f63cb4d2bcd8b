/** LimitRanges: kept, filled in and checked; pods are not held to them in the sandbox. */
import { duplicate, type FieldError, forbidden, invalid, required } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { qualifiedName, ruleErrors } from '../rules/names.ts';
import { comparison, quantity } from '../rules/quantities.ts';
import { repeats } from '../rules/repeats.ts';
import { type Amounts, containerResourceErrors, mayBeOvercommitted, resourceNameErrors } from './resource-names.ts';

interface Limit {
  readonly type?: string;
  readonly max?: Amounts;
  readonly min?: Amounts;
  default?: Amounts;
  defaultRequest?: Amounts;
  readonly maxLimitRequestRatio?: Amounts;
}

const TYPES: readonly string[] = ['Pod', 'Container', 'PersistentVolumeClaim'];
const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
const ONE = 10n ** 9n;

export const limitRangeBehaviour: Behaviour = {
  defaults(object) {
    for (const limit of limitsOf(object)) if (limit.type === 'Container') fillIn(limit);
  },
  validate(object) {
    const limits = limitsOf(object);
    const repeated = repeats(limits.map(({ type }) => type));
    return limits.flatMap((limit, index) => {
      const field = `spec.limits[${index}]`;
      const { type = '' } = limit;
      return [
        ...typeErrors(type, `${field}.type`),
        ...(repeated.has(index) ? [duplicate(`${field}.type`, type)] : []),
        ...limitErrors(limit, type, field),
      ];
    });
  },
};

const limitsOf = (object: ApiObject): readonly Limit[] =>
  ((object['spec'] ?? {}) as { limits?: readonly Limit[] | null }).limits ?? [];

function fillIn(limit: Limit): void {
  const ceiling = { ...limit.max, ...limit.default };
  const request = { ...limit.min, ...ceiling, ...limit.defaultRequest };
  if (Object.keys(ceiling).length > 0) limit.default = ceiling;
  if (Object.keys(request).length > 0) limit.defaultRequest = request;
}

function typeErrors(type: string, field: string): FieldError[] {
  const errors = ruleErrors(field, type, qualifiedName);
  if (errors.length > 0 || type.includes('/') || TYPES.includes(type)) return errors;
  return [invalid(field, type, 'must be a standard limit type or fully qualified')];
}

function limitErrors(limit: Limit, type: string, field: string): FieldError[] {
  const errors = LISTS.flatMap((list) => listErrors(Object.keys(limit[list] ?? {}), list, type, field));
  if (type === 'PersistentVolumeClaim' && !limit.min?.['storage'] && !limit.max?.['storage']) {
    const text = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(required(`${field}.limits`, text));
  }
  // Of pods only the extremes are compared; their defaults are refused as such.
  const { default: usual, defaultRequest, ...extremes } = limit;
  const compared: Limit = type === 'Pod' ? extremes : limit;
  const named = new Set(LISTS.flatMap((list) => Object.keys(compared[list] ?? {})));
  return [...errors, ...[...named].flatMap((name) => orderErrors(compared, name, field))];
}

function listErrors(names: readonly string[], list: string, type: string, field: string): FieldError[] {
  if (names.length > 0 && type === 'Pod' && list.startsWith('default'))
    return [forbidden(`${field}.${list}`, "may not be specified when `type` is 'Pod'")];
  const nameErrors = type === 'Pod' || type === 'Container' ? containerResourceErrors : resourceNameErrors;
  return names.flatMap((name) => nameErrors(name, `${field}.${list}[${name}]`));
}

/** What may not be above what, which of the two is blamed, and whose amount is shown. */
const ORDERS = [
  { low: 'min', high: 'max', at: 'min', shown: 'min', below: 'min', above: 'max' },
  {
    low: 'min',
    high: 'defaultRequest',
    at: 'defaultRequest',
    shown: 'defaultRequest',
    below: 'min',
    above: 'default request',
  },
  {
    low: 'defaultRequest',
    high: 'max',
    at: 'defaultRequest',
    shown: 'defaultRequest',
    below: 'default request',
    above: 'max',
  },
  {
    low: 'defaultRequest',
    high: 'default',
    at: 'defaultRequest',
    shown: 'defaultRequest',
    below: 'default request',
    above: 'default limit',
  },
  { low: 'min', high: 'default', at: 'default', shown: 'min', below: 'min', above: 'default' },
  { low: 'default', high: 'max', at: 'default', shown: 'max', below: 'default', above: 'max' },
] as const;

function orderErrors(limit: Limit, name: string, field: string): FieldError[] {
  const wrong = ORDERS.flatMap(({ low, high, at, shown, below, above }) => {
    const [less, more] = [limit[low]?.[name], limit[high]?.[name]];
    if (less === undefined || more === undefined || comparison(less, more) <= 0) return [];
    const text = `${below} value ${less} is greater than ${above} value ${more}`;
    return [invalid(`${field}.${at}[${name}]`, limit[shown]?.[name], text)];
  });
  return [...wrong, ...ratioErrors(limit, name, field), ...overcommitErrors(limit, name, field)];
}

function ratioErrors(
  { min = {}, max = {}, maxLimitRequestRatio = {} }: Limit,
  name: string,
  field: string,
): FieldError[] {
  const ratio = maxLimitRequestRatio[name];
  const size = quantity(ratio);
  if (size === undefined) return [];
  const at = `${field}.maxLimitRequestRatio[${name}]`;
  const errors = size < ONE ? [invalid(at, ratio, `ratio ${ratio} is less than 1`)] : [];
  const [low, high] = [quantity(min[name]), quantity(max[name])];
  if (low === undefined || high === undefined) return errors;
  const most = Number(high) / Number(low);
  if (Number(size) / 1e9 > most)
    errors.push(invalid(at, ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`));
  return errors;
}

function overcommitErrors(limit: Limit, name: string, field: string): FieldError[] {
  const [usual, request] = [limit.default?.[name], limit.defaultRequest?.[name]];
  if (mayBeOvercommitted(name) || usual === undefined || request === undefined) return [];
  if (comparison(usual, request) === 0) return [];
  const text = `default value ${usual} must equal to defaultRequest value ${request} in ${name}`;
  return [invalid(`${field}.defaultRequest[${name}]`, request, text)];
}
