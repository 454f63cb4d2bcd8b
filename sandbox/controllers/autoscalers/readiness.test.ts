import { describe, expect, it } from 'vitest';
import type { BusyPod } from './autoscaler.ts';
import { busy, cpu, given } from './autoscalers.testkit.ts';
import { judged } from './metrics.ts';

describe('a pod counts as ready', () => {
  const counts = (pod: BusyPod) => judged(given([pod], [cpu(50)])).replicas !== undefined;
  it.each<[counts: boolean, sentence: string, pod: Parameters<typeof busy>[0]]>([
    [true, 'long after its start', {}],
    [true, 'long after its start, even if it has lost its readiness', { ready: ['False', 60] }],
    [false, 'unless it was never ready', { ready: ['False', 3580] }],
    [false, 'not while it starts and is not ready', { started: 100, ready: ['False', 90] }],
    [
      false,
      'not while it starts and was not ready all the while it was measured',
      { started: 100, ready: ['True', 14] },
    ],
    [true, 'while it starts but was ready all the while it was measured', { started: 100, ready: ['True', 15] }],
  ])('%s: %s', (expected, _, pod) => expect(counts(busy({ cpu: 50, ...pod }))).toBe(expected));

  it('not without a start or a condition', () => {
    const { status: _, ...pod } = busy({ cpu: 50 });
    expect(counts({ ...pod, status: { phase: 'Running' } })).toBe(false);
  });
});
