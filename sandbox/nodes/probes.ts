/** What the probes of a container find, and when: all in milliseconds since it started. Pure. */
import type { Behaviour } from './behaviour.ts';
import type { Container } from './pod.ts';

/** As API servers complete them; what they leave out has their defaults. */
export interface Probe {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly httpGet?: object;
  readonly tcpSocket?: object;
}

/** What may never happen happens at infinity. */
export interface Course {
  /** Its startup probe has succeeded, or it has none. */
  readonly startedAt: number;
  readonly readyAt: number;
  readonly unreadyAt: number;
  readonly killedAt: number;
  readonly killedBy: 'startup' | 'liveness';
}

export function courseOf(container: Container, behaviour: Behaviour): Course {
  const { readyAfter = Infinity, unliveAfter = Infinity } = behaviour;
  const { startupProbe, livenessProbe, readinessProbe } = container;
  const startedAt = startupProbe ? successOf(startupProbe, 0, readyAfter) : 0;
  const lastChance = startupProbe ? failureOf(startupProbe, 0, 0) : Infinity;
  const never = { readyAt: Infinity, unreadyAt: Infinity };
  if (startedAt > lastChance) return { ...never, startedAt: Infinity, killedAt: lastChance, killedBy: 'startup' };
  const killedAt = livenessProbe ? failureOf(livenessProbe, startedAt, unliveAfter) : Infinity;
  const readiness = readinessOf(readinessProbe, startedAt, behaviour);
  return { ...readiness, startedAt, killedAt, killedBy: 'liveness' };
}

function readinessOf(probe: Probe | undefined, startedAt: number, behaviour: Behaviour) {
  const { readyAfter = Infinity, unreadyAfter = Infinity } = behaviour;
  if (!probe) return { readyAt: Math.max(readyAfter, startedAt), unreadyAt: unreadyAfter };
  const readyAt = successOf(probe, startedAt, readyAfter);
  // The good moment was too short for the probe to notice.
  if (readyAt >= unreadyAfter) return { readyAt: Infinity, unreadyAt: Infinity };
  return { readyAt, unreadyAt: failureOf(probe, startedAt, unreadyAfter) };
}

const successOf = (probe: Probe, startedAt: number, from: number): number =>
  roundAfter(probe, startedAt, from) + ((probe.successThreshold ?? 1) - 1) * periodOf(probe);

const failureOf = (probe: Probe, startedAt: number, from: number): number =>
  roundAfter(probe, startedAt, from) + ((probe.failureThreshold ?? 3) - 1) * periodOf(probe);

/** The first time it is asked at that moment or later. */
function roundAfter(probe: Probe, startedAt: number, from: number): number {
  const first = Math.max(startedAt, (probe.initialDelaySeconds ?? 0) * 1000);
  const period = periodOf(probe);
  return first + Math.max(0, Math.ceil((from - first) / period)) * period;
}

const periodOf = ({ periodSeconds = 10 }: Probe): number => Math.max(periodSeconds, 1) * 1000;

/** What kubelets say of a probe that fails. */
export function probeFailure(what: 'Liveness' | 'Readiness' | 'Startup', probe: Probe): string {
  const why = probe.httpGet ? 'HTTP probe failed with statuscode: 503' : probe.tcpSocket ? 'connection refused' : '';
  return `${what} probe failed: ${why}`;
}
