import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { at } from '../status/snapshot.testkit.ts';
import { decided, type ExperimentScene, NAME, type Scene, TEMPLATES } from './compared.testkit.ts';

const during = (one: ExperimentScene, more: Scene = {}): Scene => ({
  ...{ experiments: { [NAME]: one }, current: NAME },
  ...more,
});
const RUNNING: ExperimentScene = { phase: 'Running', templates: { base: 'Running', try: 'Running' } };
const ANSWERING = { [`${NAME}-base`]: 1, [`${NAME}-try`]: 1 };
const PAUSED: Pick<RolloutStatus, 'pauseConditions' | 'controllerPause'> = {
  pauseConditions: [{ reason: 'InconclusiveExperiment', startTime: at(0) }],
  controllerPause: true,
};

describe('a step that is an experiment', () => {
  it('starts it, with the pods of both revisions', () => {
    const { made, does, status, says } = decided({});
    expect(does).toEqual([`start Experiment ${NAME}`]);
    expect(says).toContain(`Normal ExperimentCreated: Created Experiment '${NAME}'`);
    expect(status.canary).toMatchObject({ currentExperiment: NAME });
    expect(made).toMatchObject([
      {
        ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Experiment' },
        metadata: {
          ...{ name: NAME, namespace: 'shop', labels: { 'rollouts-pod-template-hash': 'v2' } },
          annotations: { 'rollout.argoproj.io/revision': '2' },
          ownerReferences: [{ kind: 'Rollout', name: 'web', uid: 'web-uid', controller: true }],
        },
        spec: { progressDeadlineSeconds: 600 },
      },
    ]);
    expect(made[0]?.spec.templates).toEqual(
      ['v1', 'v2'].map((hash, index) => ({
        ...{ name: TEMPLATES[index]?.name, replicas: 1, minReadySeconds: 0, service: {} },
        selector: { matchLabels: { app: 'web', 'rollouts-pod-template-hash': hash } },
        template: { metadata: { labels: {} } },
      })),
    );
  });

  it('hands on what the step says', () => {
    const step = {
      templates: [
        {
          ...{ name: 'try', specRef: 'canary', replicas: 3, service: { name: 'trial' } },
          ...{ metadata: { labels: { a: 'b' }, annotations: { c: 'd' } }, selector: { matchLabels: { x: 'y' } } },
        },
      ],
      ...{ duration: '5m', scaleDownDelaySeconds: 7, dryRun: [{ metricName: 'm' }] },
      analysisRunMetadata: { labels: { team: 'a' } },
      analyses: [
        {
          ...{ name: 'judge', templateName: 'rate', requiredForCompletion: true },
          args: [
            { name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } },
            { name: 'who', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'own', value: '{{templates.try.podTemplateHash}}' },
          ],
        },
      ],
    };
    expect(decided({ step }).made[0]?.spec).toEqual({
      templates: [
        {
          ...{ name: 'try', replicas: 3, minReadySeconds: 0, service: { name: 'trial' } },
          selector: { matchLabels: { x: 'y', a: 'b' } },
          template: { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } } },
        },
      ],
      ...{ duration: '5m', scaleDownDelaySeconds: 7, dryRun: [{ metricName: 'm' }], progressDeadlineSeconds: 600 },
      analysisRunMetadata: { labels: { team: 'a' } },
      analyses: [
        {
          ...{ name: 'judge', templateName: 'rate', clusterScope: false, requiredForCompletion: true },
          args: [
            { name: 'hash', value: 'v2' },
            { name: 'who', value: 'web' },
            { name: 'own', value: '{{templates.try.podTemplateHash}}' },
          ],
        },
      ],
    });
  });

  it('says what keeps it from starting', () => {
    const args = [{ name: 'x', valueFrom: { fieldRef: { fieldPath: 'spec.nothing' } } }];
    const { made, says } = decided({ step: { analyses: [{ name: 'j', templateName: 'rate', args }] } });
    expect(made).toEqual([]);
    expect(says).toContain(
      "Warning ReconciliationError: Reconciliation failed with error: argument 'x': the Rollout has no value at 'spec.nothing'",
    );
  });

  const spec = decided({}).made[0]?.spec ?? {};
  it.each<[string, Scene, string | undefined, number]>([
    ['takes one that is there already', { experiments: { [NAME]: { spec } } }, NAME, 0],
    ['takes another name where one has ended', { experiments: { [NAME]: { spec, phase: 'Failed' } } }, `${NAME}-1`, 1],
    ['takes another name where one is ending', { experiments: { [NAME]: { spec, terminate: true } } }, `${NAME}-1`, 1],
    [
      'takes another name where somebody else has it',
      { experiments: { [NAME]: { spec, owner: 'x' } } },
      `${NAME}-1`,
      1,
    ],
    ['takes another name where one is about something else', { experiments: { [NAME]: {} } }, `${NAME}-1`, 1],
    ['begins anew where it was deleted', { current: NAME }, NAME, 1],
    ['does not, where a person is to look', { current: NAME, status: PAUSED }, NAME, 0],
    ['begins none without a stable revision', { pods: { v2: 1 }, stable: 'v1' }, undefined, 0],
    [
      'begins none while the Rollout is held',
      { status: { pauseConditions: [{ reason: 'InconclusiveAnalysisRun', startTime: at(0) }] } },
      undefined,
      0,
    ],
    ['begins none once the update is aborted', { status: { abort: true } }, undefined, 0],
    ['begins none once everything is wanted', { status: { promoteFull: true } }, undefined, 0],
    ['begins none in another step', { status: { currentStepIndex: 0 } }, undefined, 0],
    [
      'begins another after an abort',
      during({ phase: 'Failed' }, { status: { abortedAt: at(0), canary: { currentExperiment: NAME } } }),
      `${NAME}-1`,
      1,
    ],
  ])('%s', (_, scene, name, count) => {
    const { status, made } = decided(scene);
    expect([status.canary?.currentExperiment, made.length]).toEqual([name, count]);
  });
});

