/** No write of the controller takes ready pods from behind requests, reckoned without any code of the controller. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { Ledger } from './ledger.ts';
import { placesOf, type Share } from './routed.ts';
import { ROUTES } from './routes/forms.ts';
import { canaryOf, readyPods, selectedBy, type World } from './world.ts';

/** As the trace calls them, without their groups. */
const CONCERNED: readonly string[] = ['replicasets', 'services', ...ROUTES.map((one) => one.split('.')[0] ?? '')];

type Spec = RolloutObject['spec'];

export function takenPods(ledger: Ledger): string | undefined {
  if (!ledger.isByController || !CONCERNED.includes(ledger.write?.kind ?? '')) return undefined;
  const problems = ledger.rollouts
    .filter(({ is }) => ledger.isDeployed(is) && !ledger.isMeddledWith(is))
    .map(({ was, is }) => {
      const worse = ledger.believed(is).map(({ spec }) => worsened(ledger, { was, is }, spec));
      return worse.every((problem) => problem !== undefined) ? worse.at(-1) : undefined;
    });
  return problems.find((problem) => problem !== undefined);
}

function worsened({ before, after }: Ledger, { was, is }: Ledger['rollouts'][number], spec: Spec): string | undefined {
  const [had, has] = [shortfall(before, was, spec), shortfall(after, is, spec)];
  return has > had ? `${is.metadata.name} lacks ${has} pods in place of ${had}` : undefined;
}

/** Ready pods that are missing for what the routers show. */
function shortfall(world: World, rollout: RolloutObject, spec: Spec): number {
  const ready = readyPods(world, rollout);
  const all = [...ready.values()].reduce((sum, count) => sum + count, 0);
  const places = placesOf(world, { ...rollout, spec });
  if (!places) return Math.max(0, leastOf(spec) - all) + deserted(world, rollout, spec);
  const worst = new Map<string, number>();
  for (const [hash, share] of places.flatMap((one) => [...byRevision(one)]))
    worst.set(hash, Math.max(share, worst.get(hash) ?? 0));
  return [...worst].reduce((sum, [hash, share]) => {
    const answering = hash === '' ? all : (ready.get(hash) ?? 0);
    return sum + Math.max(0, neededFor(share, spec, hash === rollout.status?.stableRS) - answering);
  }, 0);
}

/** Where places differ, requests may come by any of them. */
function byRevision(shares: readonly Share[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { hash, share } of shares) sums.set(hash, (sums.get(hash) ?? 0) + share);
  return sums;
}

/** Without a router, too, somebody may use the stable Service of a canary. */
function deserted(world: World, rollout: RolloutObject, spec: Spec): number {
  const { stableService = '' } = spec.strategy?.canary ?? {};
  const hash = selectedBy(world, stableService);
  return hash !== '' && leastOf(spec) > 0 && readyPods(world, rollout).get(hash) === 0 ? 1 : 0;
}

function neededFor(share: number, spec: Spec, isStable: boolean): number {
  const { replicas = 1 } = spec;
  if (share <= 0 || replicas === 0) return 0;
  // Whoever sets the canary's size takes it for enough.
  const isSized = !isStable && spec.strategy?.canary?.steps?.some(({ setCanaryScale }) => setCanaryScale !== undefined);
  const most = isSized ? 1 : leastOf(spec);
  return Math.max(1, Math.min(most, Math.ceil((share * replicas) / 100)));
}

/** As few as the user takes for all of them. */
function leastOf(spec: Spec): number {
  const { replicas = 1, strategy } = spec;
  if (strategy?.blueGreen) return replicas;
  const { maxSurge = '25%', maxUnavailable = '25%' } = canaryOf(spec) ?? {};
  const missing = counted(maxUnavailable, replicas);
  const isStuck = missing === 0 && counted(maxSurge, replicas * 100) === 0;
  return Math.min(replicas - (isStuck ? 1 : missing), thresholdOf(spec));
}

function thresholdOf({ replicas = 1, strategy }: Spec): number {
  const threshold = strategy?.canary?.replicaProgressThreshold;
  if (!threshold) return replicas;
  return threshold.type === 'Pods' ? threshold.value : Math.ceil((threshold.value * replicas) / 100);
}

const counted = (amount: number | string, replicas: number): number =>
  typeof amount === 'number' ? amount : Math.floor((Number.parseInt(amount, 10) * replicas) / 100);
