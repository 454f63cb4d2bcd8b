import { expect, it } from 'vitest';
import { colorsFor } from '../../cli/colors.ts';
import { showRollout } from '../../cli/show/rollout.ts';
import { readConfig } from '../../controller/config.ts';
import { reconcilersFor } from '../../controller/reconcilers.ts';
import { routingKinds } from '../../controller/traffic/driver.ts';
import { definitions } from '../../crds/definitions.ts';
import { Simulation } from '../../sandbox/simulation/simulation.ts';
import { controllerProgram } from '../simulations/controller-program.ts';
import { SILENT } from './take-over.testkit.ts';

const NAMESPACE = 'default';
const LABELS = { app: 'web' };
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const template = (tag: string) => ({
  metadata: { labels: LABELS },
  spec: { containers: [{ name: 'main', image: `web:${tag}` }] },
});
const rollout = {
  ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: NAMESPACE } },
  spec: {
    ...{ replicas: 2, selector: { matchLabels: LABELS }, template: template('1') },
    strategy: { canary: { steps: [{ setWeight: 50 }, { pause: {} }] } },
  },
};

const AT_THE_PAUSE = `\
Name:            web
Namespace:       default
Status:          ॥ Paused
Message:         CanaryPauseStep
Strategy:        Canary
  Step:          1/2
  SetWeight:     50
  ActualWeight:  50
Images:          web:1 (stable)
                 web:2 (canary)
Replicas:
  Desired:       2
  Current:       2
  Updated:       1
  Ready:         2
  Available:     2

NAME                             KIND        STATUS     AGE  INFO
⟳ web                            Rollout     ॥ Paused   60s
├──# revision:2
│  └──⧉ web-7dcbc4c9bf           ReplicaSet  ✔ Healthy  30s  canary
│     └──□ web-7dcbc4c9bf-…      Pod         ✔ Running  30s  ready:1/1
└──# revision:1
   └──⧉ web-6dcd5ffff6           ReplicaSet  ✔ Healthy  60s  stable
      └──□ web-6dcd5ffff6-…      Pod         ✔ Running  60s  ready:1/1
`;

it('a canary is shown as it is, at its pause and at its end', async () => {
  const simulation = new Simulation({ seed: 1, objects: [...definitions(), rollout] });
  const around = { served: { hasSlices: true, routing: routingKinds() }, witness: SILENT, controlNamespace: 'argocd' };
  const reconcilers = reconcilersFor(readConfig([], {}), around);
  simulation.startCluster();
  simulation.run(
    'sluice',
    controllerProgram(NAMESPACE, [], () => ({ reconcilers, effects: {} })),
  );
  const client = simulation.client('user');
  const change = (merge: object, more = {}) =>
    simulation.finish(client.patch(REF, { merge }, { fieldManager: 'user', ...more }));
  const shown = async () => {
    const written: string[] = [];
    const viewer = {
      ...{ terminal: { write: (text: string) => written.push(text) }, colors: colorsFor({}), random: () => 0 },
      ...{ clock: simulation.timeline, signal: new AbortController().signal },
    };
    await simulation.finish(showRollout({ client, namespace: NAMESPACE }, REF.name, viewer, { timeoutSeconds: 0 }));
    // Pods are called by chance.
    return written.join('').replace(/-[a-z0-9]{5} {2}Pod/g, '-…      Pod');
  };
  await simulation.advance(30_000);
  await change({ spec: { template: template('2') } });
  await simulation.advance(30_000);
  expect(await shown()).toBe(AT_THE_PAUSE);
  await change({ status: { pauseConditions: null } }, { subresource: 'status' });
  await simulation.advance(60_000);
  const end = await shown();
  expect(end).toContain('Status:          ✔ Healthy\n');
  expect(end).toContain('  Step:          2/2\n  SetWeight:     100\n  ActualWeight:  100\n');
  expect(end).toContain('Images:          web:2 (stable)\nReplicas:\n');
  expect(end).toMatch(/• ScaledDown +\w+\n$/);
});