describe('what follows from it', () => {
  it.each<[string, Scene, object]>([
    ['nothing while it goes on', during(RUNNING), { currentStepIndex: 1, canary: { currentExperiment: NAME } }],
    ['the next step', during({ phase: 'Successful' }), { currentStepIndex: 2 }],
    [
      'an abort, and why',
      during({ phase: 'Failed', message: 'late' }),
      {
        abort: true,
        message:
          'RolloutAborted: Rollout aborted update to revision 2: Experiment analysis phase is error/failed: late',
      },
    ],
    [
      'an abort',
      during({ phase: 'Error' }),
      {
        abort: true,
        message: 'RolloutAborted: Rollout aborted update to revision 2: Experiment analysis phase is error/failed',
      },
    ],
    [
      'a pause',
      during({ phase: 'Inconclusive' }),
      {
        ...{ currentStepIndex: 1, controllerPause: true, canary: { currentExperiment: NAME } },
        pauseConditions: [{ reason: 'InconclusiveExperiment' }],
      },
    ],
    [
      'the same pause',
      during({ phase: 'Inconclusive' }, { status: { ...PAUSED, canary: { currentExperiment: NAME } } }),
      { pauseConditions: PAUSED.pauseConditions, currentStepIndex: 1, canary: { currentExperiment: NAME } },
    ],
    [
      'the next step once somebody goes on',
      during({ phase: 'Inconclusive' }, { status: { controllerPause: true, canary: { currentExperiment: NAME } } }),
      { currentStepIndex: 2 },
    ],
    [
      'patience where somebody has retried it',
      during(RUNNING, { status: { ...PAUSED, canary: { currentExperiment: NAME } } }),
      { currentStepIndex: 1, canary: { currentExperiment: NAME } },
    ],
  ])('%s', (_, scene, expected) => {
    const { status, made } = decided(scene);
    expect(status).toMatchObject(expected);
    expect(made).toEqual([]);
  });

  it('no name is left of one that is done, and no pause of one that goes on again', () => {
    expect(decided(during({ phase: 'Successful' })).status.canary).not.toHaveProperty('currentExperiment');
    const retried = during(RUNNING, { status: { ...PAUSED, canary: { currentExperiment: NAME } } });
    expect(decided(retried).status).not.toHaveProperty('pauseConditions');
  });

  it('is told as a step', () => {
    expect(decided(during({ phase: 'Successful' })).says).toContain(
      'Normal RolloutStepCompleted: Rollout step 2/3 completed (experiment)',
    );
  });
});

describe('others', () => {
  it.each<[string, Scene, readonly string[]]>([
    [
      'end that do not belong to the step',
      during(RUNNING, {
        experiments: { [NAME]: RUNNING, old: { phase: 'Running' } },
        status: { canary: { currentExperiment: NAME } },
      }),
      ['end Experiment old'],
    ],
    ['end with the abort', during(RUNNING, { status: { abort: true } }), [`end Experiment ${NAME}`]],
    ['end with the next step', during(RUNNING, { status: { currentStepIndex: 2 } }), [`end Experiment ${NAME}`]],
    ['are asked once', during({ ...RUNNING, terminate: true }, { status: { currentStepIndex: 2 } }), []],
    ['are left alone on their way out', during({ ...RUNNING, deleted: true }, { status: { currentStepIndex: 2 } }), []],
    [
      'of somebody else go on',
      { experiments: { [NAME]: { ...RUNNING, owner: 'x' } }, status: { currentStepIndex: 2 } },
      [],
    ],
    [
      'go with their revision',
      { experiments: { old: { phase: 'Failed', hash: 'v0' } }, status: { currentStepIndex: 2 } },
      ['delete Experiment old: it is not kept'],
    ],
    [
      'stay with their revision while they are sent requests',
      {
        experiments: { old: { phase: 'Failed', hash: 'v0', isMarked: true } },
        sent: { 'old-a': 5 },
        status: { currentStepIndex: 2 },
      },
      ['old is sent no more requests'],
    ],
    [
      'go when there are too many',
      {
        experiments: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, { phase: 'Successful' }])),
        status: { currentStepIndex: 2 },
      },
      ['delete Experiment f: it is not kept'],
    ],
  ])('%s', (_, scene, does) => expect(decided(scene).does).toEqual(does));
});

