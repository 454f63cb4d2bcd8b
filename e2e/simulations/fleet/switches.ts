/** Who answers next: blue-green that asks for a promotion waits for one, and ping and pong turn with each. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { Ledger } from './ledger.ts';
import { changes } from './steps.ts';
import { hashOf, replicaSetsOf, selectedBy, type World } from './world.ts';

/** Without a promotion by somebody, blue-green that asks for one does not switch. */
export function hastySwitch(ledger: Ledger): string | undefined {
  if (!ledger.isByController || ledger.write?.kind !== 'services') return undefined;
  const hasty = ledger.rollouts.find(
    ({ was, is }) =>
      ledger.isDeployed(is) && isSwitched(ledger, is) && asksAlways(ledger, is) && !isReleased(ledger, was),
  );
  return hasty && `${hasty.is.metadata.name} did, and nobody promoted it`;
}

const asksAlways = (ledger: Ledger, rollout: RolloutObject): boolean =>
  ledger.believed(rollout).every(({ spec }) => spec.strategy?.blueGreen?.autoPromotionEnabled === false);

function isSwitched({ before, after }: Ledger, { metadata, status = {} }: RolloutObject): boolean {
  const [from, to] = [before, after].map((world) => selectedBy(world, `${metadata.name}-stable`));
  return from !== '' && from !== to && to === status.currentPodHash && to !== status.stableRS;
}

function isReleased({ before }: Ledger, rollout: RolloutObject): boolean {
  const { controllerPause, pauseConditions = [], promoteFull, blueGreen } = rollout.status ?? {};
  const isResumed = controllerPause === true && pauseConditions.length === 0;
  return isResumed || promoteFull === true || blueGreen?.scaleUpPreviewCheckPoint === true || isBack(before, rollout);
}

/** To what ran before, which is known. */
function isBack(world: World, rollout: RolloutObject): boolean {
  const { currentPodHash, stableRS } = rollout.status ?? {};
  const madeAt = (hash = '') =>
    replicaSetsOf(world, rollout).find((one) => hashOf(one) === hash)?.metadata.creationTimestamp ?? '';
  return madeAt(currentPodHash) < madeAt(stableRS);
}

/** Ping and pong change places when another revision becomes stable, and only then. */
export function oddTurn(ledger: Ledger): string | undefined {
  const odd = changes(ledger).find(({ rollout, was, is }) => {
    const isTurned = was.canary?.stablePingPong !== is.canary?.stablePingPong;
    return rollout.spec.strategy?.canary?.pingPong && isTurned !== (was.stableRS !== is.stableRS);
  });
  return odd && `${odd.rollout.metadata.name} has ${odd.is.canary?.stablePingPong} for stable`;
}
