/** What a pod's server, the mesh's proxy beside it and its node measure of its requests. */
import type { LabelRecord, SeriesStore } from '../metrics/series-store.ts';
import type { Exchange } from './exchange.ts';
import { Meters } from './meters.ts';
import { istioLabels, LATENCIES, MESH_LATENCIES } from './metric-labels.ts';
import type { PodServer } from './pod-server.ts';

export interface PodMetrics {
  count(exchange: Exchange, isInMesh: boolean): void;
  sample(time: number): void;
  end(time: number): void;
  /** Millicores over the last minute, or since it began; undefined in the first moments. */
  usage(time: number): number | undefined;
}

/** Of a processor, for each request. */
const SECONDS_EACH = 0.005;
const WINDOW = 60_000;
const SOON = 5_000;

export function podMetrics(store: SeriesStore, server: PodServer, now: () => number): PodMetrics {
  const meters = new Meters(store, now);
  const { namespace, name: pod, container } = server;
  const cpu = meters.counter('container_cpu_usage_seconds_total', '', () => ({ namespace, pod, container }));
  const began = now();
  let requests = 0;
  /** How many requests there had been by then, the oldest first. */
  const marks: { readonly time: number; readonly requests: number }[] = [{ time: began, requests }];

  return {
    count(exchange, isInMesh) {
      requests++;
      cpu.add(SECONDS_EACH);
      countOwn(meters, server, exchange);
      if (isInMesh) countInMesh(meters, server, exchange);
    },
    sample(time) {
      meters.sample(time);
      marks.push({ time, requests });
      while ((marks[1]?.time ?? time) <= time - WINDOW) marks.shift();
    },
    end: (time) => meters.end(time),
    usage(time) {
      const [since] = marks;
      if (!since || time - since.time < SOON) return undefined;
      return ((requests - since.requests) * SECONDS_EACH * 1_000_000) / (time - since.time);
    },
  };
}

/** The counter of successes is there from the beginning: a share of it can be 0, not only missing. */
function countOwn(meters: Meters, server: PodServer, { backend, status, milliseconds }: Exchange): void {
  const { service } = backend;
  const labels = (): LabelRecord => ({
    namespace: server.namespace,
    service,
    pod: server.name,
    version: server.version,
    rollouts_pod_template_hash: server.hash,
  });
  const counted = (code: number) =>
    meters.counter('http_requests_total', `${service} ${code}`, () => ({ ...labels(), code: String(code) }));
  counted(200);
  counted(status).add(1);
  meters.histogram('http_request_duration_seconds', service, labels, LATENCIES).observe(milliseconds / 1000);
}

function countInMesh(meters: Meters, server: PodServer, { backend, status, milliseconds }: Exchange): void {
  const labels = (): LabelRecord => ({
    ...istioLabels(backend, status, server),
    reporter: 'destination',
    pod: server.name,
    namespace: server.namespace,
  });
  const key = `${backend.service} ${status}`;
  meters.counter('istio_requests_total', key, labels).add(1);
  meters.histogram('istio_request_duration_milliseconds', key, labels, MESH_LATENCIES).observe(milliseconds);
}
