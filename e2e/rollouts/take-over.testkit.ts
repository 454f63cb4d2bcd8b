/** Clusters that another controller for Rollouts has left, and ours started in them. */
import { readConfig } from '../../controller/config.ts';
import { reconcilersFor } from '../../controller/reconcilers.ts';
import { HASH_LABEL } from '../../controller/rollout/keys.ts';
import type { ReplicaSet, RolloutObject, RolloutStatus, Service } from '../../controller/rollout/objects.ts';
import type { Witness } from '../../controller/runtime/reconciler.ts';
import { routingKinds } from '../../controller/traffic/driver.ts';
import { definitions } from '../../crds/definitions.ts';
import type { ApiClient } from '../../kube/api.ts';
import { type Program, Simulation } from '../../sandbox/simulation/simulation.ts';
import { controllerProgram } from '../simulations/controller-program.ts';
import { built, type Legacy, moment, OTHER, ROLLOUT, WEIGHT } from './take-over-before.testkit.ts';

export const MINUTE = 60_000;
const { namespace: NAMESPACE } = ROLLOUT;
export const SILENT: Witness = {
  passed: () => {},
  announced: () => {},
  measured: () => {},
  stored: () => {},
  gone: () => {},
  text: () => Promise.resolve(''),
};
const USER = { fieldManager: 'kubectl-argo-rollouts' };
const WRITE = / sluice +(create|patch|apply|update|delete) (?!leases|events)/;

/** What must not change when one controller follows another. */
export interface Running {
  readonly pods: readonly string[];
  /** By hash: pods asked for. */
  readonly sizes: Readonly<Record<string, number>>;
  /** By Service: the hash that it selects. */
  readonly selectors: Readonly<Record<string, string | undefined>>;
  readonly weight: number | undefined;
}

export interface TakenOver {
  readonly simulation: Simulation;
  /** As the other controller left it. */
  readonly before: RolloutStatus;
  status(): RolloutStatus;
  running(): Running;
  /** Of our controller: neither leases nor events, one line each. */
  writes(): readonly string[];
  /** From now on what runs must stay as it is, and be so after every write. */
  hold(): void;
  letGo(): void;
  /** As the command line does. */
  patchStatus(merge: object): Promise<void>;
  patchSpec(merge: object): Promise<void>;
  until(phase: string, sizes: Running['sizes']): Promise<void>;
}

/** Ours, put together as in production. */
export function sluice(flags: readonly string[] = []): Program {
  const reconcilers = reconcilersFor(readConfig(flags, {}), {
    served: { hasSlices: true, routing: routingKinds() },
    witness: SILENT,
    controlNamespace: 'argocd',
  });
  return controllerProgram(NAMESPACE, flags, () => ({ reconcilers, effects: {} }));
}

/** Ours is not started yet. */
export async function leftBehind(legacy: Legacy): Promise<TakenOver> {
  const simulation = new Simulation({ seed: 1, objects: definitions() });
  simulation.startCluster();
  const client = simulation.client('other');
  await simulation.finish(built(simulation, client, legacy));
  const generation = String(rolloutIn(simulation).metadata.generation);
  const status = legacy.status((seconds) => moment(simulation, seconds), generation);
  await simulation.finish(client.patch(ROLLOUT, { merge: { status } }, { ...OTHER, subresource: 'status' }));
  return takenOver(simulation, simulation.client('user'));
}

const rolloutIn = (simulation: Simulation) => simulation.objects('rollouts.argoproj.io')[0] as unknown as RolloutObject;

function takenOver(simulation: Simulation, client: ApiClient): TakenOver {
  let held: string | undefined;
  const running = () => runningIn(simulation);
  const status = () => rolloutIn(simulation).status ?? {};
  simulation.always('what runs stays as it is', () => {
    const now = JSON.stringify(running());
    return held === undefined || now === held ? undefined : `${now} instead of ${held}`;
  });
  return {
    ...{ simulation, before: status(), status, running },
    writes: () => simulation.trace.lines.filter((line) => WRITE.test(line)),
    hold: () => {
      held = JSON.stringify(running());
    },
    letGo: () => {
      held = undefined;
    },
    patchStatus: async (merge) => {
      await simulation.finish(client.patch(ROLLOUT, { merge: { status: merge } }, { ...USER, subresource: 'status' }));
    },
    patchSpec: async (merge) => {
      await simulation.finish(client.patch(ROLLOUT, { merge: { spec: merge } }, USER));
    },
    until: (phase, sizes) => {
      const wanted = JSON.stringify(sorted(sizes));
      const isThere = () => status().phase === phase && JSON.stringify(running().sizes) === wanted;
      return simulation.until(`${phase} with ${wanted}`, isThere, 10 * MINUTE);
    },
  };
}

const sorted = (sizes: Running['sizes']): Running['sizes'] => Object.fromEntries(Object.entries(sizes).toSorted());

function runningIn(simulation: Simulation): Running {
  const pods = simulation.objects('pods', NAMESPACE).map(({ metadata }) => metadata.uid ?? '');
  const replicaSets = simulation.objects('replicasets.apps', NAMESPACE) as unknown as readonly ReplicaSet[];
  const services = simulation.objects('services', NAMESPACE) as unknown as readonly Service[];
  const ingresses = simulation.objects('ingresses.networking.k8s.io', NAMESPACE);
  const weight = ingresses.find(({ metadata }) => metadata.name.endsWith('-canary'))?.metadata.annotations?.[WEIGHT];
  const sizes = replicaSets.map(({ metadata, spec }) => [metadata.labels?.[HASH_LABEL] ?? '', spec.replicas ?? 1]);
  const steered = services.filter(({ spec }) => spec.selector !== undefined);
  return {
    pods: pods.toSorted(),
    sizes: sorted(Object.fromEntries(sizes.filter(([, size]) => size !== 0)) as Running['sizes']),
    selectors: Object.fromEntries(steered.map(({ metadata, spec }) => [metadata.name, spec.selector?.[HASH_LABEL]])),
    weight: weight === undefined ? undefined : Number(weight),
  };
}
