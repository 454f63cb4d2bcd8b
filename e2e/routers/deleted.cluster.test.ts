import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../controller/rollout/addresses.ts';
import { INSTANCE_LABEL } from '../../controller/rollout/keys.ts';
import { rolloutParts } from '../../controller/rollout/rollout.ts';
import { eventually, managerAt } from '../../controller/runtime/world.testkit.ts';
import { LEASES } from '../../controller/traffic/leases.ts';
import { clusterUrl } from '../cluster.testkit.ts';
import { routedCanary, type Stage, type Story, startStage } from '../rollouts/world.testkit.ts';
import { installDefinitions, noDefinitions } from './definitions.testkit.ts';

const STEPS = [{ setWeight: 25 }, { pause: {} }];
const ROLLOUT = 'rollouts.argoproj.io/web';
const httpRoute = {
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'web' } },
  spec: { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'stable', port: 80 }] }] },
};
const istio = {
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'web' } },
  spec: {
    hosts: ['web.test'],
    http: [
      { route: ['stable', 'canary'].map((host) => ({ destination: { host }, weight: host === 'stable' ? 100 : 0 })) },
    ],
  },
};
/** Of the same name and the same plural. */
const gloo = {
  ...{ apiVersion: 'gateway.solo.io/v1', kind: 'VirtualService', metadata: { name: 'web' } },
  spec: {
    virtualHost: {
      domains: ['web.test'],
      routes: [
        {
          matchers: [{ prefix: '/' }],
          routeAction: {
            multi: {
              destinations: ['stable', 'canary'].map((name) => ({
                ...{ destination: { upstream: { name } }, weight: name === 'stable' ? 100 : 0 },
              })),
            },
          },
        },
      ],
    },
  },
};

const ROUTES = 'httproutes.gateway.networking.k8s.io/web';
const ISTIO = 'virtualservices.networking.istio.io/web';
const GLOO = 'virtualservices.gateway.solo.io/web';
const byRoute = routedCanary({ gatewayAPI: { httpRoutes: [{ name: 'web' }] } }, [httpRoute]);
const byMeshes = routedCanary(
  { istio: { virtualService: { name: 'web' } }, gloo: { virtualServices: [{ name: 'web' }] } },
  [istio, gloo],
);

interface Told {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>>; readonly resourceVersion: string };
  readonly spec: {
    readonly rules?: readonly { readonly backendRefs: readonly Weighted[] }[];
    readonly http?: readonly { readonly route: readonly Weighted[] }[];
    readonly virtualHost?: { readonly routes: readonly { readonly routeAction: GlooAction }[] };
  };
}

interface GlooAction {
  readonly multi?: { readonly destinations: readonly Weighted[] };
}

interface Weighted {
  readonly name?: string;
  readonly destination?: { readonly host?: string; readonly upstream?: { readonly name: string } };
  readonly weight?: number;
}

/** `stable 75, canary 25`, and whether anybody leases it. */
async function sightOf(story: Story, object: string) {
  const { metadata, spec } = JSON.parse(await story.kubectl('get', object, '-o', 'json')) as Told;
  const { rules, http, virtualHost } = spec;
  const all = rules?.[0]?.backendRefs ?? http?.[0]?.route ?? virtualHost?.routes[0]?.routeAction.multi?.destinations;
  const weights = (all ?? []).map(({ name, destination, weight = 1 }) => {
    return `${name ?? destination?.host ?? destination?.upstream?.name} ${weight}`;
  });
  return { weights: weights.sort().join(', '), isLeased: metadata.annotations?.[LEASES] !== undefined };
}

const versionOf = (story: Story, object: string) =>
  story.kubectl('get', object, '-o', 'jsonpath={.metadata.resourceVersion}');

const CANARY = { weights: 'canary 25, stable 75', isLeased: true };
/** Where the user has no entry for the canary, and where there is one. */
const ALONE = { weights: 'stable 100', isLeased: false };
const STABLE = { weights: 'canary 0, stable 100', isLeased: false };

/** To a controller that does not run. To the one that did, it looks as if the Rollout were gone. */
async function handedOver(story: Story): Promise<string> {
  const instance = `absent-${randomUUID().slice(0, 8)}`;
  await story.kubectl('label', '--overwrite', ROLLOUT, `${INSTANCE_LABEL}=${instance}`);
  return instance;
}

function startController(instance: string) {
  const parts = rolloutParts({ addresses: ENDPOINTS, labelSelector: `${INSTANCE_LABEL}=${instance}` });
  return managerAt(clusterUrl, parts, { fieldManager: 'sluice-rollout' });
}

/** Long enough for a controller that is wrong to show it. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 3000));

describe.skipIf(noDefinitions)(`a Rollout deleted in the middle of a canary (${noDefinitions ?? 'given'})`, () => {
  let stage: Stage | undefined;

  beforeAll(() => {
    installDefinitions();
    stage = startStage();
  });
  afterAll(() => stage?.stop());

  const atPause = async (spec: object) => {
    if (!stage) throw new Error('no stage');
    const story = await stage.story(spec);
    await story.becomes({ phase: 'Healthy', stable: 'v1', told: 0 });
    await story.release('v2');
    await story.becomes({ phase: 'Paused', step: 1, told: 25 });
    return story;
  };
  const becomes = (story: Story, object: string, expected: object, seconds?: number) =>
    eventually(
      `${object} is ${JSON.stringify(expected)}`,
      async () => JSON.stringify(await sightOf(story, object)) === JSON.stringify(expected),
      seconds,
    );

  it.concurrent('leaves stable alone in its HTTPRoute, and no mark', async () => {
    const story = await atPause(byRoute({ steps: STEPS }));
    expect(await sightOf(story, ROUTES)).toEqual(CANARY);
    await story.kubectl('delete', ROLLOUT);
    await becomes(story, ROUTES, ALONE, 10);
  });

  it.concurrent('leaves stable alone in VirtualServices of two projects that have one name', async () => {
    const story = await atPause(byMeshes({ steps: STEPS }));
    expect(await sightOf(story, ISTIO)).toEqual(CANARY);
    expect(await sightOf(story, GLOO)).toEqual(CANARY);
    await story.kubectl('delete', ROLLOUT);
    await becomes(story, ISTIO, STABLE, 10);
    await becomes(story, GLOO, STABLE, 10);
  });

  // One at a time: whichever controller starts makes up for all that was missed.
  it.each([
    { what: 'HTTPRoute', spec: byRoute, object: ROUTES },
    { what: 'VirtualService', spec: byMeshes, object: ISTIO },
  ])('is made up for in its $what by a controller that starts later', async ({ spec, object }) => {
    const story = await atPause(spec({ steps: STEPS }));
    const absent = await handedOver(story);
    const version = await versionOf(story, object);
    await story.kubectl('delete', ROLLOUT);
    await aWhile();
    expect(await versionOf(story, object)).toBe(version);
    const controller = startController(absent);
    await becomes(story, object, object === ROUTES ? ALONE : STABLE, 20);
    await controller.stop();
  });

  it('is not what a Rollout of another controller is', async () => {
    const story = await atPause(byRoute({ steps: STEPS }));
    await handedOver(story);
    const another = startController(randomUUID());
    await story.kubectl('label', ROUTES, 'somebody=looks');
    const version = await versionOf(story, ROUTES);
    await aWhile();
    expect(await sightOf(story, ROUTES)).toEqual(CANARY);
    expect(await versionOf(story, ROUTES)).toBe(version);
    await another.stop();
  });
});
