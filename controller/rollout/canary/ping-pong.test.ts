/** Two Services that change places at each promotion. */
import { describe, expect, it } from 'vitest';
import { servicePair } from '../service-pair.ts';
import type { World } from '../world.testkit.ts';
import { decided, turning } from './decided.testkit.ts';

const STEPS = [{ setWeight: 25 }, { pause: {} }];
const PING_PONG = { pingPong: { pingService: 'ping', pongService: 'pong' } };
const BOTH = { canaryService: 'canary', stableService: 'stable' };
const stablePingPong = (which?: 'ping' | 'pong') => ({ canary: which === undefined ? {} : { stablePingPong: which } });

describe('the two Services', () => {
  it.each<[string, object, 'ping' | 'pong' | undefined, object]>([
    ['begin with ping for the canary', PING_PONG, undefined, { canaryService: 'ping', stableService: 'pong' }],
    ['have changed places after a promotion', PING_PONG, 'ping', { canaryService: 'pong', stableService: 'ping' }],
    ['are back after another', PING_PONG, 'pong', { canaryService: 'ping', stableService: 'pong' }],
    ['are others where others are named', { ...PING_PONG, ...BOTH }, 'ping', BOTH],
    [
      'turn behind an ALB even so',
      { ...PING_PONG, ...BOTH, trafficRouting: { alb: {} } },
      'ping',
      { canaryService: 'pong', stableService: 'ping' },
    ],
    ['stay where nothing turns', BOTH, 'ping', BOTH],
  ])('%s', (_, canary, which, pair) =>
    expect(servicePair(canary as Parameters<typeof servicePair>[0], stablePingPong(which))).toEqual(pair),
  );
});

/** v1 is stable, behind ping. */
const seen = (world: Partial<World>, more: object = {}) =>
  decided({
    ...{ spec: turning({ steps: STEPS, ...more }), services: { ping: 'v1', pong: 'v0' }, shown: 0 },
    ...{ pods: { v1: 4, v2: 1 }, ...world },
    status: { ...stablePingPong('ping'), ...world.status },
  });

describe('a canary', () => {
  it.each<[string, Partial<World>, object]>([
    ['gets the free Service, pods or not', { pods: { v1: 4, v2: { size: 1, ready: 0 } } }, { pong: 'v2' }],
    [
      'does not get it with a share that it cannot answer',
      { pods: { v1: 4, v2: 2, v3: { size: 1, ready: 0 } }, services: { ping: 'v1', pong: 'v2' }, shown: 25 },
      {},
    ],
    ['keeps it on an abort', { services: { ping: 'v1', pong: 'v2' }, status: { abort: true } }, {}],
    ['leaves it alone once it is stable', { pods: { v0: 0, v1: 4 }, stable: 'v1' }, {}],
  ])('%s', (_, world, selects) => expect(seen(world).selects).toEqual(selects));

  it('is sent its share there', () => {
    const { target } = seen({ services: { ping: 'v1', pong: 'v2' } });
    expect(target.split?.destinations).toMatchObject([
      { service: 'pong', hash: 'v2', weight: 25 },
      { service: 'ping', hash: 'v1', weight: 75 },
    ]);
  });

  it.each([
    ['ping', 'pong'],
    ['pong', 'ping'],
  ] as const)('changes places with stable when it is promoted: %s becomes %s', (before, after) => {
    const services = before === 'ping' ? { ping: 'v1', pong: 'v2' } : { ping: 'v2', pong: 'v1' };
    const status = { ...stablePingPong(before), currentStepIndex: 2 };
    const { target } = seen({ pods: { v1: 4, v2: 4 }, services, shown: 100, status });
    expect(target.outcome).toMatchObject({ stableHash: 'v2', canary: { stablePingPong: after } });
  });

  it('lets what was stable before go, though the free Service still selects it', () => {
    const pods = { v0: { size: 4, deadline: -1 }, v1: 4 };
    expect(seen({ pods, stable: 'v1' }).sizes).toMatchObject({ v0: 0, v1: 4 });
  });

  it('gets ping or pong beside Services that do not turn', () => {
    const services = { ping: 'v1', pong: 'v0', canary: 'v2', stable: 'v1' };
    expect(seen({ services }, BOTH).selects).toEqual({ pong: 'v2' });
  });
});
