import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../analysis/expressions/condition.ts';
import { systemClock } from '../../kube/clock.ts';
import { MEASURE, STOP_MEASURING, type Task } from './effects.ts';
import { metricOf, moment } from './run.testkit.ts';
import { type Measuring, Sampler } from './sampler.ts';

const owner = { namespace: 'shop', name: 'run', uid: 'u' };
const task = (name: string, fields: Partial<Task> = {}): Task => ({
  ...{ owner, metric: metricOf({ name }), number: 1, secrets: {}, dueAt: moment(0), startedAt: moment(0), ...fields },
});
const context = { key: 'k', signal: new AbortController().signal };

interface Work {
  readonly task: Task;
  readonly signal: AbortSignal;
  answer(phase: 'Successful' | 'Running'): void;
  fail(error: unknown): void;
}

/** Measurements end when the test says so. */
function world({ deadline = 10_000, backend = (one: Task) => one.metric.name } = {}) {
  const begun: Work[] = [];
  const cancelled: string[] = [];
  const news: string[] = [];
  const measuring = (one: Task): Measuring => ({
    ...{ backend: backend(one), deadline },
    run: (signal) =>
      new Promise((resolve, reject) => {
        begun.push({ task: one, signal, answer: (phase) => resolve({ phase, value: '1' }), fail: reject });
      }),
    redact: (text) => text.replaceAll('s3cret', '*****'),
    cancel: () => {
      cancelled.push(one.metric.name);
      return Promise.resolve();
    },
  });
  const sampler = new Sampler({ clock: systemClock, measuring, compile: compileCondition });
  sampler.onNews((name) => news.push(name));
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  const start = async (...tasks: Task[]) => {
    for (const one of tasks) await sampler.effects[MEASURE]?.(one, context);
    await settled();
  };
  return { sampler, begun, cancelled, news, start, settled };
}

describe('the sampler', () => {
  it('measures once, tells that there is news, and keeps what came of it until it is forgotten', async () => {
    const { sampler, begun, news, start, settled } = world();
    await start(task('a'), task('a'), task('b'));
    expect([begun.length, sampler.of(owner).inFlight]).toEqual([2, ['a', 'b']]);
    begun[0]?.answer('Successful');
    await settled();
    expect([news, sampler.of(owner).inFlight]).toEqual([[], ['b']]);
    await start(task('a'));
    expect(begun).toHaveLength(2);
    expect(sampler.of(owner).samples).toMatchObject([{ metric: 'a', number: 1, phase: 'Successful', value: '1' }]);
    begun[1]?.answer('Successful');
    await settled();
    expect(news).toEqual(['shop/run']);
    sampler.forget(owner);
    expect(sampler.of(owner)).toEqual({ inFlight: [], samples: [] });
  });

  it('asks again for an answer that was not there', async () => {
    const { begun, start, settled } = world();
    await start(task('a'));
    begun[0]?.answer('Running');
    await settled();
    await start(task('a', { pending: {} }));
    expect(begun).toHaveLength(2);
  });

  it('tells of what is not good at once, and of what is good after a second', async () => {
    const { begun, news, start, settled } = world();
    await start(task('a'), task('b'), task('c'));
    begun[0]?.answer('Successful');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(news).toEqual(['shop/run']);
    begun[1]?.fail(new Error('no answer'));
    await settled();
    expect(news).toHaveLength(2);
  });

  it('says in one line what went wrong, and no secret', async () => {
    const { sampler, begun, start, settled } = world();
    await start(task('a'));
    begun[0]?.fail(new Error('refused s3cret'));
    await settled();
    expect(sampler.of(owner).samples).toMatchObject([{ phase: 'Error', message: 'refused *****' }]);
  });

  it('takes a provider that does not exist for an error', async () => {
    const measuring = (): Measuring => {
      throw new Error('no provider for x');
    };
    const sampler = new Sampler({ clock: systemClock, measuring, compile: compileCondition });
    await sampler.effects[MEASURE]?.(task('a'), context);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sampler.of(owner).samples).toMatchObject([{ phase: 'Error', message: 'no provider for x' }]);
  });

  it('gives up in time, whatever the work does', async () => {
    const { sampler, begun, start } = world({ deadline: 20 });
    await start(task('a'));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(begun[0]?.signal.aborted).toBe(true);
    expect(sampler.of(owner).samples).toMatchObject([{ phase: 'Error', message: 'no answer within 0.02 s' }]);
  });

  it('lets a backend that hangs keep nobody else waiting', async () => {
    const { begun, start, settled } = world({ backend: ({ metric }) => (metric.name === 'good' ? 'good' : 'dead') });
    const hanging = Array.from({ length: 100 }, (_, index) => task(`dead${index}`));
    await start(...hanging, task('good'));
    const names = begun.map((one) => one.task.metric.name);
    expect([names.length, names.includes('good')]).toEqual([33, true]);
    begun[0]?.answer('Successful');
    await settled();
    expect(begun).toHaveLength(34);
  });

  it('stops at once what nobody waits for, and tells whoever works at it', async () => {
    const { sampler, begun, cancelled, news, start, settled } = world();
    await start(task('a'));
    await sampler.effects[STOP_MEASURING]?.({ owner, pending: [task('far')] }, context);
    expect([begun[0]?.signal.aborted, sampler.of(owner).inFlight]).toEqual([true, []]);
    begun[0]?.answer('Successful');
    await settled();
    expect([cancelled, news, sampler.of(owner).samples]).toEqual([['far'], [], []]);
  });

  it('knows runs of the same name apart', async () => {
    const { sampler, begun, start } = world();
    await start(task('a'));
    await start(task('a', { owner: { ...owner, uid: 'new' } }));
    expect([begun[0]?.signal.aborted, sampler.of(owner)]).toEqual([true, { inFlight: [], samples: [] }]);
    expect(sampler.of({ ...owner, uid: 'new' }).inFlight).toEqual(['a']);
  });
});
