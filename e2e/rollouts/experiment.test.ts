import { describe, expect, it } from 'vitest';
import { podTemplate, startShop } from './experiment.testkit.ts';

const query = (name: string) => ({ name: 'query', value: `{{templates.${name}.podTemplateHash}} ${name}` });
const TEMPLATES = [
  { name: 'base', specRef: 'stable', weight: 10 },
  { name: 'try', specRef: 'canary', weight: 10, replicas: 2, metadata: { labels: { trial: 'yes' } } },
];
const judged = (name: string) => ({ name, templateName: 'judge', args: [query(name)] });
const step = (more: object = {}) => ({
  experiment: { duration: '1m', templates: TEMPLATES, analyses: TEMPLATES.map(({ name }) => judged(name)), ...more },
});
const stepsWith = (more: object = {}) => [{ setWeight: 20 }, step(more), { setWeight: 60 }, { pause: {} }];

/** In the middle of the experiment. */
async function tried(more: object = {}) {
  const shop = await startShop(stepsWith(more));
  await shop.release('2');
  await shop.wait(20);
  const { currentPodHash } = shop.rollout();
  return { ...shop, name: `web-${currentPodHash}-2-1` };
}

const EVERYBODY = (name: string) => ['canary', 'stable', `${name}-base`, `${name}-try`].toSorted();
const sizes = (shop: Awaited<ReturnType<typeof tried>>) =>
  Object.fromEntries(
    shop.replicaSets().flatMap(({ metadata, spec }) => {
      const [, template] = metadata.name.split(`${shop.name}-`);
      return template === undefined ? [] : [[template, spec.replicas]];
    }),
  );

