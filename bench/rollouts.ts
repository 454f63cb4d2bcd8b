/**
 * What Rollouts cost: hundreds that get a new image at once, thousands that do nothing, and the time from an abort to
 * its last write. The controller is a process of its own, on a real control plane if there is one, with simulated nodes.
 *
 * Sizes come from the environment: SLUICE_BENCH_ROLLOUTS, SLUICE_BENCH_IDLE, SLUICE_BENCH_ABORTS. SLUICE_BENCH_ONLY
 * names parts, SLUICE_BENCH_KEEP a folder for logs and profiles, SLUICE_BENCH_BUNDLE a bundle that is there already.
 */
import { aborts } from './aborts.ts';
import { sleep } from './informers.ts';
import { Ledger } from './ledger.ts';
import { programOf } from './program.ts';
import {
  type ControllerProcess,
  clusterFor,
  controllerIn,
  nodesIn,
  type Place,
  type RolloutObject,
  type World,
  worldIn,
} from './rollout-world.ts';
import { between } from './scrape.ts';
import { blueGreen, canary, rolloutNamed, type Strategy, serviceFor } from './strategies.ts';
import { type Look, reportUpdate } from './update-report.ts';

type Env = Readonly<Record<string, string | undefined>>;

const REPLICAS = 5;
const SECONDS = 1_800;
const SETTLED = 3_000;
const IDLE = 60_000;
/** Milliseconds until what nobody has touched is kept as text: that belongs to the start. */
const COOLED = 75_000;
const PROBE = 15;

export async function rollouts(kubeconfig: string | undefined, env: Env = {}): Promise<void> {
  const { SLUICE_BENCH_KEEP: keep, SLUICE_BENCH_BUNDLE: built } = env;
  const program = programOf({ ...(keep && { keep }), ...(built && { built }) });
  const size = (name: string, usual: number) => Number(env[`SLUICE_BENCH_${name}`] ?? usual);
  const count = size('ROLLOUTS', 500);
  const parts: Readonly<Record<string, (place: Omit<Place, 'count'>) => Promise<void>>> = {
    canary: (place) => update({ ...place, count }, canary),
    'blue-green': (place) => update({ ...place, count }, blueGreen),
    idle: (place) => idle({ ...place, count: size('IDLE', 2_000) }),
    aborts: (place) => aborts({ ...place, count: size('ABORTS', 100) }),
  };
  const wanted = env['SLUICE_BENCH_ONLY']?.split(',') ?? Object.keys(parts);
  try {
    const cluster = await clusterFor(kubeconfig, program);
    console.log(`  on ${cluster.about}`);
    const nodes = await nodesIn(cluster, program);
    try {
      for (const [name, run] of Object.entries(parts)) if (wanted.includes(name)) await run({ program, cluster });
    } finally {
      await nodes.stop();
    }
  } finally {
    await program.remove();
  }
}

/** All Rollouts get a new image at once. */
async function update(place: Place, strategy: Strategy): Promise<void> {
  const world = await worldIn(place.cluster);
  const ledger = new Ledger(world);
  const controller = await controllerIn(world, place.program, strategy.name);
  try {
    await ledger.start();
    if (!(await isWired(world, strategy))) return console.log(`  ${strategy.name}: not wired yet, skipped`);
    const first = await timed(() => deployed(world, ledger, { count: place.count, replicas: REPLICAS, strategy }));
    await ledger.quiet(SETTLED);
    ledger.clear();
    const before = await lookAt(controller);
    const began = performance.now();
    const seconds = await timed(() => changed(world, ledger, strategy));
    await ledger.quiet(SETTLED);
    const after = await lookAt(controller);
    console.log(
      `  ${strategy.name}: ${place.count} Rollouts of ${REPLICAS} pods, first deployed in ${first.toFixed(1)} s`,
    );
    reportUpdate({ strategy, ledger, count: place.count, began, seconds, before, after });
  } finally {
    await controller.stop();
    await ledger.stop();
    await world.close();
  }
}

