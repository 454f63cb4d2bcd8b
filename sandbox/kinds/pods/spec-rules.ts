/** What a pod's spec may say, be it in a pod or in a template. */
import { duplicate, type FieldError, invalid, required } from '../../api/field-error.ts';
import { dnsLabel, dnsSubdomain, qualifiedName, type Rule, ruleErrors } from '../rules/names.ts';
import { between } from '../rules/ports.ts';
import { labelsErrors } from '../rules/selectors.ts';
import { affinityErrors } from './affinity-rules.ts';
import { allContainersErrors } from './container-rules.ts';
import { dnsErrors, hostAliasErrors } from './dns-rules.ts';
import { choiceErrors, invalidIf, NO_ERRORS, optionalChoiceErrors, repeatedAt } from './field-rules.ts';
import type { PodSpec } from './pod-spec.ts';
import { amountErrors, podResourceErrors } from './resource-rules.ts';
import { gateErrors, spreadErrors, tolerationsErrors } from './scheduling-rules.ts';
import { hostUsersErrors, podSecurityErrors, systemErrors } from './security-rules.ts';
import { checkedVolumes } from './volume-rules.ts';

const MOST_SECONDS = 2_147_483_647;

/** The pod that a spec is part of, if it is not a template. */
export interface Owner {
  readonly podName: string;
}

export function podSpecErrors(spec: PodSpec, field: string, owner?: Owner): readonly FieldError[] {
  const { errors, known } = checkedVolumes(spec.volumes ?? [], `${field}.volumes`, owner?.podName ?? '');
  const claims = new Set((spec.resourceClaims ?? []).map((one) => one.name ?? ''));
  return [
    ...errors,
    ...claimErrors(spec, `${field}.resourceClaims`),
    ...allContainersErrors({ spec, volumes: known, claims }, field),
    ...podResourceErrors(spec.resources, `${field}.resources`),
    ...hostNetworkErrors(spec, `${field}.containers`, owner !== undefined),
    ...choiceErrors(spec.restartPolicy, `${field}.restartPolicy`, ['Always', 'OnFailure', 'Never']),
    ...choiceErrors(spec.dnsPolicy, `${field}.dnsPolicy`, [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...(spec.nodeSelector ? labelsErrors(spec.nodeSelector, `${field}.nodeSelector`) : NO_ERRORS),
    ...podSecurityErrors(spec, `${field}.securityContext`),
    ...affinityErrors(spec.affinity, `${field}.affinity`),
    ...dnsErrors(spec, `${field}.dnsConfig`),
    ...schedulingErrors(spec, field),
    ...hostUsersErrors(spec, field),
    ...nameErrors(spec, field),
    ...restErrors(spec, field),
    ...systemErrors(spec, field),
  ];
}

function schedulingErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const { readinessGates = [], schedulingGates, topologySpreadConstraints } = spec;
  return [
    ...readinessGates.flatMap(({ conditionType = '' }, index) =>
      ruleErrors(`${field}.readinessGates[${index}].conditionType`, conditionType, qualifiedName),
    ),
    ...(schedulingGates ? gateErrors(schedulingGates, `${field}.schedulingGates`) : NO_ERRORS),
    ...(topologySpreadConstraints
      ? spreadErrors(topologySpreadConstraints, `${field}.topologySpreadConstraints`)
      : NO_ERRORS),
  ];
}

/** On the host's network a port is the host's port. Templates may leave it out: pods get it by default. */
function hostNetworkErrors(spec: PodSpec, field: string, isPod: boolean): readonly FieldError[] {
  if (spec.hostNetwork !== true) return NO_ERRORS;
  const why = 'must match `containerPort` when `hostNetwork` is true';
  return (spec.containers ?? []).flatMap(({ ports = [] }, container) =>
    ports.flatMap(({ hostPort = 0, containerPort = 0 }, index) => {
      const isWrong = (isPod || hostPort !== 0) && hostPort !== containerPort;
      return invalidIf(isWrong, `${field}[${container}].ports[${index}].hostPort`, hostPort, why);
    }),
  );
}

const NAMES: readonly (readonly [keyof PodSpec & string, Rule])[] = [
  ['serviceAccountName', dnsSubdomain],
  ['nodeName', dnsSubdomain],
];
const LATER_NAMES: readonly (readonly [keyof PodSpec & string, Rule])[] = [
  ['hostname', dnsLabel],
  ['subdomain', dnsLabel],
];

function nameErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const deadline = spec.activeDeadlineSeconds;
  const isWrong = deadline !== undefined && (deadline < 1 || deadline > MOST_SECONDS);
  return [
    ...namedErrors(NAMES, spec, field),
    ...invalidIf(isWrong, `${field}.activeDeadlineSeconds`, deadline, between(1, MOST_SECONDS)),
    ...namedErrors(LATER_NAMES, spec, field),
  ];
}

const namedErrors = (
  names: readonly (readonly [keyof PodSpec & string, Rule])[],
  spec: PodSpec,
  field: string,
): readonly FieldError[] =>
  names.flatMap(([name, rule]) => {
    const value = spec[name];
    return typeof value === 'string' && value !== '' ? ruleErrors(`${field}.${name}`, value, rule) : [];
  });

function restErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const { tolerations, hostAliases, priorityClassName, runtimeClassName, preemptionPolicy } = spec;
  return [
    ...(tolerations ? tolerationsErrors(tolerations, `${field}.tolerations`) : NO_ERRORS),
    ...(hostAliases ? hostAliasErrors(hostAliases, `${field}.hostAliases`) : NO_ERRORS),
    ...(priorityClassName ? ruleErrors(`${field}.priorityClassName`, priorityClassName, dnsSubdomain) : NO_ERRORS),
    ...(runtimeClassName === undefined
      ? NO_ERRORS
      : ruleErrors(`${field}.runtimeClassName`, runtimeClassName, dnsSubdomain)),
    ...optionalChoiceErrors(preemptionPolicy, `${field}.preemptionPolicy`, ['PreemptLowerPriority', 'Never']),
    ...amountErrors(spec.overhead, `${field}.overhead.limits`),
  ];
}

function claimErrors({ resourceClaims }: PodSpec, field: string): readonly FieldError[] {
  if (!resourceClaims) return NO_ERRORS;
  const repeated = repeatedAt(resourceClaims.map((one) => one.name));
  return resourceClaims.flatMap((claim, index) => {
    const at = `${field}[${index}]`;
    const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
    const sources = [resourceClaimName, resourceClaimTemplateName].filter((one) => one !== undefined).length;
    const one = '`resourceClaimName`';
    const other = '`resourceClaimTemplateName`';
    return [
      ...(name === '' ? [required(`${at}.name`)] : claimNameErrors(name, `${at}.name`, repeated.has(index))),
      ...(sources > 1 ? [invalid(at, claim, `at most one of ${one} or ${other} may be specified`)] : NO_ERRORS),
      ...(sources < 1 ? [invalid(at, claim, `must specify one of: ${one}, ${other}`)] : NO_ERRORS),
    ];
  });
}

const claimNameErrors = (name: string, field: string, isRepeated: boolean): readonly FieldError[] =>
  isRepeated ? [duplicate(field, name)] : ruleErrors(field, name, dnsLabel);
