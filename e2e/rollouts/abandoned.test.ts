import { expect, it } from 'vitest';
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
const service = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: LABELS, ports: [{ port: 80 }] },
});
const rollout = {
  ...{ apiVersion: REF.apiVersion, kind: REF.kind, metadata: { name: REF.name, namespace: NAMESPACE } },
  spec: {
    replicas: 2,
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
    strategy: { blueGreen: { activeService: 'active', previewService: 'preview' } },
  },
};

it('Services of a Rollout that is deleted select all pods again, and bear no mark', async () => {
  const objects = [...definitions(), service('active'), service('preview'), rollout];
  const simulation = new Simulation({ seed: 1, objects });
  const reconcilers = reconcilersFor(readConfig([], {}), {
    served: { hasSlices: true, routing: routingKinds() },
    witness: SILENT,
    controlNamespace: 'argocd',
  });
  simulation.startCluster();
  simulation.run(
    'sluice',
    controllerProgram(NAMESPACE, [], () => ({ reconcilers, effects: {} })),
  );
  const services = () =>
    simulation
      .objects('services', NAMESPACE)
      .filter(({ metadata }) => ['active', 'preview'].includes(metadata.name))
      .map(({ metadata, ...rest }) => ({ marks: metadata.annotations ?? {}, spec: rest['spec'] }));
  const isSelecting = ({ spec }: { readonly spec: unknown }) =>
    'rollouts-pod-template-hash' in (spec as { selector: object }).selector;
  await simulation.until('both select the revision', () => services().every(isSelecting), 60_000);
  await simulation.finish(simulation.client('user').delete(REF));
  await simulation.until('neither does any more', () => !services().some(isSelecting), 10_000);
  expect(services().map(({ marks }) => marks)).toEqual([{}, {}]);
});