const lookAt = async (controller: ControllerProcess): Promise<Look> => ({
  samples: await controller.metrics(),
  cost: controller.cost(),
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function isWired(world: World, strategy: Strategy): Promise<boolean> {
  await world.create(serviceFor('probe'));
  await world.create(rolloutNamed('probe', 1, strategy.of('probe')));
  const path = `/apis/apps/v1/namespaces/${world.namespace}/replicasets`;
  const found = () => world.client.read(path).then((list) => (list as { items: unknown[] }).items.length > 0);
  const isFound = await world.until('a ReplicaSet', found, PROBE).then(
    () => true,
    () => false,
  );
  const { apiVersion, kind } = rolloutNamed('probe', 1, {});
  await world.client.delete({ apiVersion, kind, namespace: world.namespace, name: 'probe' });
  return isFound;
}

interface Deployment {
  readonly count: number;
  readonly replicas: number;
  readonly strategy: Strategy;
}

async function deployed(world: World, ledger: Ledger, { count, replicas, strategy }: Deployment): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `web-${index}`);
  if (strategy.hasServices) await Promise.all(names.map((name) => world.create(serviceFor(name))));
  await Promise.all(names.map((name) => world.create(rolloutNamed(name, replicas, strategy.of(name)))));
  const done = () => ledger.rollouts().length === count && ledger.rollouts().every(isHealthy);
  await world.until('all are healthy', done, SECONDS);
}

const isHealthy = ({ metadata, status }: RolloutObject): boolean =>
  status?.phase === 'Healthy' && status.observedGeneration === String(metadata.generation);

/** Until all are healthy and no old pod is asked for any more. */
async function changed(world: World, ledger: Ledger, { template }: Strategy): Promise<void> {
  const names = ledger.rollouts().map(({ metadata }) => metadata.name);
  await Promise.all(names.map((name) => world.change(name, { spec: { template: template('v2') } })));
  const generations = () => ledger.rollouts().every((one) => isHealthy(one) && (one.metadata.generation ?? 0) > 1);
  const sizes = () =>
    (ledger.all('ReplicaSet') as readonly RolloutObject[]).filter(({ spec }) => spec.replicas > 0).length ===
    names.length;
  await world.until('all are healthy again', () => generations() && sizes(), SECONDS);
}

/** Rollouts of one pod: it is the objects that count. The controller is a new one that finds them all settled. */
async function idle({ program, cluster, count }: Place): Promise<void> {
  const world = await worldIn(cluster);
  const ledger = new Ledger(world);
  const first = await controllerIn(world, program, 'idle-deploy');
  let controller: ControllerProcess | undefined;
  try {
    await ledger.start();
    await deployed(world, ledger, { count, replicas: 1, strategy: canary });
    await ledger.quiet(SETTLED);
    await first.stop();
    controller = await controllerIn(world, program, 'idle');
    await sleep(COOLED);
    const start = controller.cost();
    const samples = await controller.metrics();
    const before = controller.cost();
    const scrape = (before.cpu - start.cpu) * 1000;
    await sleep(IDLE);
    const after = controller.cost();
    const share = ((after.cpu - before.cpu) / (IDLE / 1000)) * 100;
    const passes = between(samples, await controller.metrics()).sum('sluice_pass_seconds_count');
    console.log(
      `  ${count} idle Rollouts: ${start.cpu.toFixed(1)} s of processor to begin with; then ${share.toFixed(2)} % of a core (aim 1) and ${scrape.toFixed(0)} ms a scrape, ${passes} passes a minute, ${after.rss.toFixed(0)} MB (aim 250), ${after.peak.toFixed(0)} MB at most`,
    );
  } finally {
    await first.stop();
    await controller?.stop();
    await ledger.stop();
    await world.close();
  }
}
