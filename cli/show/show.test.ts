import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../kube/api.ts';
import type { Clock } from '../../kube/clock.ts';
import { KubeError } from '../../kube/errors.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';
import type { Faults } from '../../sandbox/simulation/faults.ts';
import type { Simulation } from '../../sandbox/simulation/simulation.ts';
import { experiment, pod, replicaSet, rollout } from './family.testkit.ts';
import { showHistory } from './history.ts';
import { listExperiments, listRollouts } from './list.ts';
import { showRollout } from './rollout.ts';
import { BY, CANARY, observed, REF, startedScene } from './scene.testkit.ts';
import { tellStatus } from './status.ts';

const SECOND = 1_000;

let scene: Awaited<ReturnType<typeof startedScene>>;
let simulation: Simulation;

beforeEach(async () => {
  scene = await startedScene();
  simulation = scene.simulation;
});

describe('get rollout', () => {
  const once = { timeoutSeconds: 0 };

  it('shows what belongs to the Rollout', async () => {
    const owner = (await simulation.finish(scene.user.get(REF))) as KubeObject;
    const current = await simulation.finish(scene.made(replicaSet({ hash: 'a' }), owner));
    await simulation.finish(scene.made(pod('demo-a-1', 'demo-a'), current));
    const { connection, viewer, written } = scene.watcher();
    await simulation.finish(showRollout(connection, 'demo', viewer, once));
    expect(written.join('')).toMatch(/⧉ demo-a .*\n.*□ demo-a-1 /);
  });

  it('says that there is none', async () => {
    const { connection, viewer, written } = scene.watcher();
    await expect(simulation.finish(showRollout(connection, 'web', viewer, once))).rejects.toThrow(
      /^rollout 'web' not found in namespace 'shop'$/,
    );
    expect(written).toEqual([]);
  });

  it.each([
    ['name', /^rollout\.argoproj\.io\/demo\n$/],
    ['json', /^\{\n {4}"apiVersion": "argoproj\.io\/v1alpha1",\n[\s\S]*\}\n$/],
    ['yaml', /^apiVersion: argoproj\.io\/v1alpha1\nkind: Rollout\nmetadata:\n/],
  ] as const)('shows the object as %s', async (output, text) => {
    const { connection, viewer, written } = scene.watcher();
    await simulation.finish(showRollout(connection, 'demo', viewer, { ...once, output }));
    expect(written.join('')).toMatch(text);
    expect(written.join('')).not.toContain('managedFields');
  });

  it('prints a document for each change, to whoever watches objects', async () => {
    const { connection, viewer, written, stop } = scene.watcher();
    const end = showRollout(connection, 'demo', viewer, { ...once, watch: true, output: 'yaml' });
    await simulation.until('it is shown', () => written.length > 0, SECOND);
    for (const phase of ['Paused', 'Healthy']) {
      await scene.tell(observed(phase));
      await simulation.until(phase, () => written.at(-1)?.includes(`phase: ${phase}`) === true, SECOND);
    }
    stop();
    await simulation.finish(end);
    expect(written.map((text) => text.slice(0, 16))).toEqual([
      'apiVersion: argo',
      '---\napiVersion: ',
      '---\napiVersion: ',
    ]);
  });

  it.each(['name', undefined] as const)('ends when the Rollout is gone that is shown as %s', async (output) => {
    const { connection, viewer, written } = scene.watcher();
    const end = showRollout(connection, 'demo', viewer, { ...once, watch: true, ...(output && { output }) });
    await simulation.until('it is shown', () => written.length > 0, SECOND);
    const refused = expect(end).rejects.toThrow("rollout 'demo' not found in namespace 'shop'");
    await simulation.finish(scene.user.delete(REF));
    await simulation.finish(refused);
    if (output) expect(written).toEqual(['rollout.argoproj.io/demo\n']);
  });

  it('shows what changes, through a connection that breaks, until it is stopped', async () => {
    const broken: Faults = { requests: [{ fault: 'reset', share: 0.2 }], watches: { break: 0.3 } };
    const { connection, viewer, written, stop } = scene.watcher(broken);
    const end = showRollout(connection, 'demo', viewer, { ...once, watch: true });
    for (const [index, phase] of ['Progressing', 'Paused', 'Healthy', 'Degraded'].entries()) {
      await scene.tell(observed(phase));
      await simulation.until(phase, () => written.at(-1)?.includes(` ${phase}\n`) === true, 180 * SECOND);
      expect(written.length).toBeLessThanOrEqual(index + 2);
    }
    const states = written.length;
    await simulation.advance(60 * SECOND);
    expect(written.length).toBe(states);
    stop();
    await simulation.finish(end);
  });

  it('ends after the time that was given', async () => {
    const { connection, viewer } = scene.watcher();
    const before = simulation.timeline.elapsed;
    await simulation.finish(showRollout(connection, 'demo', viewer, { timeoutSeconds: 7, watch: true }));
    expect(simulation.timeline.elapsed - before).toBeGreaterThanOrEqual(7 * SECOND);
    expect(simulation.timeline.elapsed - before).toBeLessThan(8 * SECOND);
  });
});

