/** What amounts of resources containers may ask for. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import { qualifiedName, ruleErrors } from '../rules/names.ts';
import { NOT_NEGATIVE } from '../rules/numbers.ts';
import { comparison, quantity } from '../rules/quantities.ts';
import { forbiddenIf, NO_ERRORS, notFoundAt } from './field-rules.ts';
import type { Quantities, Resources } from './pod-spec.ts';

const STANDARD: readonly string[] = [
  ...['cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage'],
  ...['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services'],
  ...['replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'storage', 'requests.storage'],
  ...['services.nodeports', 'services.loadbalancers'],
];
const FOR_CONTAINERS: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];
const HUGE_PAGES = 'hugepages-';
const ONE = 1_000_000_000n;

const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
const mayExceed = (name: string): boolean => isNative(name) && !name.startsWith(HUGE_PAGES);

export function resourceErrors(
  resources: Resources | undefined,
  field: string,
  claims: ReadonlySet<string>,
): readonly FieldError[] {
  if (!resources) return NO_ERRORS;
  const { limits, requests } = resources;
  if (!limits && !requests && !resources.claims) return NO_ERRORS;
  return [
    ...amountErrors(limits, `${field}.limits`),
    ...amountErrors(requests, `${field}.requests`),
    ...excessErrors(resources, field),
    ...hugePageErrors(resources, field),
    ...(resources.claims ?? []).flatMap(({ name = '' }, index) =>
      claims.has(name) ? NO_ERRORS : [notFoundAt(`${field}.claims[${index}]`, name)],
    ),
  ];
}

/** Of a whole pod, which has fewer kinds of them. */
export function podResourceErrors(resources: Resources | undefined, field: string): readonly FieldError[] {
  if (!resources) return NO_ERRORS;
  const { limits, requests, claims } = resources;
  return [
    ...forbiddenIf(claims !== undefined, `${field}.claims`, 'claims cannot be set for Resources at pod-level'),
    ...podAmountErrors(limits, `${field}.limits`),
    ...podAmountErrors(requests, `${field}.requests`),
    ...excessErrors(resources, field),
  ];
}

export const amountErrors = (amounts: Quantities | undefined, field: string): readonly FieldError[] =>
  Object.entries(amounts ?? {}).flatMap(([name, amount]) => {
    const at = `${field}[${name}]`;
    return [...nameErrors(name, at), ...valueErrors(name, amount, at)];
  });

const podAmountErrors = (amounts: Quantities | undefined, field: string): readonly FieldError[] =>
  Object.entries(amounts ?? {}).flatMap(([name, amount]) => {
    const at = `${field}[${name}]`;
    const isKnown = name === 'cpu' || name === 'memory' || name.startsWith(HUGE_PAGES);
    return [...(isKnown ? NO_ERRORS : [unsupported(at, name, ['cpu', 'memory'])]), ...valueErrors(name, amount, at)];
  });

function nameErrors(name: string, field: string): readonly FieldError[] {
  if (FOR_CONTAINERS.includes(name)) return NO_ERRORS;
  const wrong = ruleErrors(field, name, qualifiedName);
  if (name.includes('/')) {
    const isExtended = !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
    return isNative(name) || isExtended
      ? wrong
      : [...wrong, invalid(field, name, "doesn't follow extended resource name standard")];
  }
  if (name.startsWith(HUGE_PAGES)) return wrong;
  if (wrong.length === 0 && !STANDARD.includes(name))
    wrong.push(invalid(field, name, 'must be a standard resource type or fully qualified'));
  return [...wrong, invalid(field, name, 'must be a standard resource for containers')];
}

function valueErrors(name: string, amount: string, field: string): readonly FieldError[] {
  // Most amounts are seen to be right without being read.
  if (isNative(name) && !name.startsWith(HUGE_PAGES) && !amount.startsWith('-')) return NO_ERRORS;
  const size = quantity(amount) ?? 0n;
  if (size < 0n) return [invalid(field, amount, NOT_NEGATIVE)];
  if (!isNative(name) && size % ONE !== 0n) return [invalid(field, amount, 'must be an integer')];
  if (!name.startsWith(HUGE_PAGES)) return NO_ERRORS;
  const page = quantity(name.slice(HUGE_PAGES.length)) ?? 0n;
  return page > 0n && size % page === 0n
    ? NO_ERRORS
    : [invalid(field, amount, `${amount} is not positive integer multiple of ${name}`)];
}

const excessErrors = ({ limits = {}, requests = {} }: Resources, field: string): readonly FieldError[] =>
  Object.entries(requests).flatMap(([name, amount]) => {
    const limit = limits[name];
    if (limit !== undefined) return aboveErrors({ name, amount, limit }, `${field}.requests`);
    const why = 'Limit must be set for non overcommitable resources';
    return mayExceed(name) ? [] : [required(`${field}.limits`, why)];
  });

function aboveErrors(
  { name, amount, limit }: { name: string; amount: string; limit: string },
  field: string,
): readonly FieldError[] {
  if (amount === limit) return NO_ERRORS;
  const difference = comparison(amount, limit);
  if (difference !== 0 && !mayExceed(name))
    return [invalid(field, amount, `must be equal to ${name} limit of ${limit}`)];
  return difference > 0
    ? [invalid(field, amount, `must be less than or equal to ${name} limit of ${limit}`)]
    : NO_ERRORS;
}

function hugePageErrors({ limits = {}, requests = {} }: Resources, field: string): readonly FieldError[] {
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const hasPages = names.some((name) => name.startsWith(HUGE_PAGES));
  return hasPages && !names.includes('cpu') && !names.includes('memory')
    ? [forbidden(field, 'HugePages require cpu or memory')]
    : NO_ERRORS;
}
