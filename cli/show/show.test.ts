import { beforeEach, describe, expect, it } from 'vitest';
import { definitions } from '../../crds/definitions.ts';
import { ApiClient } from '../../kube/api.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Faults } from '../../sandbox/simulation/faults.ts';
import { Simulation } from '../../sandbox/simulation/simulation.ts';
import type { Connection } from '../cluster.ts';
import { colorsFor } from '../colors.ts';
import { experiment, pod, replicaSet, rollout } from './family.testkit.ts';
import { showHistory } from './history.ts';
import { listExperiments, listRollouts } from './list.ts';
import { showRollout } from './rollout.ts';
import { tellStatus } from './status.ts';
import type { Viewer } from './viewer.ts';

const BY = { fieldManager: 'user' };
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'shop', name: 'demo' };
const CANARY = { strategy: { canary: {} } };
const SECOND = 1_000;

let simulation: Simulation;
let user: ApiClient;

/** Owners get their uids from the server. */
const made = async (object: KubeObject, owner?: KubeObject): Promise<KubeObject> => {
  const { uid: _, ownerReferences = [], ...metadata } = object.metadata;
  const owners = owner ? ownerReferences.map((reference) => ({ ...reference, uid: owner.metadata.uid ?? '' })) : [];
  const labels = { app: 'demo', ...metadata.labels };
  return await user.create({ ...object, metadata: { ...metadata, labels, ownerReferences: owners } }, BY);
};

const tell = (status: object) =>
  simulation.finish(user.patch(REF, { merge: { status } }, { ...BY, subresource: 'status' }));

const observed = (phase: string, message = '') => ({ phase, message, observedGeneration: '1' });

interface Seen {
  readonly connection: Connection;
  readonly viewer: Viewer;
  readonly written: string[];
  readonly stop: () => void;
}

/** Somebody who looks, over a connection with faults if any are named. */
function watcher(faults: Faults = {}, name = 'viewer'): Seen {
  const stop = new AbortController();
  const written: string[] = [];
  let seen: Seen | undefined;
  simulation.run(
    name,
    ({ transport, machine: { clock, random } }) => {
      const client = new ApiClient({ transport, clock, random });
      const terminal = { write: (text: string) => written.push(text) };
      const viewer = { terminal, colors: colorsFor({}), clock, random, signal: stop.signal };
      seen = { connection: { client, namespace: 'shop' }, viewer, written, stop: () => stop.abort() };
    },
    { faults },
  );
  if (!seen) throw new Error('nobody looks');
  return seen;
}

beforeEach(async () => {
  simulation = new Simulation({
    seed: 1,
    objects: [...definitions(), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }],
  });
  user = simulation.client('user');
  await simulation.finish(made(rollout(CANARY, {})));
});

