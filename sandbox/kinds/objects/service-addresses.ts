/** The addresses of services, out of one network. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import type { ClusterView } from '../kind.ts';
import { address, contains, dotted, range } from '../rules/addresses.ts';
import { isExternalName, isHeadless, type ServiceSpec } from './service-spec.ts';

const NETWORK = '10.96.0.0/16';
const BASE = 0x0a600000;
/** The lower part is left to those who ask for an address of their own. */
const FIRST = 256;
const LAST = 65_534;

/** Gives the service an address, or makes sure that the one it asks for is free. */
export function allocateAddresses(
  spec: ServiceSpec,
  others: readonly ServiceSpec[],
  cluster: ClusterView,
): FieldError[] {
  if (isExternalName(spec) || isHeadless(spec)) return [];
  const taken = new Set(others.flatMap(({ clusterIPs = [] }) => clusterIPs));
  const wanted = spec.clusterIPs?.[0];
  if (wanted) return takenErrors(spec, wanted, taken);
  const free = freeAddress(taken, cluster.random());
  if (free === undefined)
    return [invalid('spec.clusterIPs', spec.clusterIPs ?? [], 'failed to allocate IP: range is full')];
  spec.clusterIP = free;
  spec.clusterIPs = [free];
  return [];
}

function takenErrors(spec: ServiceSpec, wanted: string, taken: ReadonlySet<string>): FieldError[] {
  const [network, one] = [range(NETWORK), address(wanted)];
  const isInside = network && one && contains(network, one);
  if (isInside && !taken.has(wanted)) return [];
  const why = isInside ? 'provided IP is already allocated' : 'the provided network does not match the current range';
  return [invalid('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${wanted}: ${why}`)];
}

function freeAddress(taken: ReadonlySet<string>, random: number): string | undefined {
  const count = LAST - FIRST + 1;
  const start = Math.floor(random * count);
  for (let step = 0; step < count; step++) {
    const candidate = dotted(BASE + FIRST + ((start + step) % count));
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}
