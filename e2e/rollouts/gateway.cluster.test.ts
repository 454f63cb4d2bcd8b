import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { eventually } from '../../controller/runtime/world.testkit.ts';
import { LEASES } from '../../controller/traffic/leases.ts';
import { kubectl, noCluster } from '../cluster.testkit.ts';
import { routedCanary, type Stage, type Story, startStage } from './world.testkit.ts';

// They wait for pods most of the time.
vi.setConfig({ maxConcurrency: 20 });

const given = inject('cluster');
const data = 'missing' in given ? '' : (given.data ?? '');
const needs = noCluster ?? (existsSync(join(data, 'crds')) ? undefined : 'needs SLUICE_TEST_DATA');

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];
const LABELS = { team: 'shop' };
const MINE = { matches: [{ path: { type: 'Exact', value: '/mine' } }], backendRefs: [{ name: 'other', port: 80 }] };
const RULE = { timeouts: { request: '5s' }, backendRefs: [{ name: 'stable', port: 80 }] };

const route = (kind: string, rules: readonly object[] = [RULE, MINE]) => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'web', labels: LABELS } },
  spec: { parentRefs: [{ name: 'public' }], rules },
});

const ways = {
  'a route by its name': routedCanary({ gatewayAPI: { httpRoutes: [{ name: 'web' }] } }, [route('HTTPRoute')]),
  'a route by its labels': routedCanary({ gatewayAPI: { routeSelector: { matchLabels: LABELS } } }, [
    route('HTTPRoute'),
  ]),
  'a route by the plugin of Argo Rollouts': routedCanary(
    { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'web' } } },
    [route('HTTPRoute')],
  ),
  'a route of gRPC': routedCanary({ gatewayAPI: { grpcRoutes: [{ name: 'web' }] } }, [
    route('GRPCRoute', [{ backendRefs: [{ name: 'stable', port: 80 }] }]),
  ]),
};

interface Route {
  readonly metadata: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly rules: readonly {
      readonly backendRefs: readonly { readonly name: string; readonly weight?: number }[];
      readonly matches?: readonly object[];
      readonly timeouts?: object;
    }[];
  };
}

const routeOf = async (story: Story, kind = 'httproute'): Promise<Route> =>
  JSON.parse(await story.kubectl('get', `${kind}.gateway.networking.k8s.io/web`, '-o', 'json')) as Route;

const weightsIn = ({ spec }: Route) =>
  Object.fromEntries((spec.rules[0]?.backendRefs ?? []).map(({ name, weight }) => [name, weight]));

const promoted = (tag: string) => ({ phase: 'Healthy', stable: tag, services: { canary: tag, stable: tag }, told: 0 });

