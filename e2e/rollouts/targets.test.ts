import { expect, it } from 'vitest';
import type { RolloutStatus } from '../../controller/rollout/objects.ts';
import { startWorld } from './targets.testkit.ts';

const isHealthy = ({ phase, stableRS, currentPodHash }: RolloutStatus) =>
  phase === 'Healthy' && stableRS === currentPodHash;

it('an update waits for the load balancer at each weight, through failures, and keeps stable until the end', async () => {
  const world = await startWorld([{ setWeight: 50 }, { pause: { duration: '1s' } }], { dynamicStableScale: true });
  const { amazon } = world;
  await world.becomes('healthy', isHealthy);
  await world.becomes('recorded', ({ albs }) => albs?.[0]?.loadBalancer?.fullName === 'web/1');

  await world.release('2');
  await world.hears('TargetGroupUnverified');
  await world.becomes(
    'in doubt',
    ({ canary }) => canary?.weights?.verified === false && canary.weights.canary.weight === 50,
  );
  expect((await world.look()).currentStepIndex).toBe(0);
  expect(await world.sizes()).toEqual([2, 1]);

  amazon.isDown = true;
  await world.hears('WeightVerifyError');
  expect((await world.look()).currentStepIndex).toBe(0);
  amazon.isDown = false;
  amazon.canary = 50;
  await world.hears('TargetGroupVerified');

  await world.becomes('at the whole weight', ({ canary }) => canary?.weights?.canary.weight === 100);
  await world.becomes('in doubt again', ({ canary }) => canary?.weights?.verified === false);
  const { stableRS, currentPodHash, currentStepIndex } = await world.look();
  expect([currentStepIndex, stableRS === currentPodHash]).toEqual([2, false]);
  expect(await world.sizes()).toEqual([1, 2]);

  amazon.canary = 100;
  await world.becomes('promoted', isHealthy);
  expect(world.told.filter((line) => line.startsWith('RolloutCompleted'))).toHaveLength(2);
});
