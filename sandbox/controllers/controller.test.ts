import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import { KubeError } from '../../kube/errors.ts';
import { queueOf } from './controller.ts';

const refusal = (reason: string, code: number) => new KubeError('create pods', code, { status: { reason } });
const FORBIDDEN = refusal('Forbidden', 403);

describe('a pass that is refused', () => {
  const failing = (error: unknown) => {
    const clock = manualClock();
    const tries: [key: string, at: number][] = [];
    const told: string[] = [];
    const means = { clock, random: () => 0.5, onProblem: (what: string) => told.push(what) };
    const queue = queueOf(means, 'replica set', (key) => {
      tries.push([key, clock.monotonic()]);
      return Promise.reject(error);
    });
    const waits = (key: string) => {
      const times = tries.filter(([one]) => one === key).map(([, at]) => at);
      return times.slice(1).map((at, index) => at - (times[index] ?? 0));
    };
    queue.start();
    return { clock, queue, told, waits };
  };

  it('is repeated after twice as long each time, up to half a minute, and told each time', async () => {
    const { clock, queue, told, waits } = failing(FORBIDDEN);
    queue.add('a');
    await clock.advance(120_000);
    expect(waits('a')).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_240, 20_480, 30_000, 30_000]);
    expect(told).toEqual(Array.from({ length: 15 }, () => 'replica set a'));
  });

  it('waits for itself alone', async () => {
    const { clock, queue, waits } = failing(FORBIDDEN);
    queue.add('a');
    await clock.advance(10_000);
    queue.add('b');
    await clock.advance(100);
    expect(waits('b')).toEqual([10, 20, 40]);
  });

  it('is repeated at most once a second however often it is asked for', async () => {
    const { clock, queue, waits } = failing(FORBIDDEN);
    queue.add('a');
    await clock.advance(60_000);
    const before = waits('a').length;
    for (let time = 0; time < 10_000; time += 50) {
      queue.add('a');
      await clock.advance(50);
    }
    expect(waits('a').length - before).toBeLessThanOrEqual(11);
  });

  it('is nobody’s business if somebody else only wrote first', async () => {
    const { clock, queue, told } = failing(refusal('Conflict', 409));
    queue.add('a');
    await clock.advance(1_000);
    expect(told).toEqual([]);
  });
});
