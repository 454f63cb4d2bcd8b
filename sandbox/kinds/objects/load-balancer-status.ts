/** `status.loadBalancer` of services and ingresses. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import { address, addressErrors } from '../rules/addresses.ts';
import { dnsSubdomain, ruleErrors } from '../rules/names.ts';

interface Ingress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: string;
}

const FIELD = 'status.loadBalancer.ingress';
const MODES = ['Proxy', 'VIP'];

const ingressesOf = (object: ApiObject): readonly Ingress[] =>
  (object['status'] as { loadBalancer?: { ingress?: Ingress[] } } | undefined)?.loadBalancer?.ingress ?? [];

/** Of a service. */
export function loadBalancerErrors(object: ApiObject, isLoadBalancer: boolean): FieldError[] {
  const ingresses = ingressesOf(object);
  if (!isLoadBalancer && ingresses.length > 0)
    return [forbidden(FIELD, "may only be used when `spec.type` is 'LoadBalancer'")];
  return ingresses.flatMap((one, index) => [
    ...(one.ip ? addressErrors(`${FIELD}[${index}].ip`, one.ip) : []),
    ...modeErrors(one, `${FIELD}[${index}].ipMode`),
    ...hostErrors(one, index),
  ]);
}

function modeErrors({ ip = '', ipMode }: Ingress, field: string): FieldError[] {
  if (ipMode === undefined) return ip === '' ? [] : [required(field, 'must be specified when `ip` is set')];
  if (ip === '') return [forbidden(field, 'may not be specified when `ip` is not set')];
  return MODES.includes(ipMode) ? [] : [unsupported(field, ipMode, MODES)];
}

function hostErrors({ hostname = '' }: Ingress, index: number): FieldError[] {
  const field = `${FIELD}[${index}].hostname`;
  if (hostname === '') return [];
  const isAddress = address(hostname) !== undefined;
  return [
    ...ruleErrors(field, hostname, dnsSubdomain),
    ...(isAddress ? [invalid(field, hostname, 'must be a DNS name, not an IP address')] : []),
  ];
}

/** Of an `Ingress`. */
export const ingressStatusErrors = (object: ApiObject): FieldError[] =>
  ingressesOf(object).flatMap((one, index) => [
    ...(one.ip ? addressErrors(`${FIELD}[${index}].ip`, one.ip) : []),
    ...hostErrors(one, index),
  ]);
