import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from './clock.testkit.ts';
import { KubeError } from './errors.ts';
import { EventRecorder, type EventRecorderOptions, type EventWriter, type Occurrence, type Subject } from './events.ts';
import { type KubeObject, nameOf } from './types.ts';

const MINUTE = 60_000;
const web = subject('web');

function subject(name: string, fields: Partial<Subject['ref']> = {}): Subject {
  const ref = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'shop', name, ...fields };
  return { ref, uid: `uid of ${name}`, resourceVersion: '41' };
}
const occurrence = (fields: Partial<Occurrence> = {}): Occurrence => ({
  type: 'Normal',
  reason: 'ScalingReplicaSet',
  message: 'Scaled up',
  ...fields,
});

interface StoredEvent extends KubeObject {
  readonly message: string;
  readonly count: number;
  readonly lastTimestamp: string;
}

/** Keeps Events as an API server does; `broken` makes it refuse. */
function server() {
  const events = new Map<string, StoredEvent>();
  const writes: string[] = [];
  const state = { broken: undefined as unknown, works: '', pause: undefined as Promise<void> | undefined };
  const written = async (verb: string, managers: { fieldManager: string }) => {
    writes.push(`${verb} as ${managers.fieldManager}`);
    await state.pause;
    if (state.broken && verb !== state.works) throw state.broken;
  };
  const writer: EventWriter = {
    async create(object, options) {
      await written('create', options);
      const key = nameOf({ namespace: object.metadata.namespace ?? '', name: object.metadata.name });
      if (events.has(key)) throw new KubeError('create', 409, { status: { reason: 'AlreadyExists' } });
      events.set(key, JSON.parse(JSON.stringify(object)));
      return object;
    },
    async patch(ref, patch, options) {
      await written('patch', options);
      const event = events.get(nameOf(ref));
      if (!event || !('merge' in patch)) throw new KubeError('patch', 404, { status: { reason: 'NotFound' } });
      events.set(nameOf(ref), { ...event, ...patch.merge });
      return event;
    },
  };
  return { events, writes, state, writer };
}

function recording(options: Partial<EventRecorderOptions> = {}) {
  const clock = manualClock();
  const api = server();
  const drops: string[] = [];
  const recorder = new EventRecorder({
    writer: api.writer,
    clock,
    random: () => 0.5,
    fieldManager: 'sluice',
    component: 'rollouts-controller',
    instance: 'sluice-0',
    onDrop: (reason, error) => drops.push(error instanceof Error ? `${reason}: ${error.message}` : reason),
    ...options,
  });
  return {
    clock,
    recorder,
    drops,
    ...api,
    async record(...occurrences: Partial<Occurrence>[]) {
      for (const fields of occurrences) recorder.record(web, occurrence(fields));
      await clock.advance(0);
    },
    /** `message ×count` of each Event there is. */
    told: () => [...api.events.values()].map(({ message, count }) => `${message} ×${count}`),
  };
}

