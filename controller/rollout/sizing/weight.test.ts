/** What steps say about weight and size. */
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../crds/rollout/steps.ts';
import { canaryScaleInEffect, currentSetWeight, desiredCanaryWeight, type ScaleInput } from './weight.ts';

const STEPS: readonly Step[] = [{ pause: {} }, { setWeight: 20 }, { pause: {} }, { setWeight: 60 }];

describe('the weight set', () => {
  it.each<[sentence: string, index: number, expected: number]>([
    ['is none before the first setWeight', 0, 0],
    ['is that of the step itself', 1, 20],
    ['is that of the nearest step before', 2, 20],
    ['is everything when all steps are done', 4, 100],
  ])('%s', (_, index, expected) => {
    expect(currentSetWeight({ steps: STEPS, index, isAborted: false }, 100)).toBe(expected);
  });

  it('is none after an abort', () => {
    expect(currentSetWeight({ steps: STEPS, index: 4, isAborted: true }, 100)).toBe(0);
  });

  it('is everything without steps', () => {
    expect(currentSetWeight({ steps: [], index: 0, isAborted: false }, 500)).toBe(500);
  });

  it('may be a setWeight of 0', () => {
    const steps = [{ setWeight: 20 }, { setWeight: 0 }, { pause: {} }];
    expect(currentSetWeight({ steps, index: 2, isAborted: false }, 100)).toBe(0);
  });
});

describe('the weight desired while a dynamic abort is under way', () => {
  const aborted = {
    steps: [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }],
    index: 0,
    isAborted: true,
    replicas: 4,
    maxWeight: 100,
    isDynamic: true,
  };
  const pods = (stable: number, current: number) => ({
    stable: { available: stable },
    current: { available: current },
  });

  it.each<[sentence: string, given: Partial<Parameters<typeof desiredCanaryWeight>[0]>, expected: number]>([
    ['is the next lower step', pods(1, 3), 25],
    ['stays there while the canary has more pods than it needs', pods(3, 3), 25],
    ['is none once the canary needs no more than the lowest step', pods(3, 1), 0],
    ['is none when stable is back', pods(4, 0), 0],
    ['looks at stable alone where the canary keeps its pods', { ...pods(3, 3), abortDelaySeconds: 60 }, 0],
    [
      'looks at both where they are kept for good, which dynamic scale does not do',
      { ...pods(3, 3), abortDelaySeconds: 0 },
      25,
    ],
    ['is none without a canary', { stable: { available: 1 } }, 0],
    ['is none without dynamic scale', { ...pods(1, 3), isDynamic: false }, 0],
    ['is the weight set when nothing was aborted', { ...pods(1, 3), isAborted: false, index: 2 }, 75],
  ])('%s', (_, given, expected) => {
    expect(desiredCanaryWeight({ ...aborted, ...given })).toBe(expected);
  });
});

describe('the canary scale in effect', () => {
  const scaled: readonly Step[] = [
    { setCanaryScale: { replicas: 2 } },
    { setHeaderRoute: { name: 'beta', match: [{ headerName: 'x-beta' }] } },
    { setCanaryScale: { matchTrafficWeight: true } },
    { setWeight: 20 },
    { setCanaryScale: { weight: 50 } },
  ];
  const scale = (given: Partial<ScaleInput>) =>
    canaryScaleInEffect({ steps: scaled, index: 0, isAborted: false, hasTraffic: true, ...given });

  it.each<[sentence: string, given: Partial<ScaleInput>, expected: object | undefined]>([
    ['is that of the step itself', {}, { replicas: 2 }],
    ['is that of the nearest step before', { index: 1 }, { replicas: 2 }],
    ['stays where a route leads to a canary that has no weight', { index: 2 }, { replicas: 2 }],
    ['ends with matchTrafficWeight once there is weight', { index: 3 }, undefined],
    ['may be a weight', { index: 4 }, { weight: 50 }],
    ['is none when all steps are done', { index: 5 }, undefined],
    ['is none without a router', { hasTraffic: false }, undefined],
    ['is none after an abort', { isAborted: true }, undefined],
    ['is none after an abort with a delay', { isAborted: true, abortDelaySeconds: 30 }, undefined],
    ['is kept after an abort where the canary is to stay', { isAborted: true, abortDelaySeconds: 0 }, { replicas: 2 }],
    ['ends with matchTrafficWeight where no route was made', { steps: scaled.toSpliced(1, 1), index: 1 }, undefined],
    [
      'ends with matchTrafficWeight where the route was removed',
      { steps: scaled.toSpliced(2, 0, { setHeaderRoute: { name: 'beta' } }), index: 3 },
      undefined,
    ],
    [
      'stays where a mirror leads to the canary',
      {
        steps: scaled.toSpliced(1, 1, {
          setMirrorRoute: { name: 'copy', match: [{ method: { exact: 'GET' } }], percentage: 5 },
        }),
        index: 2,
      },
      { replicas: 2 },
    ],
    ['is none before the first setCanaryScale', { steps: scaled.slice(3), index: 0 }, undefined],
  ])('%s', (_, given, expected) => {
    expect(scale(given)).toEqual(expected);
  });
});
