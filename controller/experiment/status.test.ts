import { describe, expect, it } from 'vitest';
import type { Phase } from '../analysis/objects.ts';
import { at, decided, running, type Scene, template, toldOf } from './scene.testkit.ts';

const THERE = { a: {} };
const MISSING = { a: { available: 0 } };
const analyses = (...required: readonly boolean[]) =>
  required.map((requiredForCompletion, index) => ({ name: `r${index}`, templateName: 'judge', requiredForCompletion }));
const runs = (...phases: readonly (Phase | undefined)[]): Pick<Scene, 'runs' | 'status'> => ({
  runs: Object.fromEntries(
    phases.map((phase, index) => [`compare-r${index}`, phase ? { phase, message: `${phase}!` } : {}]),
  ),
  status: {
    ...running('a'),
    analysisRuns: phases.map((_, index) => ({ name: `r${index}`, analysisRun: `compare-r${index}`, phase: 'Running' })),
  },
});
const OVER = { spec: { duration: '1m' }, seconds: 65 };

describe('the phase', () => {
  it.each<[string, Scene, Phase, string?]>([
    ['is Pending at first', { pods: THERE }, 'Pending'],
    ['is Pending while pods are missing', { pods: MISSING, status: { phase: 'Pending' } }, 'Pending'],
    ['is Running once they are there', { pods: THERE, status: { phase: 'Pending' } }, 'Running'],
    ['is Pending again when pods are lost', { pods: MISSING, status: running('a') }, 'Pending'],
    ['is Successful when the time is over', { ...OVER, pods: THERE, status: running('a') }, 'Successful'],
    [
      'is that of the worst template',
      {
        spec: { templates: [template('a'), template('b')] },
        pods: { a: {}, b: { available: 0 } },
        status: { phase: 'Running', templateStatuses: [toldOf('b', { status: 'Failed', message: 'late' })] },
      },
      'Failed',
      'late',
    ],
    [
      'is Running while analyses wait',
      { spec: { analyses: analyses(false) }, pods: THERE, ...runs(undefined) },
      'Running',
    ],
    [
      'is Running when analyses are good',
      { spec: { analyses: analyses(false) }, pods: THERE, ...runs('Successful') },
      'Running',
    ],
    [
      'is Failed as soon as an analysis is',
      { spec: { analyses: analyses(false) }, pods: THERE, ...runs('Failed') },
      'Failed',
      'Failed!',
    ],
    [
      'is that of the worst analysis',
      { spec: { analyses: analyses(false, true, false) }, pods: THERE, ...runs('Inconclusive', 'Successful', 'Error') },
      'Error',
      'Error!',
    ],
    [
      'is Inconclusive',
      { spec: { analyses: analyses(false) }, pods: THERE, ...runs('Inconclusive') },
      'Inconclusive',
      'Inconclusive!',
    ],
    [
      'is Successful once all analyses that are needed have succeeded',
      { spec: { analyses: analyses(true, true, false) }, pods: THERE, ...runs('Successful', 'Successful', 'Running') },
      'Successful',
      'Required AnalysisRuns completed',
    ],
    [
      'is Running until the last one that is needed has',
      { spec: { analyses: analyses(true, true) }, pods: THERE, ...runs('Successful', 'Running') },
      'Running',
    ],
    [
      'is Running before those that are needed have begun',
      { spec: { analyses: analyses(true) }, pods: THERE, status: { ...running('a'), availableAt: at(5) } },
      'Running',
    ],
    [
      'waits beyond its time for analyses that are needed',
      { ...OVER, spec: { ...OVER.spec, analyses: analyses(true) }, pods: THERE, ...runs('Running') },
      'Running',
      'Running!',
    ],
    [
      'does not wait for others',
      { ...OVER, spec: { ...OVER.spec, analyses: analyses(false) }, pods: THERE, ...runs('Running') },
      'Successful',
    ],
    ['stays as it ended', { pods: MISSING, status: { phase: 'Failed', message: 'why' } }, 'Failed', 'why'],
  ])('%s', (_, scene, phase, message) => {
    const { status } = decided(scene);
    expect({ phase: status.phase, message: status.message }).toEqual({ phase, message });
  });

  it('tells once when all pods were there', () => {
    expect(decided({ pods: THERE, status: { phase: 'Pending' }, seconds: 9 }).status.availableAt).toBe(at(9));
    expect(decided({ pods: THERE, status: running('a'), seconds: 9 }).status.availableAt).toBe(at(5));
    expect(decided({ pods: MISSING, status: { phase: 'Pending' } }).status).not.toHaveProperty('availableAt');
  });
});

