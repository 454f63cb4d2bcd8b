/** Endpoints: addresses of a service, in the old form. */
import { type FieldError, required } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { addressErrors, endpointAddressErrors } from '../rules/addresses.ts';
import { dnsLabel, dnsSubdomain, qualifiedName, type Rule, ruleErrors } from '../rules/names.ts';
import { numberErrors, protocolErrors } from './service-port-validation.ts';

interface Address {
  readonly ip?: string;
  readonly hostname?: string;
  readonly nodeName?: string;
}

interface Port {
  name?: string;
  port?: number;
  protocol?: string;
  appProtocol?: string;
}

interface Subset {
  readonly addresses?: readonly Address[];
  readonly notReadyAddresses?: readonly Address[];
  readonly ports?: readonly Port[];
}

export const endpointsBehaviour: Behaviour = {
  defaults(object) {
    for (const { ports = [] } of subsetsOf(object)) for (const port of ports) port.protocol ||= 'TCP';
  },
  creating: (_, cluster) => cluster.warn(DEPRECATED),
  validate: (object) => subsetsOf(object).flatMap(subsetErrors),
};

const DEPRECATED = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

const subsetsOf = (object: ApiObject): readonly Subset[] => (object['subsets'] ?? []) as readonly Subset[];

function subsetErrors({ addresses = [], notReadyAddresses = [], ports = [] }: Subset, index: number): FieldError[] {
  const field = `subsets[${index}]`;
  return [
    ...(addresses.length + notReadyAddresses.length === 0
      ? [required(field, 'must specify `addresses` or `notReadyAddresses`')]
      : []),
    ...addresses.flatMap((one, at) => oneErrors(one, `${field}.addresses[${at}]`)),
    ...notReadyAddresses.flatMap((one, at) => oneErrors(one, `${field}.notReadyAddresses[${at}]`)),
    ...ports.flatMap((one, at) => portErrors(one, ports.length > 1, `${field}.ports[${at}]`)),
  ];
}

function oneErrors({ ip = '', hostname = '', nodeName }: Address, field: string): FieldError[] {
  return [
    ...addressErrors(`${field}.ip`, ip),
    ...optional(`${field}.hostname`, hostname, dnsLabel),
    ...(nodeName === undefined ? [] : ruleErrors(`${field}.nodeName`, nodeName, dnsSubdomain)),
    ...endpointAddressErrors(`${field}.ip`, ip),
  ];
}

const optional = (field: string, value: string, rule: Rule): FieldError[] =>
  value === '' ? [] : ruleErrors(field, value, rule);

function portErrors(port: Port, isOneOfMany: boolean, field: string): FieldError[] {
  const { name = '', protocol = '', appProtocol } = port;
  return [
    ...(isOneOfMany && name === '' ? [required(`${field}.name`)] : optional(`${field}.name`, name, dnsLabel)),
    ...numberErrors(`${field}.port`, port.port ?? 0),
    ...protocolErrors(`${field}.protocol`, protocol),
    ...(appProtocol === undefined ? [] : ruleErrors(`${field}.appProtocol`, appProtocol, qualifiedName)),
  ];
}
