import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { noCluster } from '../../../e2e/cluster.testkit.ts';
import { systemClock as clock } from '../../../kube/clock.ts';
import { loadAccess } from '../../../kube/config.ts';
import { httpTransport } from '../../../kube/http.ts';
import { inParallel } from '../../conformance/parallel.testkit.ts';
import { sandboxTarget } from '../../conformance/sandbox-target.testkit.ts';
import { FAMILIES } from './families.testkit.ts';
import type { Scenario } from './scenario.testkit.ts';
import { linesOf } from './verdict.testkit.ts';
import { type World, worldAt } from './world.testkit.ts';

const WIDTH = 16;
const run = `c${randomBytes(3).toString('hex')}`;

async function realWorld(): Promise<World> {
  const cluster = inject('cluster');
  if ('missing' in cluster) throw new Error(cluster.missing);
  const transport = httpTransport(await loadAccess({ kubeconfig: cluster.kubeconfig, env: {}, clock }), { clock });
  const world = await worldAt({ name: 'real', send: transport.send });
  return { ...world, stop: () => world.stop().then(() => transport.close()) };
}

describe.skipIf(noCluster)(`simulated controllers beside real ones (${noCluster ?? 'given'})`, () => {
  const problems: string[] = [];
  const sandbox = sandboxTarget((what, error) => void problems.push(`${what}: ${error}`));
  const lines = new Map<Scenario, readonly string[]>();

  beforeAll(async () => {
    const worlds = [await realWorld(), await worldAt(sandbox)] as const;
    const scenarios = FAMILIES.flatMap((one) => one.scenarios);
    await inParallel(scenarios, WIDTH, async (scenario, index) => {
      const namespace = `${run}-${index}`;
      lines.set(scenario, await linesOf(scenario, worlds, namespace));
    });
    for (const { client } of worlds.slice(0, 1))
      await inParallel(scenarios, WIDTH, (_, index) =>
        client.delete({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: `${run}-${index}` }),
      );
    await Promise.all(worlds.map((world) => world.stop()));
  }, 600_000);

  afterAll(() => sandbox.stop());

  it('meets nothing unforeseen in the sandbox', () => {
    expect(problems.filter((one) => !one.includes('no PriorityClass with name nope'))).toEqual([]);
  });

  describe.each(FAMILIES)('$family', ({ scenarios }) => {
    it.each(scenarios)('$does', (scenario) => {
      expect(lines.get(scenario)?.join('\n')).toBe('');
    });
  });
});
