/** What becomes of the pods of an aborted update. */
import { describe, expect, it } from 'vitest';
import { type AbortedInput, abortedCurrent } from './aborted.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const base: AbortedInput = {
  strategy: 'traffic',
  isDynamic: false,
  now: NOW,
  replicas: 5,
  current: { size: 3, deadline: undefined },
  stable: { available: 5 },
  isServing: false,
  target: 0,
};
const with3Pods = (deadline: Date) => ({ current: { size: 3, deadline } });
const stays = { size: 3, deadline: undefined };
const waits = (seconds: number) => ({ size: 3, deadline: at(seconds), wakeAt: at(seconds) });

describe('the current revision after an abort', () => {
  it.each<[sentence: string, given: Partial<AbortedInput>, expected: object]>([
    ['gets half a minute once stable is whole', {}, waits(30)],
    ['gets as long as the spec says', { delaySeconds: 60 }, waits(60)],
    ['stays while stable is not whole', { stable: { available: 4 } }, stays],
    ['stays until its deadline', with3Pods(at(10)), waits(10)],
    [
      'stays until its deadline even if stable lost pods',
      { ...with3Pods(at(10)), stable: { available: 1 } },
      waits(10),
    ],
    ['stays until a deadline in many hours', { ...with3Pods(at(36_000)), delaySeconds: 36_000 }, waits(36_000)],
    ['goes at its deadline, which stays', with3Pods(NOW), { size: 0, deadline: NOW }],
    [
      'stays after its deadline while requests go to it',
      { ...with3Pods(NOW), isServing: true },
      { size: 3, deadline: NOW },
    ],
    ['needs no deadline without pods', { current: { size: 0, deadline: undefined } }, { size: 0, deadline: undefined }],
    ['stays for good where the delay is 0', { delaySeconds: 0 }, stays],
    ['stays for good where the delay became 0', { ...with3Pods(NOW), delaySeconds: 0 }, stays],
    ['stays for good as preview where the delay is 0', { strategy: 'blueGreen', delaySeconds: 0, target: 5 }, stays],
    ['gets half a minute as preview', { strategy: 'blueGreen', target: 5 }, waits(30)],
    [
      'goes as preview at its deadline',
      { strategy: 'blueGreen', target: 5, ...with3Pods(at(-1)) },
      { size: 0, deadline: at(-1) },
    ],
    [
      'goes as availability allows without a router',
      { strategy: 'basic', target: 2, delaySeconds: 60 },
      { size: 2, deadline: undefined },
    ],
    ['follows the traffic where stable is dynamic', { isDynamic: true, target: 2 }, { size: 2, deadline: undefined }],
    [
      'follows the traffic where stable is dynamic and the delay 0',
      { isDynamic: true, delaySeconds: 0, target: 2 },
      { size: 2, deadline: undefined },
    ],
    [
      'gets its delay where stable is dynamic and somebody set one',
      { isDynamic: true, delaySeconds: 60, target: 2 },
      waits(60),
    ],
    ['is sized as ever where there is no other', { stable: undefined, target: 5 }, { size: 5, deadline: undefined }],
  ])('%s', (_, given, expected) => {
    expect(abortedCurrent({ ...base, ...given })).toEqual(expected);
  });
});
