import { describe, expect, it } from 'vitest';
import { at, canary } from '../status/snapshot.testkit.ts';
import { decided, RATE, type RunScene, type Scene } from './judged.testkit.ts';

const steps = [{ setWeight: 50 }, { analysis: RATE }, { pause: {} }];
const NAME = 'web-v2-2-1';

interface Case extends Partial<Scene> {
  /** The step's run, told of in the status. */
  readonly step?: RunScene;
  readonly background?: RunScene;
}

/** In the step that is an analysis, with its pods there. */
function judged({ step, background, status, runs, ...scene }: Case) {
  const told = (name: string, { phase }: RunScene) => ({ name, status: phase ?? '' });
  return decided({
    ...{ spec: canary({ steps }), pods: { v1: 2, v2: 2 } },
    runs: { ...(step && { [NAME]: { step: 1, ...step } }), ...(background && { 'web-v2-2': background }), ...runs },
    status: {
      ...{ phase: 'Progressing', currentStepIndex: 1 },
      canary: {
        ...(step && { currentStepAnalysisRunStatus: told(NAME, step) }),
        ...(background && { currentBackgroundAnalysisRunStatus: told('web-v2-2', background) }),
      },
      ...status,
    },
    ...scene,
  });
}

describe('a step that is an analysis', () => {
  it('starts its run, and tells of it', () => {
    const analysisRunMetadata = { labels: { team: 'a', app: 'not this' }, annotations: { note: 'n' } };
    const spec = canary({ steps: [{ setWeight: 50 }, { analysis: { ...RATE, analysisRunMetadata } }] });
    const { made, does, status } = judged({ spec });
    expect(does).toEqual([`start AnalysisRun ${NAME}`]);
    expect(made).toEqual([
      {
        ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun' },
        metadata: {
          ...{ name: NAME, namespace: 'shop' },
          labels: {
            ...{ 'rollouts-pod-template-hash': 'v2', 'rollout-type': 'Step', 'step-index': '1' },
            ...{ team: 'a', app: 'web' },
          },
          annotations: { 'rollout.argoproj.io/revision': '2', note: 'n' },
          ownerReferences: [expect.objectContaining({ kind: 'Rollout', name: 'web', controller: true })],
        },
        spec: {
          metrics: [{ name: 'errors', provider: { prometheus: { query: 'up' } } }],
          args: [{ name: 'hash', value: 'v2' }],
        },
      },
    ]);
    expect(status.canary?.currentStepAnalysisRunStatus).toEqual({ name: NAME, status: '' });
    expect(status.currentStepIndex).toBe(1);
  });

  it('takes a run of its own that is there already, of which nobody could tell', () => {
    const { does, status } = judged({ runs: { [NAME]: { step: 1, phase: 'Running' } } });
    expect([does, status.canary?.currentStepAnalysisRunStatus]).toEqual([[], { name: NAME, status: 'Running' }]);
  });

  it.each<[what: string, there: RunScene]>([
    ['has ended', { phase: 'Successful' }],
    ['belongs to somebody else', { phase: 'Running', foreign: true }],
    ['holds something else', { phase: 'Running', spec: { metrics: [] } }],
    ['is told to end', { phase: 'Running', spec: { metrics: [], terminate: true } }],
  ])('takes another name where a run of its name %s', (_, there) => {
    const { made } = judged({ runs: { [NAME]: there, [`${NAME}.1`]: { foreign: true } } });
    expect(made.map(({ metadata }) => metadata.name)).toEqual([`${NAME}.2`]);
  });

  it.each([
    ['Pending', 1],
    ['Running', 1],
    ['Successful', 2],
  ] as const)('whose run is %s leads to step %i', (phase, index) => {
    const { status, does } = judged({ step: { phase } });
    expect([status.currentStepIndex, does]).toEqual([index, []]);
    expect(status.canary?.currentStepAnalysisRunStatus).toEqual(
      index === 2 ? undefined : { name: NAME, status: phase },
    );
  });

  it.each(['Failed', 'Error'] as const)('aborts the update if its run is %s', (phase) => {
    const { status, says } = judged({ step: { phase, message: 'too many' }, status: undefined as never });
    expect(status.abort).toBe(true);
    expect(status.message).toContain('Step-based analysis phase error/failed: too many');
    expect(says.filter((line) => line.includes('AnalysisRun'))).toEqual([]);
  });

  it('announces each phase of its run once', () => {
    const told = { currentStepAnalysisRunStatus: { name: NAME, status: 'Running' } };
    const { says } = judged({
      ...{ runs: { [NAME]: { step: 1, phase: 'Failed' } } },
      status: { currentStepIndex: 1, canary: told },
    });
    expect(says).toContain(
      `Warning AnalysisRunFailed: Step Analysis Run '${NAME}' Status New: 'Failed' Previous: 'Running'`,
    );
  });

  it('pauses for a person if its run is inconclusive, and tries again once that person goes on', () => {
    const { status, does } = judged({ step: { phase: 'Inconclusive' } });
    expect(status.pauseConditions?.map(({ reason }) => reason)).toEqual(['InconclusiveAnalysisRun']);
    expect([status.controllerPause, status.currentStepIndex, does]).toEqual([true, 1, []]);
    const paused = judged({ step: { phase: 'Inconclusive' }, status: { ...status } });
    expect([paused.does, paused.status.currentStepIndex]).toEqual([[], 1]);
    const { pauseConditions: _, ...resumed } = status;
    expect(judged({ step: { phase: 'Inconclusive' }, status: resumed }).does).toEqual([`start AnalysisRun ${NAME}.1`]);
  });

  it('that comes after another one has a run of its own, and ends the one before', () => {
    const spec = canary({ steps: [{ analysis: RATE }, { analysis: RATE }] });
    const told = { currentStepAnalysisRunStatus: { name: 'web-v2-2-0', status: 'Running' } };
    const runs = { 'web-v2-2-0': { step: 0, phase: 'Running' } } as const;
    const { does } = judged({ spec, runs, status: { currentStepIndex: 1, canary: told } });
    expect(does).toEqual([`start AnalysisRun ${NAME}`, 'end AnalysisRun web-v2-2-0']);
  });

  it('of no templates is done at once', () => {
    const spec = canary({ steps: [{ setWeight: 50 }, { analysis: { templates: [] } }] });
    expect(judged({ spec }).status.currentStepIndex).toBe(2);
  });

  it('waits while the Rollout is paused by hand, but judges on', () => {
    const spec = { ...canary({ steps }), paused: true };
    expect(judged({ spec, step: { phase: 'Successful' } }).status.currentStepIndex).toBe(1);
    expect(judged({ spec, step: { phase: 'Failed' } }).status.abort).toBe(true);
  });
});

