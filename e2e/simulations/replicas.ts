/** Two replicas of the real runtime share their work by leases while they stand still, die and lose their bearings. */
import type { Effect } from '../../controller/runtime/act.ts';
import type { Action, Plan } from '../../controller/runtime/plan.ts';
import type { Reconciler } from '../../controller/runtime/reconciler.ts';
import { isMirrored, toy, wantedIn } from '../../controller/runtime/toy.testkit.ts';
import { pause } from '../../kube/clock.ts';
import { shardOf } from '../../kube/shard-key.ts';
import { type KubeObject, refOf } from '../../kube/types.ts';
import type { Faults } from '../../sandbox/simulation/faults.ts';
import type { Scenario } from '../../sandbox/simulation/scenario.ts';
import type { Program, Simulation } from '../../sandbox/simulation/simulation.ts';
import { controllerProgram } from './controller-program.ts';

const NAMESPACE = 'mirrors';
const SHARDS = 2;
const NAMES: readonly string[] = ['a', 'b', 'c'];
const LABEL = 'mirror';
const MIRROR = { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE } as const;
const BY = 'toy.sluice.dev/by';
const SEEN = 'toy.sluice.dev/seen';
const LINGER = 2_000;
const ROUNDS = 6;
const ROUND = 20_000;
const MINUTE = 60_000;

const FAULTS: Faults = {
  requests: [
    { fault: 'busy', share: 0.03 },
    { fault: 'error', share: 0.03 },
    { fault: 'reset', share: 0.02 },
    { fault: 'silence', share: 0.02 },
  ],
  watches: { delay: { share: 0.1, most: 3_000 }, drop: 0.02, duplicate: 0.05, break: 0.02 },
  staleLists: 0.2,
  crashes: { share: 0.02 },
  pauses: { every: MINUTE, most: 40_000 },
  jumps: { every: MINUTE, most: 60 * MINUTE },
};

interface Lease extends KubeObject {
  readonly spec?: { readonly holderIdentity?: string };
}

/** Writes, lingers and writes again: nothing but the lease keeps who has lost it from the second write. */
const decideAs =
  (identity: string) =>
  (snapshot: { readonly object: KubeObject }): Plan<object> => {
    const { object } = snapshot;
    const nothing = { stages: [], status: {}, notices: [] };
    if (isMirrored(object)) return nothing;
    const annotate = (annotations: object): Action => ({
      ...{ do: 'patch', ref: refOf(object), because: 'mirror' },
      patch: { merge: { metadata: { annotations } } },
    });
    const linger: Action = { do: 'effect', effect: 'linger', key: object.metadata.name, input: {}, because: 'linger' };
    const first = annotate({ 'toy.sluice.dev/first': wantedIn(object), [BY]: identity });
    const second = annotate({ [SEEN]: wantedIn(object), [BY]: identity });
    return { ...nothing, stages: [[first], [linger], [second]] };
  };

type Manner = 'lawful' | 'reckless';

/** The reckless one is wrong on purpose: when it has lingered it marks the object without asking whether it still may. */
const replica = (manner: Manner): Program =>
  controllerProgram(NAMESPACE, ['--shards', String(SHARDS)], ({ client, machine: { clock }, identity }) => {
    const reach = { merge: { metadata: { annotations: { 'toy.sluice.dev/reached': identity, [BY]: identity } } } };
    const linger: Effect = async (_, { key }) => {
      await pause(clock, LINGER);
      if (manner === 'reckless') await client.patch({ ...MIRROR, name: key }, reach, { fieldManager: 'reckless' });
    };
    const decide = decideAs(identity);
    return {
      reconcilers: [toy(LABEL, { decide } as Partial<Reconciler> as Parameters<typeof toy>[1])],
      effects: { linger },
    };
  });

/** Whoever has written must hold the lease of the object's shard. */
function trespass(simulation: Simulation): () => string | undefined {
  const seen = new Map<string, string>();
  return () => {
    for (const object of simulation.objects('configmaps', NAMESPACE)) {
      const { name, annotations = {} } = object.metadata;
      const marks = JSON.stringify(annotations);
      if ((seen.get(name) ?? '{}') === marks) continue;
      seen.set(name, marks);
      const holder = holderOf(simulation, name);
      if (annotations[BY] !== holder) return `${annotations[BY]} wrote ${name}, which ${holder} holds`;
    }
    return undefined;
  };
}

function holderOf(simulation: Simulation, name: string): string | undefined {
  const lease = `sluice-${SHARDS}-${shardOf(`${NAMESPACE}/${name}`, SHARDS)}`;
  const found = simulation.objects('leases.coordination.k8s.io', NAMESPACE).find((one) => one.metadata.name === lease);
  return (found as Lease | undefined)?.spec?.holderIdentity;
}

async function play(simulation: Simulation, manner: Manner): Promise<void> {
  simulation.always('only the holder writes', trespass(simulation));
  simulation.run('replica-a', replica(manner), { faults: FAULTS });
  simulation.run('replica-b', replica(manner), { faults: FAULTS });
  const client = simulation.client('user');
  for (let round = 1; round <= ROUNDS; round++) {
    await simulation.advance(ROUND);
    for (const name of NAMES)
      await simulation.finish(
        client.patch({ ...MIRROR, name }, { merge: { data: { value: String(round) } } }, { fieldManager: 'user' }),
      );
  }
  simulation.endFaults();
  const mirrors = () => simulation.objects('configmaps', NAMESPACE) as readonly KubeObject[];
  await simulation.until('every value is mirrored', () => mirrors().every(isMirrored), 5 * MINUTE);
}

const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  ...NAMES.map((name) => ({
    ...{ apiVersion: 'v1', kind: 'ConfigMap' },
    metadata: { name, namespace: NAMESPACE, labels: { [LABEL]: 'yes' } },
    data: { value: '' },
  })),
];

export const replicas: Scenario = {
  name: 'replicas',
  about: 'two replicas share objects by leases while they stand still, crash and lose the time',
  objects,
  play: (simulation) => play(simulation, 'lawful'),
};

export const recklessReplicas: Scenario = {
  name: 'reckless-replicas',
  about: 'the same, but one write is made without asking for the lease',
  objects,
  play: (simulation) => play(simulation, 'reckless'),
};
