import { expect, it } from 'vitest';
import { canary } from '../status/snapshot.testkit.ts';
import { decided, type RunScene } from './judged.testkit.ts';

const runs = (phases: readonly RunScene['phase'][], more: RunScene = {}): Record<string, RunScene> =>
  Object.fromEntries(
    phases.map((phase, index) => [`${phase ?? 'new'}-${index}`, { ...(phase && { phase }), created: index, ...more }]),
  );

it.each<[what: string, limits: object, kept: Record<string, RunScene>, deleted: readonly string[]]>([
  [
    'as many successful runs as it says',
    { successfulRunHistoryLimit: 1 },
    runs(['Successful', 'Successful']),
    ['Successful-0'],
  ],
  [
    'as many others as it says',
    { unsuccessfulRunHistoryLimit: 2 },
    runs(['Failed', 'Error', 'Successful', 'Inconclusive']),
    ['Failed-0'],
  ],
  ['none at all', { successfulRunHistoryLimit: 0 }, runs(['Successful']), ['Successful-0']],
  ['five of each', {}, runs(Array.from({ length: 7 }, () => 'Failed' as const)), ['Failed-1', 'Failed-0']],
  [
    'no runs of revisions that are gone',
    {},
    runs(['Successful', 'Running'], { hash: 'v0' }),
    ['Successful-0', 'Running-1'],
  ],
])('a Rollout keeps %s', (_, analysis, there, deleted) => {
  const spec = { ...canary({ steps: [{ pause: {} }] }), analysis };
  const { does } = decided({ spec, pods: { v1: 2, v2: 2 }, runs: there });
  const gone = does.filter((line) => line.startsWith('delete'));
  expect(gone).toEqual(deleted.map((name) => `delete AnalysisRun ${name}: it is not kept`));
});

it('runs of others that have such a name are neither ended nor deleted', () => {
  const spec = { ...canary({ steps: [{ pause: {} }] }), analysis: { successfulRunHistoryLimit: 0 } };
  const foreign = { foreign: true } as const;
  const there = {
    'web-v2-2': { phase: 'Running', ...foreign },
    'web-v2-2.1': { phase: 'Successful', ...foreign },
  } as const;
  expect(decided({ spec, pods: { v1: 2, v2: 2 }, runs: there }).does).toEqual([]);
});
