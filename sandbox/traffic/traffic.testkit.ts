/** A cluster in memory with traffic in it, whose time passes only when a test says so. */
import { inProcess } from '../in-process.ts';
import { deploymentOf, newCluster, SECOND } from '../nodes/cluster.testkit.ts';
import type { GatewayAnswer } from './exchange.ts';
import { memoryWire } from './memory-wire.ts';
import type { TrafficRequest } from './routes/choice.ts';
import { startTraffic } from './traffic.ts';

type Labels = Readonly<Record<string, string>>;

interface QueryData {
  readonly status: string;
  readonly data: { readonly result: readonly { readonly metric: Labels; readonly value: readonly [number, string] }[] };
}

/** The same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export async function clusterWithTraffic(seed = 1) {
  const cluster = newCluster();
  const { clock } = cluster;
  const problems: string[] = [];
  const random = seeded(seed);
  const traffic = startTraffic({
    transport: inProcess(cluster.server),
    ...{ clock, random, wire: memoryWire(clock, random) },
    onProblem: (what, error) => void problems.push(`${what}: ${(error as Error).message}`),
  });
  await clock.advance(2 * SECOND);
  const wait = (seconds: number) => clock.advance(seconds * SECOND);

  /** One after another, every ten milliseconds. */
  const ask = async (
    host: string,
    times = 1,
    more: Partial<TrafficRequest> = {},
  ): Promise<readonly GatewayAnswer[]> => {
    const answers: Promise<GatewayAnswer>[] = [];
    for (let one = 0; one < times; one++) {
      answers.push(traffic.send({ host, path: '/', method: 'GET', headers: {}, ...more }));
      await clock.advance(10);
    }
    await wait(2);
    return await Promise.all(answers);
  };

  return {
    ...{ cluster, clock, traffic, problems, wait, ask },
    create: async (...objects: readonly object[]) => {
      for (const object of objects) await cluster.create(object);
    },
    annotate: async (kind: string, name: string, annotations: Labels, apiVersion = 'v1') => {
      const object = await cluster.get(kind, name, apiVersion);
      if (object) await cluster.patch(object, { metadata: { annotations } });
    },
    query: (query: string): Readonly<Record<string, number>> => {
      const { body } = traffic.metrics('/api/v1/query', `query=${encodeURIComponent(query)}`, clock.now().getTime());
      const { status, data } = body as QueryData;
      if (status !== 'success') throw new Error(JSON.stringify(body));
      return Object.fromEntries(
        data.result.map(({ metric, value }) => [Object.values(metric).join(' '), Number(value[1])]),
      );
    },
    async stop() {
      await traffic.stop();
      await cluster.stop();
    },
  };
}

export type TrafficCluster = Awaited<ReturnType<typeof clusterWithTraffic>>;

export function countBy<T>(items: readonly T[], key: (item: T) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[String(key(item))] = (counts[String(key(item))] ?? 0) + 1;
  return counts;
}

const at = (name: string, annotations: Labels = {}) => ({ name, namespace: 'default', annotations });

export const serviceOf = (name: string, selector: Labels, annotations?: Labels) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: at(name, annotations),
  spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});

/** A Deployment and its Service. */
export const appOf = (name: string, image: string, replicas = 1, annotations?: Labels): readonly object[] => {
  const deployment = deploymentOf(name, image, replicas);
  const { metadata, ...template } = deployment.spec.template;
  const annotated = { ...template, metadata: { ...metadata, annotations } };
  return [{ ...deployment, spec: { ...deployment.spec, template: annotated } }, serviceOf(name, { app: name })];
};

export const ingressOf = (name: string, service: string, annotations?: Labels): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: at(name, annotations),
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'shop.example.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }],
        },
      },
    ],
  },
});

export const canaryOf = (name: string, service: string, weight: number): object =>
  ingressOf(name, service, {
    'nginx.ingress.kubernetes.io/canary': 'true',
    'nginx.ingress.kubernetes.io/canary-weight': String(weight),
  });
