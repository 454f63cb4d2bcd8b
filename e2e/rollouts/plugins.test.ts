import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../../controller/rollout/objects.ts';
import { serving } from '../../kube/servers.testkit.ts';
import { pluginOfPage, startWorld } from './plugins.testkit.ts';

const settingsFor = (port: number) => ({
  trafficRouterPlugins: `[{name: acme/edge, endpoint: "http://127.0.0.1:${port}", timeout: 1s}]`,
});
const routing = { plugins: { 'acme/edge': { listener: 'public' } }, managedRoutes: [{ name: 'beta' }] };
const beta = { name: 'beta', match: [{ headerName: 'x-beta', headerValue: { exact: 'yes' } }] };
const steps = [{ setHeaderRoute: beta }, { setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: {} }];

type Weights = { readonly weights: Readonly<Record<string, number>> };

async function stateOf(port: number, uid: string | undefined) {
  const body = JSON.stringify({ rollout: { uid }, services: { canary: 'canary', stable: 'stable' } });
  const answer = await fetch(`http://127.0.0.1:${port}/v1/traffic/state`, { method: 'POST', body });
  const { shown, routes } = (await answer.json()) as { shown: readonly Weights[]; routes: readonly string[] };
  return { ...shown[0]?.weights, routes };
}

describe('a router that is the plugin of the page', () => {
  it('has a canary, an abort and a promotion', async () => {
    const { port } = await pluginOfPage(0);
    const world = startWorld({ steps, trafficRouting: routing }, settingsFor(port));
    const state = async () => stateOf(port, (await world.look()).metadata.uid);
    await world.becomes('healthy', ({ phase }) => phase === 'Healthy');
    await world.release('2');
    await world.becomes('at the first pause', (s) => s.currentStepIndex === 2 && s.phase === 'Paused');
    expect(await state()).toEqual({ canary: 20, stable: 80, routes: ['beta'] });
    expect((await world.look()).status?.canary?.weights).toMatchObject({ canary: { weight: 20 } });
    await world.status({ abort: true });
    await world.becomes('aborted', (s) => s.phase === 'Degraded' && s.canary?.weights?.canary.weight === 0);
    expect(await state()).toEqual({ canary: 0, stable: 100, routes: [] });
    await world.release('3');
    await world.becomes('at the first pause again', (s) => s.currentStepIndex === 2 && s.phase === 'Paused');
    await world.status({ promoteFull: true, pauseConditions: null });
    await world.becomes('healthy', (s) => s.phase === 'Healthy' && s.stableRS === s.currentPodHash);
    await expect.poll(state, { timeout: 5_000 }).toEqual({ canary: 0, stable: 100, routes: [] });
    expect(world.told.filter((line) => line.startsWith('TrafficRoutingError'))).toEqual([]);
  });

  it('falls silent: nothing moves in mid-update, pods come and go at rest, and it goes on', async () => {
    const { port, stop } = await pluginOfPage(0);
    const world = startWorld({ steps, trafficRouting: routing }, settingsFor(port));
    await world.becomes('healthy', (s) => s.phase === 'Healthy' && s.canary?.weights?.canary.weight === 0);
    stop();
    await world.change({ replicas: 3 });
    await world.becomes('of another size', (s) => s.availableReplicas === 3);
    await world.release('2');
    const silent = 'TrafficRoutingError plugin acme/edge: connection refused';
    await expect.poll(() => world.told, { timeout: 5_000 }).toContain(silent);
    await world.change({ replicas: 4 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await world.sizes()).toEqual([3]);
    await pluginOfPage(0, port);
    await world.becomes('at the first pause', (s) => s.currentStepIndex === 2 && s.phase === 'Paused');
    expect(await stateOf(port, (await world.look()).metadata.uid)).toEqual({
      canary: 20,
      stable: 80,
      routes: ['beta'],
    });
  });
});

describe('a plugin whose Rollout has let go of it gives all to stable', () => {
  type World = ReturnType<typeof startWorld>;
  const remove = (world: World) => world.remove();
  const none = { strategy: { canary: { trafficRouting: { plugins: null } } } };

  it.each<[what: string, go: (world: World) => Promise<unknown>]>([
    ['is deleted in mid-update', remove],
    ['is deleted while nobody is in charge', (world) => world.unattended(() => remove(world))],
    ['names it no longer', (world) => world.change(none)],
    ['named it no longer while nobody was in charge', (world) => world.unattended(() => world.change(none))],
  ])('where it %s', async (_, go) => {
    const { port } = await pluginOfPage(0);
    const world = startWorld({ steps, trafficRouting: routing }, settingsFor(port));
    await world.becomes('healthy', ({ phase }) => phase === 'Healthy');
    const { uid } = (await world.look()).metadata;
    await world.release('2');
    await world.becomes('at the first pause', (s) => s.currentStepIndex === 2 && s.phase === 'Paused');
    expect([await stateOf(port, uid), await world.records()]).toEqual([
      { canary: 20, stable: 80, routes: ['beta'] },
      1,
    ]);
    await go(world);
    const rest = { canary: 0, stable: 100, routes: [] };
    await expect.poll(() => stateOf(port, uid), { timeout: 5_000 }).toEqual(rest);
    await expect.poll(world.records, { timeout: 5_000 }).toBe(0);
  });

  it('as soon as it answers again', async () => {
    const { port, stop } = await pluginOfPage(0);
    const world = startWorld({ steps, trafficRouting: routing }, settingsFor(port));
    await world.becomes('healthy', ({ phase }) => phase === 'Healthy');
    await world.release('2');
    await world.becomes('at the first pause', (s) => s.currentStepIndex === 2 && s.phase === 'Paused');
    stop();
    await world.remove();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await world.records()).toBe(1);
    await pluginOfPage(0, port);
    await expect.poll(world.records, { timeout: 10_000 }).toBe(0);
  });
});

