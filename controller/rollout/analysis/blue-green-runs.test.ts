import { describe, expect, it } from 'vitest';
import { at, blueGreen } from '../status/snapshot.testkit.ts';
import { decided, RATE, type RunScene, type Scene } from './judged.testkit.ts';

const PRE = 'web-v2-2-pre';
const POST = 'web-v2-2-post';

interface Case extends Partial<Scene> {
  readonly before?: RunScene;
  readonly after?: RunScene;
  readonly block?: object;
  readonly active?: string;
}

/** v2 is ready beside v1, which is active. */
function judged({ before, after, block, active = 'v1', status, ...scene }: Case) {
  const told = (name: string, { phase }: RunScene) => ({ name, status: phase ?? '' });
  const { target, ...rest } = decided({
    spec: blueGreen({ prePromotionAnalysis: RATE, postPromotionAnalysis: RATE, ...block } as never),
    pods: { v1: 4, v2: 4 },
    services: { web: active },
    runs: { ...(before && { [PRE]: before }), ...(after && { [POST]: after }) },
    status: {
      blueGreen: {
        activeSelector: active,
        ...(before && { prePromotionAnalysisRunStatus: told(PRE, before) }),
        ...(after && { postPromotionAnalysisRunStatus: told(POST, after) }),
      },
      ...status,
    },
    ...scene,
  });
  return { ...rest, selects: target.selectors.get('web') };
}

describe('an analysis before promotion', () => {
  it('starts once all pods are there, and holds the switch', () => {
    const waiting = judged({ pods: { v1: 4, v2: { size: 4, ready: 3 } } });
    expect([waiting.does, waiting.selects]).toEqual([[], undefined]);
    const { does, selects, status } = judged({});
    expect([does, selects]).toEqual([[`start AnalysisRun ${PRE}`], undefined]);
    expect(status.blueGreen?.prePromotionAnalysisRunStatus).toEqual({ name: PRE, status: '' });
  });

  it('starts with the pods of the preview, where those are fewer', () => {
    const block = { previewReplicaCount: 1 };
    expect(judged({ block, pods: { v1: 4, v2: 1 } }).does).toEqual([`start AnalysisRun ${PRE}`]);
  });

  it.each([
    ['Running', undefined],
    ['Successful', 'v2'],
    ['Inconclusive', undefined],
  ] as const)('that is %s lets the active Service select %s', (phase, selects) =>
    expect(judged({ before: { phase } }).selects).toBe(selects),
  );

  it('comes before the pause', () => {
    const block = { autoPromotionEnabled: false };
    expect(judged({ block, before: { phase: 'Running' } }).status.pauseConditions).toBeUndefined();
    const { status } = judged({ block, before: { phase: 'Successful' } });
    expect(status.pauseConditions?.map(({ reason }) => reason)).toEqual(['BlueGreenPause']);
  });

  it('aborts the update if it fails', () => {
    const { status } = judged({ before: { phase: 'Failed', message: 'm' } });
    expect(status.message).toContain('Blue/green pre-promotion analysis phase error/failed: m');
    expect(status.blueGreen?.prePromotionAnalysisRunStatus?.status).toBe('Failed');
  });

  it('pauses for a person if it is inconclusive, and runs again after that', () => {
    const { status } = judged({ before: { phase: 'Inconclusive' } });
    expect(status.pauseConditions?.map(({ reason }) => reason)).toEqual(['InconclusiveAnalysisRun']);
    const resumed = { ...status, pauseConditions: undefined as never };
    expect(judged({ before: { phase: 'Inconclusive' }, status: resumed }).does).toEqual([`start AnalysisRun ${PRE}.1`]);
  });

  it.each<[what: string, more: Case]>([
    ['after an abort', { status: { abort: true, abortedAt: at(0) } }],
    ['in a promotion in full', { status: { promoteFull: true } }],
    ['once requests are switched', { active: 'v2' }],
  ])('ends %s, and stays in the status', (_, more) => {
    const { does, status } = judged({ before: { phase: 'Running' }, ...more });
    expect(does).toContain(`end AnalysisRun ${PRE}`);
    const told = { prePromotionAnalysisRunStatus: { name: PRE, status: 'Running' } };
    const kept = judged({ before: { phase: 'Running' }, ...more, status: { ...more.status, blueGreen: told } }).status;
    expect(kept.blueGreen?.prePromotionAnalysisRunStatus).toEqual(told.prePromotionAnalysisRunStatus);
    expect(status.abort).toBe(more.status?.abort);
  });
});

describe('an analysis after promotion', () => {
  const before = { phase: 'Successful' } as const;

  it('starts once requests are switched, and holds the promotion', () => {
    const { does, status } = judged({ before, active: 'v2' });
    expect([does, status.stableRS]).toEqual([[`start AnalysisRun ${POST}`], 'v1']);
    expect(status.message).toBe('waiting for analysis to complete');
  });

  it('promotes the revision if it is successful', () => {
    const { status } = judged({ before, after: { phase: 'Successful' }, active: 'v2' });
    expect([status.stableRS, status.blueGreen?.postPromotionAnalysisRunStatus?.status]).toEqual(['v2', 'Successful']);
  });

  it('sends requests back if it fails', () => {
    const failed = judged({ before, after: { phase: 'Error', message: 'm' }, active: 'v2' });
    expect(failed.status.message).toContain('Blue/green post-promotion analysis phase error/failed: m');
    const next = judged({ before, after: { phase: 'Error' }, active: 'v2', status: failed.status });
    expect([next.selects, next.status.stableRS]).toEqual(['v1', 'v1']);
  });
});
