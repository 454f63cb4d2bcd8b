/** What the containers of a pod may be. */
import { duplicate, type FieldError, forbidden, invalid, required } from '../../api/field-error.ts';
import { dnsLabel, ruleErrors } from '../rules/names.ts';
import { portName, portNumber } from '../rules/ports.ts';
import { envErrors, envFromErrors } from './env-rules.ts';
import {
  choiceErrors,
  forbiddenIf,
  invalidIf,
  NO_ERRORS,
  notFoundAt,
  optionalChoiceErrors,
  repeatedAt,
} from './field-rules.ts';
import { mountErrors } from './mount-rules.ts';
import type { Container, ContainerPort, PodSpec, Volume } from './pod-spec.ts';
import { type Ending, lifecycleErrors, probesErrors } from './probe-rules.ts';
import { resourceErrors } from './resource-rules.ts';
import { containerSecurityErrors } from './security-rules.ts';

/** What containers share. */
export interface Surroundings {
  readonly spec: PodSpec;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly claims: ReadonlySet<string>;
}

const NOT_IN_INIT = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const NOT_IN_EPHEMERAL = [
  ...['ports', 'resources', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resizePolicy'],
  'restartPolicy',
] as const;

export function allContainersErrors(shared: Surroundings, field: string): readonly FieldError[] {
  const { initContainers = [], ephemeralContainers = [] } = shared.spec;
  return [
    ...mainErrors(shared, `${field}.containers`),
    ...(initContainers.length > 0 ? initErrors(shared, `${field}.initContainers`) : NO_ERRORS),
    ...(ephemeralContainers.length > 0 ? ephemeralErrors(shared, `${field}.ephemeralContainers`) : NO_ERRORS),
  ];
}

function mainErrors(shared: Surroundings, field: string): readonly FieldError[] {
  const containers = shared.spec.containers ?? [];
  if (containers.length === 0) return [required(field)];
  const repeated = repeatedAt(containers.map((one) => one.name));
  const why = 'may not be set for non-init containers';
  return [
    ...containers.flatMap((container, index) => {
      const at = `${field}[${index}]`;
      return [
        ...containerErrors(container, shared, at),
        ...(repeated.has(index) ? [duplicate(`${at}.name`, container.name ?? '')] : NO_ERRORS),
        ...runningErrors(container, shared, at),
        ...forbiddenIf(container.restartPolicy !== undefined, `${at}.restartPolicy`, why),
      ];
    }),
    ...hostPortErrors(containers, (container) => `${field}[${container}]`),
  ];
}

const runningErrors = (container: Container, { spec }: Surroundings, field: string): readonly FieldError[] => [
  ...lifecycleErrors(container.lifecycle, `${field}.lifecycle`, endingOf(spec)),
  ...probesErrors(container, field),
];

const endingOf = (spec: PodSpec): Ending => ({
  graceSeconds: spec.terminationGracePeriodSeconds,
  system: spec.os?.name,
});

function initErrors(shared: Surroundings, field: string): readonly FieldError[] {
  const names = new Set((shared.spec.containers ?? []).map((one) => one.name));
  return (shared.spec.initContainers ?? []).flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const { name = '', restartPolicy } = container;
    const isRepeated = names.has(name);
    if (name !== '') names.add(name);
    return [
      ...containerErrors(container, shared, at),
      ...optionalChoiceErrors(restartPolicy, `${at}.restartPolicy`, ['Always']),
      ...(isRepeated ? [duplicate(`${at}.name`, name)] : NO_ERRORS),
      // Real servers count within a list of one here, so the index is always 0.
      ...hostPortErrors([container], () => `${field}[0]`),
      ...(restartPolicy === 'Always' ? runningErrors(container, shared, at) : oneOffErrors(container, at)),
    ];
  });
}

const oneOffErrors = (container: Container, field: string): readonly FieldError[] =>
  NOT_IN_INIT.flatMap((name) =>
    forbiddenIf(
      container[name] !== undefined,
      `${field}.${name}`,
      'may not be set for init containers without restartPolicy=Always',
    ),
  );

function ephemeralErrors(shared: Surroundings, field: string): readonly FieldError[] {
  const others = new Set(
    [...(shared.spec.containers ?? []), ...(shared.spec.initContainers ?? [])].map((one) => one.name),
  );
  const list = shared.spec.ephemeralContainers ?? [];
  const repeated = repeatedAt(list.map((one) => one.name));
  return list.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const { name = '', targetContainerName = '' } = container;
    const isRepeated = others.has(name) || repeated.has(index);
    const isLost = targetContainerName !== '' && !others.has(targetContainerName);
    return [
      ...containerErrors(container, shared, at),
      ...(isRepeated ? [duplicate(`${at}.name`, name)] : NO_ERRORS),
      ...(isLost ? [notFoundAt(`${at}.targetContainerName`, targetContainerName)] : NO_ERRORS),
      ...NOT_IN_EPHEMERAL.flatMap((one) =>
        forbiddenIf(isGiven(container[one]), `${at}.${one}`, 'cannot be set for an Ephemeral Container'),
      ),
    ];
  });
}

