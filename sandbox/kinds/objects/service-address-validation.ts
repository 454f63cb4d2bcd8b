/** What is wrong with the addresses of a service and their families. */
import { duplicate, type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import { addressErrors } from '../rules/addresses.ts';
import { HEADLESS, isExternalName, isHeadless, type ServiceSpec } from './service-spec.ts';

const FAMILIES: readonly string[] = ['IPv4', 'IPv6'];
const POLICIES: readonly string[] = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

export const familyOf = (text: string): string => (text.includes(':') ? 'IPv6' : 'IPv4');

/** What is wrong with the addresses and families, taken by themselves and together. */
export function addressFieldErrors(spec: ServiceSpec): FieldError[] {
  if (isExternalName(spec)) return [];
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const errors = [
    ...singularErrors(spec.clusterIP ?? '', clusterIPs),
    ...ipFamilies.flatMap((family, index) => familyErrors(family, index, ipFamilies)),
    ...(ipFamilyPolicy === undefined || POLICIES.includes(ipFamilyPolicy)
      ? []
      : [unsupported('spec.ipFamilyPolicy', ipFamilyPolicy, POLICIES)]),
  ];
  const wrong = clusterIPs.flatMap((one, index) => oneErrors(one, index, clusterIPs));
  if (clusterIPs.length > 2) wrong.push(invalid('spec.clusterIPs', clusterIPs, 'may only hold up to 2 values'));
  if (wrong.length > 0) return [...errors, ...wrong];
  return [...errors, ...pairErrors(spec, clusterIPs, ipFamilies)];
}

function singularErrors(clusterIP: string, clusterIPs: readonly string[]): FieldError[] {
  const field = 'spec.clusterIPs';
  if (clusterIP === '')
    return clusterIPs.length === 0
      ? []
      : [invalid(field, clusterIPs, 'must be empty when `clusterIP` is not specified')];
  if (clusterIPs.length === 0) return [required(field)];
  return clusterIPs[0] === clusterIP ? [] : [invalid(field, clusterIPs, 'first value must match `clusterIP`')];
}

function familyErrors(family: string, index: number, all: readonly string[]): FieldError[] {
  const field = `spec.ipFamilies[${index}]`;
  return [
    ...(FAMILIES.includes(family) ? [] : [unsupported(field, family, FAMILIES)]),
    ...(all.indexOf(family) < index ? [duplicate(field, family)] : []),
  ];
}

function oneErrors(one: string, index: number, all: readonly string[]): FieldError[] {
  if (index > 0 || one !== HEADLESS) return addressErrors(`spec.clusterIPs[${index}]`, one);
  return all.length > 1 ? [invalid('spec.clusterIPs', all, "'None' must be the first and only value")] : [];
}

function pairErrors(spec: ServiceSpec, clusterIPs: readonly string[], families: readonly string[]): FieldError[] {
  if (isHeadless(spec)) return [];
  const isSame = clusterIPs.length > 1 && new Set(clusterIPs.map(familyOf)).size === 1;
  const text = 'may specify no more than one IP for each IP family';
  return [
    ...(isSame ? [invalid('spec.clusterIPs', clusterIPs, text)] : []),
    ...clusterIPs.flatMap((one, index) => {
      const family = families[index];
      if (family === undefined || !FAMILIES.includes(family) || family === familyOf(one)) return [];
      const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
      return [invalid(`spec.clusterIPs[${index}]`, one, detail)];
    }),
  ];
}
