import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { leadSeconds, restoreSeconds } from './delivery.ts';
import { at } from './snapshot.testkit.ts';

const now = new Date(Date.parse(at(90)) + 700);
const completed = (status: 'True' | 'False', seconds: number): Pick<RolloutStatus, 'conditions'> => ({
  conditions: [
    {
      ...{ type: 'Completed', status, reason: 'RolloutCompleted', message: 'RolloutCompleted' },
      ...{ lastTransitionTime: at(seconds), lastUpdateTime: at(seconds) },
    },
  ],
});

describe('the time until an update is everywhere', () => {
  it.each<[string, RolloutStatus, RolloutStatus, number | undefined]>([
    ['begins with its template', { stableRS: 'v1', ...completed('False', 30) }, { stableRS: 'v2' }, 60],
    [
      'is not over as long as it is not stable',
      { stableRS: 'v1', ...completed('False', 30) },
      { stableRS: 'v1' },
      undefined,
    ],
    ['is none for the first version', completed('False', 30), { stableRS: 'v1' }, undefined],
    ['is unknown where nobody noted the beginning', { stableRS: 'v1' }, { stableRS: 'v2' }, undefined],
    ['is none of what was taken back', { stableRS: 'v1', ...completed('True', 30) }, { stableRS: 'v1' }, undefined],
  ])('%s', (_, before, after, seconds) => expect(leadSeconds(before, after, now)).toBe(seconds));
});

describe('the time until an update is undone', () => {
  const aborted = { abort: true, abortedAt: at(85), stableRS: 'v1' } as const;
  const weight = (canary: number): RolloutStatus => ({
    canary: { weights: { canary: { weight: canary }, stable: { weight: 100 - canary } } },
  });
  const active = (hash: string): RolloutStatus => ({ blueGreen: { activeSelector: hash } });

  it.each<[string, RolloutStatus, RolloutStatus, number | undefined]>([
    ['ends when the canary gets nothing', { ...aborted, ...weight(20) }, { ...aborted, ...weight(0) }, 5],
    ['has not ended before', { ...aborted, ...weight(60) }, { ...aborted, ...weight(20) }, undefined],
    ['is told once', { ...aborted, ...weight(0) }, { ...aborted, ...weight(0) }, undefined],
    ['is nothing if that is one write', weight(20), { ...aborted, ...weight(0), abortedAt: at(90) }, 0],
    ['ends with the last pod where no router is', { ...aborted, updatedReplicas: 1 }, aborted, 5],
    ['ends with the switch of the active Service', { ...aborted, ...active('v2') }, { ...aborted, ...active('v1') }, 5],
    ['is none where nobody aborts', weight(20), weight(0), undefined],
  ])('%s', (_, before, after, seconds) => expect(restoreSeconds(before, after, now)).toBe(seconds));
});
