import { describe, expect, it } from 'vitest';
import { INSTANCE_LABEL } from '../../controller/rollout/keys.ts';
import { ApiClient } from '../../kube/api.ts';
import { LEASES } from '../../kube/lease.ts';
import type { Program } from '../../sandbox/simulation/simulation.ts';
import { leftBehind, MINUTE, sluice, type TakenOver } from './take-over.testkit.ts';
import { moment } from './take-over-before.testkit.ts';
import { MIXED, OLD, pausedAtFirstStep } from './take-over-pasts.testkit.ts';

const SECOND = 1_000;
const DURATION = 15;
const RENEW_EVERY = 2 * SECOND;
const { apiVersion, kind } = LEASES;
const LOCK = { apiVersion, kind, namespace: 'argo-rollouts', name: 'argo-rollouts-controller-lock' };
const BY = { fieldManager: 'rollouts-controller' };

/** The other controller, as far as its lock goes: renews it until it is told to stop, and never gives it back. */
async function otherController(world: TakenOver): Promise<() => void> {
  const { simulation } = world;
  let isRunning = true;
  const time = () => moment(simulation, 0).replace('Z', '.000000Z');
  const client = simulation.client('argo');
  const spec = { holderIdentity: 'argo-rollouts-5d4f_8b1c', leaseDurationSeconds: DURATION, leaseTransitions: 3 };
  const metadata = { namespace: LOCK.namespace, name: LOCK.name };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: LOCK.namespace } };
  await simulation.finish(client.create(namespace, BY));
  const lease = { apiVersion, kind, metadata, spec: { ...spec, acquireTime: time(), renewTime: time() } };
  await simulation.finish(client.create(lease, BY));
  const renewing: Program = ({ transport, machine: { clock, random } }) => {
    const own = new ApiClient({ transport, clock, random });
    const renew = () => {
      if (!isRunning) return;
      void own.patch(LOCK, { merge: { spec: { renewTime: time() } } }, BY);
      clock.after(RENEW_EVERY, renew);
    };
    renew();
  };
  simulation.run('argo-lock', renewing);
  return () => {
    isRunning = false;
  };
}

const resumed = { pauseConditions: null };

describe('while another controller renews its lock', () => {
  it('nothing is written, and soon after it has stopped the story goes on', async () => {
    const world = await leftBehind(pausedAtFirstStep(OLD));
    const stopOther = await otherController(world);
    world.hold();
    world.simulation.run('sluice', sluice());
    await world.simulation.advance(MINUTE);
    await world.patchStatus(resumed);
    await world.simulation.advance(2 * MINUTE);
    expect(world.writes()).toEqual([]);
    stopOther();
    await world.simulation.advance((DURATION - 4) * SECOND);
    expect(world.writes()).toEqual([]);
    world.letGo();
    await world.simulation.advance(8 * SECOND);
    expect(world.writes()).not.toEqual([]);
    await world.until('Healthy', { [OLD.yellow]: 5 });
  });

  it('no pod is touched by the change', async () => {
    const world = await leftBehind(pausedAtFirstStep(MIXED));
    const stopOther = await otherController(world);
    world.hold();
    world.simulation.run('sluice', sluice());
    await world.simulation.advance(30 * SECOND);
    stopOther();
    await world.simulation.advance(2 * MINUTE);
    expect(world.simulation.trace.lines.join('\n')).toContain('no other controller is in charge');
    expect(world.writes()).toEqual([]);
    expect(world.status()).toEqual(world.before);
  });

  it('it is still left alone when it comes back', async () => {
    const world = await leftBehind(pausedAtFirstStep(OLD));
    world.hold();
    world.simulation.run('sluice', sluice());
    await world.simulation.advance(30 * SECOND);
    await otherController(world);
    await world.simulation.advance(15 * SECOND);
    await world.patchStatus(resumed);
    await world.simulation.advance(MINUTE);
    expect(world.writes()).toEqual([]);
  });
});

describe('with an instance id', () => {
  const labelled = (id: string) => ({ ...pausedAtFirstStep(OLD), labels: { [INSTANCE_LABEL]: id } });
  const ours = () => sluice(['--instance-id', 'ours']);

  it.each<[string, Parameters<typeof leftBehind>[0], () => Program]>([
    ['Rollouts of others are left alone', labelled('theirs'), ours],
    ['Rollouts of nobody are left alone', pausedAtFirstStep(OLD), ours],
    ['or without one, Rollouts of an instance are left alone', labelled('theirs'), () => sluice()],
  ])('%s', async (_, past, program) => {
    const world = await leftBehind(past);
    world.hold();
    world.simulation.run('sluice', program());
    await world.simulation.advance(30 * SECOND);
    await world.patchStatus(resumed);
    await world.simulation.advance(MINUTE);
    expect(world.writes()).toEqual([]);
  });

  it('our own are worked on, whoever holds the lock', async () => {
    const world = await leftBehind(labelled('ours'));
    await otherController(world);
    world.hold();
    world.simulation.run('sluice', ours());
    await world.simulation.advance(30 * SECOND);
    expect(world.writes()).toEqual([]);
    world.letGo();
    await world.patchStatus(resumed);
    await world.until('Healthy', { [OLD.yellow]: 5 });
  });
});