describe.skipIf(needs)(`a canary behind the Gateway API on a real control plane (${needs ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const deployed = async (spec: object) => {
    if (!stage) throw new Error('no stage');
    const story = await stage.story(spec);
    await story.becomes(promoted('v1'));
    return story;
  };
  const atFirstPause = async (spec: object) => {
    const story = await deployed(spec);
    await story.release('v2');
    await story.becomes({ phase: 'Paused', step: 1, told: 25 });
    return story;
  };

  beforeAll(() => {
    for (const kind of ['httproutes', 'grpcroutes', 'tcproutes', 'tlsroutes']) {
      const file = join(data, 'crds', `gateway-api-${kind}.yaml`);
      const { ok, error } = kubectl(['create', '--validate=false', '-f', file]);
      if (!ok) expect(error).toContain('AlreadyExists');
      const name = `crd/${kind}.gateway.networking.k8s.io`;
      expect(kubectl(['wait', '--for=condition=Established', name])).toMatchObject({ ok: true });
    }
    stage = startStage();
  });

  afterAll(() => stage?.stop());

  it.concurrent.each(Object.entries(ways))('moves requests step by step through %s', async (which, way) => {
    const kind = which.includes('gRPC') ? 'grpcroute' : 'httproute';
    const story = await atFirstPause(way({ steps: STEPS, scaleDownDelaySeconds: 2 }));
    expect(weightsIn(await routeOf(story, kind))).toEqual({ stable: 75, canary: 25 });
    await story.status({ pauseConditions: null });
    await story.becomes({ phase: 'Paused', step: 3, told: 75 });
    expect(weightsIn(await routeOf(story, kind))).toEqual({ stable: 25, canary: 75 });
    await story.status({ pauseConditions: null });
    await story.becomes(promoted('v2'));
    expect(weightsIn(await routeOf(story, kind))).toEqual({ stable: 100, canary: 0 });
  });

  it.concurrent('marks the route for as long as it is not as in Git', async () => {
    const story = await atFirstPause(ways['a route by the plugin of Argo Rollouts']({ steps: STEPS }));
    const during = await routeOf(story);
    expect(during.metadata.labels).toEqual({ ...LABELS, 'rollouts.argoproj.io/gatewayapi-canary': 'in-progress' });
    await story.status({ promoteFull: true });
    await story.becomes(promoted('v2'));
    const { metadata } = await routeOf(story);
    expect([metadata.labels, Object.keys(metadata.annotations ?? {})]).toEqual([LABELS, [LEASES]]);
  });

  it.concurrent('turns ping and pong from release to release', async () => {
    const service = (name: string) => ({
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    const backendRefs = ['ping', 'pong'].map((name) => ({ name, port: 80 }));
    const story = await stage?.story({
      objects: [service('ping'), service('pong'), route('HTTPRoute', [{ backendRefs }])],
      strategy: {
        canary: {
          steps: STEPS,
          pingPong: { pingService: 'ping', pongService: 'pong' },
          trafficRouting: { gatewayAPI: { httpRoutes: [{ name: 'web' }] } },
        },
      },
    });
    if (!story) throw new Error('no stage');
    const turned = async (tag: string, weights: object) => {
      await story.becomes({ phase: 'Healthy', stable: tag, told: 0 });
      expect(weightsIn(await routeOf(story))).toEqual(weights);
    };
    await turned('v1', { ping: 100, pong: 0 });
    await story.release('v2');
    await story.becomes({ phase: 'Paused', step: 1, told: 25 });
    expect(weightsIn(await routeOf(story))).toEqual({ ping: 75, pong: 25 });
    await story.status({ promoteFull: true });
    await turned('v2', { ping: 0, pong: 100 });
    await story.release('v3');
    await story.becomes({ phase: 'Paused', step: 1, told: 25 });
    expect(weightsIn(await routeOf(story))).toEqual({ ping: 25, pong: 75 });
    await story.status({ abort: true });
    await story.becomes({ phase: 'Degraded', stable: 'v2', told: 0 });
    expect(weightsIn(await routeOf(story))).toEqual({ ping: 0, pong: 100 });
  });

  it.concurrent('takes requests back on an abort, and puts right what somebody else changes', async () => {
    const story = await atFirstPause(ways['a route by its name']({ steps: STEPS, abortScaleDownDelaySeconds: 2 }));
    const rules = [{ ...RULE, backendRefs: [{ name: 'stable', port: 80, weight: 1 }] }, MINE];
    const change = JSON.stringify({ spec: { rules } });
    await story.kubectl('patch', 'httproute.gateway.networking.k8s.io/web', '--type=merge', '-p', change);
    const mended = { stable: 75, canary: 25 };
    await eventually('the weights are ours again', async () => {
      const weights: Readonly<Record<string, unknown>> = weightsIn(await routeOf(story));
      return weights['stable'] === mended.stable && weights['canary'] === mended.canary;
    });
    await story.status({ abort: true });
    await story.becomes({ phase: 'Degraded', told: 0, services: { canary: 'v1', stable: 'v1' }, sizes: { v1: 4 } });
    expect(weightsIn(await routeOf(story))).toEqual({ stable: 100, canary: 0 });
  });

  it.concurrent('sends requests with a header to the canary for as long as a step asks for it', async () => {
    const header = { name: 'inside', match: [{ headerName: 'X-Inside', headerValue: { exact: 'yes' } }] };
    const steps = [{ setWeight: 25 }, { setHeaderRoute: header }, { pause: {} }];
    const way = routedCanary(
      { gatewayAPI: { httpRoutes: [{ name: 'web' }] }, managedRoutes: [{ name: header.name }] },
      [route('HTTPRoute')],
    );
    const story = await deployed(way({ steps }));
    await story.release('v2');
    await story.becomes({ phase: 'Paused', step: 2, told: 25 });
    const { spec } = await routeOf(story);
    expect(spec.rules[0]).toMatchObject({
      matches: [{ headers: [{ name: 'X-Inside', value: 'yes' }] }],
      backendRefs: [{ name: 'canary' }],
    });
    expect(spec.rules).toHaveLength(3);
    await story.status({ pauseConditions: null });
    await story.becomes(promoted('v2'));
    expect((await routeOf(story)).spec.rules).toMatchObject([{ timeouts: RULE.timeouts }, MINE]);
  });

  it.concurrent('copies requests to the canary for as long as a step asks for it', async () => {
    const mirror = { name: 'copies', match: [{ method: { exact: 'GET' } }], percentage: 30 };
    const steps = [{ setCanaryScale: { replicas: 1 } }, { setMirrorRoute: mirror }, { pause: {} }];
    const way = routedCanary(
      { gatewayAPI: { httpRoutes: [{ name: 'web' }] }, managedRoutes: [{ name: mirror.name }] },
      [route('HTTPRoute')],
    );
    const story = await deployed(way({ steps }));
    await story.release('v2');
    await story.becomes({ phase: 'Paused', step: 2, told: 0, sizes: { v1: 4, v2: 1 } });
    expect((await routeOf(story)).spec.rules[0]).toMatchObject({
      matches: [{ method: 'GET' }],
      filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'canary' } } }],
    });
    await story.status({ abort: true });
    await story.becomes({ phase: 'Degraded', told: 0 });
    expect((await routeOf(story)).spec.rules).toMatchObject([{ timeouts: RULE.timeouts }, MINE]);
  });

  it.concurrent('leaves the rest of the route to its owner, and all of it once it is given up', async () => {
    const story = await atFirstPause(ways['a route by its name']({ steps: STEPS }));
    const before = await routeOf(story);
    expect(before.spec.rules[0]?.timeouts).toEqual(RULE.timeouts);
    expect(before.spec.rules[1]).toMatchObject(MINE);
    expect(Object.keys(before.metadata.annotations ?? {})).toContain(LEASES);
    await story.spec({ strategy: { canary: { trafficRouting: null } } });
    await story.becomes({ told: undefined, phase: 'Paused' });
    await story.status({ promoteFull: true });
    await story.becomes({ phase: 'Healthy', stable: 'v2' });
    await eventually('stable has all of the route', async () => {
      const { metadata } = await routeOf(story);
      return metadata.annotations?.[LEASES] === undefined;
    });
    const after = await routeOf(story);
    expect(weightsIn(after)).toEqual({ stable: 100 });
    expect(after.spec.rules[1]).toMatchObject(MINE);
  });
});
