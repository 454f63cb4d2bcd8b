/** Ports of nodes for services that are reached through them. */
import { ApiError } from '../../api/api-error.ts';
import { type FieldError, invalid } from '../../api/field-error.ts';
import type { ClusterView } from '../kind.ts';
import {
  getsNodePorts,
  hasNodePorts,
  needsHealthPort,
  portsOf,
  type ServicePort,
  type ServiceSpec,
} from './service-spec.ts';

const FIRST = 30_000;
const LAST = 32_767;
const OUTSIDE = `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`;
const TAKEN = 'provided port is already allocated';

/** Which ports are taken by others, or become so. */
interface Pool {
  readonly taken: Set<number>;
  random(): number;
}

/** Hands out what is missing; gives what was asked for in vain. */
export function allocatePorts(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  others: readonly ServiceSpec[],
  cluster: ClusterView,
): FieldError[] {
  if (!hasNodePorts(spec)) return [];
  const pool: Pool = { taken: new Set(others.flatMap(portsTaken)), random: () => cluster.random() };
  const kept = new Set(old ? portsTaken(old) : []);
  const errors = portsOf(spec).flatMap((port, index) => requestedErrors(port, index, pool, kept));
  if (errors.length > 0) return errors.slice(0, 1);
  if (needsHealthPort(spec)) checkHealthPort(spec, kept, pool);
  // What the update gives up is free only once it is through.
  for (const port of [...kept, ...portsTaken(spec)]) pool.taken.add(port);
  if (getsNodePorts(spec)) giveNodePorts(portsOf(spec), old === undefined, pool);
  if (needsHealthPort(spec)) spec.healthCheckNodePort ||= anyPort(pool);
  return [];
}

function portsTaken(spec: ServiceSpec): number[] {
  const ports = [spec.healthCheckNodePort ?? 0, ...portsOf(spec).map(({ nodePort }) => nodePort ?? 0)];
  return ports.filter((port) => port !== 0);
}

function requestedErrors(
  { nodePort }: ServicePort,
  index: number,
  pool: Pool,
  kept: ReadonlySet<number>,
): FieldError[] {
  if (!nodePort) return [];
  const why = kept.has(nodePort) ? undefined : problem(nodePort, pool);
  return why === undefined ? [] : [invalid(`spec.ports[${index}].nodePort`, nodePort, why)];
}

function problem(port: number, { taken }: Pool): string | undefined {
  if (port < FIRST || port > LAST) return OUTSIDE;
  return taken.has(port) ? TAKEN : undefined;
}

/** On creation, TCP and UDP of one port number share a port of the nodes. */
function giveNodePorts(ports: readonly ServicePort[], areShared: boolean, pool: Pool): void {
  const given = new Map<number | undefined, number>();
  for (const { port, nodePort } of areShared ? ports : []) if (nodePort) given.set(port, nodePort);
  for (const port of ports) {
    port.nodePort ||= given.get(port.port) ?? anyPort(pool);
    if (areShared) given.set(port.port, port.nodePort);
  }
}

function anyPort(pool: Pool): number {
  const count = LAST - FIRST + 1;
  const start = Math.floor(pool.random() * count);
  for (let step = 0; step < count; step++) {
    const port = FIRST + ((start + step) % count);
    if (pool.taken.has(port)) continue;
    pool.taken.add(port);
    return port;
  }
  throw internal('failed to allocate a nodePort: range is full');
}

function checkHealthPort({ healthCheckNodePort: wanted }: ServiceSpec, kept: ReadonlySet<number>, pool: Pool): void {
  const why = wanted && !kept.has(wanted) ? problem(wanted, pool) : undefined;
  if (why !== undefined) throw internal(`failed to allocate requested HealthCheck NodePort ${wanted}: ${why}`);
}

const internal = (message: string): ApiError =>
  new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
