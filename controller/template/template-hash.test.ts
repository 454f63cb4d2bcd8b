import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { type HashForm, hashesOf, templateHash } from './template-hash.ts';
import recorded from './testdata/templates.json' with { type: 'json' };

interface Recorded {
  readonly name: string;
  readonly template: PodTemplate;
  readonly collisionCount?: number;
  /** By Go with the libraries of Argo Rollouts 1.9. */
  readonly hash: string;
  /** By Go with those of 1.8. */
  readonly oldHash: string;
}

const cases = (recorded as unknown as readonly Recorded[]).map((one) => [one.name, one] as const);

const demo = (tag: string): PodTemplate => ({
  metadata: { labels: { app: 'rollouts-demo' } },
  spec: {
    containers: [
      {
        name: 'rollouts-demo',
        image: `argoproj/rollouts-demo:${tag}`,
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        resources: { requests: { memory: '32Mi', cpu: '5m' } },
      } as object,
    ],
  },
});

describe('the hash of a pod template', () => {
  it.each<[what: string, hash: string, of: PodTemplate, form: HashForm]>([
    ['blue up to 1.8', '687d76d795', demo('blue'), { hasCreationTimestamp: true }],
    ['yellow up to 1.8', '6cf78c66c5', demo('yellow'), { hasCreationTimestamp: true }],
    ['blue from 1.9', '5cd66ff7ff', demo('blue'), { hasCreationTimestamp: false }],
    ['yellow from 1.9', '76ddfb4f47', demo('yellow'), { hasCreationTimestamp: false }],
    ['blue after a collision', '65c794c47d', demo('blue'), { hasCreationTimestamp: true, collisionCount: 1 }],
    ['yellow after a collision', '796dbcb99d', demo('yellow'), { hasCreationTimestamp: true, collisionCount: 1 }],
  ])('is the one of the public demo, %s: %s', (_, hash, template, form) => {
    expect(templateHash(template, form)).toBe(hash);
  });

  it.each(cases)('is what Go computes for %s', (_, { template, collisionCount, hash, oldHash }) => {
    expect(hashesOf(template, collisionCount)).toEqual([hash, oldHash]);
  });

  it('does not depend on the order of keys', () => {
    const full = cases.map(([, { template }]) => template);
    fc.assert(
      fc.property(fc.constantFrom(...full), (template) => {
        expect(hashesOf(reversed(template) as PodTemplate)).toEqual(hashesOf(template));
      }),
    );
  });

  it('changes with the count of collisions, even from none to 0', () => {
    const counts = [undefined, 0, 1, 256, 65_536];
    expect(new Set(counts.map((count) => hashesOf(demo('blue'), count)[0])).size).toBe(counts.length);
  });

  it('is there for whatever is stored as a template', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: false }), fc.anything(), (spec, metadata) => {
        const template = JSON.parse(JSON.stringify({ spec, metadata, containers: [spec] }) ?? '{}');
        expect(templateHash(template, { hasCreationTimestamp: true })).toMatch(/^[b-df-hj-np-tv-z2-9]{1,10}$/);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, below]) => [key, reversed(below)] as const)
      .reverse(),
  );
}
