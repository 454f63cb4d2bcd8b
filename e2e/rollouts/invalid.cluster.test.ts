import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HASH_LABEL } from '../../controller/rollout/keys.ts';
import { templateHash } from '../../controller/template/template-hash.ts';
import { noCluster } from '../cluster.testkit.ts';
import { blueGreen, deployment, healthy, LABELS, migrated, rolling, service, startScenes } from './scene.testkit.ts';

// They wait for pods most of the time.
vi.setConfig({ maxConcurrency: 20 });

const template = (more: object) => ({
  metadata: { labels: LABELS },
  spec: { containers: [{ name: 'main', image: 'web:v2', ...more }] },
});
const invalid = (why: string) => `InvalidSpec: The Rollout "web" is invalid: ${why}`;
const canarySteps = (step: object) => ({ strategy: { canary: { steps: [step] } } });
const mended = {
  strategy: { canary: { steps: null, canaryService: null, maxSurge: '25%', maxUnavailable: '25%' } },
};

describe.skipIf(noCluster)(
  `a Rollout that cannot be carried out, on a real control plane (${noCluster ?? 'given'})`,
  () => {
    let scenes: ReturnType<typeof startScenes> | undefined;
    const begun = async (spec: object) => {
      if (!scenes) throw new Error('no scenes');
      return await scenes.scene(spec);
    };
    const deployed = async (spec: object) => {
      const scene = await begun(spec);
      await scene.shows(healthy('v1'));
      return scene;
    };

    beforeAll(() => {
      scenes = startScenes();
    });

    afterAll(() => scenes?.stop());

    it.concurrent.each([
      [
        'a rule that is broken',
        { strategy: { canary: { maxSurge: 0, maxUnavailable: 0 } } },
        'spec.strategy.canary.maxSurge: Invalid value: 0: MaxSurge and MaxUnavailable both can not be zero',
      ],
      [
        'a Service that is missing',
        { strategy: { canary: { canaryService: 'nowhere' } } },
        'spec.strategy.canary.canaryService: Invalid value: "nowhere": service "nowhere" not found',
      ],
      [
        'a template that the API server refuses',
        { template: template({ volumeMounts: [{ name: 'gone', mountPath: '/gone' }] }) },
        'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "gone"',
      ],
      [
        'labels that the selector does not match',
        { template: { ...template({}), metadata: { labels: { app: 'other' } } } },
        'spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
      ],
      [
        'an experiment that is to be sent requests by nobody',
        canarySteps({ experiment: { templates: [{ name: 'try', specRef: 'canary', weight: 5 }] } }),
        'spec.strategy.canary.steps[0].experiment.templates[0].weight: Invalid value: 5: Experiment template weight cannot be set unless TrafficRouting is enabled',
      ],
    ])('touches no pod, and can be mended: %s', async (_, change, why) => {
      const scene = await deployed(rolling());
      const before = await scene.uids();
      await scene.spec(change);
      await scene.shows({ phase: 'Degraded', message: invalid(why), history: ['v1'], sizes: { v1: 4 } });
      const { status, metadata } = (await scene.rollout()) ?? {};
      expect(status?.conditions?.find(({ type }) => type === 'InvalidSpec')).toMatchObject({ status: 'True' });
      expect(status?.observedGeneration).toBe(String(metadata?.generation));
      expect(await scene.uids()).toEqual(before);
      await scene.spec({ ...mended, template: template({ image: 'web:v1' }) });
      await scene.shows({ ...healthy('v1'), history: ['v1'] });
      expect((await scene.rollout())?.status?.conditions?.map(({ type }) => type)).not.toContain('InvalidSpec');
      expect(await scene.uids()).toEqual(before);
    });

    it.concurrent('tells what of a template the API server cannot read', async () => {
      const scene = await begun({ ...rolling(), template: template({ ports: [{ containerPort: 'http' }] }) });
      await scene.shows({ phase: 'Degraded', history: [], pods: {} });
      const { message } = (await scene.rollout())?.status ?? {};
      const said = invalid('spec.template: Invalid value: "object": ');
      expect(message?.slice(0, said.length)).toBe(said);
      expect(message).toMatch(/ContainerPort: /);
      await scene.spec({ template: template({ image: 'web:v1' }) });
      await scene.shows(healthy('v1'));
    });

    it.concurrent('begins as soon as the workload that it refers to is there', async () => {
      const scene = await begun({ ...migrated('never'), objects: [] });
      const message = invalid('deployments.apps "origin" not found');
      await scene.shows({ phase: 'Degraded', message, history: [], pods: {} });
      await scene.create(deployment);
      await scene.shows(healthy('v1'));
    });

    it.concurrent('begins as soon as the Services that it names are there', async () => {
      const scene = await begun({ ...blueGreen(), objects: [] });
      const why = 'spec.strategy.blueGreen.activeService: Invalid value: "active": service "active" not found';
      await scene.shows({ phase: 'Degraded', message: invalid(why), history: [], pods: {} });
      for (const name of ['active', 'preview']) await scene.create(service(name));
      await scene.shows({ ...healthy('v1'), services: { active: 'v1', preview: 'v1' } });
    });

    it.concurrent('goes on once the quota has room for another ReplicaSet', async () => {
      const spec = { hard: { 'count/replicasets.apps': '1' } };
      const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'few' }, spec };
      const scene = await deployed({ ...rolling(), objects: [quota] });
      await scene.release('v2');
      await scene.shows({ phase: 'Progressing', history: ['v1'], pods: { v1: 4 } });
      const [progress] =
        (await scene.rollout())?.status?.conditions?.filter(({ type }) => type === 'Progressing') ?? [];
      expect(progress).toMatchObject({ status: 'False', reason: 'ReplicaSetCreateError' });
      expect(progress?.message).toMatch(/^Failed to create new replica set "web-\w+": .*exceeded quota: few/);
      await scene.kubectl('delete', 'resourcequota', 'few');
      await scene.shows({ ...healthy('v2'), history: ['v1', 'v2'] });
    });

    it.concurrent('takes another name where that of its ReplicaSet is taken', async () => {
      const hash = templateHash(template({ image: 'web:v1' }), { hasCreationTimestamp: false });
      const labels = { app: 'other' };
      const other = {
        ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: `web-${hash}`, labels } },
        spec: { replicas: 0, selector: { matchLabels: labels }, template: { ...template({}), metadata: { labels } } },
      };
      const scene = await deployed({ ...rolling(), objects: [other] });
      const { collisionCount, stableRS } = (await scene.rollout())?.status ?? {};
      expect(collisionCount).toBe(1);
      const [made] = await scene.replicaSets();
      expect(made?.metadata).toMatchObject({ name: `web-${stableRS}`, labels: { [HASH_LABEL]: stableRS } });
    });
  },
);
