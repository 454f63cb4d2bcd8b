/**
 * The smallest controller with something to lose, to prove that simulations find what they are there to find: it keeps as
 * many pods as a ConfigMap says. `hasty` is wrong on purpose: it waits a second after its writes and then believes what
 * its cache shows.
 */
import { ApiClient } from '../../kube/api.ts';
import { hasReason } from '../../kube/errors.ts';
import { Informer } from '../../kube/informer.ts';
import { Queue } from '../../kube/queue.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Faults } from '../../sandbox/simulation/faults.ts';
import type { Machine } from '../../sandbox/simulation/machine.ts';
import type { Scenario } from '../../sandbox/simulation/scenario.ts';
import type { Place, Program, Simulation } from '../../sandbox/simulation/simulation.ts';

const NAMESPACE = 'toy';
const POOL = { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: 'pool' } as const;
const BY = { fieldManager: 'toy' } as const;
const PODS = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true } as const;
const POOLS = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true } as const;
const SETTLES = 1_000;
const MINUTE = 60_000;
/** How many pods are wanted, one after another. */
const SIZES: readonly number[] = [2, 4];

type Manner = 'hasty' | 'careful';

interface Pool extends KubeObject {
  readonly data?: { readonly count?: string };
}

const EVERYTHING_GOES_WRONG: Faults = {
  requests: [
    { fault: 'conflict', share: 0.05, verbs: ['create', 'patch'] },
    { fault: 'busy', share: 0.05 },
    { fault: 'error', share: 0.05 },
    { fault: 'reset', share: 0.03 },
    { fault: 'silence', share: 0.02 },
  ],
  watches: { delay: { share: 0.2, most: 5_000 }, drop: 0.02, duplicate: 0.05, break: 0.02 },
  staleLists: 0.2,
  crashes: { share: 0.1 },
  pauses: { every: 2 * MINUTE, most: 20_000 },
  jumps: { every: 2 * MINUTE, most: 60_000 },
};

const wantedIn = (pool: KubeObject | undefined): number => Number((pool as Pool | undefined)?.data?.count ?? 0);
const isAlive = ({ metadata }: { readonly metadata: { readonly deletionTimestamp?: string } }): boolean =>
  metadata.deletionTimestamp === undefined;

const toy =
  (manner: Manner): Program =>
  (place) =>
    new Toy(place, manner).start();

class Toy {
  readonly #client: ApiClient;
  readonly #machine: Machine;
  readonly #missing: (wanted: number, shown: readonly KubeObject[]) => KubeObject[];
  readonly #pods: Informer;
  readonly #pools: Informer;
  readonly #queue: Queue;
  #restsUntil = 0;

  constructor({ transport, machine }: Place, manner: Manner) {
    const { clock, random, note } = machine;
    const client = new ApiClient({ transport, clock, random });
    const onChange = () => this.#queue.add('pool');
    const common = { client, clock, random, selection: { namespace: NAMESPACE }, onChange };
    this.#client = client;
    this.#machine = machine;
    this.#missing = manner === 'hasty' ? nameless : named;
    this.#pods = new Informer({ ...common, resource: PODS });
    this.#pools = new Informer({ ...common, resource: POOLS });
    this.#queue = new Queue({
      ...{ clock, random, concurrency: 1 },
      run: () => this.#pass(),
      onError: (_, error) => note(`pass failed: ${(error as Error).message}`),
    });
  }

  start(): void {
    this.#pods.start();
    this.#pools.start();
    this.#queue.start();
  }

  async #pass(): Promise<Date | undefined> {
    const { clock } = this.#machine;
    if (clock.monotonic() < this.#restsUntil) return this.#later(this.#restsUntil - clock.monotonic());
    if (!this.#pods.hasListed || !this.#pools.hasListed) return undefined;
    const made = await this.#fill(wantedIn(this.#pools.view.get(`${NAMESPACE}/${POOL.name}`)));
    if (made === 0) return undefined;
    this.#restsUntil = clock.monotonic() + SETTLES;
    return this.#later(SETTLES);
  }

  async #fill(wanted: number): Promise<number> {
    const shown = [...this.#pods.view.all()];
    const missing = this.#missing(wanted, shown);
    if (missing.length > 0) this.#machine.note(`sees ${shown.length} pods of ${wanted}: creates ${missing.length}`);
    for (const pod of missing) await created(this.#client, pod);
    return missing.length;
  }

  /** A wake-up a fraction of a millisecond early would find nothing to do. */
  #later(ms: number): Date {
    return new Date(this.#machine.clock.now().getTime() + Math.ceil(ms) + 1);
  }
}

async function created(client: ApiClient, pod: KubeObject): Promise<void> {
  try {
    await client.create(pod, BY);
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error;
  }
}

const podOf = (metadata: object): KubeObject =>
  ({
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { namespace: NAMESPACE, ...metadata },
    spec: { containers: [{ name: 'main', image: 'toy:1' }] },
  }) as unknown as KubeObject;

/** So many as the cache does not show. */
const nameless = (wanted: number, shown: readonly KubeObject[]): KubeObject[] =>
  Array.from({ length: Math.max(0, wanted - shown.filter(isAlive).length) }, () => podOf({ generateName: 'pool-' }));

/** A name can be taken once: what the cache does not show yet is refused by the server. */
const named = (wanted: number, shown: readonly KubeObject[]): KubeObject[] =>
  Array.from({ length: wanted }, (_, index) => `pool-${index}`)
    .filter((name) => !shown.some(({ metadata }) => metadata.name === name))
    .map((name) => podOf({ name }));

/** Wants more now and then, and loses pods. */
async function play(simulation: Simulation, manner: Manner, faults: Faults): Promise<void> {
  const pods = () => simulation.objects('pods', NAMESPACE).filter(isAlive);
  const wanted = () => wantedIn(simulation.objects('configmaps', NAMESPACE).find(isPool) as Pool | undefined);
  simulation.always('no more pods than wanted', () =>
    pods().length > wanted() ? `${pods().length} pods of ${wanted()}` : undefined,
  );
  simulation.startCluster();
  simulation.run('toy', toy(manner), { faults });
  const client = simulation.client('user');
  for (const size of SIZES) {
    await simulation.advance(MINUTE / 2);
    await simulation.finish(client.patch(POOL, { merge: { data: { count: String(size) } } }, BY));
    await simulation.advance(MINUTE / 2);
    const [first] = pods();
    if (first) await simulation.finish(client.delete({ ...PODS, namespace: NAMESPACE, name: first.metadata.name }));
  }
  simulation.endFaults();
  await simulation.until('as many pods as wanted', () => pods().length === wanted(), 10 * MINUTE);
}

const isPool = ({ metadata }: { readonly metadata: { readonly name: string } }): boolean => metadata.name === POOL.name;

const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  {
    ...{ apiVersion: 'v1', kind: 'ConfigMap' },
    metadata: { name: POOL.name, namespace: NAMESPACE },
    data: { count: '0' },
  },
];

const scenario = (name: string, about: string, manner: Manner, faults: Faults): Scenario => ({
  ...{ name, about, objects },
  play: (simulation) => play(simulation, manner, faults),
});

export const hastyToy = scenario(
  'hasty-toy',
  'a controller that believes its cache, while everything goes wrong',
  'hasty',
  EVERYTHING_GOES_WRONG,
);
export const hastyToyInPeace = scenario('hasty-toy-in-peace', 'the same while nothing goes wrong', 'hasty', {});
export const carefulToy = scenario(
  'careful-toy',
  'the same controller, mended, while everything goes wrong',
  'careful',
  EVERYTHING_GOES_WRONG,
);
