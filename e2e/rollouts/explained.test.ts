/** `explain` beside the real controller: it sees what that sees, and says what that does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explanationOf } from '../../cli/explanation.ts';
import { observedRollout } from '../../cli/local.ts';
import { replayed } from '../../cli/replay.ts';
import { readConfig } from '../../controller/config.ts';
import { reconcilersFor } from '../../controller/reconcilers.ts';
import { decide } from '../../controller/rollout/decide.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { recordingOf, snapshotIn } from '../../controller/rollout/recording.ts';
import { routingKinds } from '../../controller/traffic/driver.ts';
import { definitions } from '../../crds/definitions.ts';
import { Simulation } from '../../sandbox/simulation/simulation.ts';
import { controllerProgram } from '../simulations/controller-program.ts';
import { SILENT } from './take-over.testkit.ts';

const NAMESPACE = 'shop';
const LABELS = { app: 'web' };
const REF = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const BY = { fieldManager: 'user' };
const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});
const containers = (tag: string) => [{ name: 'main', image: `web:${tag}` }];
const backend = { service: { name: 'stable', port: { number: 80 } } };
const objects = [
  ...definitions(),
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  service('stable'),
  service('canary'),
  {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: NAMESPACE } },
    spec: { rules: [{ host: 'web.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  },
  {
    ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: NAMESPACE } },
    spec: {
      ...{ replicas: 2, selector: { matchLabels: LABELS } },
      template: { metadata: { labels: LABELS }, spec: { containers: containers('v1') } },
      strategy: {
        canary: {
          ...{ canaryService: 'canary', stableService: 'stable', trafficRouting: { nginx: { stableIngress: 'web' } } },
          steps: [{ setWeight: 20 }, { pause: { duration: '10m' } }],
        },
      },
    },
  },
];

function scene() {
  const simulation = new Simulation({ seed: 1, objects });
  const reconcilers = reconcilersFor(readConfig([], {}), {
    served: { hasSlices: true, routing: routingKinds() },
    ...{ witness: SILENT, controlNamespace: 'argocd' },
  });
  simulation.startCluster();
  const start = () =>
    simulation.run(
      'sluice',
      controllerProgram(NAMESPACE, [], () => ({ reconcilers, effects: {} })),
    );
  const client = simulation.client('user');
  const status = () => (simulation.objects('rollouts.argoproj.io', NAMESPACE)[0] as unknown as RolloutObject).status;
  const becomes = (phase: string) => simulation.until(phase, () => status()?.phase === phase, 120_000);
  const seen = () =>
    simulation.finish(observedRollout({ client, namespace: NAMESPACE }, REF.name, simulation.timeline));
  const changed = (merge: object, subresource?: 'status') =>
    simulation.finish(client.patch(REF, { merge }, { ...BY, ...(subresource && { subresource }) }));
  return { simulation, client, start, becomes, seen, changed };
}

describe('explain', () => {
  it('tells what comes next before the controller does it, and what it waits for after that', async () => {
    const { simulation, start, becomes, seen, changed } = scene();
    await simulation.advance(5_000);
    const begun = await seen();
    const name = `web-${begun.hash}`;
    expect(explanationOf(begun).join('\n')).toContain(`\nnow, stage by stage:\n  1. create ${name} with 2 pods\n`);

    start();
    await becomes('Healthy');
    expect(simulation.objects('replicasets.apps', NAMESPACE).map(({ metadata }) => metadata.name)).toEqual([name]);
    expect(explanationOf(await seen())).toContain('nothing: all is as it should be');

    await changed({ spec: { template: { spec: { containers: containers('v2') } } } });
    await becomes('Paused');
    await simulation.advance(5_000);
    const paused = await seen();
    expect(explanationOf(paused).join('\n')).toMatch(
      /step {6}2\/2, pause: 10m\n {2}weight {4}20, routers show 20\n[\s\S]*\nnothing: paused by step 2\/2, until \S+Z \(in 9m \d+s\)\nwakes at /,
    );
    const again = snapshotIn(recordingOf(paused));
    expect(JSON.stringify(decide(again))).toBe(JSON.stringify(decide(paused)));
    const file = join(mkdtempSync(join(tmpdir(), 'sluice-explain-')), 'snapshot.json');
    writeFileSync(file, recordingOf(paused));
    expect(await replayed(file)).toEqual(explanationOf(paused));
    rmSync(dirname(file), { recursive: true });

    await changed({ status: { abort: true } }, 'status');
    await becomes('Degraded');
    await simulation.advance(40_000);
    expect(explanationOf(await seen()).join('\n')).toMatch(
      /\nnothing: Rollout aborted update to revision 2 at \S+ \(\d+s ago\); until somebody retries it/,
    );
  });

  it('says that there is no such Rollout', async () => {
    const { simulation, client } = scene();
    const nobody = observedRollout({ client, namespace: NAMESPACE }, 'nobody', simulation.timeline);
    await expect(simulation.finish(nobody)).rejects.toThrow("rollout 'nobody' not found in namespace 'shop'");
  });
});