describe('get rollout', () => {
  const once = { timeoutSeconds: 0 };

  it('shows what belongs to the Rollout', async () => {
    const owner = (await simulation.finish(user.get(REF))) as KubeObject;
    const current = await simulation.finish(made(replicaSet({ hash: 'a' }), owner));
    await simulation.finish(made(pod('demo-a-1', 'demo-a'), current));
    const { connection, viewer, written } = watcher();
    await simulation.finish(showRollout(connection, 'demo', viewer, once));
    expect(written.join('')).toMatch(/⧉ demo-a .*\n.*□ demo-a-1 /);
  });

  it('says that there is none', async () => {
    const { connection, viewer, written } = watcher();
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
    const { connection, viewer, written } = watcher();
    await simulation.finish(showRollout(connection, 'demo', viewer, { ...once, output }));
    expect(written.join('')).toMatch(text);
    expect(written.join('')).not.toContain('managedFields');
  });

  it('shows what changes, through a connection that breaks, until it is stopped', async () => {
    const broken: Faults = { requests: [{ fault: 'reset', share: 0.2 }], watches: { break: 0.3 } };
    const { connection, viewer, written, stop } = watcher(broken);
    const end = showRollout(connection, 'demo', viewer, { ...once, watch: true });
    for (const [index, phase] of ['Progressing', 'Paused', 'Healthy', 'Degraded'].entries()) {
      await tell(observed(phase));
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
    const { connection, viewer } = watcher();
    const before = simulation.timeline.elapsed;
    await simulation.finish(showRollout(connection, 'demo', viewer, { timeoutSeconds: 7, watch: true }));
    expect(simulation.timeline.elapsed - before).toBeGreaterThanOrEqual(7 * SECOND);
    expect(simulation.timeline.elapsed - before).toBeLessThan(8 * SECOND);
  });

  it('ends when the Rollout is gone', async () => {
    const { connection, viewer, written } = watcher();
    const end = showRollout(connection, 'demo', viewer, { ...once, watch: true });
    await simulation.until('it is shown', () => written.length > 0, SECOND);
    const refused = expect(end).rejects.toThrow("rollout 'demo' not found in namespace 'shop'");
    await simulation.finish(user.delete(REF));
    await simulation.finish(refused);
  });
});

describe('status', () => {
  const waiting = { watch: true, timeout: 0 };

  it('tells each phase once, until the Rollout is healthy', async () => {
    await tell(observed('Progressing', 'more'));
    const { connection, viewer, written } = watcher();
    const end = tellStatus(connection, 'demo', viewer, waiting);
    await simulation.advance(SECOND);
    await tell({ ...observed('Progressing', 'more'), replicas: 1 });
    await tell(observed('Paused', 'CanaryPauseStep'));
    await simulation.advance(SECOND);
    await tell(observed('Healthy'));
    await simulation.finish(end);
    expect(written).toEqual(['Progressing - more\n', 'Paused - CanaryPauseStep\n', 'Healthy\n']);
  });

  it('fails with a Rollout that is degraded', async () => {
    await tell(observed('Degraded', 'RolloutAborted: x'));
    const { connection, viewer, written } = watcher();
    await expect(simulation.finish(tellStatus(connection, 'demo', viewer, waiting))).rejects.toThrow(
      /^The rollout is in a degraded state with message: RolloutAborted: x$/,
    );
    expect(written).toEqual(['Degraded - RolloutAborted: x\n']);
  });

  it('fails when it takes too long, or when it is stopped', async () => {
    await tell(observed('Paused'));
    const late = watcher();
    await expect(
      simulation.finish(tellStatus(late.connection, 'demo', late.viewer, { watch: true, timeout: 5 * SECOND })),
    ).rejects.toThrow(/^Rollout status watch exceeded timeout$/);
    const stopped = watcher({}, 'another');
    const end = tellStatus(stopped.connection, 'demo', stopped.viewer, waiting);
    await simulation.advance(SECOND);
    stopped.stop();
    await expect(simulation.finish(end)).rejects.toThrow('stopped before the rollout was healthy');
  });

  it('tells it once if nobody wants to wait', async () => {
    await tell(observed('Degraded', 'why'));
    const { connection, viewer, written } = watcher();
    await simulation.finish(tellStatus(connection, 'demo', viewer, { watch: false, timeout: 0 }));
    expect(written).toEqual(['Degraded - why\n']);
  });

  it('says that there is none', async () => {
    const { connection, viewer } = watcher();
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
    await simulation.finish(user.create(second, BY));
    await simulation.finish(made({ ...web, metadata: { ...web.metadata, name: 'web' } }));
    await simulation.finish(made({ ...web, metadata: { ...web.metadata, namespace: 'yard' } }));
    const { connection, viewer, written } = watcher();
    await simulation.finish(listRollouts(connection, viewer, flags));
    const lines = written.join('').trimEnd().split('\n');
    const rows = lines.length > 1 ? lines.slice(1).map((line) => line.split(' ')[0]) : lines;
    expect(rows).toEqual(names);
  });

  it('lists Rollouts anew when one changes', async () => {
    const { connection, viewer, written, stop } = watcher();
    const end = listRollouts(connection, viewer, { watch: true });
    await simulation.advance(SECOND);
    await tell({ ...observed('Paused'), replicas: 3 });
    await simulation.advance(SECOND);
    stop();
    await simulation.finish(end);
    expect(written.map((text) => /demo +Canary +(\w+)/.exec(text)?.[1])).toEqual(['Progressing', 'Paused']);
  });

  it('lists Experiments', async () => {
    const { connection, viewer, written } = watcher();
    await simulation.finish(listExperiments(connection, viewer, {}));
    const one = experiment(
      'baseline',
      { phase: 'Running' },
      { templates: [{ name: 'a', template: {} }], duration: '1h' },
    );
    await simulation.finish(made(one));
    await simulation.finish(listExperiments(connection, viewer, {}));
    expect(written[0]).toBe('No resources found.\n');
    expect(written[1]).toMatch(/\nbaseline {2}Running {2}1h +- +/);
  });

  it('shows the history', async () => {
    const owner = (await simulation.finish(user.get(REF))) as KubeObject;
    await simulation.finish(made(replicaSet({ hash: 'a' }), owner));
    const { connection, viewer, written } = watcher();
    await simulation.finish(showHistory(connection, 'demo', viewer));
    expect(written.join('')).toMatch(/\n1 +demo-a +demo:1 /);
    await expect(simulation.finish(showHistory(connection, 'web', viewer))).rejects.toThrow("rollout 'web' not found");
  });
});
