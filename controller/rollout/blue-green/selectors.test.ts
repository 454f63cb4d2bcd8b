/** When requests move from one revision to another, and when they go back. */
import { describe, expect, it } from 'vitest';
import type { RolloutStatus } from '../objects.ts';
import { at, blueGreen } from '../status/snapshot.testkit.ts';
import type { World } from '../world.testkit.ts';
import { decided, services } from './decided.testkit.ts';

const RESUMED: RolloutStatus = { controllerPause: true };
const PAUSED: RolloutStatus = { ...RESUMED, pauseConditions: [{ reason: 'BlueGreenPause', startTime: at(-60) }] };
const ABORTED: RolloutStatus = { abort: true, abortedAt: at(-60) };
const CHANGED: RolloutStatus = { currentPodHash: 'v0' };

const auto = blueGreen({ previewService: 'preview' });
const bare = blueGreen();
const manual = blueGreen({ previewService: 'preview', autoPromotionEnabled: false });
const behind = (count: number) => ({ preview: { v2: count } });
const both = { v1: 4, v2: 4 };

type Row = [sentence: string, world: Partial<World>, active: string | undefined];

describe('the active service, in an update', () => {
  it.each<Row>([
    ['switches to pods that are all there', {}, 'v2'],
    ['stays while a pod is missing', { pods: { v1: 4, v2: { available: 3 } } }, undefined],
    ['stays while the size is for other replicas', { pods: { v1: 4, v2: { size: 4, desired: 3 } } }, undefined],
    ['stays while the new revision has the preview count', { pods: { v1: 4, v2: 1 } }, undefined],
    ['stays until the preview service has addresses', { addresses: behind(0) }, undefined],
    ['stays while the preview service has too few of them', { addresses: behind(2) }, undefined],
    ['switches when only as many are missing as may be', { addresses: behind(3) }, 'v2'],
    ['stays while the preview service shows another revision', { services: services('v1', 'v1') }, undefined],
    ['needs no addresses without a preview service', { spec: bare, services: services('v1') }, 'v2'],
    ['waits for a person', { spec: manual }, undefined],
    ['stays in a pause', { spec: manual, status: PAUSED }, undefined],
    ['switches when a person resumes', { spec: manual, status: RESUMED }, 'v2'],
    [
      'stays when a person resumes while pods are missing',
      { spec: manual, status: RESUMED, pods: { v1: 4, v2: { available: 3 } } },
      undefined,
    ],
    [
      'switches after the check point',
      { spec: manual, status: { blueGreen: { scaleUpPreviewCheckPoint: true } } },
      'v2',
    ],
    ['stays in the pass that sees a new template', { spec: auto, status: CHANGED }, undefined],
    ['stays while the Rollout is paused in its spec', { spec: { ...auto, paused: true } }, undefined],
    [
      'switches to a promotion in full without a pause',
      { spec: manual, status: { ...PAUSED, promoteFull: true } },
      'v2',
    ],
    [
      'waits for all pods of a promotion in full',
      { status: { promoteFull: true }, pods: { v1: 4, v2: { available: 3 } } },
      undefined,
    ],
    ['switches although old pods are missing', { pods: { v1: { ready: 1 }, v2: 4 } }, 'v2'],
    [
      'switches from pods that go away if replicas are 0',
      { spec: { ...auto, replicas: 0 }, pods: { v1: { size: 0, ready: 2 }, v2: 0 } },
      'v2',
    ],
    ['switches without pods if replicas are 0', { spec: { ...auto, replicas: 0 }, pods: { v1: 0, v2: 0 } }, 'v2'],
    [
      'leaves a revision without pods for stable',
      { spec: manual, pods: { v1: 4, v2: { ready: 0 } }, services: services('v2', 'v2') },
      'v1',
    ],
    ['leaves a revision that nobody knows for stable', { spec: manual, services: services('gone', 'v2') }, 'v1'],
    [
      'stays where nobody has ready pods',
      { pods: { v1: { ready: 0 }, v2: { ready: 0 } }, services: services('v2', 'v2') },
      undefined,
    ],
  ])('%s', (_, world, active) => {
    expect(decided({ spec: auto, pods: both, ...world }).active).toBe(active);
  });
});

describe('the active service, when something goes back', () => {
  const three = { v1: 4, v2: 4, v3: 4 };
  const warm = {
    spec: manual,
    pods: { v1: { deadline: 20 }, v2: 4 },
    wanted: 'v1',
    stable: 'v2',
    services: services('v2', 'v1'),
  };
  it.each<Row>([
    ['waits as with any update', { ...warm, pods: both }, undefined],
    ['takes a revision back at once whose pods still wait', warm, 'v1'],
    ['does so in the pass that sees the template', { ...warm, status: CHANGED }, 'v1'],
    ['does so although another update was aborted', { ...warm, status: { ...CHANGED, ...ABORTED } }, 'v1'],
    ['first sees it behind the preview service', { ...warm, services: services('v2', 'v2') }, undefined],
    ['waits as with any update once their time is over', { ...warm, pods: { v1: { deadline: -1 }, v2: 4 } }, undefined],
    ['waits when an abort had set the time', { ...warm, status: { abortedAt: at(-9) } }, undefined],
    [
      'waits when pods of a newer revision still wait',
      { ...warm, pods: { v1: 4, v2: { deadline: 20 } }, wanted: 'v2', stable: 'v1', services: services('v1', 'v2') },
      undefined,
    ],
    [
      'does not wait within the rollback window',
      {
        spec: { ...manual, rollbackWindow: { revisions: 1 } },
        pods: both,
        wanted: 'v1',
        stable: 'v2',
        services: services('v2', 'v1'),
      },
      'v1',
    ],
    [
      'waits beyond the rollback window',
      {
        spec: { ...manual, rollbackWindow: { revisions: 1 } },
        pods: three,
        wanted: 'v1',
        stable: 'v3',
        services: services('v3', 'v1'),
      },
      undefined,
    ],
    [
      'takes stable back at once',
      { spec: manual, wanted: 'v1', services: services('v2', 'v1'), status: CHANGED },
      'v1',
    ],
  ])('%s', (_, world, active) => {
    expect(decided({ spec: auto, pods: both, ...world }).active).toBe(active);
  });
});

