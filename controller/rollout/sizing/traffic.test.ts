/** Sizes where a router divides the traffic. */
import { describe, expect, it } from 'vitest';
import { type TrafficInput, trafficSizes } from './traffic.ts';

type Given = Partial<TrafficInput>;

const sizes = (given: Given) => {
  const base = { replicas: 10, weight: 20, maxWeight: 100, isDynamic: false, isAborted: false };
  const { canary, stable } = trafficSizes({ ...base, ...given });
  return [canary, stable];
};
const dynamic = (given: Given) => sizes({ replicas: 4, isDynamic: true, ...given });
const weights = (canary: number) => ({ persistedWeights: { canary, stable: 100 - canary } });

describe('sizes with a router', () => {
  it.each<[sentence: string, given: Given, expected: number[]]>([
    ['follow the weight and leave stable whole', {}, [2, 10]],
    ['start the trace of five replicas with one pod', { replicas: 5 }, [1, 5]],
    ['round up', { replicas: 5, weight: 21 }, [2, 5]],
    ['do not round up what comes out even', { replicas: 20, weight: 55 }, [11, 20]],
    ['take weights out of another total', { weight: 500, maxWeight: 1000 }, [5, 10]],
    ['have no canary without weight', { weight: 0, minPods: 3 }, [0, 10]],
    ['have at least some pods', { weight: 1, minPods: 3 }, [3, 10]],
    ['have no more of these than replicas', { replicas: 2, weight: 1, minPods: 3 }, [2, 2]],
    ['take the weight of the canary scale', { canaryScale: { weight: 70 } }, [7, 10]],
    ['take the replicas of the canary scale first', { canaryScale: { weight: 70, replicas: 1 } }, [1, 10]],
    ['take them as they are', { canaryScale: { replicas: 1 }, minPods: 3 }, [1, 10]],
    ['take no pods as an answer', { canaryScale: { replicas: 0 } }, [0, 10]],
    ['follow the weight where the canary scale is empty', { canaryScale: {} }, [2, 10]],
  ])('%s', (_, given, expected) => {
    expect(sizes(given)).toEqual(expected);
  });
});

describe('sizes with a router and a dynamic stable', () => {
  it.each<[sentence: string, given: Given, expected: number[]]>([
    ['share the pods', { weight: 25, ...weights(25) }, [1, 3]],
    ['grow the canary before traffic moves', { weight: 75, ...weights(25) }, [3, 3]],
    ['shrink stable after traffic moved', { weight: 75, ...weights(75) }, [3, 1]],
    ['do not need weights to start with', { weight: 25 }, [1, 3]],
    ['grow stable for a step back after an abort', { weight: 25, isAborted: true, ...weights(75) }, [3, 3]],
    ['shrink the canary after that step', { weight: 25, isAborted: true, ...weights(25) }, [1, 3]],
    ['grow stable to the end after an abort', { weight: 0, isAborted: true, ...weights(25) }, [1, 4]],
    ['end an abort without canary', { weight: 0, isAborted: true, ...weights(0) }, [0, 4]],
    ['shrink the canary with the weight when nothing was aborted', { weight: 25, ...weights(75) }, [1, 3]],
    ['have at least some pods on both sides', { weight: 75, ...weights(75), minPods: 2 }, [3, 2]],
    ['raise also explicit replicas to these', { canaryScale: { replicas: 1 }, minPods: 2 }, [2, 4]],
    [
      'leave stable whole beside explicit replicas',
      { weight: 75, canaryScale: { replicas: 1 }, ...weights(75) },
      [1, 4],
    ],
    ['leave more to stable beside a small canary', { weight: 75, canaryScale: { weight: 25 }, ...weights(75) }, [1, 3]],
    [
      'take nothing from stable for a large canary',
      { weight: 25, canaryScale: { weight: 100 }, ...weights(75) },
      [4, 3],
    ],
  ])('%s', (_, given, expected) => {
    expect(dynamic(given)).toEqual(expected);
  });
});
