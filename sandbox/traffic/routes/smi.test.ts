import { describe, expect, it } from 'vitest';
import { object, problemsOf, sharesFor } from './routes.testkit.ts';

const split = (version: string, weights: Record<string, unknown>, more: object = {}) =>
  object(`split.smi-spec.io/${version}`, 'TrafficSplit cart', {
    service: 'cart',
    backends: Object.entries(weights).map(([service, weight]) => ({ service, weight })),
    ...more,
  });

describe('a TrafficSplit', () => {
  it.each<[row: string, version: string, weights: Record<string, unknown>, shares: string]>([
    ['divides by weight', 'v1alpha4', { canary: 20, stable: 80 }, 'canary 20, stable 80'],
    ['takes quantities', 'v1alpha1', { canary: '20', stable: '80' }, 'canary 20, stable 80'],
    ['takes fractions of quantities', 'v1alpha1', { canary: '100m', stable: '900m' }, 'canary 10, stable 90'],
    ['mixes them', 'v1alpha2', { canary: '500m', stable: 1.5 }, 'canary 25, stable 75'],
    ['keeps what weighs nothing out', 'v1alpha3', { canary: 0, stable: 100 }, 'canary 0, stable 100'],
    ['may weigh nothing at all', 'v1alpha3', { canary: 0 }, 'canary 0'],
    ['counts what is no weight as 0', 'v1alpha3', { canary: 'much', stable: 1 }, 'canary 0, stable 100'],
    ['may have no backend', 'v1alpha3', {}, 'no backend'],
  ])('%s', (_, version, weights, shares) => {
    expect(sharesFor([split(version, weights)], 'cart.shop.svc')).toBe(shares);
  });

  it('is for clients inside alone, by any name of its Service', () => {
    const objects = [split('v1alpha4', { a: 1 }, { service: 'cart.shop.svc.cluster.local' })];
    expect(sharesFor(objects, 'cart')).toBe('a 100');
    expect(sharesFor(objects, 'web.example')).toBe('nowhere');
  });

  it.each<[row: string, more: object, problem: string]>([
    ['no service', { service: undefined }, 'TrafficSplit cart spec.service: is missing'],
    ['a negative weight', { backends: [{ service: 'a', weight: -1 }] }, 'spec.backends[0].weight: must be a number'],
    ['no weight', { backends: [{ service: 'a' }] }, 'spec.backends[0].weight: is missing'],
    ['groups', { matches: [{ kind: 'HTTPRouteGroup', name: 'a' }] }, 'HTTPRouteGroups are not simulated'],
  ])('notes %s', (_, more, problem) => expect(problemsOf([split('v1alpha4', {}, more)]).join()).toContain(problem));
});
