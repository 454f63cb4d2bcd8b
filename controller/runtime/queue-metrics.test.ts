import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import { Queue } from '../../kube/queue.ts';
import { QueueMetrics } from './queue-metrics.ts';

/** A queue with two slots, whose passes end when the test says so, and what is told of it. */
function observed(part = 'rollouts') {
  const registry = new Registry();
  const metrics = new QueueMetrics(registry);
  const clock = manualClock();
  const passes: { done: () => void; fail: () => void }[] = [];
  const queue = new Queue({
    clock,
    random: () => 0.5,
    concurrency: 2,
    run: () =>
      new Promise((done, fail) => passes.push({ done: () => done(undefined), fail: () => fail(new Error('no')) })),
    onError: () => undefined,
    observer: metrics.observer(part),
  });
  metrics.watch(new Map([[part, queue]]));
  queue.start();
  return {
    async add(...keys: string[]) {
      for (const key of keys) queue.add(key);
      await clock.advance(0);
    },
    async end(how: 'done' | 'fail') {
      passes.shift()?.[how]();
      await clock.advance(0);
    },
    wait: (ms: number) => clock.advance(ms),
    async lines() {
      return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    },
  };
}

describe('the metrics of a queue', () => {
  type Given = ReturnType<typeof observed>;

  it.each<[name: string, happens: (g: Given) => unknown, lines: string[]]>([
    [
      'are there before anything happens',
      () => undefined,
      [
        'workqueue_depth{name="Rollouts"} 0',
        'workqueue_adds_total{name="Rollouts"} 0',
        'workqueue_retries_total{name="Rollouts"} 0',
        'workqueue_queue_duration_seconds_count{name="Rollouts"} 0',
        'workqueue_work_duration_seconds_count{name="Rollouts"} 0',
        'workqueue_unfinished_work_seconds{name="Rollouts"} 0',
        'workqueue_longest_running_processor_seconds{name="Rollouts"} 0',
      ],
    ],
    [
      'tell how many keys wait, and how many were added',
      ({ add }) => add('a', 'b', 'c', 'd', 'd'),
      ['workqueue_depth{name="Rollouts"} 2', 'workqueue_adds_total{name="Rollouts"} 4'],
    ],
    [
      'tell in seconds how long keys waited',
      async ({ add, wait, end }) => {
        await add('a', 'b', 'c');
        await wait(2_000);
        await end('done');
      },
      [
        'workqueue_queue_duration_seconds_count{name="Rollouts"} 3',
        'workqueue_queue_duration_seconds_sum{name="Rollouts"} 2',
        'workqueue_queue_duration_seconds_bucket{le="1e-8",name="Rollouts"} 2',
        'workqueue_queue_duration_seconds_bucket{le="1",name="Rollouts"} 2',
        'workqueue_queue_duration_seconds_bucket{le="10",name="Rollouts"} 3',
      ],
    ],
    [
      'tell in seconds how long passes took, failed ones included',
      async ({ add, wait, end }) => {
        await add('a', 'b');
        await wait(500);
        await end('done');
        await wait(1_500);
        await end('fail');
      },
      [
        'workqueue_work_duration_seconds_count{name="Rollouts"} 2',
        'workqueue_work_duration_seconds_sum{name="Rollouts"} 2.5',
        'workqueue_work_duration_seconds_bucket{le="1",name="Rollouts"} 1',
        'workqueue_retries_total{name="Rollouts"} 1',
      ],
    ],
    [
      'tell for how long passes in hand have run, all together and the longest',
      async ({ add, wait }) => {
        await add('a');
        await wait(2_000);
        await add('b');
        await wait(1_500);
      },
      [
        'workqueue_unfinished_work_seconds{name="Rollouts"} 5',
        'workqueue_longest_running_processor_seconds{name="Rollouts"} 3.5',
      ],
    ],
    [
      'tell of no pass in hand once it has ended',
      async ({ add, wait, end }) => {
        await add('a');
        await wait(2_000);
        await end('done');
      },
      [
        'workqueue_unfinished_work_seconds{name="Rollouts"} 0',
        'workqueue_longest_running_processor_seconds{name="Rollouts"} 0',
      ],
    ],
  ])('%s', async (_, happens, lines) => {
    const given = observed();
    await happens(given);
    expect(await given.lines()).toEqual(expect.arrayContaining(lines));
  });

  it.each(['queue', 'work'])('divide %s durations as client-go does', async (what) => {
    const lines = await observed().lines();
    const bound = new RegExp(`^workqueue_${what}_duration_seconds_bucket{le="([^"]+)"`);
    const bounds = lines.flatMap((line) => bound.exec(line)?.[1] ?? []);
    expect(bounds.map(Number)).toEqual([1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1, 10, Number.NaN]);
  });

  it.each([
    ['rollouts', 'Rollouts'],
    ['services', 'Services'],
    ['analysis', 'AnalysisRuns'],
    ['experiments', 'Experiments'],
    ['applications', 'applications'],
  ])('call the part %s %s', async (part, name) => {
    const lines = await observed(part).lines();
    expect(lines.filter((line) => !line.includes(`name="${name}"`))).toEqual([]);
  });
});