describe('an Event', () => {
  it('is what every version of Kubernetes understands', async () => {
    const { record, events, writes } = recording();
    await record({ type: 'Warning' });
    expect([...events.values()]).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'web.19b76daa80080000000', namespace: 'shop' },
        involvedObject: {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Rollout',
          namespace: 'shop',
          name: 'web',
          uid: 'uid of web',
          resourceVersion: '41',
        },
        type: 'Warning',
        reason: 'ScalingReplicaSet',
        message: 'Scaled up',
        source: { component: 'rollouts-controller' },
        reportingComponent: 'rollouts-controller',
        reportingInstance: 'sluice-0',
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:00:00Z',
        count: 1,
      },
    ]);
    expect(writes).toEqual(['create as sluice']);
  });

  it.each<[name: string, about: Subject, key: RegExp]>([
    [
      'cluster-wide objects is in the default namespace',
      subject('eu', { namespace: '' }),
      /^default\/eu\.[0-9a-f]{19}$/,
    ],
    ['objects with long names is cut', subject('a'.repeat(253)), /^shop\/a{233}\.[0-9a-f]{19}$/],
    [
      'objects with long names is cut between letters',
      subject(`${'a'.repeat(230)}-.-.${'b'.repeat(19)}`),
      /^shop\/a{230}\.[0-9a-f]{19}$/,
    ],
    ['objects with names of other rules has a name of its own', subject('system:node'), /^shop\/event\.[0-9a-f]{19}$/],
  ])('about %s', async (_, about, key) => {
    const given = recording();
    given.recorder.record(about, occurrence());
    await given.clock.advance(0);
    expect([...given.events.keys()]).toEqual([expect.stringMatching(key)]);
  });

  it('says nothing of a resourceVersion nobody knows', async () => {
    const given = recording();
    given.recorder.record({ ref: web.ref, uid: web.uid }, occurrence());
    await given.clock.advance(0);
    expect(JSON.stringify([...given.events.values()])).not.toContain('resourceVersion');
  });

  it('has a message of 1024 characters at most, none of them half', async () => {
    const given = recording();
    await given.record({ message: `${'a'.repeat(1023)}😀` }, { message: 'b'.repeat(2000) });
    expect(given.told()).toEqual([`${'a'.repeat(1023)} ×1`, `${'b'.repeat(1024)} ×1`]);
  });

  it('has a name of its own even if time and chance stand still', async () => {
    const given = recording({ random: () => 0.999_999_999_9 });
    await given.record({ message: 'a' }, { message: 'b' }, { message: 'c' });
    expect([given.told(), given.drops]).toEqual([['a ×1', 'b ×1', 'c ×1'], []]);
  });

  it('tells when it happened, not when it was written', async () => {
    const given = recording();
    given.state.pause = new Promise((resolve) => given.clock.after(5 * MINUTE, resolve));
    await given.record({});
    await given.clock.advance(5 * MINUTE);
    expect([...given.events.values()][0]?.lastTimestamp).toBe('2026-01-01T00:00:00Z');
  });
});

describe('the same again', () => {
  it('is counted', async () => {
    const given = recording();
    await given.record({});
    await given.clock.advance(9 * MINUTE);
    await given.record({});
    await given.clock.advance(9 * MINUTE);
    await given.record({});
    expect(given.told()).toEqual(['Scaled up ×3']);
    expect([...given.events.values()]).toMatchObject([
      { firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:18:00Z' },
    ]);
    expect(given.writes).toEqual(['create as sluice', 'patch as sluice', 'patch as sluice']);
  });

  it('is news after ten minutes', async () => {
    const given = recording();
    await given.record({});
    await given.clock.advance(10 * MINUTE);
    await given.record({});
    expect(given.told()).toEqual(['Scaled up ×1', 'Scaled up ×1']);
  });

  it('is news once the Event is gone', async () => {
    const given = recording();
    await given.record({}, {});
    given.events.clear();
    await given.record({});
    expect([given.told(), given.drops]).toEqual([['Scaled up ×1'], []]);
    await given.record({});
    expect(given.told()).toEqual(['Scaled up ×2']);
  });

  it.each<[what: string, about: Subject, fields: Partial<Occurrence>]>([
    ['object', subject('api'), {}],
    ['namespace', subject('web', { namespace: 'bank' }), {}],
    ['kind', subject('web', { kind: 'Experiment' }), {}],
    ['uid', { ...web, uid: 'other' }, {}],
    ['type', web, { type: 'Warning' }],
    ['reason', web, { reason: 'Other' }],
    ['message', web, { message: 'other' }],
  ])('is not the same with another %s', async (_, about, fields) => {
    const given = recording();
    await given.record({});
    given.recorder.record(about, occurrence(fields));
    await given.clock.advance(0);
    expect(given.events.size).toBe(2);
  });

  it('is the same whatever the resourceVersion', async () => {
    const given = recording();
    await given.record({});
    given.recorder.record({ ...web, resourceVersion: '42' }, occurrence());
    await given.clock.advance(0);
    expect(given.told()).toEqual(['Scaled up ×2']);
  });
});

describe('many messages for one reason', () => {
  const messages = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => ({ message: `pod ${from + n}` }));

  it('are combined after ten', async () => {
    const given = recording();
    await given.record(...messages(0, 13), { message: 'pod 3' }, { reason: 'Other' });
    expect(given.told()).toEqual([
      ...['pod 0 ×1', 'pod 1 ×1', 'pod 2 ×1', 'pod 3 ×2', 'pod 4 ×1'],
      ...['pod 5 ×1', 'pod 6 ×1', 'pod 7 ×1', 'pod 8 ×1', 'pod 9 ×1'],
      '(combined from similar events): pod 12 ×3',
      'Scaled up ×1',
    ]);
  });

  it('are told apart again after ten minutes', async () => {
    const given = recording();
    await given.record(...messages(0, 11));
    await given.clock.advance(10 * MINUTE);
    await given.record({ message: 'pod 12' });
    expect(given.told().slice(-2)).toEqual(['(combined from similar events): pod 10 ×1', 'pod 12 ×1']);
  });

  it('are no longer than one', async () => {
    const given = recording();
    await given.record(...messages(0, 10), { message: 'x'.repeat(1024) });
    expect([...given.events.values()].at(-1)?.message).toBe(`(combined from similar events): ${'x'.repeat(992)}`);
  });
});

