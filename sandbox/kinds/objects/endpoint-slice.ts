/** EndpointSlices: addresses of a service, a hundred or so at a time. */
import { duplicate, type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { address, addressErrors, endpointAddressErrors } from '../rules/addresses.ts';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName, type Rule, ruleErrors } from '../rules/names.ts';
import { repeats } from '../rules/repeats.ts';
import { labelsErrors } from '../rules/selectors.ts';
import { protocolErrors } from './service-port-validation.ts';

interface Hint {
  readonly name?: string;
}

interface Endpoint {
  readonly addresses?: readonly string[] | null;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly deprecatedTopology?: Readonly<Record<string, string>>;
  readonly hints?: { readonly forZones?: readonly Hint[]; readonly forNodes?: readonly Hint[] };
}

interface Port {
  name?: string;
  protocol?: string;
  appProtocol?: string;
}

interface Slice {
  readonly addressType?: string;
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?: readonly Port[] | null;
}

const TYPES: readonly string[] = ['FQDN', 'IPv4', 'IPv6'];
const LABELS_MOST = 16;

export const endpointSliceBehaviour: Behaviour = {
  defaults(object) {
    for (const port of portsOf(object)) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  creating(object, cluster) {
    if (sliceOf(object).addressType === 'FQDN') cluster.warn('spec.addressType: FQDN endpoints are deprecated');
  },
  validate,
  validateUpdate: (object, old) =>
    object['addressType'] === old['addressType']
      ? []
      : [invalid('addressType', object['addressType'], 'field is immutable')],
};

const sliceOf = (object: ApiObject): Slice => object as Slice;
const portsOf = (object: ApiObject): readonly Port[] => sliceOf(object).ports ?? [];

function validate(object: ApiObject): FieldError[] {
  const { addressType = '', endpoints } = sliceOf(object);
  return [
    ...typeErrors(addressType),
    ...portsErrors(portsOf(object)),
    ...(tooMany('endpoints', endpoints ?? [], 1000) ??
      (endpoints ?? []).flatMap((one, index) => endpointErrors(one, addressType, `endpoints[${index}]`))),
  ];
}

const typeErrors = (type: string): FieldError[] => {
  if (type === '') return [required('addressType')];
  return TYPES.includes(type) ? [] : [unsupported('addressType', type, TYPES)];
};

function tooMany(field: string, list: readonly unknown[], most: number): FieldError[] | undefined {
  if (list.length <= most) return undefined;
  return [{ type: 'FieldValueTooMany', field, value: list.length, detail: `must have at most ${most} items` }];
}

function portsErrors(ports: readonly Port[]): FieldError[] {
  const repeated = repeats(ports.map(({ name }) => name));
  const portErrors = ({ name = '', protocol = '', appProtocol }: Port, index: number): FieldError[] => [
    ...(name === '' ? [] : ruleErrors(`ports[${index}].name`, name, dnsLabel)),
    ...(repeated.has(index) ? [duplicate(`ports[${index}].name`, name)] : []),
    ...protocolErrors(`ports[${index}].protocol`, protocol),
    ...(appProtocol === undefined ? [] : ruleErrors(`ports[${index}].appProtocol`, appProtocol, qualifiedName)),
  ];
  return tooMany('ports', ports, 20_000) ?? ports.flatMap(portErrors);
}

function endpointErrors(endpoint: Endpoint, type: string, field: string): FieldError[] {
  const { nodeName, hostname, deprecatedTopology = {}, hints } = endpoint;
  const addresses = endpoint.addresses ?? [];
  const topology = `${field}.deprecatedTopology`;
  return [
    ...(addresses.length === 0 ? [required(`${field}.addresses`, 'must contain at least 1 address')] : []),
    ...(tooMany(`${field}.addresses`, addresses, 100) ?? []),
    ...addresses.flatMap((one, index) => oneErrors(one, type, `${field}.addresses`, index)),
    ...(nodeName === undefined ? [] : ruleErrors(`${field}.nodeName`, nodeName, dnsSubdomain)),
    ...(tooMany(topology, Object.keys(deprecatedTopology), LABELS_MOST) ?? []),
    ...labelsErrors(deprecatedTopology, topology),
    ...(hostname === undefined ? [] : ruleErrors(`${field}.hostname`, hostname, dnsLabel)),
    ...hintsErrors(hints?.forZones ?? [], `${field}.hints.forZones`, labelValue),
    ...hintsErrors(hints?.forNodes ?? [], `${field}.hints.forNodes`, dnsSubdomain),
  ];
}

function hintsErrors(hints: readonly Hint[], field: string, rule: Rule): FieldError[] {
  const repeated = repeats(hints.map(({ name }) => name));
  const hintErrors = ({ name = '' }: Hint, index: number): FieldError[] => [
    ...(repeated.has(index) ? [duplicate(`${field}[${index}].name`, name)] : []),
    ...ruleErrors(`${field}[${index}].name`, name, rule),
  ];
  return tooMany(field, hints, 8) ?? hints.flatMap(hintErrors);
}

function oneErrors(text: string, type: string, list: string, index: number): FieldError[] {
  const field = `${list}[${index}]`;
  if (type === 'FQDN') return domainErrors(text, field);
  if (!TYPES.includes(type)) return [];
  const wrong = addressErrors(field, text);
  if (wrong.length > 0) return wrong;
  const isFour = address(text)?.bits === 32;
  const mismatch = isFour === (type === 'IPv4') ? [] : [invalid(list, text, `must be an ${type} address`)];
  return [...mismatch, ...endpointAddressErrors(field, text)];
}

function domainErrors(text: string, field: string): FieldError[] {
  if (text === '') return [required(field)];
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  const wrong = dnsSubdomain(name);
  if (wrong.length > 0) return [invalid(field, name, wrong.join(','))];
  if (!name.includes('.'))
    return [invalid(field, name, 'should be a domain with at least two segments separated by dots')];
  return name.split('.').flatMap((label) => {
    const texts = dnsLabel(label);
    return texts.length > 0 ? [invalid(field, label, texts.join(','))] : [];
  });
}