describe('a step that is an experiment', () => {
  it('compares both revisions under a share each, and goes on if nothing is wrong', async () => {
    const shop = await tried();
    const { name } = shop;
    expect(shop.rollout().canary?.currentExperiment).toBe(name);
    expect(shop.weights()).toEqual({ stable: 60, canary: 20, [`${name}-base`]: 10, [`${name}-try`]: 10 });
    expect(shop.rollout().canary?.weights).toMatchObject({
      ...{ canary: { weight: 20 }, stable: { weight: 60 } },
      additional: [
        { weight: 10, serviceName: `${name}-base` },
        { weight: 10, serviceName: `${name}-try` },
      ],
    });
    expect([...shop.visits.answered()].toSorted()).toEqual(EVERYBODY(name));
    const [experiment] = shop.experiments();
    expect(experiment?.status).toMatchObject({ phase: 'Running', availableAt: expect.any(String) });
    const hashes = experiment?.status?.templateStatuses?.map(({ podTemplateHash }) => podTemplateHash) ?? [];
    const { stableRS, currentPodHash } = shop.rollout();
    expect(new Set([...hashes, stableRS, currentPodHash]).size).toBe(4);
    expect(shop.asked()).toContain(`${hashes[0]} base`);

    await shop.wait(65);
    expect(shop.rollout()).toMatchObject({ currentStepIndex: 3, canary: { weights: { canary: { weight: 60 } } } });
    expect(shop.rollout().canary).not.toHaveProperty('currentExperiment');
    expect(shop.weights()).toEqual({ stable: 40, canary: 60 });
    expect(shop.experiments()[0]?.status).toMatchObject({ phase: 'Successful' });
    expect(sizes(shop)).toEqual({ base: 1, try: 2 });
    await shop.wait(40);
    expect(sizes(shop)).toEqual({ base: 0, try: 0 });
    expect(shop.services().toSorted()).toEqual(['canary', 'stable']);
    shop.visits.answered();
    const events = shop.events();
    for (const told of [
      `ExperimentCreated: Created Experiment '${name}'`,
      "TemplateRunning: Template 'try' transitioned from Progressing -> Running",
      'ExperimentRunning: Experiment transitioned from Pending -> Running',
      "AnalysisRunSuccessful: AnalysisRun 'try' transitioned from Running -> Successful",
      `ScalingReplicaSet: Scaled up ReplicaSet ${name}-try from 0 to 2`,
      'RolloutStepCompleted: Rollout step 2/4 completed (experiment)',
    ])
      expect(events).toContain(told);
    expect(events.filter((one) => one.startsWith('TrafficWeightUpdated')).slice(1, 3)).toEqual([
      'TrafficWeightUpdated: Traffic weight updated from 0 to 20',
      `TrafficWeightUpdated: Traffic weight updated additional: [{10 ${name}-base ${hashes[0]}} {10 ${name}-try ${hashes[1]}}]`,
    ]);
  });

  it('keeps its pods until nobody is sent to them, even where they are to go at once', async () => {
    const shop = await tried({ scaleDownDelaySeconds: 0 });
    await shop.wait(80);
    expect(sizes(shop)).toEqual({ base: 0, try: 0 });
    expect(shop.weights()).toEqual({ stable: 40, canary: 60 });
    shop.visits.answered();
  });

  it('aborts the update if something is wrong, and is tried again with it', async () => {
    const shop = await tried();
    shop.shop.value = (text) => (text.endsWith('try') ? 0.9 : 0);
    await shop.wait(10);
    expect(shop.rollout()).toMatchObject({ abort: true, phase: 'Degraded' });
    expect(shop.rollout().message).toBe(
      'RolloutAborted: Rollout aborted update to revision 2: Experiment analysis phase is error/failed: Metric "errors" assessed Failed due to failed (1) > failureLimit (0)',
    );
    expect(shop.weights()).toEqual({ stable: 100, canary: 0 });
    expect(shop.experiments().map(({ status }) => status?.phase)).toEqual(['Failed']);
    await shop.wait(60);
    expect(sizes(shop)).toEqual({ base: 0, try: 0 });

    shop.shop.value = () => 0;
    await shop.status({ abort: false });
    await shop.wait(20);
    expect(shop.rollout().canary?.currentExperiment).toBe(`${shop.name}-1`);
    await shop.wait(70);
    expect(shop.rollout().currentStepIndex).toBe(3);
    shop.visits.answered();
  });

  it('waits for somebody where nothing is clear, starts nothing new, and goes on with him', async () => {
    const shop = await tried();
    shop.shop.value = () => 0.2;
    await shop.wait(10);
    expect(shop.rollout()).toMatchObject({
      ...{ currentStepIndex: 1, pauseConditions: [{ reason: 'InconclusiveExperiment' }] },
      canary: { currentExperiment: shop.name },
    });
    expect(shop.weights()).toEqual({ stable: 80, canary: 20 });
    await shop.wait(60);
    expect(shop.experiments()).toHaveLength(1);
    await shop.status({ pauseConditions: null });
    await shop.wait(20);
    expect(shop.experiments()).toHaveLength(1);
    expect(shop.rollout()).toMatchObject({ currentStepIndex: 3, canary: { weights: { canary: { weight: 60 } } } });
    shop.visits.answered();
  });

  it('may be retried by itself', async () => {
    const shop = await tried();
    shop.shop.value = () => 0.2;
    await shop.wait(10);
    expect(shop.rollout()).toMatchObject({ pauseConditions: [{ reason: 'InconclusiveExperiment' }] });
    shop.shop.value = () => 0;
    await shop.change('Experiment', shop.name, { status: null });
    await shop.wait(30);
    expect(shop.rollout().pauseConditions).toBeUndefined();
    expect(shop.weights()).toMatchObject({ stable: 60, [`${shop.name}-try`]: 10 });
    await shop.wait(70);
    expect(shop.rollout().currentStepIndex).toBe(3);
    shop.visits.answered();
  });

  it('ends when somebody terminates it', async () => {
    const shop = await tried({ duration: undefined });
    await shop.change('Experiment', shop.name, { spec: { terminate: true } });
    await shop.wait(15);
    expect(shop.experiments()[0]?.status?.phase).toBe('Successful');
    expect(shop.rollout().currentStepIndex).toBe(3);
    shop.visits.answered();
  });

  it('begins anew if somebody deletes it', async () => {
    const shop = await tried();
    const [before] = shop.experiments();
    shop.visits.answered();
    await shop.remove('Experiment', shop.name);
    await shop.wait(15);
    expect(shop.experiments()).toHaveLength(1);
    expect(shop.experiments()[0]?.metadata.uid).not.toBe(before?.metadata.uid);
    shop.visits.forget();
    await shop.wait(70);
    expect(shop.rollout().currentStepIndex).toBe(3);
    shop.visits.answered();
  });

  it('ends when the update is aborted', async () => {
    const shop = await tried();
    await shop.status({ abort: true });
    await shop.wait(5);
    expect(shop.weights()).toEqual({ stable: 100, canary: 0 });
    await shop.wait(40);
    expect(shop.experiments()[0]?.status?.phase).toBe('Successful');
    expect(sizes(shop)).toEqual({ base: 0, try: 0 });
    shop.visits.answered();
  });
});