describe('too many', () => {
  it('about one object are dropped: 25 at once, then one in five minutes', async () => {
    const given = recording();
    await given.record(...Array.from({ length: 30 }, () => ({})));
    expect([given.told(), given.drops, given.recorder.dropped]).toEqual([
      ['Scaled up ×25'],
      Array.from({ length: 5 }, () => 'rate limited'),
      5,
    ]);
    await given.clock.advance(5 * MINUTE - 1);
    await given.record({});
    expect(given.told()).toEqual(['Scaled up ×25']);
    await given.clock.advance(1);
    await given.record({}, {});
    expect(given.told()).toEqual(['Scaled up ×26']);
  });

  it('about one object leave room for others', async () => {
    const given = recording();
    await given.record(...Array.from({ length: 30 }, () => ({})));
    given.recorder.record(subject('api'), occurrence());
    await given.clock.advance(0);
    expect(given.told()).toEqual(['Scaled up ×25', 'Scaled up ×1']);
  });

  it('that wait to be written are dropped: ten thousand wait', async () => {
    const given = recording();
    given.state.pause = new Promise((resolve) => given.clock.after(MINUTE, resolve));
    for (let n = 0; n < 10_003; n++) given.recorder.record(subject(`web-${n}`), occurrence());
    expect([given.recorder.pending, given.drops]).toEqual([10_000, ['queue full', 'queue full', 'queue full']]);
    await given.clock.advance(MINUTE);
    expect([given.recorder.pending, given.events.size]).toEqual([0, 10_000]);
  });

  it('are written four at a time, those about one object one after another', async () => {
    const given = recording();
    given.state.pause = new Promise((resolve) => given.clock.after(MINUTE, resolve));
    for (const message of ['first', 'second']) given.recorder.record(web, occurrence({ message }));
    await given.clock.advance(0);
    expect(given.writes).toHaveLength(1);
    for (let n = 0; n < 9; n++) given.recorder.record(subject(`web-${n}`), occurrence());
    await given.clock.advance(0);
    expect(given.writes).toHaveLength(4);
    await given.clock.advance(MINUTE);
    expect(given.writes).toHaveLength(11);
    const about = [...given.events.values()].filter(({ metadata }) => /^web\./.test(metadata.name));
    expect(about.map(({ message }) => message)).toEqual(['first', 'second']);
  });

  it('objects to remember are forgotten, the one longest silent first', async () => {
    const given = recording();
    const tell = async (name: string) => {
      given.recorder.record(subject(name), occurrence());
      await given.recorder.flush(MINUTE);
    };
    await tell('first');
    await tell('second');
    for (let n = 0; n < 4094; n++) await tell(`web-${n}`);
    await tell('first');
    expect(given.writes.at(-1)).toBe('patch as sluice');
    await tell('one-more');
    await tell('first');
    expect(given.writes.at(-1)).toBe('patch as sluice');
    await tell('second');
    expect(given.writes.at(-1)).toBe('create as sluice');
  });
});

