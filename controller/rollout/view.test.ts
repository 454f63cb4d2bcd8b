import { describe, expect, it } from 'vitest';
import { at, blueGreen, canary } from './status/snapshot.testkit.ts';
import { viewOf } from './view.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const spec = canary({ steps: [{ setWeight: 25 }, { pause: {} }] });
const view = (world: Partial<World> = {}) => viewOf(snapshotOf({ spec, pods: { v1: 3, v2: 1 }, ...world }));

describe('a view', () => {
  it.each<[string, Partial<World>, boolean]>([
    ['goes on where template and steps are known', {}, false],
    ['begins with a new template', { status: { currentPodHash: 'v1' } }, true],
    ['begins with new steps', { status: { currentStepHash: 'others' } }, true],
    ['begins where no steps were ever seen', { status: { currentStepHash: undefined } }, true],
    ['goes on where no template was ever seen', { status: { currentPodHash: undefined } }, false],
    ['does not ask for steps in blue-green', { spec: blueGreen(), status: { currentStepHash: undefined } }, false],
  ])('%s', (_, world, isReset) => {
    expect(view(world).isReset).toBe(isReset);
  });

  it('that begins knows nothing of pauses, aborts and haste', () => {
    const pauseConditions = [{ reason: 'CanaryPauseStep' as const, startTime: at(0) }];
    const status = { currentPodHash: 'v1', currentStepIndex: 2, abort: true, promoteFull: true };
    expect(view({ status: { ...status, controllerPause: true, pauseConditions } })).toMatchObject({
      ...{ isAborted: false, isPromoteFull: false, isControllerPause: false, pauses: [], index: 0, skip: undefined },
    });
  });

  it.each<[string, Partial<World>, string | undefined]>([
    ['back to stable', { wanted: 'v1', status: { currentPodHash: 'v2' } }, 'Rollback to stable ReplicaSets'],
    ['to another template', { status: { currentPodHash: 'v1' } }, undefined],
    [
      'back to what has pods still, within the window',
      {
        spec: { ...spec, rollbackWindow: { revisions: 1 } },
        wanted: 'v1',
        stable: 'v2',
        status: { currentPodHash: 'v2' },
      },
      'Rollback to active ReplicaSets within RollbackWindow',
    ],
    [
      'back to what has none',
      {
        spec: { ...spec, rollbackWindow: { revisions: 1 } },
        pods: { v1: 0, v2: 4 },
        wanted: 'v1',
        stable: 'v2',
        status: { currentPodHash: 'v2' },
      },
      undefined,
    ],
    ['without steps', { spec: canary(), wanted: 'v1', status: { currentPodHash: 'v2' } }, undefined],
  ])('passes steps over on the way %s', (_, world, skip) => {
    const seen = view(world);
    expect(seen.skip).toBe(skip);
    expect(seen.index).toBe(skip === undefined ? 0 : 2);
  });

  it.each<[string, Partial<World>, object]>([
    ['of a first deploy', { stable: '', pods: { v1: 4 } }, { isInitial: true, isPromoted: false }],
    ['of a promoted template', { pods: { v1: 4 } }, { isInitial: false, isPromoted: true }],
    ['of an abort', { status: { abort: true } }, { isAborted: true, pauses: [] }],
    ['of an abort that comes too late', { pods: { v1: 4 }, status: { abort: true } }, { isAborted: false }],
    ['of an index beyond the steps', { status: { currentStepIndex: 7 } }, { index: 2 }],
    ['of an index that nobody has set', { status: { currentStepIndex: undefined } }, { index: 0 }],
    ['of haste', { status: { promoteFull: true } }, { isPromoteFull: true }],
  ])('%s', (_, world, expected) => {
    expect(view(world)).toMatchObject(expected);
  });
});
