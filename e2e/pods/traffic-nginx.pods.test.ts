import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isNginx, type Nginx, startNginx } from './traffic-nginx.testkit.ts';
import { kubeconfig, routedStory } from './traffic-scene.testkit.ts';
import { usersOf } from './traffic-users.testkit.ts';
import { expectNoFailure, expectWeight } from './traffic-weight.testkit.ts';
import { isAborted, isHealthy, isPausedAt, noPods, type Stage, startStage } from './world.testkit.ts';

const WEIGHTS = [5, 20, 50, 80, 100];

const given = inject('pods');
const program = ('missing' in given ? undefined : given.nginx) ?? 'nginx';
const needs = noPods ?? (isNginx(program) ? undefined : 'needs nginx, or SLUICE_TEST_NGINX');

describe.skipIf(needs)(`requests to running pods through nginx (${needs ?? 'given'})`, () => {
  let stage: Stage | undefined;
  const started: Nginx[] = [];

  /** A canary behind an Ingress, an nginx of its own before it, and users who are there until its end. */
  const deployed = async (steps: readonly object[]) => {
    if (!stage) throw new Error('no stage');
    const host = `${randomUUID()}.example.com`;
    const backend = { service: { name: 'stable', port: { number: 80 } } };
    const story = await routedStory(stage, {
      steps,
      trafficRouting: { nginx: { stableIngress: 'web' } },
      routing: {
        ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } },
        spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
      },
    });
    const nginx = await startNginx({ program, kubeconfig, namespace: story.namespace, host });
    started.push(nginx);
    return { story, nginx, users: await usersOf(nginx.url, host) };
  };

  beforeAll(async () => {
    stage = await startStage();
  });

  afterAll(async () => {
    await Promise.all(started.map((nginx) => nginx.stop()));
    await stage?.stop();
  });

  it('have the share of each step over a whole canary, and none of them fails', async () => {
    const { story, nginx, users } = await deployed(WEIGHTS.flatMap((setWeight) => [{ setWeight }, { pause: {} }]));
    await story.release('v2');
    for (const [index, weight] of WEIGHTS.entries()) {
      await story.until(`${weight}%`, isPausedAt(2 * index + 1));
      await expectWeight(users, weight);
      await story.sluice('promote');
    }
    await story.until('the end', (status) => isHealthy(status) && status.currentStepIndex === 2 * WEIGHTS.length);
    await expectWeight(users, 100);
    expect(nginx.reloads()).toBeGreaterThanOrEqual(WEIGHTS.length);
    await expectNoFailure(users);
  });

  it('come to the canary no more once it is aborted', async () => {
    const { story, users } = await deployed([{ setWeight: 50 }, { pause: {} }]);
    await story.release('v2');
    await story.until('the pause', isPausedAt(1));
    await expectWeight(users, 50);
    await story.sluice('abort');
    await story.until('the abort', isAborted);
    await expectWeight(users, 0);
    await expectNoFailure(users);
  });
});
