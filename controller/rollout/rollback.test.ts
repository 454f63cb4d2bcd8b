import { expect, it } from 'vitest';
import { isFastRollback, isRollback, isWithinWindow } from './rollback.ts';
import { canary } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

it('is none that may hurry if the revision was aborted', () => {
  const spec = { ...canary(), rollbackWindow: { revisions: 9 } };
  const s = snapshotOf({ spec, pods: { v1: 4, v2: { size: 1, isAborted: true }, v3: 4 }, wanted: 'v2', stable: 'v3' });
  expect([isRollback(s), isWithinWindow(s), isFastRollback(s)]).toEqual([true, false, false]);
});

it.each<[wanted: string, stable: string, window: number, verdict: string]>([
  ['v3', 'v2', 9, ''],
  ['v3', 'v3', 0, 'rollback fast'],
  ['v3', 'v4', 0, 'rollback'],
  ['v3', 'v4', 1, 'rollback window fast'],
  ['v2', 'v4', 1, 'rollback'],
  ['v2', 'v4', 2, 'rollback window fast'],
  ['v3', '', 9, ''],
  ['v9', 'v4', 9, ''],
])('from %s to stable %s with a window of %i: %s', (wanted, stable, revisions, verdict) => {
  const spec = { ...canary(), rollbackWindow: { revisions } };
  const s = snapshotOf({ spec, pods: { v1: 0, v2: 0, v3: 1, v4: 4 }, wanted, stable });
  const found = [...(isRollback(s) ? ['rollback'] : []), ...(isWithinWindow(s) ? ['window'] : [])];
  expect([...found, ...(isFastRollback(s) ? ['fast'] : [])].join(' ')).toBe(verdict);
});