it('a route that asks for something else under the same name is told again', async () => {
  const asked: string[] = [];
  const { url } = await serving(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (request.url === '/v1/traffic/split') asked.push(/"exact":"(\w+)"/.exec(text)?.[1] ?? 'none');
    // Routes by their names alone.
    const [weight, routes] = asked.length > 0 ? [20, ['beta']] : [0, []];
    response.end(JSON.stringify({ shown: [{ weights: { canary: weight, stable: 100 - weight } }], routes }));
  });
  const again = { ...beta, match: [{ headerName: 'x-beta', headerValue: { exact: 'sure' } }] };
  const both = [{ setWeight: 20 }, { setHeaderRoute: beta }, { pause: {} }, { setHeaderRoute: again }, { pause: {} }];
  const world = startWorld({ steps: both, trafficRouting: routing }, settingsFor(Number(new URL(url).port)));
  await world.becomes('healthy', ({ phase }) => phase === 'Healthy');
  await world.release('2');
  await world.becomes('at the first pause', (s) => s.currentStepIndex === 2 && s.phase === 'Paused');
  await world.status({ pauseConditions: null, currentStepIndex: 3 });
  await world.becomes('at the second pause', (s) => s.currentStepIndex === 4 && s.phase === 'Paused');
  expect(asked.slice(-2)).toEqual(['yes', 'sure']);
});

