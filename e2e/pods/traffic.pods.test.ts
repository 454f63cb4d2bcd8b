import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { KubeObject } from '../../kube/types.ts';
import { type Running, startGateway } from './traffic-processes.testkit.ts';
import { define, kubeconfig, loggingRelease, pagesOf, routedStory } from './traffic-scene.testkit.ts';
import { type Answer, usersOf } from './traffic-users.testkit.ts';
import { startWatcher } from './traffic-watch.testkit.ts';
import { expectCopies, expectNoFailure, expectWeight, REQUESTS } from './traffic-weight.testkit.ts';
import { isAborted, isHealthy, isPausedAt, noPods, type Stage, startStage } from './world.testkit.ts';

const WEIGHTS = [5, 20, 50, 80, 100];
const GATEWAY_API = 'gateway.networking.k8s.io';
const ROUTES = { apiVersion: `${GATEWAY_API}/v1`, kind: 'HTTPRoute', plural: 'httproutes', namespaced: true };
/** Milliseconds that a canary may still be asked after an abort. */
const LATEST = 200;

const given = inject('pods');
const data = 'missing' in given ? undefined : given.data;
const definition = join(data ?? '', 'crds/gateway-api-httproutes.yaml');
const needs = noPods ?? (data !== undefined && existsSync(definition) ? undefined : 'needs SLUICE_TEST_DATA');

interface Route extends KubeObject {
  readonly spec: {
    readonly rules: readonly { readonly backendRefs: readonly { readonly name: string; readonly weight?: number }[] }[];
  };
}

const canaryWeight = (route: KubeObject): number | undefined =>
  (route as Route).spec.rules[0]?.backendRefs.find(({ name }) => name === 'canary')?.weight;

describe.skipIf(needs)(`requests to running pods through a gateway (${needs ?? 'given'})`, () => {
  let stage: Stage | undefined;
  let gateway: Running | undefined;

  /** A canary behind a host of its own, and users who are there until its end. */
  const deployed = async (steps: readonly object[], managed: readonly string[] = []) => {
    if (!stage || !gateway) throw new Error('no stage');
    const host = `${randomUUID()}.example.com`;
    const rules = [
      {
        backendRefs: [
          { name: 'stable', port: 80 },
          { name: 'canary', port: 80, weight: 0 },
        ],
      },
    ];
    const story = await routedStory(stage, {
      steps,
      trafficRouting: {
        gatewayAPI: { httpRoutes: [{ name: 'web' }] },
        managedRoutes: managed.map((name) => ({ name })),
      },
      routing: {
        ...{ apiVersion: ROUTES.apiVersion, kind: ROUTES.kind, metadata: { name: 'web' } },
        spec: { parentRefs: [{ name: 'public' }], hostnames: [host], rules },
      },
    });
    return { story, users: await usersOf(gateway.url, host) };
  };

  beforeAll(async () => {
    stage = await startStage();
    define(definition, `httproutes.${GATEWAY_API}`);
    gateway = await startGateway(kubeconfig);
  });

  afterAll(async () => {
    await gateway?.stop();
    await stage?.stop();
  });

  it('have the share of each step over a whole canary, and none of them fails', async () => {
    const { story, users } = await deployed(WEIGHTS.flatMap((setWeight) => [{ setWeight }, { pause: {} }]));
    await story.release('v2');
    for (const [index, weight] of WEIGHTS.entries()) {
      await story.until(`${weight}%`, isPausedAt(2 * index + 1));
      await expectWeight(users, weight);
      await story.sluice('promote');
    }
    await story.until('the end', (status) => isHealthy(status) && status.currentStepIndex === 2 * WEIGHTS.length);
    await expectWeight(users, 100);
    await expectNoFailure(users);
  });

  it(`come to no canary later than ${LATEST} ms after its abort`, async () => {
    const { story, users } = await deployed([{ setWeight: 50 }, { pause: {} }]);
    await story.release('v2');
    await story.until('the pause', isPausedAt(1));
    const watcher = await startWatcher(kubeconfig, story.namespace);
    const writes: { readonly at: number; readonly weight: number | undefined }[] = [];
    await watcher.follow(ROUTES, (route) => {
      if (route) writes.push({ at: performance.now(), weight: canaryWeight(route) });
    });
    let isOver = false;
    const asking = (async () => {
      while (!isOver) await users.ask(REQUESTS / 10);
    })();
    await story.sluice('abort');
    await story.until('the abort', isAborted);
    isOver = true;
    await asking;
    await expectWeight(users, 0);
    await watcher.stop();
    // Later writes leave the weights as they are.
    const last = writes.find(({ weight }) => weight === 0)?.at ?? Number.NaN;
    expect(writes.map(({ weight }) => weight)).toEqual(expect.arrayContaining([50, 0]));
    expect(writes.filter(({ at }) => at >= last).map(({ weight }) => weight)).not.toContain(50);
    const canary = users.answers().filter(({ version }) => version === 'v2');
    const [latest, answered] = (['sentAt', 'endedAt'] as const).map((moment) =>
      Math.max(...canary.map((answer) => answer[moment] - last)).toFixed(1),
    );
    process.stdout.write(`${canary.length} to the canary, the latest at ${latest} ms, answered at ${answered} ms\n`);
    expect(canary).not.toEqual([]);
    expect(sent(users.answers(), 'v1', last + LATEST, Infinity).length).toBeGreaterThan(REQUESTS);
    expect(sent(users.answers(), 'v2', last + LATEST, Infinity)).toEqual([]);
    await expectNoFailure(users);
  });

  it('go where a header or a mirror of a step says', async () => {
    const exact = (value: string) => ({ exact: value });
    const steps = [
      { setCanaryScale: { replicas: 2 } },
      { setMirrorRoute: { name: 'copies', match: [{ method: exact('GET') }], percentage: 30 } },
      { pause: {} },
      { setMirrorRoute: { name: 'copies' } },
      { setWeight: 20 },
      { setHeaderRoute: { name: 'inside', match: [{ headerName: 'X-Inside', headerValue: exact('yes') }] } },
      { pause: {} },
    ];
    const { story, users } = await deployed(steps, ['copies', 'inside']);
    await loggingRelease(story);
    await story.until('the mirror', isPausedAt(2));
    await expectCopies(users, 30, () => pagesOf(story, 'v2'));
    await story.sluice('promote');
    await story.until('the header', isPausedAt(6));
    await expectWeight(users, 20);
    await expectWeight(users, 100, { 'x-inside': 'yes' });
    await expectWeight(users, 20, { 'x-inside': 'no' });
    await story.sluice('promote', '--full');
    await story.until('the end', isHealthy);
    await expectWeight(users, 100);
    await expectNoFailure(users);
  });
});

const sent = (answers: readonly Answer[], version: string, from: number, to: number): readonly Answer[] =>
  answers.filter((answer) => answer.version === version && answer.sentAt > from && answer.sentAt <= to);
