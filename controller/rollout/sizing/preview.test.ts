/** The size of a preview, from the start of an update to its promotion. */
import { describe, expect, it } from 'vitest';
import { type PreviewInput, previewSize } from './preview.ts';

describe('a preview', () => {
  const waiting: PreviewInput = {
    replicas: 3,
    previewReplicaCount: 1,
    hasOtherActive: true,
    promoteFull: false,
    isJustChanged: false,
    isPaused: true,
    isCheckpointPassed: false,
  };

  it.each<[sentence: string, given: Partial<PreviewInput>, expected: number]>([
    ['has the preview count', {}, 1],
    ['is whole where no count is given', { previewReplicaCount: undefined }, 3],
    ['may have no pods', { previewReplicaCount: 0 }, 0],
    ['is whole where nothing else is active', { hasOtherActive: false }, 3],
    ['is whole when it is promoted in full', { promoteFull: true, isJustChanged: true }, 3],
    ['has the preview count after the check point while paused', { isCheckpointPassed: true }, 1],
    ['is whole after the check point', { isCheckpointPassed: true, isPaused: false }, 3],
    ['has the preview count before the check point', { isPaused: false }, 1],
    ['starts small after a change', { isJustChanged: true, isPaused: false, isCheckpointPassed: true }, 1],
  ])('%s', (_, given, expected) => {
    expect(previewSize({ ...waiting, ...given })).toBe(expected);
  });
});
