/** What an update of a service keeps although it leaves it out, and loses although it repeats it. */
import { type ApiObject, sameJson } from '../../api/object.ts';
import {
  getsNodePorts,
  hasNodePorts,
  isExposed,
  isExternalName,
  isLoadBalancer,
  needsHealthPort,
  portsOf,
  type ServiceSpec,
  specOf,
} from './service-spec.ts';

/** A change of type drops what only the old type had, unless the update changes that, too. */
export function dropWhatTheTypeLacks(object: ApiObject, old: ServiceSpec): void {
  const spec = specOf(object);
  if (isExternalName(spec) && !isExternalName(old)) dropAddresses(spec, old);
  if (hasNodePorts(old) && !hasNodePorts(spec)) dropNodePorts(spec, old);
  if (isExposed(old) && !isExposed(spec)) dropSame(spec, old, 'externalTrafficPolicy');
  if (needsHealthPort(old) && !needsHealthPort(spec)) dropSame(spec, old, 'healthCheckNodePort');
  if (!isLoadBalancer(spec)) dropBalancer(object, spec, old);
}

function dropBalancer(object: ApiObject, spec: ServiceSpec, old: ServiceSpec): void {
  object['status'] = { ...(object['status'] as object), loadBalancer: {} };
  if (!isLoadBalancer(old)) return;
  dropSame(spec, old, 'allocateLoadBalancerNodePorts');
  dropSame(spec, old, 'loadBalancerClass');
}

function dropAddresses(spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.clusterIP === old.clusterIP && sameJson(spec.clusterIPs ?? [], old.clusterIPs ?? [])) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
  }
  dropSame(spec, old, 'ipFamilies');
  dropSame(spec, old, 'ipFamilyPolicy');
}

function dropSame(spec: ServiceSpec, old: ServiceSpec, field: keyof ServiceSpec): void {
  if (sameJson(spec[field], old[field])) delete spec[field];
}

function dropNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const before = new Set(portsOf(old).map(({ nodePort }) => nodePort));
  if (portsOf(spec).every(({ nodePort }) => !nodePort || before.has(nodePort)))
    for (const port of portsOf(spec)) delete port.nodePort;
}

/** Whoever sends the same manifest again does not know what was allocated, and means to keep it. */
export function keepAllocated(spec: ServiceSpec, old: ServiceSpec): void {
  if (!isExternalName(spec) && !isExternalName(old)) keepAddresses(spec, old);
  if (getsNodePorts(spec) && getsNodePorts(old)) keepNodePorts(spec, old);
  if (needsHealthPort(spec) && needsHealthPort(old) && old.healthCheckNodePort)
    spec.healthCheckNodePort ||= old.healthCheckNodePort;
}

function keepAddresses(spec: ServiceSpec, old: ServiceSpec): void {
  if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
  if (!spec.clusterIPs?.length && old.clusterIPs) spec.clusterIPs = [...old.clusterIPs];
}

function keepNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const asked = new Set(portsOf(spec).map(({ nodePort }) => nodePort));
  const known = new Map(portsOf(old).map(({ name = '', nodePort }) => [name, nodePort]));
  for (const port of portsOf(spec)) {
    const before = known.get(port.name ?? '');
    if (!port.nodePort && before && !asked.has(before)) port.nodePort = before;
  }
}
