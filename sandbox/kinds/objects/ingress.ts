/** Ingresses: hosts, paths and where they lead. */
import { type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour, ClusterView } from '../kind.ts';
import { address } from '../rules/addresses.ts';
import { dnsLabel1035, dnsSubdomain, pathSegment, ruleErrors, wildcardSubdomain } from '../rules/names.ts';
import { portName } from '../rules/ports.ts';
import { ingressStatusErrors } from './load-balancer-status.ts';
import { numberErrors } from './service-port-validation.ts';

interface Reference {
  readonly apiGroup?: string | null;
  readonly kind?: string;
  readonly name?: string;
}

interface Backend {
  readonly service?: { readonly name?: string; readonly port?: { readonly name?: string; readonly number?: number } };
  readonly resource?: Reference;
}

interface Path {
  readonly path?: string;
  /** Go shows null if there is none. */
  readonly pathType?: string | null;
  readonly backend?: Backend;
}

interface Rule {
  readonly host?: string;
  readonly http?: { readonly paths?: readonly Path[] | null };
}

interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: Backend;
  readonly rules?: readonly Rule[];
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
}

const CLASS = 'kubernetes.io/ingress.class';
const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const FORBIDDEN_PARTS = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];

export const ingressBehaviour: Behaviour = { creating, validate, validateStatus: ingressStatusErrors };

const specOf = (object: ApiObject): IngressSpec => (object['spec'] ?? {}) as IngressSpec;

function creating(object: ApiObject, cluster: ClusterView): void {
  object['status'] = { loadBalancer: {} };
  const spec = specOf(object);
  if (spec.ingressClassName !== undefined) return;
  if (object.metadata.annotations?.[CLASS] !== undefined) {
    cluster.warn(`annotation "${CLASS}" is deprecated, please use 'spec.ingressClassName' instead`);
    return;
  }
  const name = defaultClass(cluster);
  if (name !== undefined) object['spec'] = { ...spec, ingressClassName: name };
}

/** Of several, the youngest; among equals, the first by name. */
function defaultClass(cluster: ClusterView): string | undefined {
  const age = ({ metadata }: ApiObject): string => metadata.creationTimestamp ?? '';
  const [first] = cluster
    .all('ingressclasses.networking.k8s.io')
    .filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true')
    .sort((a, b) => age(b).localeCompare(age(a)) || a.metadata.name.localeCompare(b.metadata.name));
  return first?.metadata.name;
}

function validate(object: ApiObject): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = specOf(object);
  const text = 'either `defaultBackend` or `rules` must be specified';
  return [
    ...(rules.length === 0 && !defaultBackend ? [invalid('spec', rules, text)] : []),
    ...(defaultBackend ? backendErrors(defaultBackend, 'spec.defaultBackend') : []),
    ...rules.flatMap((rule, index) => hostErrors(rule, `spec.rules[${index}]`)),
    ...tls.flatMap(({ hosts = [], secretName = '' }, index) => [
      ...hosts.flatMap((host, at) => nameErrors(host, `spec.tls[${index}].hosts[${at}]`)),
      ...(secretName === '' ? [] : ruleErrors(`spec.tls[${index}].secretName`, secretName, dnsSubdomain)),
    ]),
    ...(ingressClassName === undefined ? [] : ruleErrors('spec.ingressClassName', ingressClassName, dnsSubdomain)),
    ...classErrors(object),
  ];
}

function classErrors(object: ApiObject): FieldError[] {
  const { ingressClassName } = specOf(object);
  const annotation = object.metadata.annotations?.[CLASS];
  // Only a creation is held to this; an update repeats what was stored.
  if (object.metadata.resourceVersion || annotation === undefined || ingressClassName === undefined) return [];
  if (annotation === ingressClassName) return [];
  return [invalid(`annotations.${CLASS}`, annotation, 'must match `ingressClassName` when both are specified')];
}

const nameErrors = (host: string, field: string): FieldError[] =>
  ruleErrors(field, host, host.includes('*') ? wildcardSubdomain : dnsSubdomain);

function hostErrors({ host = '', http }: Rule, field: string): FieldError[] {
  const paths = http?.paths ?? [];
  const isAddress = host !== '' && address(host) !== undefined;
  return [
    ...(isAddress ? [invalid(`${field}.host`, host, 'must be a DNS name, not an IP address')] : []),
    ...(host === '' ? [] : nameErrors(host, `${field}.host`)),
    ...(http && paths.length === 0 ? [required(`${field}.http.paths`)] : []),
    ...paths.flatMap((path, index) => pathErrors(path, `${field}.http.paths[${index}]`)),
  ];
}

function pathErrors({ path = '', pathType, backend = {} }: Path, field: string): FieldError[] {
  if (typeof pathType !== 'string') return [required(`${field}.pathType`, 'pathType must be specified')];
  return [
    ...(PATH_TYPES.includes(pathType)
      ? pathTexts(path, pathType).map((text) => invalid(`${field}.path`, path, text))
      : [unsupported(`${field}.pathType`, pathType, PATH_TYPES)]),
    ...backendErrors(backend, `${field}.backend`),
  ];
}

function pathTexts(path: string, type: string): string[] {
  const isFree = type === 'ImplementationSpecific';
  const texts = path.startsWith('/') || (isFree && path === '') ? [] : ['must be an absolute path'];
  if (isFree) return texts;
  return [
    ...texts,
    ...FORBIDDEN_PARTS.filter((part) => path.includes(part)).map((part) => `must not contain '${part}'`),
    ...FORBIDDEN_ENDS.filter((end) => path.endsWith(end)).map((end) => `cannot end with '${end}'`),
  ];
}

function backendErrors({ service, resource }: Backend, field: string): FieldError[] {
  if (service && resource) return [invalid(field, '', 'cannot set both resource and service backends')];
  if (resource) return referenceErrors(resource, `${field}.resource`);
  if (!service) return [invalid(field, '', 'resource or service backend is required')];
  const at = `${field}.service.name`;
  const { name = '', port } = service;
  return [...(name === '' ? [required(at)] : ruleErrors(at, name, dnsLabel1035)), ...portErrors(port ?? {}, field)];
}

function portErrors({ name = '', number = 0 }: { name?: string; number?: number }, field: string): FieldError[] {
  if (name !== '' && number !== 0) return [invalid(field, '', 'cannot set both port name & port number')];
  if (name !== '') return ruleErrors(`${field}.service.port.name`, name, portName);
  return number === 0
    ? [required(field, 'port name or number is required')]
    : numberErrors(`${field}.service.port.number`, number);
}

/** A reference to something of any kind nearby. */
export function referenceErrors({ apiGroup, kind = '', name = '' }: Reference, field: string): FieldError[] {
  return [
    ...(typeof apiGroup === 'string' ? ruleErrors(`${field}.apiGroup`, apiGroup, dnsSubdomain) : []),
    ...(kind === '' ? [required(`${field}.kind`, 'kind is required')] : ruleErrors(`${field}.kind`, kind, pathSegment)),
    ...(name === '' ? [required(`${field}.name`, 'name is required')] : ruleErrors(`${field}.name`, name, pathSegment)),
  ];
}
