import { expect, it } from 'vitest';
import { DESIRED_REPLICAS, EPHEMERAL_METADATA, HASH_LABEL } from './keys.ts';
import { matchingRevision } from './matching.ts';
import type { PodTemplate } from './objects.ts';
import { type Revision, revisionOf } from './revision.ts';

const template = (image: string, more: object = {}): PodTemplate => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image }], ...more },
});
const made = (hash: string, own: PodTemplate, more: object = {}): Revision =>
  revisionOf({
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    metadata: {
      name: `web-${hash}`,
      labels: { [HASH_LABEL]: hash },
      annotations: { [DESIRED_REPLICAS]: '1' },
      ...more,
    },
    spec: { selector: {}, template: { ...own, metadata: { labels: { ...own.metadata?.labels, [HASH_LABEL]: hash } } } },
  });
const affinity = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchExpressions: [{ key: HASH_LABEL, operator: 'In', values: ['old'] }] }, topologyKey: 'k' },
    ],
  },
};
const marked = { annotations: { [EPHEMERAL_METADATA]: '{"labels":{"role":"canary"},"annotations":{}}' } };
const role = (own: PodTemplate): PodTemplate => ({ ...own, metadata: { labels: { app: 'web', role: 'canary' } } });

it.each<[string, readonly Revision[], readonly string[], string | undefined]>([
  ['by its hash', [made('a', template('web:1')), made('b', template('web:2'))], ['a'], 'a'],
  ['by the first of several hashes', [made('a', template('web:1')), made('b', template('web:1'))], ['b', 'a'], 'b'],
  ['by what it means, under another hash', [made('x', template('web:2'))], ['b'], 'x'],
  [
    'by what it means, with defaults filled in',
    [made('x', template('web:2', { restartPolicy: 'Always' }))],
    ['b'],
    'x',
  ],
  ['by what it means, without our affinity', [made('x', template('web:2', { affinity }))], ['b'], 'x'],
  ['by what it means, without our labels', [made('x', role(template('web:2')), marked)], ['b'], 'x'],
  ['not with labels of somebody else', [made('x', role(template('web:2')))], ['b'], undefined],
  ['not with another image', [made('x', template('web:1'))], ['b'], undefined],
  [
    'not where it is about to go',
    [made('b', template('web:2'), { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['b'],
    undefined,
  ],
])('a template finds its ReplicaSet %s', (_, revisions, hashes, hash) => {
  expect(matchingRevision(revisions, template('web:2'), hashes)?.hash).toBe(hash);
});

it('a template that several ReplicaSets are of finds the one that the status names', () => {
  const both = [made('b', template('web:2')), made('x', template('web:2')), made('y', template('web:1'))];
  const found = (status: object) => matchingRevision(both, template('web:2'), ['b'], status)?.hash;
  expect(found({ currentPodHash: 'x' })).toBe('x');
  expect(found({ currentPodHash: 'gone', stableRS: 'x' })).toBe('x');
  expect(found({ currentPodHash: 'y', stableRS: 'y' })).toBe('b');
});