describe('the active service, after an abort', () => {
  const aborted = { status: ABORTED, services: services('v2', 'v2') };
  it.each<Row>([
    ['goes back to stable', aborted, 'v1'],
    ['goes back although new pods are missing', { ...aborted, pods: { v1: 4, v2: { ready: 1 } } }, 'v1'],
    [
      'goes back to whatever is ready if no new pod is',
      { ...aborted, pods: { v1: { ready: 1 }, v2: { ready: 0 } } },
      'v1',
    ],
    ['waits until stable has grown', { ...aborted, pods: { v1: { ready: 1 }, v2: 4 } }, undefined],
    ['waits only for as many pods as requests need', { ...aborted, pods: { v1: { ready: 3 }, v2: 4 } }, 'v1'],
    [
      'waits only for as many pods as the new revision has',
      { ...aborted, pods: { v1: { ready: 1 }, v2: { ready: 1 } } },
      'v1',
    ],
    ['stays where stable has no pods', { ...aborted, pods: { v1: 0, v2: { ready: 0 } } }, undefined],
    ['stays where stable is gone', { ...aborted, pods: { v2: 4 }, stable: 'v1' }, undefined],
    ['stays with stable although all new pods are there', { status: ABORTED }, 'v1'],
    ['stays while the Rollout is paused in its spec', { ...aborted, spec: { ...auto, paused: true } }, undefined],
    ['switches if everything is promoted all the same', { status: { ...ABORTED, promoteFull: true } }, 'v2'],
  ])('%s', (_, world, active) => {
    expect(decided({ spec: auto, pods: both, ...world }).active).toBe(active);
  });
});

describe('the active service, without a revision in its selector', () => {
  const lost = { spec: manual, services: services('', 'v2') };
  const first = { stable: '', pods: { v1: 4 }, status: { currentPodHash: 'v1' } };
  it.each<Row>([
    ['gets the first revision once all pods are there', { ...first, services: services(undefined, 'v1') }, 'v1'],
    [
      'gets no first revision before that',
      { ...first, services: services(undefined, 'v1'), pods: { v1: { available: 3 } } },
      undefined,
    ],
    [
      'gets no part of the first revision, once that is stable',
      { spec: manual, wanted: 'v1', services: services(undefined, 'v1'), pods: { v1: { ready: 3 } } },
      undefined,
    ],
    ['gets stable back, and no new revision without its pause', lost, 'v1'],
    ['gets stable back in a pause', { ...lost, status: PAUSED }, 'v1'],
    [
      'gets what is stable and wanted back although a pod is missing',
      { ...lost, pods: { v1: { ready: 3 } }, services: services('', 'v1') },
      'v1',
    ],
    ['gets stable back only once that carries all requests', { ...lost, pods: { v1: { ready: 2 }, v2: 4 } }, undefined],
    [
      'gets stable back in full where nobody has touched it',
      { ...lost, services: services(undefined, 'v2'), pods: { v1: { ready: 3 }, v2: 4 } },
      undefined,
    ],
    ['gets the new revision once a person resumes', { ...lost, status: RESUMED }, 'v2'],
    ['stays while the Rollout is paused in its spec', { ...lost, spec: { ...manual, paused: true } }, undefined],
  ])('%s', (_, world, active) => {
    expect(decided({ spec: auto, pods: both, ...world }).active).toBe(active);
  });
});

describe('the preview service', () => {
  it.each<Row>([
    ['shows a revision that is yet to be made', { pods: { v1: 4 }, wanted: 'v2' }, 'v2'],
    ['shows a revision that is not ready', { pods: { v1: 4, v2: { ready: 0 } } }, 'v2'],
    ['shows it in the pass that sees a new template', { status: CHANGED }, 'v2'],
    ['shows it after an abort', { status: ABORTED }, 'v2'],
    ['shows it in a pause', { spec: manual, status: PAUSED }, 'v2'],
    ['stays while the Rollout is paused in its spec', { spec: { ...auto, paused: true } }, undefined],
    ['may be missing', { spec: bare, services: services('v1') }, undefined],
  ])('%s', (_, world, preview) => {
    expect(decided({ spec: auto, pods: both, services: services('v1', 'v1'), ...world }).preview).toBe(preview);
  });
});
