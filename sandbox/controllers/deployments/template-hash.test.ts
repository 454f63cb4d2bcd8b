import { describe, expect, it } from 'vitest';
import { template } from '../workloads.testkit.ts';
import { sameTemplate, templateHash } from './template-hash.ts';

const base = template('a');
const labelled = { ...base, metadata: { labels: { ...base.metadata.labels, 'pod-template-hash': 'x' } } };

describe('templates of pods', () => {
  it('have the same hash whatever the order of their fields', () => {
    const turned = { spec: { containers: [{ image: 'a', name: 'main' }] }, metadata: { labels: { app: 'web' } } };
    expect(templateHash(turned, undefined)).toBe(templateHash(base, undefined));
    expect(sameTemplate(turned, base)).toBe(true);
  });

  it('have another hash after a collision, and for another image', () => {
    const hashes = [templateHash(base, undefined), templateHash(base, 1), templateHash(template('b'), undefined)];
    expect(new Set(hashes).size).toBe(3);
  });

  it('are the same but for the hash itself and for empty maps', () => {
    expect(sameTemplate(base, labelled)).toBe(true);
    expect(sameTemplate(base, { ...base, metadata: { ...base.metadata, annotations: {} } })).toBe(true);
    expect(sameTemplate(base, { ...base, metadata: { ...base.metadata, annotations: { a: 'b' } } })).toBe(false);
    expect(sameTemplate(base, template('b'))).toBe(false);
  });
});
