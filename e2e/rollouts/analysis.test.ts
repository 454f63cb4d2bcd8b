import { expect, it } from 'vitest';
import { canary, isHealthy, metric, startWorld } from './analysis.testkit.ts';

const HASH = { name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } };
const GOOD = { templates: [{ templateName: 'good' }], args: [HASH] };
const STEPS = [{ setWeight: 50 }, { analysis: GOOD }, { setWeight: 80 }];

it('a canary that its analysis finds good goes on, and one that it finds bad is aborted', async () => {
  const world = await startWorld(canary(STEPS), (address) => [metric(address)]);
  await world.becomes('healthy', isHealthy);
  expect(await world.runs()).toEqual([]);
  const { stableRS } = await world.look();

  await world.release('2');
  await world.becomes('promoted', (status) => isHealthy(status) && status.stableRS !== stableRS);
  const [good] = await world.runs();
  const { currentPodHash } = await world.look();
  expect(good?.metadata.name).toBe(`web-${currentPodHash}-2-1`);
  expect(good?.status).toMatchObject({
    ...{ phase: 'Successful', runSummary: { count: 1, successful: 1 }, dryRunSummary: {} },
    metricResults: [
      {
        ...{ name: 'errors', count: 2, successful: 2, phase: 'Successful' },
        metadata: { ResolvedPrometheusQuery: `errors{hash="${currentPodHash}"}` },
      },
    ],
  });

  world.backend.value = () => 0.1;
  await world.release('3');
  await world.becomes('aborted', ({ abort, phase }) => abort === true && phase === 'Degraded');
  await world.becomes('back on stable', ({ canary: told }) => told?.weights?.canary.weight === 0);
  expect(await world.canaryWeight()).toBe('0');
  const { message, currentPodHash: bad } = await world.look();
  expect(message).toBe(
    'RolloutAborted: Rollout aborted update to revision 3: Step-based analysis phase error/failed: Metric "errors" assessed Failed due to failed (1) > failureLimit (0)',
  );
  expect(world.told).toContain(
    `Rollout AnalysisRunFailed: Step Analysis Run 'web-${bad}-3-1' Status New: 'Failed' Previous: 'Running'`,
  );
  expect(world.told).toContain('AnalysisRun AnalysisRunFailed: Analysis Completed. Result: Failed');
});