describe('requests', () => {
  const SPLIT = `canary 20, ${NAME}-base 10, ${NAME}-try 5, stable 65`;

  it.each<[string, Scene, string]>([
    ['go to templates that run and answer', during(RUNNING, { answering: ANSWERING }), SPLIT],
    [
      'go to no template without ready addresses',
      during(RUNNING, { answering: { [`${NAME}-try`]: 1 } }),
      `canary 20, ${NAME}-try 5, stable 75`,
    ],
    [
      'go to none before it runs',
      during({ ...RUNNING, phase: 'Pending' }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to none when it ends',
      during({ ...RUNNING, phase: 'Successful' }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to none that is to end',
      during({ ...RUNNING, terminate: true }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to none on its way out',
      during({ ...RUNNING, deleted: true }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to no template that is done',
      during({ ...RUNNING, templates: { base: 'Successful', try: 'Running' } }, { answering: ANSWERING }),
      `canary 20, ${NAME}-try 5, stable 75`,
    ],
    [
      'go back with the abort',
      during(RUNNING, { answering: ANSWERING, status: { abort: true } }),
      'canary 0, stable 100',
    ],
    [
      'go where there is something left to give',
      during(RUNNING, {
        answering: ANSWERING,
        step: {
          templates: [
            { ...TEMPLATES[0], weight: 70 },
            { ...TEMPLATES[1], weight: 70 },
          ],
        },
      }),
      `canary 20, ${NAME}-base 70, ${NAME}-try 10, stable 0`,
    ],
    [
      'go to the experiment, too, where the canary has lost its pods',
      during(RUNNING, { answering: ANSWERING, pods: { v1: 4, v2: { size: 1, ready: 0 } } }),
      `canary 0, ${NAME}-base 10, ${NAME}-try 5, stable 85`,
    ],
  ])('%s', (_, scene, split) => expect(decided(scene).split).toBe(split));

  it('come after a mark that keeps the pods, made on what was seen', () => {
    const { marks, target } = decided(during(RUNNING, { answering: ANSWERING }));
    expect(marks).toEqual([`${NAME} is to be sent requests`]);
    expect(target.split?.destinations.map(({ role, hash }) => `${role} ${hash}`)).toEqual([
      ...['canary v2', 'experiment hash-base', 'experiment hash-try', 'stable v1'],
    ]);
    expect(decided(during({ ...RUNNING, isMarked: true }, { answering: ANSWERING })).marks).toEqual([]);
  });

  it.each<[string, Scene, readonly string[]]>([
    ['once nobody is sent there', {}, [`${NAME} is sent no more requests`]],
    ['not as long as somebody is', { sent: { [`${NAME}-try`]: 5 } }, []],
  ])('take the mark away %s', (_, scene, does) => {
    const ended: ExperimentScene = { phase: 'Successful', isMarked: true, templates: { try: 'Successful' } };
    expect(decided(during(ended, scene)).does).toEqual(does);
  });

  it('are told of as the router shows them', () => {
    const { status, says } = decided(
      during(RUNNING, {
        ...{ answering: ANSWERING, sent: { [`${NAME}-base`]: 10, [`${NAME}-try`]: 5 } },
        status: {
          canary: { currentExperiment: NAME, weights: { canary: { weight: 20 }, stable: { weight: 80 } } },
        },
      }),
    );
    expect(status.canary?.weights).toMatchObject({
      ...{ canary: { weight: 20 }, stable: { weight: 65 } },
      additional: [
        { weight: 10, serviceName: `${NAME}-base`, podTemplateHash: 'hash-base' },
        { weight: 5, serviceName: `${NAME}-try`, podTemplateHash: 'hash-try' },
      ],
    });
    expect(says).toContain(
      `Normal TrafficWeightUpdated: Traffic weight updated additional: [{10 ${NAME}-base hash-base} {5 ${NAME}-try hash-try}]`,
    );
  });
});
