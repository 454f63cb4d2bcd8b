import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../kube/api.ts';
import { ApiClient as Client } from '../../kube/api.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Faults } from './faults.ts';
import { type Place, Simulation } from './simulation.ts';

const MAPS = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const BY = { fieldManager: 'test' };
const named = (name: string): KubeObject => ({ ...map, metadata: { name, namespace: 'default' } });
const map = { apiVersion: 'v1', kind: 'ConfigMap' };

/** A process with faults, somebody without, and what the server has. */
function world(faults: Faults, seed = 1) {
  const simulation = new Simulation({ seed });
  const places: Place[] = [];
  const clients: ApiClient[] = [];
  simulation.run(
    'victim',
    (place) => {
      const { clock, random } = place.machine;
      places.push(place);
      clients.push(new Client({ transport: place.transport, clock, random }));
    },
    { faults },
  );
  const names = () => simulation.objects('configmaps').map(({ metadata }) => metadata.name);
  const victim = () => clients.at(-1) as ApiClient;
  const outcome = (work: Promise<unknown>) =>
    simulation.finish(
      work.then(
        () => 'done',
        (error: unknown) => (error as Error).message,
      ),
    );
  return { simulation, names, victim, outcome, places, other: simulation.client('other') };
}

const always = (fault: NonNullable<Faults['requests']>[number]['fault']): Faults => ({
  requests: [{ fault, share: 1, verbs: ['create'] }],
});

describe('requests', () => {
  it('arrive, are answered, and take their time', async () => {
    const { simulation, victim, outcome, names } = world({});
    expect(await outcome(victim().create(named('a'), BY))).toBe('done');
    expect(names()).toContain('a');
    expect(simulation.timeline.elapsed).toBeGreaterThan(0);
    expect(simulation.trace.lines.at(-1)).toMatch(/^0:00:00\.\d{3} victim {7}create configmaps default \{\} -> 201 a$/);
  });

  it.each([
    ['conflict', /the object has been modified/],
    ['error', /a fault of the simulation/],
  ] as const)('may be refused: %s', async (fault, message) => {
    const { victim, outcome, names } = world(always(fault));
    expect(await outcome(victim().create(named('a'), BY))).toMatch(message);
    expect(names()).not.toContain('a');
  });

  it('are asked for patience by a busy server, and are repeated', async () => {
    const { simulation, victim, outcome } = world(always('busy'));
    expect(await outcome(victim().create(named('a'), BY))).toMatch(/too many requests/);
    expect(simulation.trace.lines.filter((line) => line.includes('fault: busy'))).toHaveLength(6);
  });

  it.each([
    ['reset', /ECONNRESET/],
    ['silence', /no answer in 30000 ms/],
  ] as const)('may have been done when nobody hears of it: %s', async (fault, message) => {
    const done = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const { victim, outcome, names } = world(always(fault), seed);
        expect(await outcome(victim().create(named('a'), BY))).toMatch(message);
        return names().includes('a');
      }),
    );
    expect(new Set(done)).toEqual(new Set([true, false]));
  });

  it('befall only the kinds and verbs that are meant', async () => {
    const faults: Faults = { requests: [{ fault: 'error', share: 1, kinds: ['secrets'] }] };
    const { victim, outcome } = world(faults);
    expect(await outcome(victim().create(named('a'), BY))).toBe('done');
  });

  it('may be answered with an old list', async () => {
    const { simulation, victim, other, outcome } = world({ staleLists: 1 });
    for (let index = 0; index < 40; index++) await simulation.finish(other.create(named(`m${index}`), BY));
    const items: KubeObject[] = [];
    const read = async () => {
      for await (const page of victim().list(MAPS, { namespace: 'default' })) items.push(...page.items);
    };
    expect(await outcome(read())).toBe('done');
    expect(items.length).toBeGreaterThan(5);
    expect(items.length).toBeLessThan(40);
  });

  it('no longer come to harm once the faults are over', async () => {
    const { simulation, victim, outcome } = world(always('error'));
    simulation.endFaults();
    expect(await outcome(victim().create(named('a'), BY))).toBe('done');
  });
});

