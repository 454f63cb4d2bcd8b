/** What the status of a pod may become. */
import { type FieldError, forbidden, invalid } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import { dnsSubdomain, qualifiedName, ruleErrors } from '../rules/names.ts';
import { addressErrors } from './dns-rules.ts';
import { immutableError, invalidIf, NO_ERRORS } from './field-rules.ts';
import { type PodSpec, podSpecOf } from './pod-spec.ts';

const SYSTEM_CONDITIONS: readonly string[] = ['PodScheduled', 'Ready', 'Initialized'];
const NOT_NEGATIVE = 'must be a non-negative integer';

interface ContainerStatus {
  name?: string;
  state?: { terminated?: { exitCode?: number } };
}

interface PodStatus {
  conditions?: { type?: string; observedGeneration?: number }[];
  observedGeneration?: number;
  nominatedNodeName?: string;
  qosClass?: string;
  podIP?: string;
  podIPs?: { ip?: string }[];
  hostIP?: string;
  hostIPs?: { ip?: string }[];
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
  ephemeralContainerStatuses?: ContainerStatus[];
}

/** Completes the status too: one address stands in two fields, and a forgotten quality is kept. */
export function podStatusErrors(pod: ApiObject, old: ApiObject): readonly FieldError[] {
  const status = (pod['status'] ?? {}) as PodStatus;
  const before = (old['status'] ?? {}) as PodStatus;
  complete(status, before);
  const nominated = status.nominatedNodeName ?? '';
  const isRenamed = nominated !== '' && nominated !== before.nominatedNodeName;
  const generation = status.observedGeneration ?? 0;
  return [
    ...conditionErrors(status, 'status.conditions'),
    ...(isRenamed ? ruleErrors('status.nominatedNodeName', nominated, dnsSubdomain) : NO_ERRORS),
    ...invalidIf(generation < 0, 'status.observedGeneration', generation, NOT_NEGATIVE),
    ...(status.qosClass === before.qosClass ? NO_ERRORS : [immutableError('status.qosClass', status.qosClass)]),
    ...transitionErrors(status, before, podSpecOf(old)),
    ...addressListErrors(status.podIPs, before.podIPs, 'status.podIPs'),
    ...hostErrors(status),
    ...addressListErrors(status.hostIPs, before.hostIPs, 'status.hostIPs'),
  ];
}

function complete(status: PodStatus, before: PodStatus): void {
  if (!status.qosClass && before.qosClass) status.qosClass = before.qosClass;
  const [first] = status.podIPs ?? [];
  if (status.podIP && first?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
  else if (!status.podIP && first?.ip) status.podIP = first.ip;
}

const conditionErrors = ({ conditions = [] }: PodStatus, field: string): readonly FieldError[] =>
  conditions.flatMap(({ type = '', observedGeneration = 0 }, index) => {
    const at = `${field}[${index}]`;
    return [
      ...invalidIf(observedGeneration < 0, `${at}.observedGeneration`, observedGeneration, NOT_NEGATIVE),
      ...(SYSTEM_CONDITIONS.includes(type) ? NO_ERRORS : ruleErrors(`${at}.Type`, type, qualifiedName)),
    ];
  });

type StatusList = readonly [
  list: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses',
  policy: string,
  restartable: readonly (string | undefined)[],
];

/** What has ended for good does not run again. */
function transitionErrors(status: PodStatus, before: PodStatus, spec: PodSpec): readonly FieldError[] {
  const { restartPolicy = 'Always', initContainers = [] } = spec;
  const sidecars = initContainers.filter((one) => one.restartPolicy === 'Always').map((one) => one.name);
  const lists: readonly StatusList[] = [
    ['containerStatuses', restartPolicy, []],
    ['initContainerStatuses', restartPolicy, sidecars],
    ['ephemeralContainerStatuses', 'Never', []],
  ];
  return lists.flatMap(([list, policy, restartable]) => {
    if (policy === 'Always') return [];
    const back = new Set((status[list] ?? []).filter((one) => !one.state?.terminated).map((one) => one.name));
    return (before[list] ?? []).flatMap((one, index) =>
      back.has(one.name) && isOver(one, policy) && !restartable.includes(one.name)
        ? [forbidden(`status.${list}[${index}].state`, 'may not be transitioned to non-terminated state')]
        : [],
    );
  });
}

function isOver({ state }: ContainerStatus, policy: string): boolean {
  if (!state?.terminated) return false;
  return policy !== 'OnFailure' || (state.terminated.exitCode ?? 0) === 0;
}

type Addresses = readonly { ip?: string }[] | undefined;

function addressListErrors(addresses: Addresses, before: Addresses, field: string): readonly FieldError[] {
  if (!addresses) return NO_ERRORS;
  const known = new Set((before ?? []).map((one) => one.ip));
  const families = new Set(addresses.map(({ ip = '' }) => ip.includes(':')));
  return [
    ...addresses.flatMap(({ ip = '' }, index) => (known.has(ip) ? [] : addressErrors(ip, `${field}[${index}]`))),
    ...invalidIf(
      families.size !== addresses.length,
      field,
      addresses,
      'may specify no more than one IP for each IP family',
    ),
  ];
}

function hostErrors({ hostIP = '', hostIPs = [] }: PodStatus): readonly FieldError[] {
  const [first] = hostIPs;
  return first && first.ip !== hostIP
    ? [invalid('status.hostIPs[0].ip', first.ip ?? '', 'must be equal to `hostIP`')]
    : NO_ERRORS;
}
