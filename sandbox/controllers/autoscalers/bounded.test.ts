import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AutoscalerSpec, Behavior, ScalingPolicy, ScalingRules } from '../../kinds/objects/autoscaler-spec.ts';
import { RULES } from './autoscalers.testkit.ts';
import { bounded, leastOf } from './bounded.ts';
import { type Memory, newMemory, withRecommendation, withStep } from './memory.ts';

const NOW = 10_000_000;
const earlier = (seconds: number): number => NOW - seconds * 1000;
const EMPTY: Memory = { recommendations: [], ups: [], downs: [] };
const recommended = (...list: readonly (readonly [replicas: number, ago: number])[]): Memory => ({
  ...EMPTY,
  recommendations: list.map(([replicas, ago]) => ({ replicas, at: earlier(ago) })),
});
const step = (change: number, ago: number) => ({ change, at: earlier(ago) });

interface Given {
  readonly current: number;
  readonly desired: number;
  readonly spec?: Partial<AutoscalerSpec>;
  readonly memory?: Memory;
}

const result = ({ current, desired, spec, memory = EMPTY }: Given) => {
  const { replicas, statements } = bounded({
    spec: { minReplicas: 1, maxReplicas: 100, ...spec },
    ...{ current, desired, memory, now: NOW },
  });
  return [replicas, ...statements.map(({ reason }) => reason)];
};
const FREE = 'DesiredWithinRange';
const READY = 'ReadyForNewScale';

describe('without rules of its own', () => {
  it.each<[sentence: string, expected: readonly [number, string, string], given: Given]>([
    ['it does what metrics ask for', [6, READY, FREE], { current: 4, desired: 6 }],
    ['it does at most twice as many', [10, READY, 'ScaleUpLimit'], { current: 5, desired: 40 }],
    ['it does at least four', [4, READY, 'ScaleUpLimit'], { current: 1, desired: 40 }],
    [
      'it does at most the maximum',
      [3, READY, 'TooManyReplicas'],
      { current: 2, desired: 9, spec: { maxReplicas: 3 } },
    ],
    [
      'it does at least the minimum',
      [2, READY, 'TooFewReplicas'],
      { current: 4, desired: 0, spec: { minReplicas: 2 } },
    ],
    ['it does at least one', [1, READY, 'TooFewReplicas'], { current: 4, desired: 0 }],
    [
      'it goes down at once if nothing else was asked for',
      [1, READY, FREE],
      { current: 9, desired: 1, memory: recommended([9, 301]) },
    ],
    [
      'it goes down no further than was asked for lately',
      [7, 'ScaleDownStabilized', FREE],
      { current: 9, desired: 1, memory: recommended([9, 301], [7, 300], [3, 15]) },
    ],
    [
      'it stays where that was asked for lately',
      [9, 'ScaleDownStabilized', FREE],
      { current: 9, desired: 8, memory: recommended([9, 299]) },
    ],
    [
      'it goes up again as far as was asked for lately',
      [5, 'ScaleDownStabilized', FREE],
      { current: 3, desired: 4, memory: recommended([5, 15]) },
    ],
  ])('%s', (_, expected, given) => expect(result(given)).toEqual(expected));
});

