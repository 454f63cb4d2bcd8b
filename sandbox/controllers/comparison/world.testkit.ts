/** One cluster under comparison: its simulated nodes, and all that is in it, as last seen. */
import { ApiClient } from '../../../kube/api.ts';
import { systemClock as clock } from '../../../kube/clock.ts';
import { Informer } from '../../../kube/informer.ts';
import { byNamespace } from '../../../kube/ownership.ts';
import type { Change } from '../../../kube/store.ts';
import type { KubeObject, Resource } from '../../../kube/types.ts';
import { type Target, type Traits, traitsOf } from '../../conformance/target.testkit.ts';
import { type Nodes, startNodes } from '../../nodes/start.ts';

export interface World {
  readonly target: Target;
  readonly traits: Traits;
  readonly client: ApiClient;
  resource(kind: string): Resource;
  /** Of one kind in one namespace. */
  all(kind: string, namespace: string): readonly KubeObject[];
  /** When something last changed in a namespace, by the clock's monotonic time. */
  changedAt(namespace: string): number;
  readonly problems: readonly string[];
  stop(): Promise<void>;
}

/** By kind: version, plural. Versions in braces differ between servers. */
const KINDS: Readonly<Record<string, readonly [apiVersion: string, plural: string]>> = {
  Pod: ['v1', 'pods'],
  Service: ['v1', 'services'],
  Endpoints: ['v1', 'endpoints'],
  Event: ['v1', 'events'],
  PersistentVolumeClaim: ['v1', 'persistentvolumeclaims'],
  Deployment: ['apps/v1', 'deployments'],
  ReplicaSet: ['apps/v1', 'replicasets'],
  StatefulSet: ['apps/v1', 'statefulsets'],
  DaemonSet: ['apps/v1', 'daemonsets'],
  ControllerRevision: ['apps/v1', 'controllerrevisions'],
  Job: ['batch/v1', 'jobs'],
  CronJob: ['{cronBatch}', 'cronjobs'],
  EndpointSlice: ['{discovery}', 'endpointslices'],
  PodDisruptionBudget: ['{policy}', 'poddisruptionbudgets'],
};

export const ALL_KINDS: readonly string[] = Object.keys(KINDS);

/** So soon containers are ready, in milliseconds. */
const READY_AFTER = 200;

export function versionIn(text: string, { versions }: Traits): string {
  const name = /^\{(\w+)\}$/.exec(text)?.[1];
  return name === undefined ? text : (versions[name] ?? text);
}

export async function worldAt(target: Target): Promise<World> {
  const traits = await traitsOf(target);
  const problems: string[] = [];
  const means = { transport: target.send, clock, random: Math.random };
  const client = new ApiClient(means);
  const onProblem = (what: string, error: unknown) => void problems.push(`${what}: ${error}`);
  const nodes = startNodes({ ...means, onProblem, readyAfter: READY_AFTER });
  const changes = new Map<string, number>();
  const noteChange = ({ before, after }: Change) =>
    void changes.set((after ?? before)?.metadata.namespace ?? '', clock.monotonic());
  const informers = new Map(
    ALL_KINDS.map((kind) => {
      const resource = resourceOf(kind, traits);
      const rest = { clock, random: Math.random, indexes: { namespace: byNamespace } };
      // Who complains does so again and again.
      const onChange = kind === 'Event' ? () => {} : noteChange;
      return [kind, new Informer({ client, resource, onChange, ...rest })] as const;
    }),
  );
  for (const informer of informers.values()) informer.start();
  return {
    ...{ target, traits, client, problems },
    resource: (kind) => resourceOf(kind, traits),
    all: (kind, namespace) => informers.get(kind)?.view.by('namespace', namespace) ?? [],
    changedAt: (namespace) => changes.get(namespace) ?? 0,
    stop: () => stopped(nodes, [...informers.values()]),
  };
}

function resourceOf(kind: string, traits: Traits): Resource {
  const [version, plural] = KINDS[kind] ?? [];
  if (kind === 'Node') return { apiVersion: 'v1', kind, plural: 'nodes', namespaced: false };
  if (version === undefined || plural === undefined) throw new Error(`no scenario knows ${kind}`);
  return { apiVersion: versionIn(version, traits), kind, plural, namespaced: true };
}

async function stopped(nodes: Nodes, informers: readonly Informer[]): Promise<void> {
  await nodes.stop();
  await Promise.all(informers.map((informer) => informer.stop()));
}
