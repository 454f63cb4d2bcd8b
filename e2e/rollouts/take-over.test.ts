import { describe, expect, it } from 'vitest';
import { leftBehind, MINUTE, type Running, sluice, type TakenOver } from './take-over.testkit.ts';
import { demo, type Legacy } from './take-over-before.testkit.ts';
import {
  collided,
  disguised,
  early,
  justMade,
  observedLongAgo,
  overdue,
  referring,
  restarted,
  STRANGE,
  triedOnce,
} from './take-over-oddities.testkit.ts';
import {
  abortedCanary,
  afterPromotion,
  basicCanary,
  beforePromotion,
  heldByHand,
  MIXED,
  NEW,
  OLD,
  pausedAtFirstStep,
  promoted,
  shrunken,
} from './take-over-pasts.testkit.ts';

const SECOND = 1_000;

async function takenOver(past: Legacy): Promise<TakenOver> {
  const world = await leftBehind(past);
  world.hold();
  world.simulation.run('sluice', sluice());
  return world;
}

describe('a cluster that another controller has left', () => {
  it.each<[string, Legacy]>([
    ['a canary that waits, of a release up to 1.8', pausedAtFirstStep(OLD)],
    ['a canary that waits, of a release from 1.9 on', pausedAtFirstStep(NEW)],
    ['a canary that waits, of both', pausedAtFirstStep(MIXED)],
    ['a canary with hashes that nobody computes, marks, distances and short forms', disguised(STRANGE)],
    ['a canary for which a newer release was tried', triedOnce(OLD, NEW)],
    ['a canary for which an older release was tried', triedOnce(NEW, OLD)],
    ['a canary whose stable revision has shrunk', shrunken(OLD)],
    ['a canary that somebody holds', heldByHand(NEW)],
    ['a canary without a router', basicCanary(OLD)],
    ['a canary that is everywhere', promoted(OLD)],
    ['a canary that was restarted', restarted(OLD)],
    ['a canary whose name was taken', collided()],
    ['a canary of a Deployment', referring(NEW)],
    ['a canary that was aborted, and goes in five minutes', abortedCanary(NEW)],
    ['a preview that waits', beforePromotion(OLD)],
    ['an old revision that goes in five minutes', afterPromotion(MIXED)],
  ])('stays as it is, down to the last field: %s', async (_, past) => {
    const world = await takenOver(past);
    await world.simulation.advance(MINUTE);
    expect(world.writes()).toEqual([]);
    expect(world.status()).toEqual(world.before);
  });

  it('stays as it is for ten minutes', async () => {
    const world = await takenOver(pausedAtFirstStep(OLD));
    await world.simulation.advance(10 * MINUTE);
    expect(world.writes()).toEqual([]);
  });

  it.each(['77', '6cf78c66c5'])('is told of its generation, if it knows of %s', async (generation) => {
    const world = await takenOver(observedLongAgo(OLD, generation));
    await world.simulation.advance(MINUTE);
    expect(world.writes()).toEqual([expect.stringMatching(/patch rollouts\/status .*observedGeneration: 1}}/)]);
    expect(world.status()).toEqual({ ...world.before, observedGeneration: '1' });
  });

  it.each<[string, Legacy, object[]]>([
    ['a canary that waits', early(pausedAtFirstStep(OLD)), [{ type: 'Completed', status: 'False' }]],
    [
      ...(['a canary that is everywhere', early(promoted(NEW))] as const),
      ['Healthy', 'Completed'].map((type) => ({ type, status: 'True' })),
    ],
  ])('is told the conditions that early releases did not know: %s', async (_, past, added) => {
    const world = await takenOver(past);
    await world.simulation.advance(MINUTE);
    expect(world.writes()).toEqual([expect.stringContaining('patch rollouts/status ')]);
    const conditions = [...(world.before.conditions ?? []), ...added.map((one) => expect.objectContaining(one))];
    expect(world.status()).toEqual({ ...world.before, conditions });
  });

  it('keeps its weights where the canary Ingress is freed of paths of other Services', async () => {
    const world = await takenOver({ ...pausedAtFirstStep(OLD), otherPaths: ['/other'] });
    await world.simulation.advance(MINUTE);
    expect(world.writes()).toEqual([expect.stringContaining('patch ingresses default/demo-demo-stable-canary')]);
    expect(world.status()).toEqual(world.before);
  });
});

const go = (world: TakenOver) => world.patchStatus({ pauseConditions: null });
const abort = (world: TakenOver) => world.patchStatus({ abort: true });
const retry = (world: TakenOver) => world.patchStatus({ abort: false });
const release = (tag: string) => (world: TakenOver) => world.patchSpec({ template: demo(tag) });
const both = (hash: string) => ({ 'demo-canary': hash, 'demo-stable': hash });
const split = { 'demo-canary': OLD.yellow, 'demo-stable': OLD.blue };

interface Ending {
  readonly phase: string;
  readonly sizes: Running['sizes'];
  readonly selectors?: Running['selectors'];
  readonly weight?: number;
}