describe('the condition Progressing', () => {
  it.each<[Scene, string, string, string]>([
    [{}, 'True', 'ReplicaSetUpdated', 'Experiment "compare" is progressing.'],
    [
      { pods: THERE, status: { phase: 'Pending' } },
      'True',
      'NewReplicaSetAvailable',
      'Experiment "compare" is running.',
    ],
    [
      { pods: MISSING, status: { phase: 'Failed' } },
      'False',
      'ExperimentCompleted',
      'Experiment "compare" has successfully ran and completed.',
    ],
  ])('%j', (scene, status, reason, message) => {
    expect(decided(scene).status.conditions).toMatchObject([{ type: 'Progressing', status, reason, message }]);
  });
});

describe('an Experiment that makes no sense', () => {
  const spec = { templates: [template('a', { minReadySeconds: 9 })], progressDeadlineSeconds: 5 };
  const { status, does, wakesAt } = decided({ spec, status: { phase: 'Pending' } });

  it('is told to be so, and nothing else is done', () => {
    expect(status).toMatchObject({
      phase: 'Pending',
      conditions: [{ type: 'InvalidSpec', status: 'True', reason: 'InvalidSpec' }],
    });
    expect(status.conditions?.[0]?.message).toMatch(
      /^The Experiment "compare" is invalid: spec\.templates\[0\]\.minReady/,
    );
    expect([does, wakesAt]).toEqual([[], undefined]);
  });

  it('is told once', () => expect(decided({ spec, status }).status).toBe(status));

  it('is no more once it makes sense', () => {
    expect(decided({ status }).status.conditions?.map(({ type }) => type)).toEqual(['Progressing']);
  });
});

describe('events', () => {
  it('tell of each change once', () => {
    const scene = { spec: { analyses: analyses(false) }, pods: THERE, ...runs('Failed') };
    const { says, status } = decided(scene);
    expect(says).toEqual([
      "Warning AnalysisRunFailed: AnalysisRun 'r0' transitioned from Running -> Failed",
      'Warning ExperimentFailed: Experiment transitioned from Running -> Failed',
    ]);
    const next = decided({ ...scene, status });
    expect(next.says).toEqual(["Normal TemplateSuccessful: Template 'a' transitioned from Running -> Successful"]);
    expect(decided({ ...scene, status: next.status }).says).toEqual([]);
  });

  it('tell of templates, and why', () => {
    const late = {
      status: {
        phase: 'Pending' as const,
        templateStatuses: [toldOf('a', { status: 'Progressing', availableReplicas: 0, readyReplicas: 0 })],
      },
    };
    expect(decided({ pods: MISSING, ...late, seconds: 700 }).says).toEqual([
      "Warning TemplateFailed: Template 'a' transitioned from Progressing -> Failed: Template 'a' exceeded its progressDeadlineSeconds (600)",
      'Warning ExperimentFailed: Experiment transitioned from Pending -> Failed',
    ]);
  });

  it('warn the Rollout of whatever becomes of a run', () => {
    const rollout = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'u', controller: true };
    const scene = { spec: { analyses: analyses(false) }, pods: THERE, ...runs('Successful') };
    const { notices } = decided({ ...scene, metadata: { ownerReferences: [rollout] } });
    expect(notices.filter(({ about }) => about)).toEqual([
      {
        ...{ type: 'Warning', reason: 'AnalysisRunSuccessful' },
        message: "AnalysisRun 'r0' transitioned from Running -> Successful",
        about: {
          apiVersion: rollout.apiVersion,
          kind: 'Rollout',
          metadata: { name: 'web', namespace: 'shop', uid: 'u' },
        },
      },
    ]);
  });

  it('nothing is done to one that is on its way out', () => {
    const { does, notices } = decided({ metadata: { deletionTimestamp: at(1) } });
    expect([does, notices]).toEqual([[], []]);
  });
});