describe('a step that is the plugin of the page', () => {
  const stepping = (port: number) => ({ stepPlugins: `[{name: acme/soak, endpoint: "http://127.0.0.1:${port}"}]` });
  const soak = (config: object) => ({ plugin: { name: 'acme/soak', config } });
  const told = ({ canary }: RolloutStatus) =>
    (canary?.stepPluginStatuses ?? []).map(({ index, operation, phase }) => `${index} ${operation} ${phase}`);

  it('is waited for, keeps its state in the status, and ends with an abort of all, the last one first', async () => {
    const { port } = await pluginOfPage(1);
    const plugins = [{ setWeight: 50 }, soak({ seconds: 0 }), soak({ seconds: 5 }), soak({ seconds: 1000 })];
    const world = startWorld({ steps: plugins }, stepping(port));
    await world.becomes('healthy', ({ phase }) => phase === 'Healthy');
    await world.release('2');
    await world.becomes('at work', (s) => told(s).join() === '1 Run Successful,2 Run Running' && hasState(s));
    const [, waiting] = (await world.look()).status?.canary?.stepPluginStatuses ?? [];
    expect(waiting).toEqual({
      ...{ index: 2, name: 'acme/soak', operation: 'Run', phase: 'Running', executions: 1, backoff: '10s' },
      ...{ message: '5 s to go', startedAt: expect.any(String), updatedAt: expect.any(String) },
      status: { since: expect.any(Number) },
    });
    await world.becomes('at the last', (s) => s.currentStepIndex === 3 && told(s)[2] === '3 Run Running');
    await world.status({ abort: true });
    const all = ['1 Run Successful', '2 Run Successful', '3 Run Running'];
    const aborts = [3, 2, 1].map((index) => `${index} Abort Successful`);
    await world.becomes('aborted', (s) => told(s).join() === [...all, ...aborts].join());
    expect(world.told.filter((line) => line.startsWith('StepPluginTransition'))).toEqual([
      ...[2, 3, 4].map((step) => `StepPluginTransition Step plugin acme/soak (step ${step}) transitioned to Running`),
      ...[4, 3, 2].map((step) => `StepPluginTransition Step plugin acme/soak (step ${step}) aborted (Successful)`),
    ]);
  });

  it('aborts the update if it fails, and is terminated by a promotion', async () => {
    const { port } = await pluginOfPage(1);
    const world = startWorld({ steps: [soak({})] }, stepping(port));
    await world.becomes('healthy', ({ phase }) => phase === 'Healthy');
    await world.release('2');
    const why = 'RolloutAborted: Rollout aborted update to revision 2: Step Plugin 1 (acme/soak) failed';
    await world.becomes('aborted', ({ message = '' }) => message.startsWith(why));
    await world.status({ abort: false });
    const failures = () => world.told.filter((line) => line.endsWith('transitioned to Failed')).length;
    await expect.poll(failures, { timeout: 5_000 }).toBe(2);
    await world.change({ strategy: { canary: { steps: [soak({ seconds: 1000 })] } } });
    await world.becomes('at work', (s) => told(s).join() === '0 Run Running' && hasState(s));
    await world.status({ promoteFull: true });
    await world.becomes('promoted', (s) => s.stableRS === s.currentPodHash && told(s)[1] === '0 Terminate Successful');
  });
});

const hasState = ({ canary }: RolloutStatus) => canary?.stepPluginStatuses?.at(-1)?.status !== undefined;

it.each<[what: string, settings: Readonly<Record<string, string>>, said: string]>([
  [
    'a binary',
    { trafficRouterPlugins: '[{name: acme/edge, location: "https://a.test/p"}]' },
    'is a binary, and binaries are not run',
  ],
  ['one that nobody knows', {}, 'is not among the trafficRouterPlugins of ConfigMap default/argo-rollouts-config'],
])('%s makes a Rollout invalid', async (_, settings, said) => {
  const world = startWorld({ steps: [], trafficRouting: { plugins: { 'acme/edge': {} } } }, settings);
  const at = 'spec.strategy.canary.trafficRouting.plugins["acme/edge"]: Invalid value: "acme/edge"';
  const message = `InvalidSpec: The Rollout "web" is invalid: ${at}: ${said}: see docs/plugins.md`;
  await world.becomes('invalid', (s) => s.message === message);
  expect(await world.sizes()).toEqual([]);
});