describe('the story goes on after another controller:', () => {
  it.each<[string, Legacy, (world: TakenOver) => Promise<void>, Ending]>([
    [
      ...(['a canary is promoted', pausedAtFirstStep(OLD), go] as const),
      { phase: 'Healthy', sizes: { [OLD.yellow]: 5 }, selectors: both(OLD.yellow), weight: 0 },
    ],
    [
      ...(['a canary of two releases is promoted', pausedAtFirstStep(MIXED), go] as const),
      { phase: 'Healthy', sizes: { [MIXED.yellow]: 5 }, selectors: both(MIXED.yellow), weight: 0 },
    ],
    [
      ...(['a canary with strange hashes is promoted', disguised(STRANGE), go] as const),
      { phase: 'Healthy', sizes: { [STRANGE.yellow]: 5 }, selectors: both(STRANGE.yellow), weight: 0 },
    ],
    [
      ...(['a canary is aborted', pausedAtFirstStep(NEW), abort] as const),
      { phase: 'Degraded', sizes: { [NEW.blue]: 5 }, selectors: both(NEW.blue), weight: 0 },
    ],
    [
      ...(['a canary is taken back', pausedAtFirstStep(OLD), release('blue')] as const),
      { phase: 'Healthy', sizes: { [OLD.blue]: 5 }, selectors: both(OLD.blue), weight: 0 },
    ],
    [
      ...(['a canary with a small stable revision is promoted', shrunken(NEW), go] as const),
      { phase: 'Healthy', sizes: { [NEW.yellow]: 5 }, selectors: both(NEW.yellow), weight: 0 },
    ],
    [
      ...(['a canary with a small stable revision is aborted', shrunken(OLD), abort] as const),
      { phase: 'Degraded', sizes: { [OLD.blue]: 5 }, selectors: both(OLD.blue), weight: 0 },
    ],
    [
      ...([
        'a canary that was held goes on',
        heldByHand(OLD),
        (world: TakenOver) => world.patchSpec({ paused: false }),
      ] as const),
      { phase: 'Healthy', sizes: { [OLD.yellow]: 5 }, selectors: both(OLD.yellow), weight: 0 },
    ],
    [
      ...(['a canary without a router is promoted', basicCanary(OLD), go] as const),
      { phase: 'Healthy', sizes: { [OLD.yellow]: 4 } },
    ],
    [
      ...(['a canary without a router is aborted', basicCanary(MIXED), abort] as const),
      { phase: 'Degraded', sizes: { [MIXED.blue]: 4 } },
    ],
    [
      ...(['an old revision comes back as a canary', promoted(OLD), release('blue')] as const),
      {
        ...{ phase: 'Paused', sizes: { [OLD.blue]: 1, [OLD.yellow]: 5 }, weight: 20 },
        selectors: { 'demo-canary': OLD.blue, 'demo-stable': OLD.yellow },
      },
    ],
    [
      ...(['an aborted canary is tried again', abortedCanary(OLD), retry] as const),
      { phase: 'Paused', sizes: { [OLD.blue]: 5, [OLD.yellow]: 1 }, selectors: split, weight: 20 },
    ],
    [
      ...(['a preview is promoted', beforePromotion(OLD), go] as const),
      { phase: 'Healthy', sizes: { [OLD.yellow]: 3 }, selectors: { active: OLD.yellow, preview: OLD.yellow } },
    ],
    [
      ...(['a preview is aborted', beforePromotion(NEW), abort] as const),
      { phase: 'Degraded', sizes: { [NEW.blue]: 3 }, selectors: { active: NEW.blue, preview: NEW.yellow } },
    ],
    [
      ...(['an old revision that is still there comes back', afterPromotion(MIXED), release('blue')] as const),
      { phase: 'Healthy', sizes: { [MIXED.blue]: 3 }, selectors: { active: MIXED.blue, preview: MIXED.blue } },
    ],
  ])('%s', async (_, past, act, { phase, sizes, ...rest }) => {
    const world = await takenOver(past);
    await world.simulation.advance(20 * SECOND);
    world.letGo();
    const replicaSets = () => world.simulation.objects('replicasets.apps').length;
    const there = replicaSets();
    await act(world);
    await world.until(phase, sizes);
    expect(world.running()).toMatchObject(rest);
    expect(replicaSets()).toBe(there);
  });

  it.each<[string, Legacy, Ending]>([
    [
      ...(['a canary begins that was only just made', justMade(OLD)] as const),
      { phase: 'Paused', sizes: { [OLD.blue]: 5, [OLD.yellow]: 1 }, selectors: split, weight: 20 },
    ],
    [
      ...(['a pause is over that ended while nobody was there', overdue(OLD)] as const),
      { phase: 'Healthy', sizes: { [OLD.yellow]: 5 }, selectors: both(OLD.yellow), weight: 0 },
    ],
    [
      ...(['pods go that should have gone while nobody was there', abortedCanary(NEW, -60)] as const),
      { phase: 'Degraded', sizes: { [NEW.blue]: 5 }, selectors: both(NEW.blue), weight: 0 },
    ],
  ])('%s', async (_, past, { phase, sizes, ...rest }) => {
    const world = await leftBehind(past);
    world.simulation.run('sluice', sluice());
    await world.until(phase, sizes);
    expect(world.running()).toMatchObject(rest);
    expect(world.simulation.objects('replicasets.apps')).toHaveLength(2);
  });

  it.each<[string, Legacy, Ending]>([
    ['a canary that was aborted', abortedCanary(OLD), { phase: 'Degraded', sizes: { [OLD.blue]: 5 } }],
    ['an old revision', afterPromotion(OLD), { phase: 'Healthy', sizes: { [OLD.yellow]: 3 } }],
  ])('%s goes when it was said to go, and not before', async (_, past, { phase, sizes }) => {
    const world = await takenOver(past);
    await world.simulation.advance(299 * SECOND);
    world.letGo();
    await world.until(phase, sizes);
    await world.simulation.advance(3 * SECOND);
    expect(world.running()).toMatchObject({ sizes });
  });
});