describe('an Experiment of its own', () => {
  const experiment = (spec: object) => ({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Experiment', metadata: { name: 'compare', namespace: 'default' } },
    spec: {
      templates: ['old', 'new'].map((name) => ({
        ...{
          name,
          selector: { matchLabels: { trial: name } },
          template: podTemplate(name, { trial: name }),
          service: {},
        },
      })),
      ...spec,
    },
  });

  it('ends once all analyses that it needs have succeeded', async () => {
    const analyses = [{ ...judged('new'), requiredForCompletion: true }];
    const shop = await startShop(undefined, [experiment({ analyses, scaleDownDelaySeconds: 5 })]);
    await shop.wait(8);
    expect(shop.services().toSorted()).toEqual(['compare-new', 'compare-old']);
    await shop.wait(37);
    expect(shop.experiments()[0]?.status).toMatchObject({
      ...{ phase: 'Successful', message: 'Required AnalysisRuns completed' },
      analysisRuns: [{ name: 'new', analysisRun: 'compare-new', phase: 'Successful' }],
    });
    await shop.wait(15);
    expect(shop.replicaSets().map(({ spec }) => spec.replicas)).toEqual([0, 0]);
    expect(shop.services()).toEqual([]);
  });

  it('fails if its pods do not come, and says which', async () => {
    const [old] = experiment({}).spec.templates;
    const never = { ...old, name: 'never', template: podTemplate('unready', { trial: 'old' }) };
    const shop = await startShop(undefined, [experiment({ templates: [old, never], progressDeadlineSeconds: 10 })]);
    await shop.wait(9);
    expect(shop.experiments()[0]?.status?.phase).toBe('Pending');
    await shop.wait(10);
    const message = "Template 'never' exceeded its progressDeadlineSeconds (10)";
    expect(shop.experiments()[0]?.status).toMatchObject({ phase: 'Failed', message });
    expect(shop.events()).toContain(
      `TemplateFailed: Template 'never' transitioned from Progressing -> Failed: ${message}`,
    );
    await shop.wait(40);
    expect(shop.replicaSets().map(({ spec }) => spec.replicas)).toEqual([0, 0]);
  });

  it('does nothing at all as long as it makes no sense', async () => {
    const [old] = experiment({}).spec.templates;
    const shop = await startShop(undefined, [experiment({ templates: [{ ...old, selector: undefined }] })]);
    await shop.wait(5);
    expect(shop.replicaSets()).toEqual([]);
    const message =
      'The Experiment "compare" is invalid: spec.templates[0].selector: Required value: Rollout has missing field \'.Spec.Templates[0].Selector\'';
    expect(shop.experiments()[0]?.status).toMatchObject({ conditions: [{ type: 'InvalidSpec', message }] });
    expect(shop.experiments()[0]?.status).not.toHaveProperty('phase');
  });
});