describe('status', () => {
  const waiting = { watch: true, timeout: 0 };

  it('tells each phase once, until the Rollout is healthy', async () => {
    await scene.tell(observed('Progressing', 'more'));
    const { connection, viewer, written } = scene.watcher();
    const end = tellStatus(connection, 'demo', viewer, waiting);
    await simulation.advance(SECOND);
    await scene.tell({ ...observed('Progressing', 'more'), replicas: 1 });
    await scene.tell(observed('Paused', 'CanaryPauseStep'));
    await simulation.advance(SECOND);
    await scene.tell(observed('Healthy'));
    await simulation.finish(end);
    expect(written).toEqual(['Progressing - more\n', 'Paused - CanaryPauseStep\n', 'Healthy\n']);
  });

  it('fails with a Rollout that is degraded', async () => {
    await scene.tell({ ...observed('Degraded', 'RolloutAborted: x'), abort: true, abortedAt: '2026-01-01T00:00:00Z' });
    const { connection, viewer, written } = scene.watcher();
    await expect(simulation.finish(tellStatus(connection, 'demo', viewer, waiting))).rejects.toThrow(
      /^The rollout is in a degraded state with message: RolloutAborted: x$/,
    );
    expect(written).toEqual(['Degraded - RolloutAborted: x\n']);
  });

  it('does not take the end of the last try for that of the next', async () => {
    const failed = observed('Degraded', 'RolloutAborted: x');
    await scene.tell({ ...failed, abort: false, abortedAt: '2026-01-01T00:00:00Z' });
    const { connection, viewer, written } = scene.watcher();
    const end = tellStatus(connection, 'demo', viewer, waiting);
    await simulation.advance(SECOND);
    await scene.tell({ ...observed('Healthy'), message: null, abortedAt: null });
    await simulation.finish(end);
    expect(written).toEqual(['Progressing - waiting for rollout retry to be observed\n', 'Healthy\n']);
  });

  it('fails at once where it may not look, and leaves no timer behind', async () => {
    const { connection, viewer } = scene.watcher();
    const refuse = () => {
      throw new KubeError('list rollouts', 403, { status: { reason: 'Forbidden', message: 'no' } });
    };
    const client = { get: (ref: Ref) => connection.client.get(ref), list: refuse } as unknown as ApiClient;
    const limits: string[] = [];
    const after: Clock['after'] = (ms, act) => {
      const cancel = viewer.clock.after(ms, act);
      if (ms !== 3600 * SECOND) return cancel;
      limits.push('set');
      return () => {
        limits.push('cancelled');
        cancel();
      };
    };
    const { clock } = viewer;
    const counted = { now: () => clock.now(), monotonic: () => clock.monotonic(), after };
    const end = tellStatus(
      { ...connection, client },
      'demo',
      { ...viewer, clock: counted },
      { ...waiting, timeout: 3600 * SECOND },
    );
    await expect(simulation.finish(end)).rejects.toThrow('Forbidden');
    expect(limits.slice(0, 2)).toEqual(['set', 'cancelled']);
  });

  it('fails when it takes too long, or when it is stopped', async () => {
    await scene.tell(observed('Paused'));
    const late = scene.watcher();
    await expect(
      simulation.finish(tellStatus(late.connection, 'demo', late.viewer, { watch: true, timeout: 5 * SECOND })),
    ).rejects.toThrow(/^Rollout status watch exceeded timeout$/);
    const stopped = scene.watcher({}, 'another');
    const end = tellStatus(stopped.connection, 'demo', stopped.viewer, waiting);
    await simulation.advance(SECOND);
    stopped.stop();
    await expect(simulation.finish(end)).rejects.toThrow('stopped before the rollout was healthy');
  });

  it('tells it once if nobody wants to wait', async () => {
    await scene.tell(observed('Degraded', 'why'));
    const { connection, viewer, written } = scene.watcher();
    await simulation.finish(tellStatus(connection, 'demo', viewer, { watch: false, timeout: 0 }));
    expect(written).toEqual(['Degraded - why\n']);
  });

  it('says that there is none', async () => {
    const { connection, viewer } = scene.watcher();
    await expect(simulation.finish(tellStatus(connection, 'web', viewer, waiting))).rejects.toThrow(
      "rollout 'web' not found in namespace 'shop'",
    );
  });
});

