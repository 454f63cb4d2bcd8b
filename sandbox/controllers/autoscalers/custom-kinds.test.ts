import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autoscaler, clusterUnder, templateOf } from './cluster.testkit.ts';

let cluster: ReturnType<typeof clusterUnder>;
beforeEach(async () => {
  cluster = clusterUnder();
  await cluster.wait(2);
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.problems).toEqual([]);
});

const condition = (type: string, status: string, reason: string, message: unknown) =>
  expect.objectContaining({ type, status, reason, message });
const OPEN = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const AT_MOST = { type: 'integer', maximum: 3 };

describe('an autoscaler of a custom kind', () => {
  const definition = (plural: string, kind: string, subresources: object) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind, plural },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources,
          schema: {
            openAPIV3Schema: { ...OPEN, properties: { spec: { ...OPEN, properties: { replicas: AT_MOST } } } },
          },
        },
      ],
    },
  });
  const FARM = { apiVersion: 'example.com/v1', kind: 'Farm', name: 'farm' };
  const SCALE = {
    status: {},
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    },
  };
  const farm = (status: object) => cluster.status('example.com/v1', 'Farm', 'farm', status);
  const size = async () =>
    ((await cluster.get('example.com/v1', 'Farm', 'farm')) as { spec?: { replicas?: number } }).spec?.replicas;
  const cow = (cpu: string) => {
    const { metadata, spec } = templateOf('farm', cpu);
    const named = { ...metadata, name: 'cow', namespace: 'default' };
    return cluster.create({ apiVersion: 'v1', kind: 'Pod', metadata: named, spec });
  };
  const make = async (subresources: object) => {
    await cluster.create(definition('farms', 'Farm', subresources));
    await cluster.wait(5);
    await cluster.create({
      ...{ apiVersion: FARM.apiVersion, kind: FARM.kind, metadata: { name: 'farm', namespace: 'default' } },
      spec: { replicas: 1 },
    });
    await cluster.create(autoscaler('farm', FARM));
  };

  it('sizes it by its pods', async () => {
    await make(SCALE);
    await farm({ replicas: 1, selector: 'app=farm' });
    await cow('300m');
    await cluster.run();
    await cluster.wait(45);
    expect(await size()).toBe(3);
  });

  it.each([
    ['none', undefined, 'InvalidSelector', "the HPA target's scale is missing a selector"],
    [
      'a bad one',
      'a in',
      'InvalidSelector',
      "couldn't convert selector into a corresponding internal selector object: unable to parse requirement: found '' expected: '('",
    ],
  ])('wants a selector, and gets %s', async (_, selector, reason, message) => {
    await make(SCALE);
    await farm({ replicas: 1, ...(selector !== undefined && { selector }) });
    await cluster.wait(30);
    expect((await cluster.autoscaler('farm')).status.conditions).toContainEqual(
      condition('ScalingActive', 'False', reason, message),
    );
  });

  it('says that there is no scale', async () => {
    await make({ status: {} });
    await cluster.wait(30);
    expect((await cluster.autoscaler('farm')).status.conditions).toEqual([
      condition('AbleToScale', 'False', 'FailedGetScale', expect.stringMatching(/find the requested resource$/)),
    ]);
  });

  it('tells that a size is refused, again and again, without changing the status', async () => {
    await make(SCALE);
    await farm({ replicas: 1, selector: 'app=farm' });
    await cow('4');
    await cluster.run();
    await cluster.wait(45);
    const before = await cluster.autoscaler('farm');
    const words = 'Farm.example.com "farm" is invalid: spec.replicas: Invalid value: 4: ';
    expect(before.status.conditions).toContainEqual(
      condition(
        'AbleToScale',
        'False',
        'FailedUpdateScale',
        expect.stringContaining(`the HPA controller was unable to update the target scale: ${words}`),
      ),
    );
    expect(before.status).toMatchObject({ currentReplicas: 1, desiredReplicas: 0 });
    expect(await cluster.events()).toContainEqual(
      expect.stringContaining(
        `FailedRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target; error: ${words}`,
      ),
    );
    await cluster.wait(60);
    expect(await cluster.autoscaler('farm')).toEqual(before);
    expect(await size()).toBe(1);
  });
});
