/** A shop in a simulated cluster behind a router, and clients who keep their cookies. */
import { readConfig } from '../../controller/config.ts';
import { reconcilersFor } from '../../controller/reconcilers.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { routingKinds } from '../../controller/traffic/driver.ts';
import { definitions } from '../../crds/definitions.ts';
import { Simulation } from '../../sandbox/simulation/simulation.ts';
import { memoryWire } from '../../sandbox/traffic/memory-wire.ts';
import { startTraffic, type Traffic } from '../../sandbox/traffic/traffic.ts';
import { controllerProgram } from '../simulations/controller-program.ts';
import { SILENT } from './take-over.testkit.ts';

const NAMESPACE = 'default';
const LABELS = { app: 'web' };
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const BY = { fieldManager: 'user' };
const template = (tag: string) => ({
  metadata: { labels: LABELS },
  spec: { containers: [{ name: 'main', image: `web:${tag}` }] },
});
const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }] },
});

/** What a browser remembers, by the name of the cookie. */
export type Client = Map<string, string>;

export const HOST = 'shop.example';

/** Objects beside the Rollout, their definitions among them. */
export async function startShop(canary: object, objects: readonly object[]) {
  const rollout = {
    ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: NAMESPACE } },
    spec: {
      ...{ replicas: 4, selector: { matchLabels: LABELS }, template: template('1') },
      strategy: { canary: { canaryService: 'canary', stableService: 'stable', ...canary } },
    },
  };
  const all = [...definitions(), service('canary'), service('stable'), ...objects, rollout];
  const simulation = new Simulation({ seed: 1, objects: all });
  const around = { served: { hasSlices: true, routing: routingKinds() }, witness: SILENT, controlNamespace: 'argocd' };
  const reconcilers = reconcilersFor(readConfig([], {}), around);
  simulation.startCluster();
  const traffic = trafficIn(simulation);
  simulation.run(
    'sluice',
    controllerProgram(NAMESPACE, [], () => ({ reconcilers, effects: {} })),
  );
  const client = simulation.client('user');
  const change = async (merge: object, more = {}) => {
    await simulation.finish(client.patch(REF, { merge }, { ...BY, ...more }));
    await simulation.advance(90_000);
  };
  const status = (merge: object) => change({ status: merge }, { subresource: 'status' });
  await simulation.advance(60_000);
  return {
    release: (tag: string) => change({ spec: { template: template(tag) } }),
    status,
    /** Goes on after a pause. */
    proceed: () => status({ pauseConditions: null }),
    rollout: () => simulation.finish(client.get(REF)) as Promise<RolloutObject>,
    object: async (apiVersion: string, kind: string) =>
      (await simulation.finish(client.get({ ...REF, apiVersion, kind }))) as { readonly spec?: unknown } | undefined,
    /** The version that answers each of them; they come with their cookies and keep what they are given. */
    visits: async (clients: readonly Client[]) => {
      const versions: (string | undefined)[] = [];
      for (const one of clients) versions.push(await simulation.finish(visit(traffic, one)));
      return versions;
    },
  };
}

function trafficIn(simulation: Simulation): Traffic {
  let traffic: Traffic | undefined;
  simulation.run('traffic', ({ transport, machine: { clock, random, note } }) => {
    const onProblem = (what: string, error: unknown) => note(`problem: ${what}: ${(error as Error).message}`);
    traffic = startTraffic({ transport, clock, random, wire: memoryWire(clock, random), onProblem });
  });
  if (!traffic) throw new Error('there is no traffic');
  return traffic;
}

async function visit(traffic: Traffic, client: Client): Promise<string | undefined> {
  const cookie = ['theme=dark', ...[...client].map(([name, value]) => `${name}=${value}`)].join('; ');
  const { version, cookies = [] } = await traffic.send({
    host: HOST,
    path: '/cart',
    method: 'GET',
    headers: { cookie },
  });
  for (const text of cookies) {
    const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(text) ?? [];
    client.set(name, value);
  }
  return version;
}
