import { describe, expect, it } from 'vitest';
import { EPHEMERAL_METADATA } from '../keys.ts';
import type { Pod } from '../objects.ts';
import type { Revision } from '../revision.ts';
import { at, canary, completed, NOW, pod, revision, status } from './parts.testkit.ts';
import { hasMarks, podMarks } from './pod-marks.ts';

const CANARY = { labels: { role: 'canary' } };
const STABLE = { labels: { role: 'stable' }, annotations: { note: 'steady' } };
const marked = (number: number, marks: object, template = {}) =>
  revision(number, { metadata: { annotations: { [EPHEMERAL_METADATA]: JSON.stringify(marks) } }, template });

interface Row {
  readonly spec?: Parameters<typeof completed>[0];
  readonly stableRS?: string;
  readonly revisions?: readonly Revision[];
  readonly pods?: readonly Pod[];
}

/** v1 is stable and v2 comes. */
const parts = ({ spec, stableRS = 'v1', revisions = [revision(1), revision(2)], pods = [] }: Row) => ({
  now: NOW,
  spec: completed(spec ?? canary({ canaryMetadata: CANARY, stableMetadata: STABLE })),
  status: status({ stableRS }),
  hash: 'v2',
  revisions,
  pods,
});

const carrying = (of: string, labels: object = {}, annotations: object = {}, rest = {}) =>
  pod('a', { of, metadata: { labels: { app: 'web', ...labels }, annotations: { ...annotations }, ...rest } });

const patch = (row: Row) =>
  podMarks(parts(row)).patches.map((action) => {
    if (action.do !== 'patch' || !('merge' in action.patch)) throw new Error(action.do);
    const { uid, ...rest } = (action.patch.merge as { metadata: { uid?: string } }).metadata;
    return rest;
  })[0];

const NONE = undefined;

describe('podMarks', () => {
  it.each<[row: string, given: Row, patch: unknown]>([
    ['mark pods of the canary', { pods: [carrying('v2')] }, { labels: { role: 'canary' } }],
    [
      'mark pods of the stable revision',
      { pods: [carrying('v1')] },
      { labels: { role: 'stable' }, annotations: { note: 'steady' } },
    ],
    ['change nothing that is so already', { pods: [carrying('v2', { role: 'canary' })] }, NONE],
    [
      'turn the canary stable when it is promoted',
      { stableRS: 'v2', revisions: [marked(2, CANARY)], pods: [carrying('v2', { role: 'canary' })] },
      { labels: { role: 'stable' }, annotations: { note: 'steady' } },
    ],
    [
      'take marks from other revisions',
      {
        stableRS: 'v2',
        revisions: [marked(1, STABLE)],
        pods: [carrying('v1', { role: 'stable' }, { note: 'steady' })],
      },
      { labels: { role: null }, annotations: { note: null } },
    ],
    [
      'take marks away that the ReplicaSet has forgotten already',
      { stableRS: 'v2', pods: [carrying('v1', { role: 'stable' })] },
      { labels: { role: null } },
    ],
    [
      'take marks away that the spec no longer has',
      { spec: canary({}), revisions: [marked(2, CANARY)], pods: [carrying('v2', { role: 'canary' })] },
      { labels: { role: null } },
    ],
    ['leave a label of others with another value', { stableRS: 'v2', pods: [carrying('v1', { role: 'boss' })] }, NONE],
    [
      'leave a label that is the template’s own',
      {
        stableRS: 'v2',
        revisions: [revision(1, { template: { metadata: { labels: { role: 'stable' } } } })],
        pods: [carrying('v1', { role: 'stable' })],
      },
      NONE,
    ],
    ['leave pods that are going', { pods: [carrying('v2', {}, {}, { deletionTimestamp: at(-1) })] }, NONE],
    ['leave pods of others', { pods: [carrying('v9')] }, NONE],
    [
      'serve blue-green as well',
      {
        spec: { strategy: { blueGreen: { activeService: 'web', previewMetadata: CANARY } } },
        pods: [carrying('v2')],
      },
      { labels: { role: 'canary' } },
    ],
  ])('%s', (_, given, result) => expect(patch(given)).toEqual(result));

  const many = (count: number) => Array.from({ length: count }, (_, index) => pod(`p${index}`, { of: 'v2' }));

  it('mark ten pods in a pass, and look again at once for the rest', () => {
    const { patches, unfinished, wakeAt } = podMarks(parts({ pods: many(11) }));
    expect([patches.length, [...unfinished], wakeAt]).toEqual([10, ['v2'], NOW]);
  });

  it('are done with the tenth pod', () => {
    const { patches, ...rest } = podMarks(parts({ pods: many(10) }));
    expect([patches.length, rest]).toEqual([10, { unfinished: new Set() }]);
  });

  it('are meant for that very pod', () => {
    expect(podMarks(parts({ pods: many(1) })).patches).toEqual([
      {
        do: 'patch',
        ref: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'p0' },
        patch: { merge: { metadata: { uid: 'uid-p0', labels: { role: 'canary' } } } },
        isLenient: true,
        because: 'mark pod p0',
      },
    ]);
  });
});

describe('hasMarks', () => {
  it.each<[row: string, given: Row, answer: boolean]>([
    ['while there are some in the spec', {}, true],
    ['not without any', { spec: canary({}) }, false],
    ['while a ReplicaSet with pods has some', { spec: canary({}), revisions: [marked(1, CANARY)] }, true],
    ['not for empty records', { spec: canary({}), revisions: [marked(1, {})] }, false],
  ])('%s', (_, given, answer) => expect(hasMarks(parts(given))).toBe(answer));
});
