/** A cluster with an API server and its controllers in which time passes only when told, and writes are counted. */
import { ApiClient } from '../../../kube/api.ts';
import { type ManualClock, manualClock } from '../../../kube/clock.testkit.ts';
import { timestamp } from '../../../kube/conditions.ts';
import type { Transport } from '../../../kube/transport.ts';
import type { KubeObject } from '../../../kube/types.ts';
import { seed } from '../../bootstrap.ts';
import { inProcess } from '../../in-process.ts';
import { ApiServer } from '../../server/api-server.ts';
import { Store } from '../../store/store.ts';
import { type ControllersOptions, startControllers } from '../start.ts';
import type { AutoscalerCondition } from './autoscaler.ts';

const BY = { fieldManager: 'test' };
const NAMESPACE = 'default';
const SECOND = 1000;
/** A rescale takes this long to become pods. */
const MOMENT = 2;

export interface ShownAutoscaler extends KubeObject {
  readonly status: {
    readonly currentReplicas?: number;
    readonly desiredReplicas: number;
    readonly lastScaleTime?: string;
    readonly currentMetrics?: readonly object[];
    readonly conditions: readonly AutoscalerCondition[];
  };
}

interface Listed extends KubeObject {
  readonly reason?: string;
  readonly message?: string;
  readonly status?: { readonly phase?: string };
}

/** `seenBy`: the server as the controllers see it. */
export function clusterUnder(
  options: Partial<ControllersOptions> = {},
  seenBy = (transport: Transport): Transport => transport,
) {
  const clock = manualClock();
  const random = seeded();
  const server = new ApiServer({ store: new Store({ history: 4_000 }), clock, random });
  seed(server, []);
  const writes: string[] = [];
  const problems: string[] = [];
  const direct = inProcess(server);
  const counted: Transport = (request) => {
    if (request.method !== 'GET') writes.push(`${request.method} ${request.path.replace(/\?.*/, '')}`);
    return direct(request);
  };
  const transport = seenBy(counted);
  const onProblem = (what: string, error: unknown) => void problems.push(`${what}: ${error}`);
  const controllers = startControllers({ transport, clock, random, onProblem, ...options });
  return {
    ...{ clock, writes, problems },
    ...objectsOf(new ApiClient({ transport: direct, clock, random }), clock),
    wait: (seconds: number) => clock.advance(seconds * SECOND),
    async stop() {
      let isDone = false;
      const stopped = controllers.stop().finally(() => {
        isDone = true;
      });
      while (!isDone) await clock.advance(SECOND);
      await stopped;
    },
  };
}

function objectsOf(client: ApiClient, clock: ManualClock) {
  const ref = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, namespace: NAMESPACE, name });
  const list = async (kind: string, plural: string) => {
    const found: KubeObject[] = [];
    const resource = { apiVersion: 'v1', kind, plural, namespaced: true };
    for await (const { items } of client.list(resource, { namespace: NAMESPACE })) found.push(...items);
    return found as readonly Listed[];
  };
  const status = (apiVersion: string, kind: string, name: string, merge: object) =>
    client.patch(ref(apiVersion, kind, name), { merge: { status: merge } }, { ...BY, subresource: 'status' });
  return {
    status,
    create: (object: object) => client.create(object as KubeObject, BY),
    get: (apiVersion: string, kind: string, name: string) => client.get(ref(apiVersion, kind, name)),
    patch: (apiVersion: string, kind: string, name: string, merge: object) =>
      client.patch(ref(apiVersion, kind, name), { merge }, BY),
    remove: (apiVersion: string, kind: string, name: string) => client.delete(ref(apiVersion, kind, name)),
    events: async () => (await list('Event', 'events')).map(({ reason = '', message = '' }) => `${reason}: ${message}`),
    autoscaler: async (name: string) =>
      (await client.get(ref('autoscaling/v2', 'HorizontalPodAutoscaler', name))) as ShownAutoscaler,
    /** All pods that there are soon run, ready from then on. */
    async run() {
      await clock.advance(MOMENT * SECOND);
      const time = timestamp(clock.now());
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: time }];
      for (const pod of await list('Pod', 'pods'))
        if (pod.status?.phase === 'Pending')
          await status('v1', 'Pod', pod.metadata.name, { phase: 'Running', startTime: time, conditions });
    },
  };
}

/** Always the same numbers, but not one alone: names are made of them. */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const autoscaler = (name: string, target: object, spec: object = {}) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    scaleTargetRef: target,
    maxReplicas: 10,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    ...spec,
  },
});

export const templateOf = (app: string, cpu: string | undefined) => ({
  metadata: { labels: { app }, ...(cpu !== undefined && { annotations: { 'sluice.dev/sim-cpu': cpu } }) },
  spec: { containers: [{ name: 'main', image: 'x', resources: { requests: { cpu: '200m' } } }] },
});

export const deployment = (name: string, replicas: number, cpu?: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: templateOf(name, cpu) },
});
