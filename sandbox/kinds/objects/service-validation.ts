/** What is wrong with a service, in the order in which a real server tells it. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import { addressErrors, endpointAddressErrors, rangeErrors } from '../rules/addresses.ts';
import { dnsSubdomain, qualifiedName, ruleErrors } from '../rules/names.ts';
import { portNumber } from '../rules/ports.ts';
import { labelsErrors } from '../rules/selectors.ts';
import { loadBalancerErrors } from './load-balancer-status.ts';
import { addressFieldErrors } from './service-address-validation.ts';
import { servicePortsErrors } from './service-port-validation.ts';
import {
  hasNodePorts,
  isExposed,
  isExternalName,
  isHeadless,
  isLoadBalancer,
  needsHealthPort,
  portsOf,
  type ServiceSpec,
  specOf,
} from './service-spec.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const POLICIES = ['Cluster', 'Local'];
const ONE_DAY = 86_400;
const BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'";

export function serviceErrors(object: ApiObject): FieldError[] {
  const spec = specOf(object);
  return [
    ...typeErrors(spec),
    ...servicePortsErrors(spec),
    ...labelsErrors(spec.selector, 'spec.selector'),
    ...affinityErrors(spec),
    ...addressFieldErrors(spec),
    ...(spec.externalIPs ?? []).flatMap(externalErrors),
    ...(TYPES.includes(spec.type ?? '') ? [] : [unsupported('spec.type', spec.type, TYPES)]),
    ...balancerErrors(spec),
    ...trafficErrors(spec),
  ];
}

function typeErrors(spec: ServiceSpec): FieldError[] {
  const errors =
    portsOf(spec).length === 0 && !isHeadless(spec) && !isExternalName(spec) ? [required('spec.ports')] : [];
  if (hasNodePorts(spec) && isHeadless(spec))
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  return isExternalName(spec) ? [...errors, ...externalNameErrors(spec)] : errors;
}

function externalNameErrors(spec: ServiceSpec): FieldError[] {
  const text = 'may not be set for ExternalName services';
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  return [
    ...(spec.clusterIPs?.length ? [forbidden('spec.clusterIPs', text)] : []),
    ...(spec.ipFamilies?.length ? [forbidden('spec.ipFamilies', text)] : []),
    ...(spec.ipFamilyPolicy === undefined ? [] : [forbidden('spec.ipFamilyPolicy', text)]),
    ...(name === '' ? [required('spec.externalName')] : ruleErrors('spec.externalName', name, dnsSubdomain)),
  ];
}

function affinityErrors({ sessionAffinity = '', sessionAffinityConfig }: ServiceSpec): FieldError[] {
  if (!AFFINITIES.includes(sessionAffinity)) return [unsupported('spec.sessionAffinity', sessionAffinity, AFFINITIES)];
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0;
  if (sessionAffinity === 'None' || (seconds > 0 && seconds <= ONE_DAY)) return [];
  const field = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
  return [invalid(field, seconds, `must be greater than 0 and less than ${ONE_DAY}`)];
}

function externalErrors(text: string, index: number): FieldError[] {
  const field = `spec.externalIPs[${index}]`;
  const wrong = addressErrors(field, text);
  return wrong.length > 0 ? wrong : endpointAddressErrors(field, text);
}

function balancerErrors(spec: ServiceSpec): FieldError[] {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const field = 'spec.LoadBalancerSourceRanges';
  const isBalancer = isLoadBalancer(spec);
  return [
    ...(ranges.length > 0 && !isBalancer ? [forbidden(field, BALANCER_ONLY)] : []),
    ...ranges.flatMap((text, index) => rangeErrors(`${field}[${index}]`, text.trim())),
    ...(spec.allocateLoadBalancerNodePorts !== undefined && !isBalancer
      ? [forbidden('spec.allocateLoadBalancerNodePorts', BALANCER_ONLY)]
      : []),
    ...(spec.loadBalancerClass === undefined ? [] : classErrors(spec.loadBalancerClass, isBalancer)),
  ];
}

const classErrors = (name: string, isBalancer: boolean): FieldError[] =>
  isBalancer
    ? ruleErrors('spec.loadBalancerClass', name, qualifiedName)
    : [forbidden('spec.loadBalancerClass', BALANCER_ONLY)];

function trafficErrors(spec: ServiceSpec): FieldError[] {
  const { internalTrafficPolicy, trafficDistribution } = spec;
  return [
    ...externalTrafficErrors(spec),
    ...healthPortErrors(spec),
    ...(internalTrafficPolicy === undefined || POLICIES.includes(internalTrafficPolicy)
      ? []
      : [unsupported('spec.internalTrafficPolicy', internalTrafficPolicy, POLICIES)]),
    ...(trafficDistribution === undefined || trafficDistribution === 'PreferClose'
      ? []
      : [unsupported('spec.trafficDistribution', trafficDistribution, ['PreferClose'])]),
  ];
}

function externalTrafficErrors(spec: ServiceSpec): FieldError[] {
  const field = 'spec.externalTrafficPolicy';
  const policy = spec.externalTrafficPolicy ?? '';
  if (isExposed(spec)) return POLICIES.includes(policy) ? [] : [unsupported(field, policy, POLICIES)];
  return policy === '' ? [] : [invalid(field, policy, 'may only be set for externally-accessible services')];
}

function healthPortErrors(spec: ServiceSpec): FieldError[] {
  const field = 'spec.healthCheckNodePort';
  const port = spec.healthCheckNodePort ?? 0;
  if (!needsHealthPort(spec)) {
    const text = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    return port === 0 ? [] : [invalid(field, port, text)];
  }
  const wrong = port === 0 ? undefined : portNumber(port);
  if (port === 0) return [required(field)];
  return wrong === undefined ? [] : [invalid(field, port, wrong)];
}

export function serviceUpdateErrors(object: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [specOf(object), specOf(old)];
  const isSettled = !isExternalName(spec) && !isExternalName(before);
  const errors = isSettled ? [...changedAddresses(spec, before), ...changedFamilies(spec, before)] : [];
  if (isLoadBalancer(spec) && isLoadBalancer(before) && spec.loadBalancerClass !== before.loadBalancerClass)
    errors.push(invalid('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set'));
  if (needsHealthPort(spec) && needsHealthPort(before) && spec.healthCheckNodePort !== before.healthCheckNodePort)
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  return errors;
}

function changedAddresses(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  const [now, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []];
  if ((isHeadless(spec) && isHeadless(old)) || before.length === 0) return [];
  if (now.length === 0) return [invalid('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset')];
  const compared = now.length === before.length ? before : before.slice(0, 1);
  return compared.flatMap((one, index) =>
    one === now[index] ? [] : [invalid(`spec.clusterIPs[${index}]`, now, 'may not change once set')],
  );
}

function changedFamilies(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (isHeadless(spec) || isHeadless(old)) return [];
  const [now, before] = [spec.ipFamilies ?? [], old.ipFamilies ?? []];
  const compared = now.length === before.length ? before : before.slice(0, Math.min(1, now.length));
  return compared.flatMap((one, index) =>
    one === now[index] ? [] : [invalid('spec.ipFamilies[0]', now, 'may not change once set')],
  );
}

export function serviceStatusErrors(object: ApiObject): FieldError[] {
  return loadBalancerErrors(object, isLoadBalancer(specOf(object)));
}