describe('a failure to write', () => {
  const refusal = new KubeError('create events', 403, { status: { reason: 'Forbidden', message: 'no' } });

  it('costs that Event alone', async () => {
    const given = recording();
    given.state.broken = refusal;
    await given.record({});
    given.state.broken = undefined;
    await given.record({});
    expect(given.told()).toEqual(['Scaled up ×1']);
    expect(given.drops).toEqual(['write failed: create events: 403 Forbidden: no']);
  });

  it('of a count leaves the count for the next time', async () => {
    const given = recording();
    await given.record({});
    Object.assign(given.state, { broken: refusal, works: 'create' });
    await given.record({});
    given.state.broken = undefined;
    await given.record({});
    expect([given.told(), given.recorder.dropped]).toEqual([['Scaled up ×2'], 1]);
  });

  it('may come before anything is promised', async () => {
    const fail = () => {
      throw refusal;
    };
    const given = recording({ writer: { create: fail, patch: fail } });
    await given.record({}, {});
    expect(given.recorder.dropped).toBe(2);
  });

  it('does not reach whoever records, even if telling of it fails, too', async () => {
    const given = recording({
      onDrop: () => {
        throw new Error('no');
      },
    });
    given.state.broken = refusal;
    await given.record(...Array.from({ length: 26 }, () => ({})));
    given.state.broken = undefined;
    given.recorder.record(subject('api'), occurrence());
    await given.clock.advance(0);
    expect([given.told(), given.recorder.dropped]).toEqual([['Scaled up ×1'], 26]);
  });
});

describe('flush', () => {
  const flushing = ({ recorder, clock }: ReturnType<typeof recording>, timeoutMs: number) => {
    const state = { over: -1 };
    void recorder.flush(timeoutMs).then(() => {
      state.over = clock.monotonic();
    });
    return state;
  };

  it.each<[name: string, writeTakes: number, over: number]>([
    ['waits until all is written', 30, 30],
    ['waits no longer than asked', 200, 100],
  ])('%s', async (_, writeTakes, over) => {
    const given = recording();
    given.state.pause = new Promise((resolve) => given.clock.after(writeTakes, resolve));
    await given.record({}, {});
    const state = flushing(given, 100);
    await given.clock.advance(1000);
    expect(state.over).toBe(over);
    expect([given.told(), given.clock.timers]).toEqual([['Scaled up ×2'], 0]);
  });

  it('is at once if nothing waits', async () => {
    const given = recording();
    await given.recorder.flush(100);
    expect(given.clock.timers).toBe(0);
  });
});

describe('whatever is recorded', () => {
  it('is told or counted as dropped, in few Events about each object', async () => {
    const anyRecord = fc.record({
      name: fc.constantFrom('web', 'api'),
      reason: fc.constantFrom('A', 'B'),
      message: fc.nat(30).map(String),
      later: fc.nat(2 * MINUTE),
      lost: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 60, size: 'max' }), async (records) => {
        const given = recording();
        for (const { name, later, lost, ...fields } of records) {
          given.state.broken = lost && new KubeError('write', 500, { status: {} });
          given.recorder.record(subject(name), occurrence(fields));
          await given.clock.advance(later);
        }
        const counts = [...given.events.values()].reduce((sum, { count }) => sum + count, 0);
        expect(counts + given.recorder.dropped).toBe(records.length);
        expect(given.drops).toHaveLength(given.recorder.dropped);
        expect(given.writes.length).toBeLessThanOrEqual(2 * (25 + given.clock.monotonic() / (5 * MINUTE)));
        expect([given.recorder.pending, given.clock.timers]).toEqual([0, 0]);
      }),
      { numRuns: 30 },
    );
  });
});
