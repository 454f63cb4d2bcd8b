/** Whatever is stored and whatever is there: no write takes pods from an Experiment that runs, or that is sent requests. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Action } from '../runtime/plan.ts';
import { decided, running, type Scene, template, toldOf } from './scene.testkit.ts';

const phases = fc.constantFrom('Pending', 'Running', 'Successful', 'Failed', 'Error', 'Inconclusive');
const pods = fc.record({
  replicas: fc.nat(3),
  size: fc.nat(5),
  available: fc.nat(5),
  deadline: fc.option(fc.nat(200), { nil: undefined }),
  told: fc.constantFrom(undefined, 'Progressing', 'Running', 'Successful', 'Failed', 'Error'),
});
const experiments = fc.record({
  pods: fc.array(pods, { minLength: 1, maxLength: 2 }),
  phase: phases,
  run: fc.option(fc.record({ told: phases, now: phases, isRequired: fc.boolean() }), { nil: undefined }),
  terminate: fc.boolean(),
  isSent: fc.boolean(),
  delay: fc.constantFrom(0, 30),
  seconds: fc.nat(2_000),
});
type Experiment = typeof experiments extends fc.Arbitrary<infer T> ? T : never;

const nameAt = (index: number): string => `t${index}`;

function sceneOf({ pods: all, phase, run, terminate, isSent, delay, seconds }: Experiment): Scene {
  return {
    spec: {
      templates: all.map(({ replicas }, index) => template(nameAt(index), { replicas })),
      ...{ terminate, scaleDownDelaySeconds: delay, duration: '10m' },
      ...(run && { analyses: [{ name: 'r', templateName: 'judge', requiredForCompletion: run.isRequired }] }),
    },
    status: {
      ...{ ...running(), phase: phase as never },
      templateStatuses: all.flatMap(({ told }, index) =>
        told ? [toldOf(nameAt(index), { status: told as never })] : [],
      ),
      ...(run && { analysisRuns: [{ name: 'r', analysisRun: 'compare-r', phase: run.told as never }] }),
    },
    pods: Object.fromEntries(
      all.map(({ size, available, deadline }, index) => [
        nameAt(index),
        { size, available: Math.min(size, available), ...(deadline !== undefined && { deadline }) },
      ]),
    ),
    ...(run && { runs: { 'compare-r': { phase: run.now as never } } }),
    ...(isSent && { metadata: { annotations: { 'sluice.dev/receives-requests': 'true' } } }),
    seconds,
  };
}

/** As its stored status says: nobody who reads that is taken by surprise. */
function isAtWork({ pods: all, phase, run, terminate }: Experiment): boolean {
  const hasEnded = phase !== 'Running' && phase !== 'Pending';
  const isBad = all.some(({ told }) => told === 'Failed' || told === 'Error');
  const isJudged =
    run && (run.told === 'Successful' ? run.isRequired : run.told !== 'Running' && run.told !== 'Pending');
  return !hasEnded && !isBad && !isJudged && !terminate;
}

function sizeIn(actions: readonly Action[], name: string): number | undefined {
  const patches = actions.flatMap((one) => (one.do === 'patch' && one.ref.name === name ? [one.patch] : []));
  const [size] = patches.flatMap((one) =>
    'merge' in one ? [(one.merge as { spec?: { replicas?: number } }).spec?.replicas] : [],
  );
  return size;
}

it('takes no pods from one at work, nor from one that is sent requests', () => {
  fc.assert(
    fc.property(experiments, (experiment) => {
      const { actions } = decided(sceneOf(experiment));
      for (const [index, { replicas, size, told }] of experiment.pods.entries()) {
        const next = sizeIn(actions, `compare-${nameAt(index)}`) ?? size;
        const isDone = told !== undefined && told !== 'Running' && told !== 'Progressing';
        const isNeeded = (isAtWork(experiment) && !isDone) || experiment.isSent;
        if (isNeeded) expect(next).toBeGreaterThanOrEqual(Math.min(size, replicas));
        else expect(next).toBeLessThanOrEqual(size);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('takes its pods in a later pass than the one that ends it', () => {
  fc.assert(
    fc.property(experiments, (experiment) => {
      fc.pre(isAtWork(experiment));
      const { status, actions } = decided(sceneOf(experiment));
      fc.pre(status.phase !== 'Running' && status.phase !== 'Pending');
      for (const [index, { replicas, size }] of experiment.pods.entries()) {
        fc.pre(experiment.pods[index]?.told !== 'Successful');
        expect(sizeIn(actions, `compare-${nameAt(index)}`) ?? size).toBeGreaterThanOrEqual(Math.min(size, replicas));
      }
    }),
    { numRuns: 300 },
  );
});

it('has nothing left to do once it is over', () => {
  fc.assert(
    fc.property(experiments, (experiment) => {
      const gone = experiment.pods.map((one) => ({ ...one, size: 0, available: 0, told: 'Failed' as const }));
      const scene = sceneOf({ ...experiment, pods: gone, phase: 'Failed', run: undefined });
      const first = decided(scene);
      expect(first.actions).toEqual([]);
      expect(decided({ ...scene, status: first.status }).status).toEqual(first.status);
    }),
    { numRuns: 200 },
  );
});
