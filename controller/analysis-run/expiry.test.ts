import { expect, it } from 'vitest';
import { decide } from './decide.ts';
import { at, moment, scene } from './run.testkit.ts';

const strategy = { secondsAfterCompletion: 60, secondsAfterFailure: 10, secondsAfterSuccess: 0 };

it.each([
  ['Successful', strategy, 1],
  ['Failed', strategy, 11],
  ['Error', strategy, 61],
  ['Inconclusive', strategy, 61],
  ['Failed', { secondsAfterSuccess: 5 }, undefined],
  ['Successful', undefined, undefined],
] as const)('a run that is %s goes by %o after %s seconds', (phase, ttlStrategy, seconds) => {
  const status = { phase, completedAt: at(0) };
  const spec = { ttlStrategy };
  const before = decide(scene({ spec, status, seconds: 0.5 }));
  expect([before.stages, before.wakeAt]).toEqual([[], seconds === undefined ? undefined : moment(seconds)]);
  const after = decide(scene({ spec, status, seconds: seconds ?? 1e6 }));
  expect(after.stages.flat().map((action) => action.do)).toEqual(seconds === undefined ? [] : ['delete']);
});

it('a run that could not begin goes, too', () => {
  const { status } = decide(scene({ metrics: [], spec: { ttlStrategy: strategy } }));
  const after = decide(scene({ metrics: [], spec: { ttlStrategy: strategy }, status, seconds: 100 }));
  expect(after.stages.flat()).toMatchObject([{ do: 'delete', uid: 'u' }]);
});