describe('a background analysis', () => {
  const spec = (startingStep?: number) =>
    canary({ steps, analysis: { ...RATE, ...(startingStep !== undefined && { startingStep }) } });

  it.each([
    [undefined, 0, ['start AnalysisRun web-v2-2']],
    [2, 1, []],
    [1, 1, ['start AnalysisRun web-v2-2']],
  ])('that starts at step %s: at step %i %o', (startingStep, currentStepIndex, does) => {
    const { does: done } = judged({
      spec: spec(startingStep),
      step: { phase: 'Running' },
      status: { currentStepIndex },
    });
    expect(done.filter((line) => line.startsWith('start AnalysisRun web-v2-2'))).toEqual(expect.arrayContaining(does));
    expect(done.includes('start AnalysisRun web-v2-2')).toBe(does.length > 0);
  });

  it('stays as it is once it has been successful', () => {
    const { does, status } = judged({ spec: spec(), background: { phase: 'Successful' }, step: { phase: 'Running' } });
    expect([does, status.canary?.currentBackgroundAnalysisRunStatus?.status]).toEqual([[], 'Successful']);
  });

  it('aborts the update, or pauses it', () => {
    const failed = judged({ spec: spec(), background: { phase: 'Error', message: 'm' }, step: { phase: 'Running' } });
    expect(failed.status.message).toContain('Background analysis phase error/failed: m');
    const open = judged({ spec: spec(), background: { phase: 'Inconclusive' }, step: { phase: 'Running' } });
    expect(open.status.pauseConditions?.map(({ reason }) => reason)).toEqual(['InconclusiveAnalysisRun']);
    expect(open.status.canary?.currentBackgroundAnalysisRunStatus?.status).toBe('Inconclusive');
  });
});

describe('nobody is judged any more', () => {
  const running = { step: { phase: 'Running' }, background: { phase: 'Running' } } as const;
  const spec = canary({ steps, analysis: RATE });
  const ends = ['end AnalysisRun web-v2-2', `end AnalysisRun ${NAME}`];

  it.each<[what: string, more: Case]>([
    ['after an abort', { status: { abort: true, abortedAt: at(0), currentStepIndex: 0 } }],
    ['in a promotion in full', { status: { promoteFull: true, currentStepIndex: 1 } }],
    ['where all is promoted', { stable: 'v2', status: { currentStepIndex: 3 } }],
    ['before anything was promoted', { stable: '' }],
    ['where the template is another one', { status: { currentPodHash: 'v0', currentStepIndex: 1 } }],
    ['where the steps are others', { status: { currentStepHash: 'old', currentStepIndex: 1 } }],
  ])('%s', (_, more) => {
    const { does, status } = judged({ spec, ...running, ...more });
    expect(does.toSorted()).toEqual(ends);
    expect(status.canary?.currentStepAnalysisRunStatus).toBeUndefined();
    expect(status.canary?.currentBackgroundAnalysisRunStatus).toBeUndefined();
  });
});

it('whoever tries again after an abort is judged anew', () => {
  const status = { abortedAt: at(0), currentStepIndex: 1 };
  const { does } = judged({
    step: { phase: 'Failed' },
    status: { ...status, canary: { currentStepAnalysisRunStatus: { name: NAME, status: 'Failed' } } },
  });
  expect(does).toEqual([`start AnalysisRun ${NAME}.1`]);
});
