import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { at } from '../status/snapshot.testkit.ts';
import { decided, type ExperimentScene, NAME, type Scene, TEMPLATES } from './compared.testkit.ts';

const during = (one: ExperimentScene, more: Scene = {}): Scene => ({
  ...{ experiments: { [NAME]: one }, current: NAME },
  ...more,
});
const RUNNING: ExperimentScene = { phase: 'Running', templates: { base: 'Running', try: 'Running' } };
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
