/** Sizes and deadlines of stable, aborted and old revisions. */
import { describe, expect, it } from 'vitest';
import { shortfallOf } from '../capacity.ts';
import { at, blueGreen } from '../status/snapshot.testkit.ts';
import { snapshotOf, type World } from '../world.testkit.ts';
import { decided, services } from './decided.testkit.ts';
import { capacityOf } from './revisions.ts';
import { termsOf } from './terms.ts';

const auto = blueGreen({ previewService: 'preview' });
const ABORTED = { abort: true, abortedAt: at(-60) };
const in30 = new Date(at(30));

type Row = [sentence: string, world: Partial<World>, hash: string, wanted: object | undefined];

const wantedOf = (world: World, hash: string) => decided(world).target.revisions.get(hash);

describe('the stable revision', () => {
  it.each<Row>([
    ['keeps all its pods in an update', {}, 'v1', { size: 4, deadline: null }],
    ['gets its pods back', { pods: { v1: 0, v2: 4 }, status: ABORTED }, 'v1', { size: 4, deadline: null }],
    ['follows replicas', { spec: { ...auto, replicas: 6 } }, 'v1', { size: 6, deadline: null }],
    ['is left alone while a person halts everything', { spec: { ...auto, paused: true } }, 'v1', undefined],
    ['is left alone while an analysis is inconclusive', { status: inconclusive() }, 'v1', undefined],
  ])('%s', (_, world, hash, wanted) => {
    expect(wantedOf({ spec: auto, pods: { v1: 4, v2: 4 }, ...world }, hash)).toEqual(wanted);
  });
});

describe('the new revision', () => {
  it('keeps all its pods in the pass that sends it requests, whatever size a preview has', () => {
    const spec = blueGreen({ previewReplicaCount: 1, autoPromotionEnabled: false });
    const one = decided({ spec, pods: { v1: 4, v2: 4 }, status: { controllerPause: true } });
    expect(one).toMatchObject({ active: 'v2', sizes: { v2: 4 } });
  });
});

describe('the new revision, aborted', () => {
  const keeps = blueGreen({ previewService: 'preview', abortScaleDownDelaySeconds: 0 });
  it.each<Row>([
    ['gets a deadline', {}, 'v2', { size: 4, deadline: in30 }],
    [
      'gets none until stable is there in full',
      { pods: { v1: { ready: 3 }, v2: 4 } },
      'v2',
      { size: 4, deadline: null },
    ],
    [
      'keeps its size until then',
      { pods: { v1: 4, v2: { size: 4, deadline: 3 } } },
      'v2',
      { size: 4, deadline: new Date(at(3)) },
    ],
    ['goes then', { pods: { v1: 4, v2: { size: 4, deadline: -1 } } }, 'v2', { size: 0, deadline: new Date(at(-1)) }],
    [
      'stays while requests go to it',
      { pods: { v1: 4, v2: { deadline: -1 } }, services: services('v2', 'v2') },
      'v2',
      { size: 4, deadline: new Date(at(-1)) },
    ],
    [
      'stays while the active service still has its addresses',
      { pods: { v1: 4, v2: { deadline: -1 } }, addresses: { web: { v2: 1 } } },
      'v2',
      { size: 4, deadline: new Date(at(-1)) },
    ],
    ['stays for good with a delay of 0', { spec: keeps }, 'v2', { size: 4, deadline: null }],
    [
      'stays at its preview size with a delay of 0',
      { spec: keeps, pods: { v1: 4, v2: 1 } },
      'v2',
      { size: 1, deadline: null },
    ],
    [
      'comes back when somebody tries again',
      { pods: { v1: 4, v2: 0 }, status: { abortedAt: at(-9) } },
      'v2',
      { size: 4, deadline: null },
    ],
  ])('%s', (_, world, hash, wanted) => {
    expect(wantedOf({ spec: auto, pods: { v1: 4, v2: 4 }, status: ABORTED, ...world }, hash)).toEqual(wanted);
  });

  it('is looked at again at its deadline', () => {
    expect(decided({ spec: auto, pods: { v1: 4, v2: 4 }, status: ABORTED }).target.wakeAt).toEqual(in30);
  });
});

