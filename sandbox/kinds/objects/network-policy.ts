/** NetworkPolicies: checked and kept; no packet flows in the sandbox. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { contains, range, rangeErrors } from '../rules/addresses.ts';
import { ruleErrors } from '../rules/names.ts';
import { portName } from '../rules/ports.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';
import { numberErrors } from './service-port-validation.ts';

interface Port {
  protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

interface Block {
  readonly cidr?: string;
  readonly except?: readonly string[];
}

interface Peer {
  readonly podSelector?: object;
  readonly namespaceSelector?: object;
  readonly ipBlock?: Block;
}

interface Rule {
  readonly ports?: readonly Port[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}

interface PolicySpec {
  readonly podSelector?: object;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  policyTypes?: string[];
}

const TYPES = ['Ingress', 'Egress'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

export const networkPolicyBehaviour: Behaviour = {
  defaults(object) {
    const spec = specOf(object);
    for (const { ports = [] } of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of ports) port.protocol ??= 'TCP';
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
    object['spec'] = spec;
  },
  validate(object) {
    const spec = specOf(object);
    return [
      ...labelSelectorErrors(spec.podSelector, 'spec.podSelector'),
      ...(spec.ingress ?? []).flatMap((rule, index) => ruleProblems(rule, 'from', `spec.ingress[${index}]`)),
      ...(spec.egress ?? []).flatMap((rule, index) => ruleProblems(rule, 'to', `spec.egress[${index}]`)),
      ...typesErrors(spec.policyTypes ?? []),
    ];
  },
};

const specOf = (object: ApiObject): PolicySpec => (object['spec'] ?? {}) as PolicySpec;

function typesErrors(types: readonly string[]): FieldError[] {
  const field = 'spec.policyTypes';
  if (types.length > TYPES.length) return [invalid(field, types, 'may not specify more than two policyTypes')];
  return types.flatMap((type, index) => (TYPES.includes(type) ? [] : [unsupported(`${field}[${index}]`, type, TYPES)]));
}

const ruleProblems = (rule: Rule, side: 'from' | 'to', field: string): FieldError[] => [
  ...(rule.ports ?? []).flatMap((port, index) => portErrors(port, `${field}.ports[${index}]`)),
  ...(rule[side] ?? []).flatMap((peer, index) => peerErrors(peer, `${field}.${side}[${index}]`)),
];

function portErrors({ protocol, port, endPort }: Port, field: string): FieldError[] {
  return [
    ...(protocol === undefined || PROTOCOLS.includes(protocol)
      ? []
      : [unsupported(`${field}.protocol`, protocol, PROTOCOLS)]),
    ...(typeof port === 'number' ? numberErrors(`${field}.port`, port) : []),
    ...(endPort === undefined ? [] : endErrors(port, endPort, `${field}.endPort`)),
    ...(typeof port === 'string' ? ruleErrors(`${field}.port`, port, portName) : []),
  ];
}

function endErrors(port: number | string | undefined, endPort: number, field: string): FieldError[] {
  if (port === undefined) return [invalid(field, endPort, 'may not be specified when `port` is not specified')];
  if (typeof port === 'string') return [invalid(field, endPort, 'may not be specified when `port` is non-numeric')];
  const errors = endPort < port ? [invalid(field, port, 'must be greater than or equal to `port`')] : [];
  return [...errors, ...numberErrors(field, endPort)];
}

function peerErrors({ podSelector, namespaceSelector, ipBlock }: Peer, field: string): FieldError[] {
  const isSelected = podSelector !== undefined || namespaceSelector !== undefined;
  return [
    ...labelSelectorErrors(podSelector, `${field}.podSelector`),
    ...labelSelectorErrors(namespaceSelector, `${field}.namespaceSelector`),
    ...(ipBlock ? blockErrors(ipBlock, `${field}.ipBlock`) : []),
    ...(isSelected || ipBlock ? [] : [required(field, 'must specify a peer')]),
    ...(isSelected && ipBlock ? [forbidden(field, 'may not specify both ipBlock and another peer')] : []),
  ];
}

function blockErrors({ cidr = '', except = [] }: Block, field: string): FieldError[] {
  if (cidr === '') return [required(`${field}.cidr`)];
  const outer = range(cidr);
  if (!outer) return rangeErrors(`${field}.cidr`, cidr);
  return except.flatMap((text, index) => {
    const inner = range(text);
    if (!inner) return rangeErrors(`${field}.except[${index}]`, text);
    if (contains(outer, inner) && inner.length > outer.length) return [];
    return [invalid(`${field}.except[${index}]`, text, 'must be a strict subset of `cidr`')];
  });
}