describe('with rules', () => {
  const up = (scaleUp: ScalingRules): Behavior => ({ ...RULES, scaleUp: { ...RULES.scaleUp, ...scaleUp } });
  const down = (scaleDown: ScalingRules): Behavior => ({ ...RULES, scaleDown: { ...RULES.scaleDown, ...scaleDown } });
  const pods = (value: number, periodSeconds = 60): ScalingPolicy => ({ type: 'Pods', value, periodSeconds });
  const percent = (value: number, periodSeconds = 60): ScalingPolicy => ({ type: 'Percent', value, periodSeconds });
  type Row = readonly [
    sentence: string,
    expected: readonly [number, string, string],
    given: Given & { behavior: Behavior },
  ];
  const at = (current: number, desired: number, behavior: Behavior, memory: Memory = EMPTY) => ({
    current,
    desired,
    behavior,
    memory,
  });
  it.each<Row>([
    ['it goes up by four', [6, READY, 'ScaleUpLimit'], at(2, 50, RULES)],
    ['it goes up to twice as many if that is more', [20, READY, 'ScaleUpLimit'], at(10, 50, RULES)],
    ['it goes up by so many pods', [12, READY, 'ScaleUpLimit'], at(10, 50, up({ policies: [pods(2)] }))],
    ['it goes up by a share, rounded up', [12, READY, 'ScaleUpLimit'], at(10, 50, up({ policies: [percent(15)] }))],
    [
      'it goes up by the lesser of two',
      [11, READY, 'ScaleUpLimit'],
      at(10, 50, up({ selectPolicy: 'Min', policies: [pods(1), percent(50)] })),
    ],
    [
      'it goes up by what is left of a period',
      [11, READY, 'ScaleUpLimit'],
      at(10, 50, up({ policies: [pods(4)] }), { ...EMPTY, ups: [step(3, 59), step(9, 60)] }),
    ],
    [
      'it stays where a period has nothing left',
      [10, READY, 'ScaleUpLimit'],
      at(10, 50, up({ policies: [pods(4)] }), { ...EMPTY, ups: [step(5, 1)] }),
    ],
    [
      'what went in a period may come again',
      [16, READY, 'ScaleUpLimit'],
      at(10, 50, up({ policies: [pods(4)] }), { ...EMPTY, downs: [step(2, 1)] }),
    ],
    ['it never goes up', [10, READY, 'ScaleUpLimit'], at(10, 50, up({ selectPolicy: 'Disabled' }))],
    ['it goes up no further than the maximum', [100, READY, 'TooManyReplicas'], at(90, 500, RULES)],
    [
      'it goes up no further than was asked for all the while',
      [12, 'ScaleUpStabilized', FREE],
      at(10, 14, up({ stabilizationWindowSeconds: 60 }), recommended([3, 60], [12, 59], [13, 1])),
    ],
    [
      'it stays while less was asked for',
      [10, 'ScaleUpStabilized', FREE],
      at(10, 14, up({ stabilizationWindowSeconds: 60 }), recommended([3, 59])),
    ],
    ['it goes down to the minimum', [1, READY, 'TooFewReplicas'], at(10, 0, RULES)],
    ['it goes down by so many pods', [8, READY, 'ScaleDownLimit'], at(10, 1, down({ policies: [pods(2)] }))],
    [
      'it goes down by a share, rounded down',
      [8, READY, 'ScaleDownLimit'],
      at(10, 1, down({ policies: [percent(15)] })),
    ],
    [
      'it goes down by the greater of two',
      [5, READY, 'ScaleDownLimit'],
      at(10, 1, down({ policies: [pods(1), percent(50)] })),
    ],
    [
      'it goes down by the lesser of two',
      [9, READY, 'ScaleDownLimit'],
      at(10, 1, down({ selectPolicy: 'Min', policies: [pods(1), percent(50)] })),
    ],
    [
      'it goes down by what is left of a period',
      [9, READY, 'ScaleDownLimit'],
      at(10, 1, down({ policies: [pods(4)] }), { ...EMPTY, downs: [step(3, 59), step(9, 60)] }),
    ],
    [
      'it stays where a period of going has nothing left',
      [10, READY, 'ScaleDownLimit'],
      at(10, 1, down({ policies: [pods(4)] }), { ...EMPTY, downs: [step(7, 1)] }),
    ],
    ['it never goes down', [10, READY, 'ScaleDownLimit'], at(10, 1, down({ selectPolicy: 'Disabled' }))],
    [
      'it goes down no further than was asked for in five minutes',
      [7, 'ScaleDownStabilized', FREE],
      at(10, 1, RULES, recommended([9, 300], [7, 299])),
    ],
    [
      'it goes down at once without a window',
      [1, READY, FREE],
      at(10, 1, down({ stabilizationWindowSeconds: 0 }), recommended([9, 1])),
    ],
    ['it stays where it is right', [10, READY, FREE], at(10, 10, RULES)],
  ])('%s', (_, expected, { behavior, ...given }) => {
    expect(result({ ...given, spec: { behavior } })).toEqual(expected);
  });

  it('needs none for the other direction', () => {
    const spec = { behavior: { scaleUp: { policies: [pods(2)] } } };
    expect(result({ current: 10, desired: 1, spec, memory: recommended([7, 299]) })).toEqual([
      7,
      'ScaleDownStabilized',
      FREE,
    ]);
    expect(result({ current: 10, desired: 50, spec: { behavior: {} } })).toEqual([20, READY, 'ScaleUpLimit']);
  });
});

const rules = fc.option(
  fc.record({
    stabilizationWindowSeconds: fc.integer({ min: 0, max: 3600 }),
    selectPolicy: fc.constantFrom('Max', 'Min', 'Disabled'),
    policies: fc.array(
      fc.record({
        type: fc.constantFrom('Pods', 'Percent'),
        value: fc.integer({ min: 1, max: 200 }),
        periodSeconds: fc.integer({ min: 1, max: 1800 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  { nil: undefined },
);
const count = fc.integer({ min: 1, max: 50 });
const some = fc.array(
  fc.record({ replicas: fc.nat(100), change: fc.nat(20), at: fc.integer({ min: NOW - 4_000_000, max: NOW }) }),
);

it('stays within bounds, and goes no further than it was asked to, whatever the rules', () => {
  fc.assert(
    fc.property(
      fc.record({ scaleUp: rules, scaleDown: rules, current: count, desired: fc.nat(200), most: count, past: some }),
      (one) => {
        const { scaleUp, scaleDown, current, desired, most, past } = one;
        fc.pre(current <= most);
        const behavior = { ...(scaleUp && { scaleUp }), ...(scaleDown && { scaleDown }) };
        const spec: AutoscalerSpec = { minReplicas: 1, maxReplicas: most, behavior };
        const memory = { recommendations: past, ups: past, downs: past };
        const { replicas } = bounded({ spec, current, desired, memory, now: NOW });
        expect(replicas).toBeGreaterThanOrEqual(leastOf(spec));
        expect(replicas).toBeLessThanOrEqual(most);
        expect(replicas).toBeGreaterThanOrEqual(Math.min(current, Math.max(desired, 1)));
        expect(replicas).toBeLessThanOrEqual(Math.max(current, desired));
      },
    ),
  );
});

describe('what is remembered', () => {
  it('begins with what there is, and grows by what is asked for and done', () => {
    const memory = withStep(withRecommendation(newMemory(3, earlier(15)), 5, NOW), 3, 5, NOW);
    expect(memory).toEqual({ ...recommended([3, 15], [5, 0]), ups: [step(2, 0)] });
    expect(withStep(EMPTY, 5, 3, NOW).downs).toEqual([step(2, 0)]);
  });

  it('is forgotten after an hour', () => {
    expect(withRecommendation(newMemory(3, earlier(3601)), 5, NOW).recommendations).toHaveLength(1);
    expect(withRecommendation(newMemory(3, earlier(3600)), 5, NOW).recommendations).toHaveLength(2);
    expect(withStep({ ...EMPTY, ups: [step(1, 3601)] }, 1, 2, NOW).ups).toHaveLength(1);
  });
});
