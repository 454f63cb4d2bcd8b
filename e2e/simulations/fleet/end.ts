/** How a fleet must end: everybody where a user wants them, and nothing left to do. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { ApiClient } from '../../../kube/api.ts';
import type { Simulation } from '../../../sandbox/simulation/simulation.ts';
import { CONTROLLER } from './ledger.ts';
import { canaryWeights, isOdd, placesOf, rulesOf, silentRouters, tiedTo, weightsText } from './routed.ts';
import { hashOf, nameIn, readyPods, replicaSetsOf, type World, worldOf } from './world.ts';

const BY = { fieldManager: 'user' } as const;
const MINUTE = 60_000;

/** Undefined once everybody has come to rest. */
export function unsettled(simulation: Simulation): string | undefined {
  const world = worldOf(simulation);
  for (const rollout of world.rollouts) {
    const problem = restless(rollout) ?? misplaced(world, rollout);
    if (problem !== undefined) return `${nameIn(rollout)} ${problem}`;
  }
  const uids = world.rollouts.map(({ metadata }) => metadata.uid);
  const lone = world.replicaSets.find(({ metadata }) => !uids.includes(metadata.ownerReferences?.[0]?.uid ?? ''));
  if (lone) return `${nameIn(lone)} has lost its Rollout`;
  const routes = Object.values(world.routes).flat();
  const haunted = routes.find((one) => tiedTo(one).some((uid) => !uids.includes(uid)));
  return haunted && `${nameIn(haunted)} remembers a Rollout that is gone`;
}

function restless({ metadata, spec, status = {} }: RolloutObject): string | undefined {
  if (status.observedGeneration !== String(metadata.generation)) return 'is not observed';
  if (status.phase === 'Healthy' || spec.paused || status.abort) return undefined;
  const isBad = spec.template?.spec?.containers?.some((one) => String(one['image']).includes('unready'));
  if (isBad && status.message?.startsWith('ProgressDeadlineExceeded')) return undefined;
  return `is ${status.phase}: ${status.message}`;
}

function misplaced(world: World, rollout: RolloutObject): string | undefined {
  const { spec, status = {} } = rollout;
  if (spec.paused) return undefined;
  if (!status.abort && status.phase !== 'Healthy') return undefined;
  const left = rulesOf(world, rollout).find(({ managed }) => managed !== undefined);
  if (left) return `keeps a ${left.managed} route in ${left.name}`;
  const odd = rulesOf(world, rollout).find(({ parts }) => isOdd(parts));
  if (odd) return `has weights of ${weightsText(odd)} in ${odd.name}`;
  if (!status.abort) return unhealthy(world, rollout);
  // Where stable never came up, whoever is there answers.
  const hasStable = (readyPods(world, rollout).get(status.stableRS ?? '') ?? 0) > 0;
  const isServed = hasStable && canaryWeights(world, rollout).some((weight) => weight > 0);
  return isServed ? 'is aborted with a canary in service' : undefined;
}

function unhealthy(world: World, rollout: RolloutObject): string | undefined {
  const { stableRS = '', currentPodHash } = rollout.status ?? {};
  const { replicas = 1 } = rollout.spec;
  const ready = readyPods(world, rollout).get(stableRS);
  if (stableRS !== currentPodHash) return 'is healthy without being promoted';
  if (ready !== replicas) return `has ${ready} ready pods of ${replicas}`;
  const silent = silentRouters(world, rollout);
  if (silent.length > 0) return `is divided by no ${silent.join(', ')}`;
  const shares = (placesOf(world, rollout) ?? []).flat().filter(({ share }) => share > 0 && replicas > 0);
  const stray = shares.find(({ hash }) => hash !== stableRS);
  if (stray) return `sends requests by ${stray.to} to ${stray.hash}`;
  const old = replicaSetsOf(world, rollout).find((one) => hashOf(one) !== stableRS && one.spec.replicas !== 0);
  return old && `keeps pods of ${nameIn(old)}`;
}

/** Who cannot do all that is asked says so each time. */
const isWork = (line: string): boolean =>
  line.includes(` ${CONTROLLER} `) &&
  (/ pass \S+ \S+: (?!notices TrafficRoutingError(, TrafficRoutingError)*$)\S/.test(line) ||
    / (create|update|patch|delete) (?!leases|events)\S+ /.test(line));

/** A watch that fell silent while there were faults is noticed after two minutes and a half. */
const SILENCE = 3 * MINUTE;

/** Everybody is looked at once more, and nothing is done. */
export async function wakened(simulation: Simulation, user: ApiClient): Promise<void> {
  await simulation.advance(SILENCE);
  await simulation.until('everybody stays at rest', () => unsettled(simulation) === undefined, 10 * MINUTE);
  await simulation.advance(MINUTE / 12);
  const since = simulation.trace.lines.length;
  for (const { metadata } of worldOf(simulation).services) {
    const ref = { apiVersion: 'v1', kind: 'Service', namespace: metadata.namespace ?? '', name: metadata.name };
    const merge = { metadata: { annotations: { 'example.com/touched': 'yes' } } };
    await simulation.finish(user.patch(ref, { merge }, BY));
  }
  await simulation.advance(MINUTE / 4);
  const work = simulation.trace.lines.slice(since).find(isWork);
  if (work !== undefined) throw new Error(`never at rest: ${work}`);
  const problem = unsettled(simulation);
  if (problem !== undefined) throw new Error(`not at rest: ${problem}`);
}
