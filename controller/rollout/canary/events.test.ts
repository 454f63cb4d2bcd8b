/** What the whole controller says in a whole story, in the order in which clients compare it. */
import { expect, it } from 'vitest';
import { decide } from '../decide.ts';
import { REVISION } from '../keys.ts';
import { begun, later, type Model, passed, patched, snapshotIn, withReadyPods } from './model.testkit.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };

/** The number of the last revision goes with the Rollout. */
function played(
  model: Model,
  number: number,
): { readonly model: Model; readonly said: readonly string[]; readonly number: number } {
  const said: string[] = [];
  let now = model;
  let last = number;
  for (let pass = 0; pass < 20; pass++) {
    const s = snapshotIn(now);
    const { object } = s;
    const metadata = { ...object.metadata, annotations: { [REVISION]: String(last) } };
    const plan = decide({ ...s, template, object: { ...object, metadata } });
    said.push(...plan.notices.map(({ reason }) => reason));
    last = s.number;
    now = withReadyPods(passed(now).model);
  }
  return { model: now, said, number: last };
}

it('an update is aborted, tried again and promoted', () => {
  const steps = [{ setWeight: 50 }, { pause: { duration: '3s' } }];
  const first = played(begun({ replicas: 1, template, strategy: { canary: { steps } } }), 0);
  expect(first.said).toEqual([
    ...['RolloutAddedToInformer', 'RolloutUpdated', 'NewReplicaSetCreated', 'RolloutNotCompleted', 'ScalingReplicaSet'],
    'RolloutCompleted',
  ]);
  const updated = played({ ...first.model, wanted: 'v2' }, first.number);
  expect(updated.said).toEqual([
    ...['RolloutUpdated', 'NewReplicaSetCreated', 'RolloutNotCompleted', 'ScalingReplicaSet'],
    ...['RolloutStepCompleted', 'RolloutPaused'],
  ]);
  const aborted = played(patched(updated.model, { abort: true }), updated.number);
  expect(aborted.said).toEqual(['ScalingReplicaSet', 'RolloutAborted']);
  const retried = played(patched(aborted.model, { abort: undefined }), aborted.number);
  expect(retried.said).toEqual(['ScalingReplicaSet', 'RolloutStepCompleted', 'RolloutPaused']);
  const promoted = played(later(retried.model, 4), retried.number);
  expect(promoted.said).toEqual([
    ...['RolloutStepCompleted', 'RolloutResumed', 'ScalingReplicaSet', 'RolloutCompleted'],
  ]);
});
