/** Tests of how long an update is said to take. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { durationAfter, finishedDuration } from './duration.ts';
import type { Outcome } from './outcome.ts';
import { at, blueGreen, canary, NOW, outcome, revision, type Scene, said, snapshot } from './snapshot.testkit.ts';

type Duration = RolloutStatus['duration'];

const running = { rolloutStartedAt: at(-600) };
const ended = { rolloutStartedAt: at(-900), finishedAt: at(-800), completionStatus: 'Promoted' } as const;
const mid: RolloutStatus = { currentPodHash: 'v2', stableRS: 'v1', currentStepHash: 'steps', currentStepIndex: 0 };
const fresh = { rolloutStartedAt: NOW };
const full = [revision('v2')];
const some = [revision('v2', { ready: 3 })];

interface Row {
  readonly before?: RolloutStatus;
  readonly duration?: Duration;
  readonly scene?: Scene;
  readonly change?: RolloutStatus;
  readonly decided?: Partial<Outcome>;
}

function durationOf({ before = mid, duration, scene, change, decided }: Row): Duration {
  const status = duration ? { ...before, duration } : before;
  const next = { ...mid, ...before, currentPodHash: 'v2', currentStepHash: 'steps', ...change };
  return durationAfter({ snapshot: snapshot({ status, revisions: some, ...scene }), outcome: outcome(decided), next });
}

const aborted: RolloutStatus = { ...mid, conditions: [said('Progressing', 'False', 'RolloutAborted')] };
const older: RolloutStatus = { ...mid, currentPodHash: 'v3' };
const waiting: RolloutStatus = { pauseConditions: [{ reason: 'InconclusiveAnalysisRun', startTime: at(-60) }] };

describe('the time of an update', () => {
  it.each<[behaviour: string, expected: Duration, row: Row]>([
    ['starts at the first pass', fresh, { before: {} }],
    ['starts with another template', fresh, { before: older }],
    ['starts with other steps', fresh, { before: { ...mid, currentStepHash: 'old' } }],
    ['starts anew after the last one ended', fresh, { before: older, duration: ended }],
    ['starts with a retry', fresh, { before: aborted, duration: ended }],
    ['does not start while aborted', ended, { before: aborted, duration: ended, change: { abort: true } }],
    [
      'does not start with other steps of blue-green',
      undefined,
      {
        before: { ...mid, currentStepHash: 'old' },
        scene: { spec: blueGreen() },
      },
    ],
    ['does not start without a change', undefined, {}],
    [
      'does not start with what is promoted and full',
      undefined,
      {
        before: older,
        scene: { revisions: full },
        change: { stableRS: 'v2' },
      },
    ],
    [
      'starts with what is promoted but not full',
      { ...fresh, completionStatus: 'Promoted' },
      {
        before: {},
        change: { stableRS: 'v2' },
      },
    ],
    ['goes on', running, { duration: running }],
    ['goes on with other steps', running, { before: { ...mid, currentStepHash: 'old' }, duration: running }],
    ['starts anew with a template that takes its place', fresh, { before: older, duration: running }],
    [
      'goes on with a template that takes it back',
      { ...running, completionStatus: 'RolledBack' },
      {
        before: older,
        duration: running,
        decided: { rollback: 'RolledBack' },
      },
    ],
    [
      'ends at once with a template that is there already',
      { ...running, completionStatus: 'FastRolledBack', finishedAt: NOW },
      {
        before: { ...older, stableRS: 'v2' },
        duration: running,
        scene: { revisions: full },
        decided: { rollback: 'FastRolledBack' },
      },
    ],
    [
      'knows its end at promotion',
      { ...running, completionStatus: 'Promoted' },
      {
        duration: running,
        change: { stableRS: 'v2' },
      },
    ],
    [
      'knows that it was hurried',
      { ...running, completionStatus: 'FastPromoted' },
      {
        before: { ...mid, promoteFull: true },
        duration: running,
        change: { stableRS: 'v2' },
      },
    ],
    [
      'keeps the end it knew',
      { ...running, completionStatus: 'RolledBack' },
      {
        duration: { ...running, completionStatus: 'RolledBack' },
        change: { stableRS: 'v2' },
      },
    ],
    [
      'ends when promoted and full',
      { ...running, completionStatus: 'Promoted', finishedAt: NOW },
      {
        duration: running,
        scene: { revisions: full },
        change: { stableRS: 'v2' },
      },
    ],
    ['does not end before promotion', running, { duration: running, scene: { revisions: full } }],
    [
      'ends with an abort',
      { ...running, completionStatus: 'Aborted', finishedAt: NOW },
      {
        duration: running,
        change: { abort: true },
      },
    ],
    [
      'ends with an abort as it would have ended',
      { ...running, completionStatus: 'RolledBack', finishedAt: NOW },
      {
        duration: { ...running, completionStatus: 'RolledBack' },
        change: { abort: true },
      },
    ],
    ['is not touched once it ended', ended, { duration: ended, change: waiting }],
    [
      'notes that a person is waited for',
      { ...running, manualPauseStartedAt: NOW },
      { duration: running, change: waiting },
    ],
    [
      'keeps that moment',
      { ...running, manualPauseStartedAt: at(-60) },
      {
        duration: { ...running, manualPauseStartedAt: at(-60) },
        change: waiting,
      },
    ],
    [
      'adds up such pauses',
      { ...running, totalManualPauseDurationSeconds: 90 },
      {
        duration: { ...running, manualPauseStartedAt: at(-60), totalManualPauseDurationSeconds: 30 },
      },
    ],
    ['notes no pause shorter than a second', running, { duration: { ...running, manualPauseStartedAt: NOW } }],
    [
      'ends a pause with the update',
      { ...running, totalManualPauseDurationSeconds: 60, completionStatus: 'Aborted', finishedAt: NOW },
      {
        duration: { ...running, manualPauseStartedAt: at(-60) },
        scene: { spec: { ...canary(), paused: true } },
        change: { abort: true },
      },
    ],
  ])('%s', (_, expected, row) => {
    expect(durationOf(row)).toStrictEqual(expected);
  });
});

describe('a finished update', () => {
  const finish = { ...running, finishedAt: NOW, completionStatus: 'Promoted' } as const;
  it.each<[behaviour: string, expected: ReturnType<typeof finishedDuration>, before: Duration, after: Duration]>([
    ['is none while it runs', undefined, running, running],
    ['is none where none was', undefined, undefined, running],
    ['is none if the next one starts after it', undefined, finish, fresh],
    ['is told once', undefined, finish, finish],
    [
      'is measured without the pauses',
      { status: 'Promoted', seconds: 600, manualPauseSeconds: 60, progressionSeconds: 540 },
      running,
      { ...finish, totalManualPauseDurationSeconds: 60 },
    ],
    [
      'is one whose place another takes, its last pause included',
      { status: 'Superseded', seconds: 600, manualPauseSeconds: 25, progressionSeconds: 575 },
      { ...running, manualPauseStartedAt: at(-20), totalManualPauseDurationSeconds: 5 },
      fresh,
    ],
  ])('%s', (_, expected, before, after) => {
    const status = (duration: Duration): RolloutStatus => (duration ? { duration } : {});
    expect(finishedDuration(status(before), status(after))).toStrictEqual(expected);
  });
});
