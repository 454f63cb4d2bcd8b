/** What probes and lifecycle hooks may do. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import { httpHeaderName, ruleErrors } from '../rules/names.ts';
import { notNegative } from '../rules/numbers.ts';
import { portName, portNumber } from '../rules/ports.ts';
import { choiceErrors, invalidIf, missing, NO_ERRORS } from './field-rules.ts';
import type { Container, Handler, HttpGet, Lifecycle, Probe } from './pod-spec.ts';

const FIGURES = [
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'],
] as const;
const MECHANISMS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;
const SIGNALS = [
  ...['ABRT', 'ALRM', 'BUS', 'CHLD', 'CLD', 'CONT', 'FPE', 'HUP', 'ILL', 'INT', 'IO', 'IOT', 'KILL', 'PIPE', 'POLL'],
  ...['PROF', 'PWR', 'QUIT', 'RTMAX', 'RTMIN', 'SEGV', 'STKFLT', 'STOP', 'SYS', 'TERM', 'TRAP', 'TSTP', 'TTIN', 'TTOU'],
  ...['URG', 'USR1', 'USR2', 'VTALRM', 'WINCH', 'XCPU', 'XFSZ'],
] as const;

/** What hooks depend on besides themselves. */
export interface Ending {
  readonly graceSeconds: number | undefined;
  readonly system: string | undefined;
}

export const probesErrors = (container: Container, field: string): readonly FieldError[] => {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...(livenessProbe ? deadlyProbeErrors(livenessProbe, `${field}.livenessProbe`) : NO_ERRORS),
    ...(readinessProbe ? readinessErrors(readinessProbe, `${field}.readinessProbe`) : NO_ERRORS),
    ...(startupProbe ? deadlyProbeErrors(startupProbe, `${field}.startupProbe`) : NO_ERRORS),
  ];
};

/** A container is restarted on their word, so one success must do. */
const deadlyProbeErrors = (probe: Probe, field: string): readonly FieldError[] => [
  ...probeErrors(probe, field),
  ...invalidIf(probe.successThreshold !== 1, `${field}.successThreshold`, probe.successThreshold, 'must be 1'),
];

function readinessErrors(probe: Probe, field: string): readonly FieldError[] {
  const grace = probe.terminationGracePeriodSeconds;
  const at = `${field}.terminationGracePeriodSeconds`;
  return [
    ...probeErrors(probe, field),
    ...invalidIf(grace !== undefined, at, grace, 'must not be set for readinessProbes'),
  ];
}

function probeErrors(probe: Probe, field: string): readonly FieldError[] {
  const grace = probe.terminationGracePeriodSeconds ?? 1;
  return [
    ...handlerErrors(probe, field, undefined),
    ...FIGURES.flatMap((name) => notNegative(probe[name as keyof Probe], `${field}.${name}`)),
    ...invalidIf(grace <= 0, `${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'),
  ];
}

export function lifecycleErrors(
  lifecycle: Lifecycle | undefined,
  field: string,
  ending: Ending,
): readonly FieldError[] {
  if (!lifecycle) return NO_ERRORS;
  const { postStart, preStop, stopSignal } = lifecycle;
  return [
    ...(postStart ? handlerErrors(postStart, `${field}.postStart`, ending.graceSeconds) : NO_ERRORS),
    ...(preStop ? handlerErrors(preStop, `${field}.preStop`, ending.graceSeconds) : NO_ERRORS),
    ...(stopSignal === undefined ? NO_ERRORS : signalErrors(stopSignal, `${field}.stopSignal`, ending.system)),
  ];
}

function signalErrors(signal: string, field: string, system: string | undefined): readonly FieldError[] {
  if (system === undefined) return [forbidden(field, 'may not be set for containers with empty `spec.os.name`')];
  if (system === 'windows') return choiceErrors(signal, field, ['SIGKILL', 'SIGTERM']);
  return choiceErrors(signal, field, linuxSignals());
}

const linuxSignals = (): readonly string[] =>
  [
    ...SIGNALS.map((name) => `SIG${name}`),
    ...Array.from({ length: 15 }, (_, index) => `SIGRTMIN+${index + 1}`),
    ...Array.from({ length: 14 }, (_, index) => `SIGRTMAX-${index + 1}`),
  ].sort();

function handlerErrors(handler: Handler, field: string, graceSeconds: number | undefined): readonly FieldError[] {
  const given = MECHANISMS.filter((name) => handler[name] !== undefined);
  const [first, ...others] = given;
  if (first === undefined) return [required(field, 'must specify a handler type')];
  return [
    ...mechanismErrors(handler, `${field}.${first}`, graceSeconds),
    ...others.map((name) => forbidden(`${field}.${name}`, 'may not specify more than 1 handler type')),
  ];
}

function mechanismErrors(
  { exec, httpGet, tcpSocket, grpc, sleep }: Handler,
  field: string,
  graceSeconds: number | undefined,
): readonly FieldError[] {
  if (exec) return exec.command?.length ? NO_ERRORS : [required(`${field}.command`)];
  if (httpGet) return httpErrors(httpGet, field);
  const socket = tcpSocket ?? grpc;
  if (socket) return portErrors(socket.port, `${field}.port`);
  return sleep && graceSeconds !== undefined ? sleepErrors(sleep.seconds ?? 0, field, graceSeconds) : NO_ERRORS;
}

const sleepErrors = (seconds: number, field: string, most: number): readonly FieldError[] =>
  seconds < 0 || seconds > most
    ? [invalid(field, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${most})`)]
    : NO_ERRORS;

const httpErrors = ({ path, port, scheme, httpHeaders = [] }: HttpGet, field: string): readonly FieldError[] => [
  ...missing(path, `${field}.path`),
  ...portErrors(port, `${field}.port`),
  ...(scheme === 'HTTP' || scheme === 'HTTPS'
    ? NO_ERRORS
    : [unsupported(`${field}.scheme`, scheme ?? '', ['HTTP', 'HTTPS'])]),
  ...httpHeaders.flatMap(({ name = '' }) => ruleErrors(`${field}.httpHeaders`, name, httpHeaderName)),
];

/** A port by number or by name. */
function portErrors(port: string | number | undefined, field: string): readonly FieldError[] {
  if (typeof port === 'string') return ruleErrors(field, port, portName);
  const wrong = portNumber(port ?? 0);
  return wrong === undefined ? NO_ERRORS : [invalid(field, port ?? 0, wrong)];
}
