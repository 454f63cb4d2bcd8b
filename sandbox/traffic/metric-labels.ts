/** The labels that real gateways give their metrics, so that queries written for them find something. Pure. */
import type { KubeObject } from '../../kube/types.ts';
import type { LabelRecord } from '../metrics/series-store.ts';
import type { Exchange } from './exchange.ts';
import type { PodServer } from './pod-server.ts';
import type { Backend, Route } from './routes/route.ts';

/** Seconds. */
export const LATENCIES: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Milliseconds. */
export const MESH_LATENCIES: readonly number[] = [
  ...[0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500],
  ...[5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000],
];

const BAD_GATEWAY = 502;

export function istioLabels(
  { namespace, service }: Backend,
  status: number,
  server: PodServer | undefined,
): LabelRecord {
  const workload = server?.workload ?? 'unknown';
  const app = server?.labels['app'] ?? server?.labels['app.kubernetes.io/name'] ?? workload;
  const version = server?.labels['version'] ?? server?.version ?? 'unknown';
  return {
    destination_service: `${service}.${namespace}.svc.cluster.local`,
    destination_service_name: service,
    destination_service_namespace: namespace,
    destination_workload: workload,
    destination_workload_namespace: server?.namespace ?? 'unknown',
    destination_app: app,
    destination_version: version,
    destination_canonical_service: app,
    destination_canonical_revision: version,
    source_workload: 'sluice-gateway',
    source_app: 'sluice-gateway',
    request_protocol: 'http',
    response_code: String(status),
    response_flags: server ? '-' : status === BAD_GATEWAY ? 'UF' : 'UH',
    connection_security_policy: 'none',
  };
}

/**
 * As ingress-nginx has it: a canary's requests count for the Service of the Ingress itself, and name the canary beside
 * it. A Prometheus that keeps its own `namespace` calls those of the Ingress `exported_…`: both are there.
 */
export function nginxLabels(exchange: Exchange, ingress: KubeObject | undefined): LabelRecord {
  const { request, source, backend, route, status } = exchange;
  const own = servicesOf(ingress);
  const isOwn = own.length === 0 || backend.service === '' || own.includes(backend.service);
  const main = route?.backends.find(({ service }) => own.includes(service))?.service ?? own[0] ?? backend.service;
  const service = isOwn ? backend.service : main;
  return {
    namespace: source.namespace,
    exported_namespace: source.namespace,
    ingress: source.name,
    service,
    exported_service: service,
    canary: isOwn ? '' : `${backend.namespace}-${backend.service}-${backend.port ?? 80}`,
    host: hostIn(route, request.host),
    method: request.method,
    path: pathIn(ingress, request.path),
    status: String(status),
  };
}

/** As the object writes it, lest every name that somebody thinks of has series of its own. */
function hostIn(route: Route | undefined, host: string): string {
  const [name = ''] = host.toLowerCase().split(':', 1);
  const hosts = route?.hosts ?? [];
  return hosts.includes(name) ? name : (hosts[0] ?? '_');
}

interface IngressBackend {
  readonly service?: { readonly name?: string };
}

interface Ingress {
  readonly spec?: {
    readonly defaultBackend?: IngressBackend;
    readonly rules?: readonly {
      readonly http?: { readonly paths?: readonly { readonly path?: string; readonly backend?: IngressBackend }[] };
    }[];
  };
}

const pathsOf = (ingress: KubeObject | undefined) =>
  ((ingress as Ingress | undefined)?.spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);

function servicesOf(ingress: KubeObject | undefined): readonly string[] {
  const { defaultBackend } = (ingress as Ingress | undefined)?.spec ?? {};
  const all = [...pathsOf(ingress).map(({ backend }) => backend), defaultBackend];
  return all.flatMap((one) => one?.service?.name ?? []);
}

/** The rule's, not the user's, for the same reason. */
function pathIn(ingress: KubeObject | undefined, path: string): string {
  const paths = pathsOf(ingress).map((one) => one.path ?? '/');
  return paths.filter((one) => path.startsWith(one)).sort((one, other) => other.length - one.length)[0] ?? '/';
}