describe('lists and history', () => {
  const second = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'yard' } };

  it.each<[what: string, flags: object, names: string[]]>([
    ['of one namespace', {}, ['demo', 'web']],
    ['of all namespaces', { allNamespaces: true }, ['shop', 'shop', 'yard']],
    ['by name', { name: 'web' }, ['web']],
    ['of none', { name: 'nothing' }, ['No resources found.']],
  ])('lists Rollouts %s', async (_, flags, names) => {
    const web = rollout(CANARY, {});
    await simulation.finish(scene.user.create(second, BY));
    await simulation.finish(scene.made({ ...web, metadata: { ...web.metadata, name: 'web' } }));
    await simulation.finish(scene.made({ ...web, metadata: { ...web.metadata, namespace: 'yard' } }));
    const { connection, viewer, written } = scene.watcher();
    await simulation.finish(listRollouts(connection, viewer, flags));
    const lines = written.join('').trimEnd().split('\n');
    const rows = lines.length > 1 ? lines.slice(1).map((line) => line.split(' ')[0]) : lines;
    expect(rows).toEqual(names);
  });

  it('lists Rollouts anew when one changes', async () => {
    const { connection, viewer, written, stop } = scene.watcher();
    const end = listRollouts(connection, viewer, { watch: true });
    await simulation.advance(SECOND);
    await scene.tell({ ...observed('Paused'), replicas: 3 });
    await simulation.advance(SECOND);
    stop();
    await simulation.finish(end);
    expect(written.map((text) => /demo +Canary +(\w+)/.exec(text)?.[1])).toEqual(['Progressing', 'Paused']);
  });

  it('lists Experiments', async () => {
    const { connection, viewer, written } = scene.watcher();
    await simulation.finish(listExperiments(connection, viewer, {}));
    const one = experiment(
      'baseline',
      { phase: 'Running' },
      { templates: [{ name: 'a', template: {} }], duration: '1h' },
    );
    await simulation.finish(scene.made(one));
    await simulation.finish(listExperiments(connection, viewer, {}));
    expect(written[0]).toBe('No resources found.\n');
    expect(written[1]).toMatch(/\nbaseline {2}Running {2}1h +- +/);
  });

  it('shows the history', async () => {
    const owner = (await simulation.finish(scene.user.get(REF))) as KubeObject;
    await simulation.finish(scene.made(replicaSet({ hash: 'a' }), owner));
    const { connection, viewer, written } = scene.watcher();
    await simulation.finish(showHistory(connection, 'demo', viewer));
    expect(written.join('')).toMatch(/\n1 +demo-a +demo:1 /);
    await expect(simulation.finish(showHistory(connection, 'web', viewer))).rejects.toThrow("rollout 'web' not found");
  });
});
