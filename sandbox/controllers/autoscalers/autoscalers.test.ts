import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autoscaler, clusterUnder, deployment } from './cluster.testkit.ts';

let cluster: ReturnType<typeof clusterUnder>;
let load: number | undefined;
beforeEach(async () => {
  load = undefined;
  cluster = clusterUnder({ usage: () => load });
  await cluster.wait(2);
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.problems).toEqual([]);
});

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const replicas = async (name = 'web') =>
  ((await cluster.get('apps/v1', 'Deployment', name)) as { spec?: { replicas?: number } } | undefined)?.spec?.replicas;
const condition = (type: string, status: string, reason: string, message: unknown = expect.any(String)) =>
  expect.objectContaining({ type, status, reason, message });
const events = async (reason: string) => (await cluster.events()).filter((event) => event.startsWith(reason));
/** Within one period the autoscaler looks at things once more. */
const look = () => cluster.wait(16);

describe('an autoscaler of a Deployment', () => {
  it('makes more replicas under load, tells why, and is quiet then', async () => {
    load = 200;
    await cluster.create(deployment('web', 2));
    await cluster.create(autoscaler('web', WEB));
    await cluster.run();
    await cluster.wait(30);
    expect(await replicas()).toBe(4);
    expect(await events('SuccessfulRescale')).toContain(
      'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target',
    );
    load = 100;
    await cluster.run();
    await cluster.wait(60);
    const { status } = await cluster.autoscaler('web');
    expect(status).toMatchObject({
      currentReplicas: 4,
      desiredReplicas: 4,
      lastScaleTime: expect.any(String),
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 50, averageValue: '100m' } } },
      ],
    });
    expect(status.conditions).toEqual([
      condition('AbleToScale', 'True', expect.any(String)),
      condition('ScalingActive', 'True', 'ValidMetricFound'),
      condition('ScalingLimited', 'False', 'DesiredWithinRange'),
    ]);
  });

  it('writes nothing while nothing changes', async () => {
    load = 100;
    await cluster.create(deployment('web', 2));
    await cluster.create(autoscaler('web', WEB));
    await cluster.run();
    await cluster.wait(120);
    expect((await cluster.autoscaler('web')).status.currentMetrics).toHaveLength(1);
    cluster.writes.length = 0;
    await cluster.wait(600);
    expect(cluster.writes).toEqual([]);
  });

  it('makes fewer replicas only when nothing has asked for more for five minutes', async () => {
    load = 100;
    await cluster.create(deployment('web', 4));
    await cluster.create(autoscaler('web', WEB, { minReplicas: 2 }));
    await cluster.run();
    await cluster.wait(60);
    load = 10;
    await look();
    expect((await cluster.autoscaler('web')).status.conditions).toContainEqual(
      condition('AbleToScale', 'True', 'ScaleDownStabilized'),
    );
    await cluster.wait(270);
    expect(await replicas()).toBe(4);
    await cluster.wait(60);
    expect(await replicas()).toBe(2);
    const { status } = await cluster.autoscaler('web');
    expect(status.conditions).toContainEqual(condition('ScalingLimited', 'True', 'TooFewReplicas'));
    expect(await events('SuccessfulRescale')).toEqual([
      'SuccessfulRescale: New size: 2; reason: All metrics below target',
    ]);
  });

  it('believes an annotation before what is measured', async () => {
    load = 100;
    await cluster.create(deployment('web', 2, '0.2'));
    await cluster.create(autoscaler('web', WEB));
    await cluster.run();
    await cluster.wait(45);
    expect(await replicas()).toBe(4);
  });

  it('says what makes no sense in an annotation', async () => {
    await cluster.create(deployment('web', 1, 'much'));
    await cluster.create(autoscaler('web', WEB));
    await cluster.run();
    await cluster.wait(30);
    const { status } = await cluster.autoscaler('web');
    expect(status.conditions).toContainEqual(
      condition(
        'ScalingActive',
        'False',
        'FailedGetResourceMetric',
        expect.stringMatching(
          /annotation sluice\.dev\/sim-cpu of pod web-\S+: "much" is no amount of CPU such as 250m$/,
        ),
      ),
    );
    expect(await replicas()).toBe(1);
  });

  it('says that nothing is known, again and again, without changing the status', async () => {
    await cluster.create(deployment('web', 1));
    await cluster.create(autoscaler('web', WEB));
    await cluster.run();
    await cluster.wait(60);
    const before = await cluster.autoscaler('web');
    expect(before.status.conditions).toContainEqual(
      condition(
        'ScalingActive',
        'False',
        'FailedGetResourceMetric',
        'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
      ),
    );
    await cluster.wait(60);
    expect(await cluster.autoscaler('web')).toEqual(before);
    expect((await cluster.events()).filter((event) => event.startsWith('Failed')).sort()).toEqual([
      'FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
      'FailedGetResourceMetric: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
    ]);
  });

  it('rests while there are to be no replicas', async () => {
    await cluster.create(deployment('web', 0));
    await cluster.create(autoscaler('web', WEB, { minReplicas: 2 }));
    await cluster.wait(60);
    const before = await cluster.autoscaler('web');
    expect(before.status.conditions).toContainEqual(condition('ScalingActive', 'False', 'ScalingDisabled'));
    cluster.writes.length = 0;
    await cluster.wait(60);
    expect(cluster.writes).toEqual([]);
    await cluster.patch('apps/v1', 'Deployment', 'web', { spec: { replicas: 1 } });
    await look();
    expect(await replicas()).toBe(2);
    expect(await events('SuccessfulRescale')).toEqual([
      'SuccessfulRescale: New size: 2; reason: Current number of replicas below Spec.MinReplicas',
    ]);
  });

  it('waits for its target to come', async () => {
    await cluster.create(autoscaler('web', WEB, { minReplicas: 2 }));
    await cluster.wait(30);
    const before = await cluster.autoscaler('web');
    expect(before.status.conditions).toEqual([
      condition(
        'AbleToScale',
        'False',
        'FailedGetScale',
        `the HPA controller was unable to get the target's current scale: deployments.apps "web" not found`,
      ),
    ]);
    await look();
    expect(await cluster.autoscaler('web')).toEqual(before);
    await cluster.create(deployment('web', 1));
    await look();
    expect(await replicas()).toBe(2);
    expect((await cluster.autoscaler('web')).status.conditions).toEqual([
      condition('AbleToScale', 'True', 'SucceededRescale'),
    ]);
  });

  it('keeps to what its rules allow in a period', async () => {
    load = 1000;
    const scaleUp = { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] };
    await cluster.create(deployment('web', 1));
    await cluster.create(autoscaler('web', WEB, { behavior: { scaleUp } }));
    await cluster.run();
    // At first its pod has not been ready for long enough to be measured.
    const sizes: (number | undefined)[] = [];
    for (let quarter = 0; quarter < 7; quarter++) {
      await cluster.wait(15);
      await cluster.run();
      sizes.push(await replicas());
    }
    expect(sizes).toEqual([1, 2, 2, 2, 2, 3, 3]);
  });

  it('forgets what was asked for when it goes', async () => {
    load = 200;
    await cluster.create(deployment('web', 2));
    await cluster.create(autoscaler('web', WEB));
    await cluster.run();
    await cluster.wait(30);
    expect(await replicas()).toBe(4);
    load = 100;
    await cluster.remove('autoscaling/v2', 'HorizontalPodAutoscaler', 'web');
    await cluster.patch('apps/v1', 'Deployment', 'web', { spec: { replicas: 2 } });
    await cluster.create(autoscaler('web', WEB));
    await cluster.run();
    await cluster.wait(60);
    expect(await replicas()).toBe(2);
  });

  it('leaves pods alone that two want to size', async () => {
    load = 400;
    await cluster.create(deployment('web', 2));
    await cluster.create(autoscaler('one', WEB));
    await cluster.create(autoscaler('two', WEB));
    await cluster.run();
    await cluster.wait(45);
    const message = 'pods by selector app=web are controlled by multiple HPAs: [{one default} {two default}]';
    for (const name of ['one', 'two'])
      expect((await cluster.autoscaler(name)).status.conditions).toContainEqual(
        condition('ScalingActive', 'False', 'AmbiguousSelector', message),
      );
  });

  it('says what is wrong with its target', async () => {
    await cluster.create(deployment('web', 3));
    await cluster.create(autoscaler('web', { ...WEB, kind: 'Deployments' }));
    await cluster.create(autoscaler('far', { ...WEB, apiVersion: 'example.com/v1' }));
    await cluster.create(autoscaler('odd', { ...WEB, apiVersion: 'a/b/c' }));
    await cluster.wait(30);
    const message = async (name: string) => (await cluster.autoscaler(name)).status.conditions[0]?.message;
    expect(await message('web')).toMatch(/: no matches for kind "Deployments" in group "apps"$/);
    expect(await message('far')).toMatch(/: no matches for kind "Deployment" in group "example.com"$/);
    expect(await message('odd')).toMatch(/: unexpected GroupVersion string: a\/b\/c$/);
  });
});
