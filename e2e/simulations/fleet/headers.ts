/** A header route is put only where somebody answers. What its steps make of the canary's size later is the user's. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { Ledger } from './ledger.ts';
import { headedFor } from './routed.ts';
import { ROUTES } from './routes/forms.ts';
import { readyPods, type World } from './world.ts';

/** As the trace calls them, without their groups. */
const CONCERNED: readonly string[] = ['services', ...ROUTES.map((one) => one.split('.')[0] ?? '')];

export function deafHeaderRoute(ledger: Ledger): string | undefined {
  const { before, after, isByController, write } = ledger;
  if (!isByController || !CONCERNED.includes(write?.kind ?? '')) return undefined;
  const deaf = ledger.rollouts.find(
    ({ was, is }) => ledger.isDeployed(is) && !ledger.isMeddledWith(is) && deafIn(after, is) > deafIn(before, was),
  );
  return deaf && `that of ${deaf.is.metadata.name} does not`;
}

/** Header routes behind which there is no ready pod. */
function deafIn(world: World, rollout: RolloutObject): number {
  const ready = readyPods(world, rollout);
  return headedFor(world, rollout).filter((hash) => hash !== '' && !ready.get(hash)).length;
}
