import { expect, it } from 'vitest';
import { SLICES } from '../../controller/rollout/addresses.ts';
import { observer } from '../../controller/rollout/observe.ts';
import type { Reader } from '../../kube/cluster.ts';
import { ROLLOUT } from './take-over-before.testkit.ts';

/** As Go computes it with the types of two releases. */
const OLD = '679667d9bc';
const NEW = '695bf5bd66';
const steps = [{ analysis: { templates: [{ templateName: 't', clusterScope: false }] } }];

/** A cluster with one Rollout and nothing else. */
const clusterWith = (currentStepHash: string | undefined): Reader => {
  const { apiVersion, kind, ...metadata } = ROLLOUT;
  const spec = { selector: { matchLabels: { app: 'demo' } }, template: {}, strategy: { canary: { steps } } };
  const rollout = { apiVersion, kind, metadata, spec, status: { ...(currentStepHash && { currentStepHash }) } };
  const get: Reader['get'] = (ref) => Promise.resolve(ref.kind === kind ? rollout : undefined);
  return { get, fetch: get, view: () => ({ by: () => [], all: () => [], get: () => undefined }) } as unknown as Reader;
};

it.each<[string, string | undefined, string]>([
  ['an earlier release hashed them', OLD, OLD],
  ['a later one did', NEW, NEW],
  ['others were there before', '5f8cb5778f', NEW],
  ['nobody hashed any', undefined, NEW],
])('steps are recognised where %s', async (_, stored, seen) => {
  const snapshot = await observer({ addresses: SLICES })(
    ROLLOUT,
    clusterWith(stored),
    new Date('2026-01-01T00:00:00Z'),
  );
  expect(snapshot?.stepHash).toBe(seen);
});