describe('crashes', () => {
  it.each([
    ['not sent', false, 'CRASH instead of create configmaps default'],
    ['answer lost', true, 'CRASH before the answer to create configmaps default'],
    ['answered', true, 'CRASH after create configmaps default'],
  ] as const)('%s', async (end, isDone, line) => {
    const { simulation, victim, names, places } = world({ crashes: { share: 1, outcomes: [end] } });
    let answered = 0;
    victim()
      .create(named('a'), BY)
      .then(
        () => answered++,
        () => answered++,
      );
    await simulation.advance(1_000);
    expect(names().includes('a')).toBe(isDone);
    expect(answered).toBe(end === 'answered' ? 1 : 0);
    expect(simulation.trace.lines.at(-1)).toContain(line);
    expect(places).toHaveLength(1);
    await simulation.advance(3_000);
    expect(places).toHaveLength(2);
    expect(places[0]?.machine.isDead).toBe(true);
  });

  it('stop the timers and watches of who died', async () => {
    const { simulation, places, victim, other } = world({});
    const seen: string[] = [];
    void (async () => {
      const options = { namespace: 'default', resourceVersion: '0', signal: new AbortController().signal };
      for await (const event of victim().watch(MAPS, options)) if (event.type === 'ADDED') seen.push('event');
    })();
    places[0]?.machine.clock.after(500, () => seen.push('timer'));
    await simulation.advance(100);
    places[0]?.machine.crash();
    await simulation.finish(other.create(named('a'), BY));
    await simulation.advance(1_000);
    expect(seen).toEqual([]);
  });
});

describe('watches', () => {
  /** Names in the order in which the victim hears of them, and how the watch ended. */
  async function heard(faults: Faults, seed = 1) {
    const { simulation, victim, other } = world(faults, seed);
    const names: string[] = [];
    let end = 'goes on';
    const read = async () => {
      const options = { namespace: 'default', resourceVersion: '100', signal: new AbortController().signal };
      for await (const event of victim().watch(MAPS, options))
        if (event.type !== 'BOOKMARK') names.push(event.object.metadata.name);
    };
    read().catch((error: unknown) => {
      end = (error as Error).message;
    });
    for (let index = 0; index < 10; index++) await simulation.finish(other.create(named(`m${index}`), BY));
    await simulation.advance(40_000);
    return { names, end };
  }
  const all = Array.from({ length: 10 }, (_, index) => `m${index}`);

  it('deliver every event once and in order, however late', async () => {
    const { names, end } = await heard({ watches: { delay: { share: 0.5, most: 3_000 } } });
    expect(names).toEqual(all);
    expect(end).toBe('goes on');
  });

  it('lose an event, and say so in the end', async () => {
    const { names, end } = await heard({ watches: { drop: 0.3 } });
    expect(names.length).toBeLessThan(10);
    expect(end).toContain('Expired');
  });

  it('deliver events again', async () => {
    const { names } = await heard({ watches: { duplicate: 0.5 } });
    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names)).toEqual(new Set(all));
  });

  it('break', async () => {
    const { names, end } = await heard({ watches: { break: 0.5 } });
    expect(end).toContain('ECONNRESET');
    expect(names).toEqual(all.slice(0, names.length));
  });
});

describe('a machine that stands still', () => {
  it('hears everything when it goes on, in order, and sees that time has passed', async () => {
    const { simulation, places } = world({});
    const machine = places[0]?.machine;
    const seen: string[] = [];
    const say = (what: string) => seen.push(`${what} ${Math.floor(machine?.clock.monotonic() ?? 0)}`);
    machine?.clock.after(1_000, () => say('first'));
    machine?.clock.after(2_000, () => say('second'));
    const cancel = machine?.clock.after(3_000, () => say('cancelled'));
    machine?.clock.after(500, () => machine.pause(10_000));
    machine?.clock.after(2_000, () => cancel?.());
    await simulation.advance(10_000);
    expect(seen).toEqual([]);
    await simulation.advance(1_000);
    expect(seen).toEqual(['first 10500', 'second 10500']);
  });

  it('has a clock of its own that may be wrong', async () => {
    const { simulation, places } = world({});
    const clock = places[0]?.machine.clock;
    places[0]?.machine.jump(-3_600_000);
    await simulation.advance(1_000);
    expect(clock?.now().toISOString()).toBe('2025-12-31T23:00:01.000Z');
    expect(clock?.monotonic()).toBe(1_000);
  });

  it('pauses and jumps by itself when its faults say so', async () => {
    const { simulation } = world({ pauses: { every: 10_000, most: 1_000 }, jumps: { every: 10_000, most: 5_000 } });
    await simulation.advance(200_000);
    const count = (what: string) => simulation.trace.lines.filter((line) => line.includes(what)).length;
    for (const what of ['stands still', 'its clock jumps']) {
      expect(count(what)).toBeGreaterThan(8);
      expect(count(what)).toBeLessThan(50);
    }
  });
});
