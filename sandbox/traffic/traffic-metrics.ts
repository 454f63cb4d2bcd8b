/** Counts exchanges, and samples what it has counted every five seconds into series that can be queried. */
import type { Clock } from '../../kube/clock.ts';
import type { SeriesStore } from '../metrics/series-store.ts';
import type { Exchange } from './exchange.ts';
import { type Known, sourceKey } from './known.ts';
import { Meters } from './meters.ts';
import { istioLabels, LATENCIES, MESH_LATENCIES, nginxLabels } from './metric-labels.ts';
import { type PodMetrics, podMetrics } from './pod-metrics.ts';
import type { PodServer } from './pod-server.ts';

const EVERY = 5_000;

export class TrafficMetrics {
  readonly #store: SeriesStore;
  readonly #clock: Clock;
  readonly #known: Known;
  /** By the unique ids of pods. */
  readonly #pods = new Map<string, PodMetrics>();
  readonly #gateway: Meters;
  readonly #every: number;
  #cancel: () => void = () => undefined;

  constructor(store: SeriesStore, clock: Clock, known: Known, every = EVERY) {
    this.#every = every;
    this.#store = store;
    this.#clock = clock;
    this.#known = known;
    this.#gateway = new Meters(store, this.#now);
  }

  start(): void {
    this.#cancel = this.#clock.after(this.#every, () => {
      this.#sample();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  begin(server: PodServer): void {
    this.#pods.set(server.uid, podMetrics(this.#store, server, this.#now));
  }

  end(uid: string): void {
    this.#pods.get(uid)?.end(this.#now());
    this.#pods.delete(uid);
  }

  usage(uid: string): number | undefined {
    return this.#pods.get(uid)?.usage(this.#now());
  }

  count(exchange: Exchange): void {
    const { hasMesh: isInMesh } = this.#known;
    const { server, isMirrored, source, backend } = exchange;
    if (server) this.#pods.get(server.uid)?.count(exchange, isInMesh);
    if (isMirrored) return;
    this.#countHere(exchange);
    if (isInMesh && backend.service !== '') this.#countForMesh(exchange);
    if (source.kind === 'Ingress') this.#countForIngress(exchange);
  }

  #countHere({ source, backend, server, status }: Exchange): void {
    const { kind, namespace, name } = source;
    const { service } = backend;
    const version = server?.version ?? '';
    const labels = () => ({ kind, namespace, name, service, version, code: String(status) });
    const key = `${kind} ${namespace}/${name} ${service} ${version} ${status}`;
    this.#gateway.counter('sluice_gateway_requests_total', key, labels).add(1);
  }

  /** What the proxy of whoever asks saw: also the requests that reached no pod. */
  #countForMesh({ backend, server, status, milliseconds }: Exchange): void {
    const labels = () => ({ ...istioLabels(backend, status, server), reporter: 'source' });
    const { namespace, service } = backend;
    const key = `${namespace}/${service} ${server?.workload ?? ''} ${server?.version ?? ''} ${status}`;
    this.#gateway.counter('istio_requests_total', key, labels).add(1);
    this.#gateway.histogram('istio_request_duration_milliseconds', key, labels, MESH_LATENCIES).observe(milliseconds);
  }

  #countForIngress(exchange: Exchange): void {
    const ingress = this.#known.routes.objects.get(sourceKey(exchange.source));
    const labels = nginxLabels(exchange, ingress);
    const key = Object.values(labels).join(' ');
    this.#gateway.counter('nginx_ingress_controller_requests', key, () => labels).add(1);
    this.#gateway
      .histogram('nginx_ingress_controller_request_duration_seconds', key, () => labels, LATENCIES)
      .observe(exchange.milliseconds / 1000);
  }

  #sample(): void {
    const time = this.#now();
    for (const pod of this.#pods.values()) pod.sample(time);
    this.#gateway.sample(time);
  }

  readonly #now = (): number => this.#clock.now().getTime();
}