const isGiven = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined;

function containerErrors(container: Container, shared: Surroundings, field: string): readonly FieldError[] {
  const { name = '', image = '', ports, env, envFrom, terminationMessagePolicy } = container;
  const { spec } = shared;
  return [
    ...(name === '' ? [required(`${field}.name`)] : ruleErrors(`${field}.name`, name, dnsLabel)),
    ...(image === '' ? [required(`${field}.image`)] : NO_ERRORS),
    ...choiceErrors(terminationMessagePolicy, `${field}.terminationMessagePolicy`, ['File', 'FallbackToLogsOnError']),
    ...(ports ? portsErrors(ports, `${field}.ports`) : NO_ERRORS),
    ...(env ? envErrors(env, `${field}.env`) : NO_ERRORS),
    ...(envFrom ? envFromErrors(envFrom, `${field}.envFrom`) : NO_ERRORS),
    ...mountErrors(container, shared.volumes, field),
    ...choiceErrors(container.imagePullPolicy, `${field}.imagePullPolicy`, ['Always', 'IfNotPresent', 'Never']),
    ...resourceErrors(container.resources, `${field}.resources`, shared.claims),
    ...resizeErrors(container, `${field}.resizePolicy`, spec.restartPolicy),
    ...containerSecurityErrors(container.securityContext, `${field}.securityContext`, spec.hostUsers !== false),
  ];
}

function portsErrors(ports: readonly ContainerPort[], field: string): readonly FieldError[] {
  const repeated = repeatedAt(ports.map((one, index) => (one.name ? one.name : `[${index}]`)));
  return ports.flatMap((port, index) => {
    const at = `${field}[${index}]`;
    const { name = '', containerPort = 0, hostPort = 0 } = port;
    const wrongName = name === '' ? NO_ERRORS : ruleErrors(`${at}.name`, name, portName);
    const isRepeated = wrongName.length === 0 && repeated.has(index);
    return [
      ...wrongName,
      ...(isRepeated ? [duplicate(`${at}.name`, name)] : NO_ERRORS),
      ...(containerPort === 0 ? [required(`${at}.containerPort`)] : numberErrors(containerPort, `${at}.containerPort`)),
      ...(hostPort === 0 ? NO_ERRORS : numberErrors(hostPort, `${at}.hostPort`)),
      ...choiceErrors(port.protocol, `${at}.protocol`, ['SCTP', 'TCP', 'UDP']),
    ];
  });
}

function numberErrors(port: number, field: string): readonly FieldError[] {
  const wrong = portNumber(port);
  return wrong === undefined ? NO_ERRORS : [invalid(field, port, wrong)];
}

function hostPortErrors(containers: readonly Container[], fieldOf: (index: number) => string): readonly FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap(({ ports = [] }, container) =>
    ports.flatMap(({ hostPort = 0, hostIP = '', protocol = '' }, index) => {
      const place = `${protocol}/${hostIP}/${hostPort}`;
      const isTaken = hostPort !== 0 && seen.has(place);
      seen.add(place);
      return isTaken ? [duplicate(`${fieldOf(container)}.ports[${index}].hostPort`, place)] : [];
    }),
  );
}

function resizeErrors(
  { resizePolicy = [] }: Container,
  field: string,
  restartPolicy: string | undefined,
): readonly FieldError[] {
  const repeated = repeatedAt(resizePolicy.map((one) => one.resourceName));
  const why = "must be 'NotRequired' when `restartPolicy` is 'Never'";
  return resizePolicy.flatMap(({ resourceName, restartPolicy: way }, index) => [
    ...(repeated.has(index) ? [duplicate(`${field}[${index}]`, resourceName)] : NO_ERRORS),
    ...choiceErrors(resourceName, field, ['cpu', 'memory']),
    ...choiceErrors(way, field, ['NotRequired', 'RestartContainer']),
    ...invalidIf(restartPolicy === 'Never' && way !== 'NotRequired', field, way, why),
  ]);
}

/** Ephemeral containers come through a door of their own. */
export const ephemeralIn = (spec: PodSpec, field: string, why: string): readonly FieldError[] =>
  (spec.ephemeralContainers ?? []).length > 0 ? [forbidden(`${field}.ephemeralContainers`, why)] : NO_ERRORS;
