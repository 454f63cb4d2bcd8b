/** A cluster with one Rollout, and people who look at it. */
import { definitions } from '../../crds/definitions.ts';
import { ApiClient } from '../../kube/api.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Faults } from '../../sandbox/simulation/faults.ts';
import { Simulation } from '../../sandbox/simulation/simulation.ts';
import type { Connection } from '../cluster.ts';
import { colorsFor } from '../colors.ts';
import { rollout } from './family.testkit.ts';
import type { Viewer } from './viewer.ts';

export const BY = { fieldManager: 'user' };
export const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'shop', name: 'demo' };
export const CANARY = { strategy: { canary: {} } };

export const observed = (phase: string, message = '') => ({ phase, message, observedGeneration: '1' });

interface Seen {
  readonly connection: Connection;
  readonly viewer: Viewer;
  readonly written: string[];
  readonly stop: () => void;
}

export async function startedScene() {
  const simulation = new Simulation({
    seed: 1,
    objects: [...definitions(), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }],
  });
  const user = simulation.client('user');
  await simulation.finish(makeFor(user, rollout(CANARY, {})));
  return {
    simulation,
    user,
    made: (object: KubeObject, owner?: KubeObject) => makeFor(user, object, owner),
    tell: (status: object) =>
      simulation.finish(user.patch(REF, { merge: { status } }, { ...BY, subresource: 'status' })),
    watcher: (faults?: Faults, name?: string) => watcher(simulation, faults, name),
  };
}

/** Owners get their uids from the server. */
async function makeFor(user: ApiClient, object: KubeObject, owner?: KubeObject): Promise<KubeObject> {
  const { uid: _, ownerReferences = [], ...metadata } = object.metadata;
  const owners = owner ? ownerReferences.map((reference) => ({ ...reference, uid: owner.metadata.uid ?? '' })) : [];
  const labels = { app: 'demo', ...metadata.labels };
  return await user.create({ ...object, metadata: { ...metadata, labels, ownerReferences: owners } }, BY);
}

/** Somebody who looks, over a connection with faults if any are named. */
function watcher(simulation: Simulation, faults: Faults = {}, name = 'viewer'): Seen {
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
