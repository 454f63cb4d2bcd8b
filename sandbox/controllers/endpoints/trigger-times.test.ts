import { expect, it } from 'vitest';
import { served, service } from './endpoints.testkit.ts';
import type { ServedPod } from './service.ts';
import { TriggerTimes } from './trigger-times.ts';

const BORN = '2026-01-01T00:00:00Z';
const at = (second: number) => `2026-01-01T00:00:0${second}Z`;

const turned = (name: string, second: number): ServedPod => {
  const pod = served({ name });
  const conditions = [
    { type: 'Ready', status: 'True', reason: '', message: '', lastTransitionTime: at(second) },
  ] as const;
  return { ...pod, status: { ...pod.status, conditions } };
};

it.each<
  [does: string, before: readonly ServedPod[] | undefined, after: readonly ServedPod[], time: string | undefined]
>([
  ['a Service that is new counts from its creation', undefined, [turned('a', 3)], BORN],
  ['a pod that is new counts from its turn', [], [turned('a', 3)], at(3)],
  ['of several turns the first counts', [turned('a', 1)], [turned('a', 5), turned('b', 4)], at(4)],
  ['what was known does not count', [turned('a', 3)], [turned('a', 3)], undefined],
  ['the end of a pod has no time', [turned('a', 3), turned('b', 3)], [turned('a', 3)], undefined],
  ['a pod that was never ready has no time', [], [served()], undefined],
])('%s', (_, before, after, time) => {
  const times = new TriggerTimes();
  if (before) times.next(service(), before);
  expect(times.next(service(), after)).toBe(time);
});

it('a Service that has gone is new when it comes again', () => {
  const times = new TriggerTimes();
  times.next(service(), []);
  times.forget('shop/web');
  expect(times.next(service(), [])).toBe(BORN);
});
