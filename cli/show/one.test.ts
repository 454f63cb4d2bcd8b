import { beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/types.ts';
import type { Simulation } from '../../sandbox/simulation/simulation.ts';
import { showAnalysisRun } from './analysis-run.ts';
import { showExperiment } from './experiment.ts';
import { BY, REF, startedScene } from './scene.testkit.ts';

const SECOND = 1_000;

let scene: Awaited<ReturnType<typeof startedScene>>;
let simulation: Simulation;

beforeEach(async () => {
  scene = await startedScene();
  simulation = scene.simulation;
});

describe('get analysisrun and get experiment', () => {
  const RUN = { ...REF, kind: 'AnalysisRun', name: 'errors' };
  const once = { timeoutSeconds: 0 };
  const made = () =>
    simulation.finish(
      scene.user.create(
        {
          ...{ apiVersion: RUN.apiVersion, kind: RUN.kind, metadata: { name: RUN.name, namespace: 'shop' } },
          spec: { metrics: [{ name: 'errors', provider: { web: { url: 'http://a' } } }] },
        } as KubeObject,
        BY,
      ),
    );

  it('show each new state, to the last one', async () => {
    await made();
    const { connection, viewer, written } = scene.watcher();
    const end = showAnalysisRun(connection, RUN.name, viewer, { ...once, watch: true });
    await simulation.until('it is shown', () => written.length > 0, SECOND);
    await simulation.finish(scene.user.patch(RUN, { merge: { status: { phase: 'Failed', message: 'bad' } } }, BY));
    await simulation.until('it has failed', () => written.at(-1)?.includes('Message:         bad\n') === true, SECOND);
    const refused = expect(end).rejects.toThrow("analysisrun 'errors' not found in namespace 'shop'");
    await simulation.finish(scene.user.delete(RUN));
    await simulation.finish(refused);
  });

  it('show the object, with its kind', async () => {
    await made();
    const { connection, viewer, written } = scene.watcher();
    await simulation.finish(showAnalysisRun(connection, RUN.name, viewer, { ...once, output: 'name' }));
    expect(written).toEqual(['analysisrun.argoproj.io/errors\n']);
  });

  it('say that there is none', async () => {
    const { connection, viewer } = scene.watcher();
    await expect(simulation.finish(showExperiment(connection, 'ab', viewer, once))).rejects.toThrow(
      /^experiment 'ab' not found in namespace 'shop'$/,
    );
  });
});
