/** What is wrong with the ports of a service. */
import { duplicate, type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import { dnsLabel, qualifiedName, ruleErrors } from '../rules/names.ts';
import { portName, portNumber } from '../rules/ports.ts';
import { repeats } from '../rules/repeats.ts';
import { portsOf, type ServicePort, type ServiceSpec } from './service-spec.ts';

export const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];

export function servicePortsErrors(spec: ServiceSpec): FieldError[] {
  const ports = portsOf(spec);
  const names = repeats(ports.map(({ name }) => name));
  const nodePorts = repeats(ports.map(({ nodePort, protocol }) => `${protocol}:${nodePort}`));
  const same = repeats(ports.map(({ port, protocol }) => `${protocol}:${port}`));
  return [
    ...ports.flatMap((port, index) => [
      ...nameErrors(port.name ?? '', index, ports.length > 1, names.has(index)),
      ...portErrors(port, `spec.ports[${index}]`),
    ]),
    ...ports.flatMap(({ nodePort }, index) =>
      nodePort && spec.type === 'ClusterIP'
        ? [forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")]
        : [],
    ),
    ...ports.flatMap(({ nodePort }, index) =>
      nodePort && nodePorts.has(index) ? [duplicate(`spec.ports[${index}].nodePort`, nodePort)] : [],
    ),
    ...ports.flatMap(({ port, protocol }, index) =>
      same.has(index) ? [duplicate(`spec.ports[${index}]`, { protocol, port })] : [],
    ),
  ];
}

function nameErrors(name: string, index: number, isOneOfMany: boolean, isRepeated: boolean): FieldError[] {
  const field = `spec.ports[${index}].name`;
  if (name === '') return isOneOfMany ? [required(field)] : [];
  return [...ruleErrors(field, name, dnsLabel), ...(isRepeated ? [duplicate(field, name)] : [])];
}

function portErrors(port: ServicePort, field: string): FieldError[] {
  const { protocol = '', appProtocol } = port;
  return [
    ...numberErrors(`${field}.port`, port.port ?? 0),
    ...protocolErrors(`${field}.protocol`, protocol),
    ...targetErrors(`${field}.targetPort`, port.targetPort ?? 0),
    ...(appProtocol === undefined ? [] : ruleErrors(`${field}.appProtocol`, appProtocol, qualifiedName)),
  ];
}

export function numberErrors(field: string, port: number): FieldError[] {
  const wrong = portNumber(port);
  return wrong === undefined ? [] : [invalid(field, port, wrong)];
}

export function protocolErrors(field: string, protocol: string): FieldError[] {
  if (protocol === '') return [required(field)];
  return PROTOCOLS.includes(protocol) ? [] : [unsupported(field, protocol, PROTOCOLS)];
}

const targetErrors = (field: string, target: number | string): FieldError[] =>
  typeof target === 'number' ? numberErrors(field, target) : ruleErrors(field, target, portName);
