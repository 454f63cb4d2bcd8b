/** Canaries behind a router that selects the pods of both sides itself, among those of one Service. */
import { describe, expect, it } from 'vitest';
import { snapshotOf, type World } from '../world.testkit.ts';
import { canaryTarget } from './canary.ts';
import { decided, routed } from './decided.testkit.ts';

const STEPS = [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];
const ISTIO = {
  ...{ canaryService: undefined, stableService: undefined, steps: STEPS },
  trafficRouting: {
    istio: {
      virtualService: { name: 'web' },
      destinationRule: { name: 'web', canarySubsetName: 'canary', stableSubsetName: 'stable' },
    },
  },
};
const BEFORE = { canary: 'v1', stable: 'v1' };
const APART = { canary: 'v2', stable: 'v1' };
const step = (currentStepIndex: number, more: object = {}) => ({ currentStepIndex, ...more });
const seen = (world: Partial<World>) => {
  const { target, ...rest } = decided({ spec: routed(ISTIO), subsets: APART, ...world });
  const selects = target.split?.destinations.map(({ service, hash, weight }) => `${service} ${hash} ${weight}`);
  return { ...rest, target, selects };
};

describe('subsets', () => {
  it.each<[string, Partial<World>, canary: string, stable: string]>([
    [
      'stay on a canary without pods',
      { pods: { v1: 4, v2: { size: 1, ready: 0 } }, subsets: BEFORE },
      'v1 0',
      'v1 100',
    ],
    [
      'move on to its first pod, and are sent nothing yet',
      { pods: { v1: 4, v2: 1 }, subsets: BEFORE },
      'v2 0',
      'v1 100',
    ],
    ['are sent requests once they select it', { pods: { v1: 4, v2: 1 }, shown: 0 }, 'v2 25', 'v1 75'],
    [
      'are sent none while none of its pods has an address',
      { pods: { v1: 4, v2: 1 }, shown: 0, addresses: { host: { v1: 4 } } },
      'v2 0',
      'v1 100',
    ],
    [
      'do not give a share to a canary that is too small for it',
      { pods: { v1: 4, v2: 3, v3: 1 }, shown: 75, status: step(0) },
      'v2 25',
      'v1 75',
    ],
    ['move on with the promotion', { pods: { v1: 4, v2: 4 }, stable: 'v2', shown: 100 }, 'v2 0', 'v2 100'],
    [
      'move on with the promotion, and are sent nothing before they select pods',
      { pods: { v1: 0, v2: 4 }, stable: 'v2', shown: 100 },
      'v2 100',
      'v2 0',
    ],
    [
      'stay while requests return to stable on an abort',
      { pods: { v1: 4, v2: 3 }, shown: 75, status: step(0, { abort: true }) },
      'v2 0',
      'v1 100',
    ],
    [
      'go back when there are none left',
      { pods: { v1: 4, v2: 3 }, shown: 0, status: step(0, { abort: true }) },
      'v1 0',
      'v1 100',
    ],
    [
      'are taken over only when all pods are there',
      { pods: { v1: 4, v2: { size: 2, available: 1 } }, shown: 0, subsets: { canary: '', stable: '' } },
      ' 0',
      'v1 100',
    ],
  ])('%s', (_, world, canary, stable) => {
    expect(seen(world).selects).toEqual([`canary subset ${canary}`, `stable subset ${stable}`]);
  });

  it('keep as many pods as they are sent requests', () => {
    const world = { pods: { v1: 4, v2: 3 }, shown: 75, subsets: APART, wanted: 'v1' };
    expect(seen(world).sizes).toEqual({ v1: 4, v2: 3 });
  });

  it('are named in the status by what stands behind them alone', () => {
    expect(seen({ pods: { v1: 4, v2: 1 }, shown: 25 }).target.outcome.canary?.weights).toEqual({
      canary: { weight: 25, podTemplateHash: 'v2' },
      stable: { weight: 75, podTemplateHash: 'v1' },
    });
  });
});

it('requests stay where they are answered, though a router beside the subsets reaches stable by a Service without pods', () => {
  const services = { canaryService: 'canary', stableService: 'stable' };
  const s = snapshotOf({
    ...{ spec: routed({ ...ISTIO, ...services }), pods: { v1: 4 }, shown: 50 },
    ...{ subsets: { canary: '', stable: '' }, services: { canary: 'v1', stable: 'v0' } },
    addresses: { host: { v1: 4 }, canary: { v1: 4 }, stable: {} },
  });
  const weightWith = (...routers: readonly object[]) => {
    const routing = { ...s.routing, byRouter: routers as never };
    const { split } = canaryTarget({ ...s, routing }, s.spec.strategy?.canary ?? ({} as never));
    return split?.destinations.map(({ role, weight }) => `${role} ${weight}`);
  };
  const gateway = { shown: [{}], problems: [] };
  const mesh = { ...gateway, selected: s.routing.selected };
  expect(weightWith(mesh)).toEqual(['canary 0', 'stable 100']);
  expect(weightWith(mesh, gateway)).toEqual(['canary 50', 'stable 50']);
});
