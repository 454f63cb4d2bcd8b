/** Which families of addresses a service has: the cluster knows IPv4 alone, as most do. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import { sameJson } from '../../api/object.ts';
import { addressFieldErrors, familyOf } from './service-address-validation.ts';
import { HEADLESS, isExternalName, isHeadless, type ServiceSpec } from './service-spec.ts';

const hasNoSelector = ({ selector }: ServiceSpec): boolean => !selector || Object.keys(selector).length === 0;

/** Clients that know only `clusterIP` change both. */
export function matchAddresses(spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.clusterIP === old.clusterIP && !spec.clusterIPs?.length && old.clusterIPs)
    spec.clusterIPs = [...old.clusterIPs];
  if (spec.clusterIP === old.clusterIP || !sameJson(spec.clusterIPs ?? [], old.clusterIPs ?? [])) return;
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
  else delete spec.clusterIPs;
}

/** Fills in `ipFamilyPolicy` and `ipFamilies`; gives what keeps it from doing so. */
export function fillInFamilies(spec: ServiceSpec, old: ServiceSpec | undefined): FieldError[] {
  if (isExternalName(spec) || (old && keepsPreference(spec, old))) return [];
  const isFree = spec.clusterIP === HEADLESS && hasNoSelector(spec);
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (isFree ? 'RequireDualStack' : 'SingleStack');
  const wrong = addressFieldErrors(spec);
  if (wrong.length > 0) return wrong;
  if (old) releaseSecond(spec, old);
  const errors = [...policyErrors(spec), ...inferredErrors(spec)];
  if (errors.length > 0) return errors;
  return isFree ? fillInBoth(spec) : fillInOne(spec);
}

const keepsPreference = (spec: ServiceSpec, old: ServiceSpec): boolean =>
  spec.ipFamilyPolicy === 'PreferDualStack' &&
  old.ipFamilyPolicy === 'PreferDualStack' &&
  sameJson(spec.clusterIPs ?? [], old.clusterIPs ?? []) &&
  sameJson(spec.ipFamilies ?? [], old.ipFamilies ?? []);

/** Asking for one family is enough to give up the other one. */
function releaseSecond(spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.ipFamilyPolicy !== 'SingleStack') return;
  if (sameJson(spec.clusterIPs, old.clusterIPs)) spec.clusterIPs = spec.clusterIPs?.slice(0, 1) ?? [];
  if (spec.clusterIPs?.length === 0) delete spec.clusterIPs;
  if (spec.ipFamilies && sameJson(spec.ipFamilies, old.ipFamilies)) spec.ipFamilies = spec.ipFamilies.slice(0, 1);
}

function policyErrors({ ipFamilyPolicy, clusterIPs = [], ipFamilies = [] }: ServiceSpec): FieldError[] {
  if (ipFamilyPolicy !== 'SingleStack') return [];
  const several = [
    ...(clusterIPs.length === 2 ? ['cluster IPs'] : []),
    ...(ipFamilies.length === 2 ? ['IP families'] : []),
  ];
  return several.map((what) =>
    invalid(
      'spec.ipFamilyPolicy',
      ipFamilyPolicy,
      `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
    ),
  );
}

/** An address tells its family. */
function inferredErrors(spec: ServiceSpec): FieldError[] {
  const known = spec.ipFamilies ?? [];
  const unnamed = isHeadless(spec) ? [] : (spec.clusterIPs ?? []).slice(known.length);
  const families = unnamed.map(familyOf);
  if (unnamed.length > 0) spec.ipFamilies = [...known, ...families.filter((family) => family === 'IPv4')];
  return families.flatMap((family, index) => {
    const field = `spec.clusterIPs[${known.length + index}]`;
    return family === 'IPv4' ? [] : [invalid(field, spec.clusterIPs, 'IPv6 is not configured on this cluster')];
  });
}

/** Somebody else says where a headless service without a selector leads: in both families. */
function fillInBoth(spec: ServiceSpec): FieldError[] {
  const families = spec.ipFamilies?.length ? spec.ipFamilies : ['IPv4'];
  const other = families[0] === 'IPv4' ? 'IPv6' : 'IPv4';
  spec.ipFamilies = families.length < 2 && spec.ipFamilyPolicy !== 'SingleStack' ? [...families, other] : families;
  return [];
}

function fillInOne(spec: ServiceSpec): FieldError[] {
  const errors = unavailableErrors(spec);
  if (errors.length === 0 && !spec.ipFamilies?.length) spec.ipFamilies = ['IPv4'];
  return errors;
}

function unavailableErrors({ ipFamilyPolicy, ipFamilies = [] }: ServiceSpec): FieldError[] {
  const policy =
    ipFamilyPolicy === 'RequireDualStack'
      ? [invalid('spec.ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services')]
      : [];
  const families = ipFamilies.flatMap((family, index) =>
    family === 'IPv4' ? [] : [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')],
  );
  return [...policy, ...families];
}
