import { describe, expect, it } from 'vitest';
import type { World } from '../world.testkit.ts';
import { APART, decided, routed } from './decided.testkit.ts';

const STEPS = [20, 50, 20, 80].flatMap((setWeight) => [{ setWeight }, { pause: {} }]);
const trafficRouting = { gatewayAPI: { httpRoutes: [{ name: 'web' }] }, stickyCohorts: { maxAge: '90m' } };
const cohortsAt = (index: number, world: Partial<World> = {}, sticky: object = {}) => {
  const routing = { ...trafficRouting, stickyCohorts: { ...trafficRouting.stickyCohorts, ...sticky } };
  const { pods = { v1: 4, v2: 4 }, status = {}, ...more } = world;
  const state = { currentStepIndex: index, ...status };
  const spec = routed({ steps: STEPS, trafficRouting: routing });
  return decided({ spec, services: APART, pods, shown: 0, ...more, status: state }).target.split?.cohorts;
};

describe('cohorts', () => {
  it('are told in full', () => {
    expect(cohortsAt(1)).toEqual({
      ...{ cookie: 'sluice-cohort', maxAge: 5400, hash: 'v2', weight: 20, held: [20], holdsStable: true },
    });
  });

  it.each<[string, number, Partial<World>, readonly number[] | undefined]>([
    ['of smaller shares stay', 3, { shown: 20 }, [20, 50]],
    ['of larger ones are drawn anew', 5, { shown: 50 }, [20]],
    ['of larger ones are drawn anew where an aborted update is tried again', 1, { shown: 0 }, [20]],
    ['of all shares so far are there at the last one', 7, { shown: 50 }, [20, 50, 80]],
    [
      'of a share between two steps are held for its time',
      3,
      { pods: { v1: 4, v2: { size: 4, available: 1 } }, shown: 33 },
      [20, 33],
    ],
    ['are none before the weight may rise', 1, { addresses: { canary: {} } }, undefined],
    [
      'are none while the canary is not selected',
      1,
      { services: { canary: 'v1', stable: 'v1' }, shown: 20 },
      undefined,
    ],
    [
      'are none while stable is not selected alone',
      1,
      { services: { canary: 'v2', stable: undefined }, shown: 20 },
      undefined,
    ],
    ['are none at an abort', 3, { status: { abort: true }, shown: 50 }, undefined],
    [
      'are none at an abort that waits for pods of stable',
      3,
      { pods: { v1: { size: 4, available: 2 }, v2: 4 }, status: { abort: true }, shown: 75 },
      undefined,
    ],
    [
      'are none where a promotion in full waits for pods',
      1,
      { pods: { v1: 4, v2: 2 }, status: { promoteFull: true }, shown: 20 },
      undefined,
    ],
    ['are none where everything is hurried', 1, { status: { promoteFull: true }, shown: 20 }, undefined],
    ['are none once it is promoted', 7, { pods: { v1: 0, v2: 4 }, stable: 'v2', shown: 80 }, undefined],
    ['are none without pods of the canary', 1, { pods: { v1: 4, v2: { size: 1, ready: 0 } }, shown: 20 }, undefined],
    ['are none where stable is down', 1, { pods: { v1: { size: 4, ready: 0 }, v2: 4 }, shown: 20 }, undefined],
  ])('%s', (_, index, world, held) => {
    expect(cohortsAt(index, world)?.held).toEqual(held);
  });

  it('are of the canary alone where it is asked for', () => {
    expect(cohortsAt(1, {}, { sides: 'canary' })).toMatchObject({ holdsStable: false });
  });

  it('are none where nobody asks for them', () => {
    const { split } = decided({
      spec: routed({ steps: STEPS }),
      services: APART,
      pods: { v1: 4, v2: 4 },
      shown: 20,
    }).target;
    expect(split?.cohorts).toBeUndefined();
  });
});
