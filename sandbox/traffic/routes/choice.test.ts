import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenBackend, serviceHost } from './choice.ts';
import type { Backend, Route } from './route.ts';

const backend = (weight: number, index = 0): Backend => ({ namespace: 'shop', service: `s${index}`, weight });

const routeTo = (weights: readonly number[]): Route => ({
  source: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  hosts: [],
  isMesh: false,
  matches: [],
  backends: weights.map(backend),
  mirrors: [],
});

/** Numbers from 0 to 1, evenly and in a mixed order. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const DRAWS = 4000;

function countsOf(route: Route, random: () => number): ReadonlyMap<Backend | undefined, number> {
  const counts = new Map<Backend | undefined, number>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const chosen = chosenBackend(route, random);
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  return counts;
}

describe('the chosen backend', () => {
  const weights = fc.array(
    fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 }), fc.double({ min: 0.01, max: 10 })),
    {
      minLength: 1,
      maxLength: 6,
    },
  );

  it('comes as often as its weight says, and never at weight 0', () => {
    const property = fc.property(weights, fc.integer(), (all, seed) => {
      const route = routeTo(all);
      const total = all.reduce((sum, weight) => sum + weight, 0);
      const counts = countsOf(route, seeded(seed));
      for (const one of route.backends) {
        const share = total === 0 ? 0 : one.weight / total;
        // Six standard deviations: at weight 0 there are none.
        const most = 6 * Math.sqrt((share * (1 - share)) / DRAWS);
        expect(Math.abs((counts.get(one) ?? 0) / DRAWS - share)).toBeLessThanOrEqual(most);
      }
    });
    fc.assert(property, { numRuns: 100, seed: 5 });
  });

  it('is never one of weight 0, whatever is drawn', () => {
    const property = fc.property(weights, fc.constantFrom(0, 0.5, 1 - 2 ** -53, 1), (all, drawn) => {
      const chosen = chosenBackend(routeTo(all), () => drawn);
      expect(chosen === undefined || chosen.weight > 0).toBe(true);
      expect(chosen !== undefined).toBe(all.some((weight) => weight > 0));
    });
    fc.assert(property, { numRuns: 300, seed: 5 });
  });

  it('is none if there is none', () => expect(chosenBackend(routeTo([]), () => 0.5)).toBeUndefined());
});

describe('the host of a Service', () => {
  it.each([
    ['cart', 'cart.shop'],
    ['cart.other', 'cart.other'],
    ['cart.other.svc', 'cart.other'],
    ['cart.other.svc.cluster.local', 'cart.other'],
    ['*.other.svc.cluster.local', '*.other'],
    ['*', '*'],
    ['www.example.com', 'www.example.com'],
  ])('%s is %s', (host, name) => expect(serviceHost(host, 'shop')).toBe(name));
});
