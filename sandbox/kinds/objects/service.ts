/** Services: what is filled in, and in which order addresses and ports are seen to. */
import { invalidObject } from '../../api/api-error.ts';
import type { FieldError } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour, ClusterView } from '../kind.ts';
import { allocateAddresses } from './service-addresses.ts';
import { fillInFamilies, matchAddresses } from './service-families.ts';
import { allocatePorts } from './service-ports.ts';
import { hasNodePorts, isExposed, isExternalName, isLoadBalancer, type ServiceSpec, specOf } from './service-spec.ts';
import { dropWhatTheTypeLacks, keepAllocated } from './service-update.ts';
import { serviceErrors, serviceStatusErrors, serviceUpdateErrors } from './service-validation.ts';

const THREE_HOURS = 10_800;

export const serviceBehaviour: Behaviour = {
  names: 'label-1035',
  defaults,
  creating,
  updating,
  validate: serviceErrors,
  validateUpdate: serviceUpdateErrors,
  validateStatus: serviceStatusErrors,
};

function defaults(object: ApiObject): void {
  object['spec'] ??= {};
  const spec = specOf(object);
  defaultAffinity(spec);
  spec.type ||= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    port.targetPort ||= port.port ?? 0;
  }
  if (isExposed(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (hasNodePorts(spec) || spec.type === 'ClusterIP') spec.internalTrafficPolicy ??= 'Cluster';
  if (isExternalName(spec)) delete spec.internalTrafficPolicy;
  if (isLoadBalancer(spec)) spec.allocateLoadBalancerNodePorts ??= true;
  defaultStatus(object);
}

function defaultAffinity(spec: ServiceSpec): void {
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined)
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: THREE_HOURS } };
}

interface Status {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly ipMode?: string }[] };
}

/** Never in place: a status may be the stored one. */
function defaultStatus(object: ApiObject): void {
  const status = (object['status'] ?? {}) as Status;
  const ingress = status.loadBalancer?.ingress;
  if (isLoadBalancer(specOf(object)) && ingress?.some(({ ip, ipMode }) => ip && ipMode === undefined))
    object['status'] = {
      ...status,
      loadBalancer: {
        ...status.loadBalancer,
        ingress: ingress.map((one) => (one.ip ? { ipMode: 'VIP', ...one } : one)),
      },
    };
  else if (!status.loadBalancer) object['status'] = { ...status, loadBalancer: {} };
}

function creating(object: ApiObject, cluster: ClusterView): void {
  const spec = specOf(object);
  object['status'] = { loadBalancer: {} };
  if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
  refuse(object, fillInFamilies(spec, undefined));
  const others = cluster.all('services').map(specOf);
  refuse(object, allocateAddresses(spec, others, cluster));
  refuse(object, allocatePorts(spec, undefined, others, cluster));
  warn(spec, cluster);
}

function updating(object: ApiObject, old: ApiObject, cluster: ClusterView): void {
  const [spec, before] = [specOf(object), specOf(old)];
  dropWhatTheTypeLacks(object, before);
  keepAllocated(spec, before);
  matchAddresses(spec, before);
  refuse(object, fillInFamilies(spec, before));
  const others = cluster
    .all('services')
    .filter(({ metadata }) => metadata.uid !== old.metadata.uid)
    .map(specOf);
  if (isExternalName(before) || !before.clusterIPs?.length) refuse(object, allocateAddresses(spec, others, cluster));
  refuse(object, allocatePorts(spec, before, others, cluster));
  warn(spec, cluster);
}

/** Allocation comes before validation; what it finds wrong is all that the client is told. */
function refuse(object: ApiObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: '', resource: 'Service' }, object.metadata.name, errors);
}

function warn(spec: ServiceSpec, cluster: ClusterView): void {
  if (isExternalName(spec) && spec.externalIPs?.length)
    cluster.warn('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!isExternalName(spec) && spec.externalName)
    cluster.warn('spec.externalName is ignored when spec.type is not "ExternalName"');
}
