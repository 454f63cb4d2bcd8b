import { describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from './clock.testkit.ts';
import { KubeError } from './errors.ts';
import { Lease, type LeaseRecord } from './lease.ts';
import { type Fate, LeaseApi, ProcessClock } from './lease-api.testkit.ts';
import { LeaseWatcher, Sightings } from './lease-watcher.ts';

const DURATIONS = { lease: 9_000, renew: 3_000 };
const FAST: Fate = { request: 10, answer: 10 };
const NAME = 'sluice-1-0';

/** One process with one lease, and a network that does as it is told. */
class Holder {
  readonly clock: ProcessClock;
  readonly lease: Lease;
  readonly lost: string[] = [];
  readonly problems: string[] = [];
  readonly api: LeaseApi;
  fate: Fate | ((verb: string) => Fate) = FAST;

  constructor(world: ManualClock, api: LeaseApi, identity: string) {
    this.api = api;
    this.clock = new ProcessClock(world);
    const client = api.client(identity, this.clock, (verb) =>
      typeof this.fate === 'function' ? this.fate(verb) : this.fate,
    );
    this.lease = new Lease({
      client,
      clock: this.clock,
      random: () => 0.5,
      namespace: 'system',
      name: NAME,
      identity,
      durations: DURATIONS,
      onLost: (why) => this.lost.push(why),
      onProblem: (call) => this.problems.push(call),
    });
  }

  acquire(): Promise<boolean> {
    return this.lease.acquire(this.api.record(NAME));
  }
}

function setting() {
  const world = manualClock();
  const api = new LeaseApi(world);
  const holder = new Holder(world, api, 'web-1');
  return { world, api, holder, spec: () => api.record(NAME)?.spec };
}

async function held() {
  const all = setting();
  const acquired = all.holder.acquire();
  await all.world.advance(20);
  expect(await acquired).toBe(true);
  return all;
}

describe('a lease that is acquired', () => {
  it('is written as other tools expect it', async () => {
    const { spec } = await held();
    expect(spec()).toEqual({
      holderIdentity: 'web-1',
      leaseDurationSeconds: 9,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 0,
    });
  });

  it('counts how often the holder changed', async () => {
    const { world, holder, api, spec } = setting();
    api.put(NAME, { holderIdentity: 'web-0', leaseTransitions: 4 });
    void holder.acquire();
    await world.advance(20);
    expect(spec()).toMatchObject({ holderIdentity: 'web-1', leaseTransitions: 5 });
  });

  it.each<[what: string, meanwhile: (api: LeaseApi) => void, found: LeaseRecord['spec'] | undefined]>([
    ['was created', (api) => api.put(NAME, { holderIdentity: 'web-2' }), undefined],
    ['was taken', (api) => api.put(NAME, { holderIdentity: 'web-2' }), { holderIdentity: '' }],
    ['was deleted', (api) => api.remove(NAME), { holderIdentity: '' }],
  ])('stays with whoever was faster: it %s', async (_, meanwhile, found) => {
    const { world, holder, api } = setting();
    if (found) api.put(NAME, found);
    const acquired = holder.acquire();
    meanwhile(api);
    const before = api.record(NAME);
    await world.advance(20);
    expect(await acquired).toBe(false);
    expect(holder.lease.holds()).toBe(false);
    expect(api.record(NAME)).toEqual(before);
  });

  it('is a problem, and not just late, if its namespace does not exist', async () => {
    const { world, holder } = setting();
    holder.api.missing = true;
    const acquired = holder.acquire().catch((error: unknown) => error);
    await world.advance(20);
    expect(await acquired).toBeInstanceOf(KubeError);
  });

  it('is not held if the answer comes after two thirds of its duration', async () => {
    const { world, holder } = setting();
    const acquired = holder.acquire();
    await world.advance(5);
    holder.clock.sleep();
    await world.advance(6_000);
    holder.clock.wake();
    await world.advance(0);
    expect(await acquired).toBe(false);
    expect(holder.lease.holds()).toBe(false);
  });

  it('is waited for a third of its duration, and a later answer has no effect', async () => {
    const { world, holder, spec } = setting();
    holder.fate = { request: 10, answer: 3_100 };
    const acquired = holder.acquire().catch((error: Error) => error.message);
    await world.advance(5_000);
    expect(await acquired).toBe('no answer within 3000 ms');
    expect(spec()?.holderIdentity).toBe('web-1');
    expect(holder.lease.holds()).toBe(false);
    expect(holder.lease.wrote(holder.api.record(NAME))).toBe(false);
  });
});

describe('a lease that is held', () => {
  it('is renewed for as long as the process runs', async () => {
    const { world, holder, api, spec } = await held();
    await world.advance(60_000);
    expect(holder.lease.holds()).toBe(true);
    expect(api.writes.length).toBe(21);
    expect(spec()).toMatchObject({ renewTime: '2026-01-01T00:01:00.000000Z', leaseTransitions: 0 });
    expect(spec()?.acquireTime).toBe('2026-01-01T00:00:00.000000Z');
  });

  it('may be acted on for two thirds of its duration, counted from before the last renewal was asked for', async () => {
    const { world, holder } = await held();
    await world.advance(2_970);
    holder.fate = (verb) => ({ request: verb === 'patch' ? 1_000 : 0, answer: 1_000 });
    await world.advance(2_100);
    holder.fate = { ...FAST, end: 'lost' };
    await world.advance(9_000 - 20 - 2_970 - 2_100 - 1);
    expect(holder.lease.holds()).toBe(true);
    await world.advance(1);
    expect(holder.lease.holds()).toBe(false);
    expect(holder.lost).toEqual(['it could not be renewed in time']);
  });

  it('survives calls that fail for a while', async () => {
    const { world, holder } = await held();
    holder.fate = { ...FAST, end: 'refused' };
    await world.advance(4_500);
    expect(holder.problems.length).toBeGreaterThan(1);
    holder.fate = FAST;
    await world.advance(60_000);
    expect(holder.lost).toEqual([]);
    expect(holder.lease.holds()).toBe(true);
  });

  it.each<[what: string, meanwhile: (api: LeaseApi) => void]>([
    ['somebody takes it', (api) => api.put(NAME, { holderIdentity: 'web-2' })],
    ['somebody else writes it at all', (api) => api.put(NAME, api.record(NAME)?.spec)],
    ['somebody deletes it', (api) => api.remove(NAME)],
  ])('is lost with the next renewal when %s', async (_, meanwhile) => {
    const { world, holder, api } = await held();
    meanwhile(api);
    await world.advance(3_020);
    expect(holder.lease.holds()).toBe(false);
    expect(holder.lost).toEqual(['its renewal was refused: somebody else wrote it']);
    await world.advance(20_000);
    expect(holder.lost.length).toBe(1);
  });

  it('is lost at once when a list shows another holder', async () => {
    const { holder, api } = await held();
    holder.lease.check(api.record(NAME));
    expect(holder.lease.holds()).toBe(true);
    api.put(NAME, { holderIdentity: 'web-2' });
    holder.lease.check(api.record(NAME));
    expect(holder.lease.holds()).toBe(false);
    expect(holder.lost).toEqual(['it names "web-2" now']);
  });

  it.each([
    [4_000, 'as due'],
    [4_000, 'latest first'],
    [30_000, 'as due'],
    [30_000, 'latest first'],
  ] as const)(
    'is lost by a process that slept %s ms, though its renewal went through: what it missed comes %s',
    async (ms, order) => {
      const { world, holder, spec } = await held();
      await world.advance(2_985);
      holder.clock.sleep();
      await world.advance(ms);
      expect(spec()?.renewTime).toBe('2026-01-01T00:00:03.000000Z');
      expect(holder.lease.holds()).toBe(false);
      holder.clock.wake(order);
      await world.advance(10_000);
      expect(holder.lease.holds()).toBe(false);
      expect(holder.lost.length).toBe(1);
    },
  );

  it('is known again as its own after that, so it need not wait to take it back', async () => {
    const { world, holder, api, spec } = await held();
    holder.clock.sleep();
    await world.advance(30_000);
    holder.clock.wake();
    await world.advance(0);
    expect(holder.lease.wrote(api.record(NAME))).toBe(true);
    const acquired = holder.acquire();
    await world.advance(20);
    expect(await acquired).toBe(true);
    expect(spec()).toMatchObject({ leaseTransitions: 0, acquireTime: '2026-01-01T00:00:30.020000Z' });
  });

  it('is not taken back by a write that changes nothing, as others saw none', async () => {
    const { world, holder } = await held();
    holder.clock.sleep();
    await world.advance(7_000);
    holder.clock.wake();
    await world.advance(0);
    world.jump(-7_020);
    const acquired = holder.acquire();
    await world.advance(20);
    expect(await acquired).toBe(false);
    expect(holder.lease.holds()).toBe(false);
  });

  it('is not mistaken for its own by a process that inherits the name', async () => {
    const { world, api } = await held();
    const heir = new Holder(world, api, 'web-1');
    expect(heir.lease.wrote(api.record(NAME))).toBe(false);
  });

  it('is not extended by a renewal that changes nothing, as others saw none', async () => {
    const { world, holder, api } = await held();
    await world.advance(2_979);
    world.jump(-3_000);
    await world.advance(22);
    expect(api.writes.length).toBe(2);
    const before = api.record(NAME)?.metadata.resourceVersion;
    await world.advance(22);
    expect(api.record(NAME)?.metadata.resourceVersion).not.toBe(before);
    expect(holder.lease.holds()).toBe(true);
  });
});

describe('a lease that is released', () => {
  it('names no holder, and nobody acts on it from the moment of asking', async () => {
    const { world, holder, spec } = await held();
    await world.advance(1_000);
    const released = holder.lease.release();
    expect(holder.lease.holds()).toBe(false);
    await world.advance(20);
    await released;
    expect(spec()).toMatchObject({ holderIdentity: '', renewTime: '2026-01-01T00:00:01.020000Z' });
    expect(holder.lost).toEqual([]);
  });

  it('is free although a renewal was under way', async () => {
    const { world, holder, spec } = await held();
    await world.advance(2_985);
    const released = holder.lease.release();
    await world.advance(100);
    await released;
    expect(spec()?.holderIdentity).toBe('');
  });

  it('is not touched by the late answer to a renewal once it is acquired again', async () => {
    const { world, holder } = await held();
    holder.fate = { request: 10, answer: 2_000 };
    await world.advance(2_985);
    holder.fate = FAST;
    const released = holder.lease.release();
    await world.advance(100);
    await released;
    const acquired = holder.acquire();
    await world.advance(100);
    expect(await acquired).toBe(true);
    holder.fate = { ...FAST, end: 'lost' };
    await world.advance(5_850);
    expect(holder.lease.holds()).toBe(true);
    await world.advance(100);
    expect(holder.lease.holds()).toBe(false);
    expect(holder.lost.length).toBe(1);
  });

  it('stays with whoever took it', async () => {
    const { world, holder, api, spec } = await held();
    api.put(NAME, { holderIdentity: 'web-2' });
    const released = holder.lease.release();
    await world.advance(100);
    await released;
    expect(spec()?.holderIdentity).toBe('web-2');
    expect(holder.problems).toEqual([]);
  });

  it.each(['lost', 'unanswered', 'refused'] as const)('keeps nobody waiting if calls are %s', async (end) => {
    const { world, holder } = await held();
    holder.fate = { ...FAST, end };
    const released = holder.lease.release();
    await world.advance(6_000);
    await released;
    expect(holder.problems).toEqual(['release']);
    expect(world.timers).toBe(0);
  });

  it('is gone if it is removed', async () => {
    const { world, holder, api } = await held();
    const removed = holder.lease.remove();
    expect(holder.lease.holds()).toBe(false);
    await world.advance(20);
    await removed;
    expect(api.names()).toEqual([]);
  });
});

describe('sightings', () => {
  const record = (resourceVersion: string, holderIdentity: string): LeaseRecord => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: NAME, resourceVersion },
    spec: { holderIdentity, leaseDurationSeconds: 10 },
  });
  type Look = [asked: number, answered: number, record: LeaseRecord | undefined];

  it.each<[what: string, looks: Look[], held: boolean]>([
    ['a holder seen for the first time lives', [[0, 0, record('1', 'a')]], true],
    ['nobody holds a lease without a holder', [[0, 0, record('1', '')]], false],
    [
      'a holder is dead when nothing changed for the duration',
      [
        [0, 100, record('1', 'a')],
        [10_100, 10_101, record('1', 'a')],
      ],
      false,
    ],
    [
      'a late answer proves nothing about the time after the question',
      [
        [0, 100, record('1', 'a')],
        [10_099, 60_000, record('1', 'a')],
      ],
      true,
    ],
    [
      'any change is a sign of life',
      [
        [0, 0, record('1', 'a')],
        [60_000, 60_000, record('2', 'a')],
      ],
      true,
    ],
    [
      'a lease deleted while it is held stays held',
      [
        [0, 0, record('1', 'a')],
        [9_000, 9_000, undefined],
      ],
      true,
    ],
    [
      'for its duration',
      [
        [0, 0, record('1', 'a')],
        [9_000, 9_000, undefined],
        [10_000, 10_000, undefined],
      ],
      false,
    ],
    [
      'a lease deleted when free is free',
      [
        [0, 0, record('1', '')],
        [1, 1, undefined],
      ],
      false,
    ],
  ])('%s', (_, looks, isHeld) => {
    const sightings = new Sightings(15_000);
    for (const [asked, answered, seen] of looks) sightings.look(seen ? [seen] : [], asked, answered);
    expect(sightings.isHeld(NAME)).toBe(isHeld);
  });
});

