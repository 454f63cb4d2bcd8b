/** Where a Service leads at the moment: those of its addresses that are ready. Pure. */
import type { KubeObject } from '../../kube/types.ts';
import type { Backend } from './routes/route.ts';

interface Port {
  readonly name?: string;
  readonly port: number;
}

export interface ServiceObject extends KubeObject {
  readonly spec?: { readonly ports?: readonly Port[] };
}

export interface Address {
  readonly ip: string;
  readonly targetRef?: { readonly kind?: string; readonly uid?: string };
}

export interface EndpointsObject extends KubeObject {
  readonly subsets?: readonly { readonly addresses?: readonly Address[]; readonly ports?: readonly Port[] }[];
}

/** `labelsOf` tells the labels of the pod behind an address; an address without one has none. */
export function readyAddresses(
  { port, labels }: Pick<Backend, 'port' | 'labels'>,
  service: ServiceObject,
  endpoints: EndpointsObject,
  labelsOf: (address: Address) => Readonly<Record<string, string>>,
): readonly Address[] {
  const subsets = endpoints.subsets ?? [];
  const name = port === undefined ? undefined : portName(port, service);
  if (port !== undefined && name === undefined) return [];
  const offered = subsets.filter(
    ({ ports = [] }) => name === undefined || ports.some((one) => (one.name ?? '') === name),
  );
  const [only, ...others] = offered;
  const all = others.length === 0 ? (only?.addresses ?? []) : offered.flatMap(({ addresses = [] }) => addresses);
  if (!labels) return all;
  const wanted = Object.entries(labels);
  return all.filter((address) => {
    const has = labelsOf(address);
    return wanted.every(([label, value]) => has[label] === value);
  });
}

/** Where the pod behind one of these addresses listens; the first of its ports if the backend names none. */
export function targetPort(
  { port }: Pick<Backend, 'port'>,
  service: ServiceObject,
  { subsets = [] }: EndpointsObject,
  address: Address,
): number | undefined {
  const { ports = [] } = subsets.find(({ addresses = [] }) => addresses.includes(address)) ?? {};
  const name = port === undefined ? undefined : portName(port, service);
  return ports.find((one) => name === undefined || (one.name ?? '') === name)?.port;
}

/** Endpoints call their ports as the Service does. */
function portName(port: number | string, { spec }: ServiceObject): string | undefined {
  const found = spec?.ports?.find((one) => (typeof port === 'number' ? one.port === port : one.name === port));
  return found && (found.name ?? '');
}
