/** A sandbox with controllers and simulated nodes, whose time passes only when a test says so. */
import { ApiClient } from '../../kube/api.ts';
import { manualClock } from '../../kube/clock.testkit.ts';
import type { Transport } from '../../kube/transport.ts';
import type { KubeObject } from '../../kube/types.ts';
import { seed } from '../bootstrap.ts';
import { startControllers } from '../controllers/start.ts';
import { inProcess } from '../in-process.ts';
import { ApiServer } from '../server/api-server.ts';
import { Store } from '../store/store.ts';
import type { SimulatedPod } from './pod.ts';
import { type NodesOptions, startNodes } from './start.ts';

const BY = { fieldManager: 'test' };
const PODS = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
export const SECOND = 1_000;

export interface Events extends KubeObject {
  readonly reason: string;
  readonly message: string;
}

export function newCluster(options: Partial<NodesOptions> = {}) {
  const clock = manualClock();
  const random = seeded();
  const server = new ApiServer({ store: new Store({ history: 4_000 }), clock, random });
  seed(server, []);
  const transport = inProcess(server);
  const client = new ApiClient({ transport, clock, random });
  const problems: string[] = [];
  const onProblem = (what: string, error: unknown) => void problems.push(`${what}: ${error}`);
  const means = { transport, clock, random, onProblem };
  const controllers = startControllers(means);
  /** What the nodes ask for, such as `GET pods`. */
  const requests: string[] = [];
  const counted: Transport = (request) => {
    requests.push(`${request.method} ${kindIn(request.path)}`);
    return transport(request);
  };
  let nodes = startNodes({ ...means, transport: counted, ...options });
  const listed = async (resource: typeof PODS): Promise<readonly KubeObject[]> => {
    const all: KubeObject[] = [];
    for await (const { items } of client.list(resource)) all.push(...items);
    return all;
  };
  return {
    ...{ clock, client, problems, server, requests },
    create: (object: object) => client.create(object as KubeObject, BY),
    patch: (object: KubeObject, merge: object, subresource?: 'status') =>
      client.patch(
        { ...object, namespace: object.metadata.namespace ?? '', name: object.metadata.name },
        { merge },
        { ...BY, ...(subresource && { subresource }) },
      ),
    get: (kind: string, name: string, apiVersion = 'v1', namespace = 'default') =>
      client.get({ apiVersion, kind, namespace, name }),
    pod: async (name: string) =>
      (await client.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name })) as SimulatedPod | undefined,
    pods: async () => (await listed(PODS)) as readonly SimulatedPod[],
    events: async () => (await listed({ ...PODS, kind: 'Event', plural: 'events' })) as readonly Events[],
    /** Another process takes the nodes over. */
    async restart() {
      await drive(nodes.stop(), clock);
      nodes = startNodes({ ...means, transport: counted, ...options });
    },
    async stop() {
      await drive(Promise.all([nodes.stop(), controllers.stop()]), clock);
    },
  };
}

const kindIn = (path: string): string => /\/(pods|nodes|leases|events)\b/.exec(path)?.[1] ?? path;

/** Always the same numbers, but not one alone: uids and names are made of them. */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Lets time pass until something is done. */
async function drive(work: Promise<unknown>, clock: ReturnType<typeof manualClock>): Promise<void> {
  let isDone = false;
  void work.finally(() => {
    isDone = true;
  });
  while (!isDone) await clock.advance(SECOND);
  await work;
}

interface Wanted {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export const podOf = (name: string, image: string, { annotations, labels, ...spec }: Wanted = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', ...(annotations && { annotations }), ...(labels && { labels }) },
  spec: { containers: [{ name: 'main', image }], ...spec },
});

export const deploymentOf = (name: string, image: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
  },
});