describe('a watcher', () => {
  const LOCK = 'argo-rollouts-controller-lock';
  const other = (n = 0) => ({ holderIdentity: 'other', leaseDurationSeconds: 15, renewTime: `${n}` });

  function watching() {
    const world = manualClock();
    const api = new LeaseApi(world);
    const clock = new ProcessClock(world);
    const changes: boolean[] = [];
    const problems: unknown[] = [];
    const network = { fate: FAST };
    const watcher = new LeaseWatcher({
      client: api.client('web-1', clock, () => network.fate),
      clock,
      ref: { namespace: 'system', name: LOCK },
      self: ['web-1'],
      pollMs: 2_000,
      onChange: (heldByOther) => changes.push(heldByOther),
      onProblem: (error) => problems.push(error),
    });
    const renewing = async (seconds: number) => {
      for (let n = 0; n < seconds; n += 5) {
        api.put(LOCK, other(n));
        await world.advance(5_000);
      }
    };
    return { world, api, clock, changes, problems, network, watcher, renewing };
  }

  it('says held before it has looked', () => {
    expect(watching().watcher.heldByOther()).toBe(true);
  });

  it.each<[what: string, spec: LeaseRecord['spec'] | undefined, held: boolean]>([
    ['free if there is no lease', undefined, false],
    ['free if nobody holds it', { holderIdentity: '' }, false],
    ['free if its own process holds it', { holderIdentity: 'web-1' }, false],
    ['held if somebody else is named, dead or alive', other(), true],
    ['held if somebody is named by a lease that says nothing else', { holderIdentity: 'other' }, true],
  ])('says %s', async (_, spec, isHeld) => {
    const { world, api, watcher, changes } = watching();
    if (spec) api.put(LOCK, spec);
    watcher.start();
    await world.advance(10_000);
    expect(watcher.heldByOther()).toBe(isHeld);
    expect(changes).toEqual([isHeld]);
    watcher.stop();
    expect(world.timers).toBe(0);
  });

  it('says free of a holder that does not renew, once it watched for the duration', async () => {
    const { world, api, watcher, changes } = watching();
    api.put(LOCK, other());
    watcher.start();
    await world.advance(15_000);
    expect(watcher.heldByOther()).toBe(true);
    await world.advance(2_100);
    expect(watcher.heldByOther()).toBe(false);
    expect(changes).toEqual([true, false]);
  });

  it('says held for as long as it is renewed, free when it is released, held when it is taken again', async () => {
    const { world, api, watcher, changes, renewing } = watching();
    watcher.start();
    await renewing(120);
    expect(changes).toEqual([true]);
    api.put(LOCK, { holderIdentity: '', leaseDurationSeconds: 1 });
    await world.advance(2_100);
    expect(changes).toEqual([true, false]);
    await renewing(60);
    expect(changes).toEqual([true, false, true]);
  });

  it('does not believe that it is free for longer than five polls without an answer', async () => {
    const { world, watcher, network, problems, changes } = watching();
    watcher.start();
    await world.advance(100);
    network.fate = { ...FAST, end: 'lost' };
    await world.advance(9_800);
    expect(watcher.heldByOther()).toBe(false);
    await world.advance(20_000);
    expect(watcher.heldByOther()).toBe(true);
    expect(problems.length).toBe(1);
    network.fate = FAST;
    await world.advance(8_000);
    expect(changes).toEqual([false, true, false]);
  });

  it('says held to a process that slept, until it has looked again', async () => {
    const { world, watcher, clock } = watching();
    watcher.start();
    await world.advance(100);
    clock.sleep();
    await world.advance(30_000);
    expect(watcher.heldByOther()).toBe(true);
    clock.wake();
    await world.advance(2_100);
    expect(watcher.heldByOther()).toBe(false);
  });

  it('says held if it may not look', async () => {
    const { world, watcher, network, problems } = watching();
    network.fate = { ...FAST, end: 'refused' };
    watcher.start();
    await world.advance(60_000);
    expect(watcher.heldByOther()).toBe(true);
    expect(problems).toEqual([expect.any(KubeError)]);
  });
});