describe('an old revision', () => {
  const done = { stable: 'v2', services: services('v2', 'v2') };
  const delay = (seconds: number) => blueGreen({ previewService: 'preview', scaleDownDelaySeconds: seconds });
  it.each<Row>([
    ['gets a deadline after the promotion', done, 'v1', { size: 4, deadline: in30 }],
    [
      'gets it without a promotion, too',
      { pods: { v1: 4, v2: 1, v3: 4 }, services: services('v1', 'v3') },
      'v2',
      { size: 1, deadline: in30 },
    ],
    [
      'gets none while it is shown',
      { pods: { v1: 4, v2: 1, v3: 4 }, services: services('v1', 'v2') },
      'v2',
      { size: 1, deadline: null },
    ],
    [
      'gets none while the active service has its addresses',
      { ...done, addresses: { web: { v1: 1 } } },
      'v1',
      { size: 4, deadline: null },
    ],
    [
      'stays while the active service selects it among others',
      { ...done, services: services('', 'v2'), pods: { v1: { deadline: 0 }, v2: 4 } },
      'v1',
      { size: 4, deadline: new Date(at(0)) },
    ],
    [
      'goes even so with no replicas',
      { ...done, spec: { ...auto, replicas: 0 }, services: services('', 'v2'), pods: { v1: { deadline: 0 }, v2: 0 } },
      'v1',
      { size: 0, deadline: null },
    ],
    ['goes at its deadline', { ...done, pods: { v1: { deadline: 0 }, v2: 4 } }, 'v1', { size: 0, deadline: null }],
    [
      'follows replicas until then',
      { ...done, spec: { ...auto, replicas: 6 }, pods: { v1: { deadline: 5 }, v2: 6 } },
      'v1',
      { size: 6, deadline: new Date(at(5)) },
    ],
    ['goes at once with a delay of 0', { ...done, spec: delay(0) }, 'v1', { size: 0, deadline: null }],
    [
      'keeps what is behind requests even so',
      { ...done, spec: delay(0), addresses: { web: { v1: 2 } } },
      'v1',
      { size: 4, deadline: null },
    ],
    [
      'goes where more wait than may',
      { ...done, spec: blueGreen({ scaleDownDelayRevisionLimit: 0 }) },
      'v1',
      { size: 0, deadline: null },
    ],
    ['is left alone while the Rollout is halted', { ...done, spec: { ...auto, paused: true } }, 'v1', undefined],
    [
      'is whole where requests go to it',
      { pods: { v1: 4, v2: 2, v3: 4 }, services: services('v2', 'v3') },
      'v2',
      { size: 4, deadline: null },
    ],
    [
      'keeps its deadline as the current one again, until the switch is seen',
      { ...done, pods: { v1: { deadline: 5 }, v2: 4 }, wanted: 'v1', services: services('v2', 'v1') },
      'v1',
      { size: 4 },
    ],
    [
      'loses it then',
      { pods: { v1: { deadline: 5 }, v2: 4 }, wanted: 'v1', stable: 'v2', services: services('v1', 'v1') },
      'v1',
      { size: 4, deadline: null },
    ],
  ])('%s', (_, world, hash, wanted) => {
    expect(wantedOf({ spec: auto, pods: { v1: 4, v2: 4 }, ...world }, hash)).toEqual(wanted);
  });
});

describe('capacity', () => {
  it.each<[sentence: string, world: Partial<World>, missing: number]>([
    ['is there with the pods that requests need', { pods: { v1: { ready: 3 }, v2: 0 } }, 0],
    ['lacks pods of the active revision', { pods: { v1: { ready: 1 }, v2: 4 } }, 2],
    [
      'lacks one pod where none may be missing',
      { spec: { ...auto, replicas: 3 }, pods: { v1: { size: 3, ready: 2 }, v2: 0 } },
      1,
    ],
    ['needs no pods of a preview', { pods: { v1: 4, v2: { ready: 0 } } }, 0],
    [
      'needs one pod, however many may be missing',
      { spec: blueGreen({ maxUnavailable: '100%' }), pods: { v1: { ready: 0 } } },
      1,
    ],
    [
      'needs those that requests may still reach',
      { pods: { v1: 4, v2: { ready: 0 } }, addresses: { web: { v2: 2 } } },
      2,
    ],
    [
      'counts all pods where no revision is selected',
      { pods: { v1: { ready: 2 }, v2: { ready: 1 } }, services: services('') },
      0,
    ],
    ['needs nothing with no replicas', { spec: { ...auto, replicas: 0 }, pods: { v1: 0 } }, 0],
  ])('%s', (_, world, missing) => {
    const snapshot = snapshotOf({ spec: auto, services: services('v1', 'v2'), ...world });
    const { blueGreen: block } = snapshot.spec.strategy ?? {};
    expect(block && shortfallOf(snapshot.revisions, capacityOf({ ...termsOf(snapshot, block), verdicts }))).toBe(
      missing,
    );
  });
});

const verdicts = { before: 'passed', after: 'passed' } as const;

function inconclusive() {
  return { pauseConditions: [{ reason: 'InconclusiveAnalysisRun' as const, startTime: at(-1) }] };
}
