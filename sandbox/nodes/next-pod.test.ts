import { describe, expect, it } from 'vitest';
import { behaviourOf } from './behaviour.ts';
import { podOf } from './cluster.testkit.ts';
import { PLACE, START, statusAfter } from './next-pod.testkit.ts';
import { nextPod } from './next-pod.ts';
import type { PodStatus, SimulatedPod } from './pod.ts';

const container = (name: string, image: string, more = {}) => ({ name, image, ...more });
const ready = (reason?: string) => [
  expect.objectContaining({ type: 'Ready', ...(reason ? { status: 'False', reason } : { status: 'True' }) }),
];

describe('a pod', () => {
  it.each<[sentence: string, seconds: number, pod: object, expected: object]>([
    [
      'is being created at first',
      0,
      podOf('a', 'web:1'),
      { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } }, ready: false }] },
    ],
    [
      'runs before it is ready',
      2,
      podOf('a', 'web:1'),
      { phase: 'Running', containerStatuses: [{ ready: false, started: true }] },
    ],
    ['gets ready', 3, podOf('a', 'web:1'), { conditions: expect.arrayContaining(ready()), ...placed() }],
    [
      'is never ready',
      999,
      podOf('a', 'web:unready'),
      { conditions: expect.arrayContaining(ready('ContainersNotReady')) },
    ],
    [
      'is ready no more',
      9,
      podOf('a', 'web:1', { annotations: { 'sluice.dev/sim-unready-after': '5s' } }),
      { phase: 'Running', conditions: expect.arrayContaining(ready('ContainersNotReady')) },
    ],
    [
      'waits for its gates',
      9,
      podOf('a', 'web:1', { readinessGates: [{ conditionType: 'x.y/z' }] }),
      { conditions: expect.arrayContaining(ready('ReadinessGatesNotReady')), containerStatuses: [{ ready: true }] },
    ],
    [
      'succeeds',
      9,
      podOf('a', 'web:exit-0', { restartPolicy: 'Never' }),
      { phase: 'Succeeded', conditions: expect.arrayContaining(ready('PodCompleted')) },
    ],
    [
      'fails',
      9,
      podOf('a', 'web:oom', { restartPolicy: 'Never' }),
      { phase: 'Failed', containerStatuses: [{ state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }] },
    ],
    [
      'does not run again what went well',
      99,
      podOf('a', 'web:exit-0', { restartPolicy: 'OnFailure' }),
      { phase: 'Succeeded', containerStatuses: [{ restartCount: 0 }] },
    ],
    [
      'runs again what went wrong',
      3,
      podOf('a', 'web:exit-3', { restartPolicy: 'OnFailure' }),
      { phase: 'Running', containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 3 } } }] },
    ],
    [
      'backs off for five minutes at most',
      3000,
      podOf('a', 'web:crash', {}),
      {
        containerStatuses: [
          {
            state: {
              waiting: {
                reason: 'CrashLoopBackOff',
                message: expect.stringMatching(/^back-off 5m0s restarting failed container=main pod=a_default/),
              },
            },
          },
        ],
      },
    ],
    [
      'runs init containers one after another',
      3,
      podOf('a', 'web:1', { initContainers: [container('i', 'x'), container('j', 'x')] }),
      {
        phase: 'Pending',
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'Initialized', message: 'containers with incomplete status: [j]' }),
        ]),
        initContainerStatuses: [{ ready: true, state: { terminated: { exitCode: 0 } } }, { state: { running: {} } }],
        containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }],
      },
    ],
    [
      'begins when its init containers are done, beside those that run on',
      9,
      podOf('a', 'web:1', { initContainers: [container('i', 'x', { restartPolicy: 'Always' }), container('j', 'x')] }),
      {
        phase: 'Running',
        conditions: expect.arrayContaining(ready()),
        initContainerStatuses: [{ state: { running: {} } }, { ready: true }],
      },
    ],
    [
      'fails with its init container',
      9,
      podOf('a', 'web:1', { initContainers: [container('i', 'x:exit-3')], restartPolicy: 'Never' }),
      { phase: 'Failed', containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }] },
    ],
    [
      'pulls again and again',
      11,
      podOf('a', 'web:bad'),
      { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }] },
    ],
  ])('%s (%i s)', (_, seconds, pod, expected) => {
    expect(statusAfter(seconds, pod)).toMatchObject(expected);
  });
});

function placed() {
  return { podIP: PLACE.podAddress, hostIP: PLACE.hostAddress, startTime: '2026-01-01T12:00:00Z' };
}

describe('a pod that is to go', () => {
  const going = (status: PodStatus, grace: number) => {
    const pod = podOf('a', 'web:1') as unknown as SimulatedPod;
    const deletionTimestamp = new Date(START + grace * 1000).toISOString();
    const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace };
    return (seconds: number) =>
      nextPod({ ...pod, metadata, status }, PLACE, new Date(START + seconds * 1000), () => behaviourOf('web:1', {}));
  };

  it('has time to end', () => {
    const look = going(statusAfter(9, podOf('a', 'web:1')), 30);
    expect(look(0)).toEqual({ wakeAt: new Date(START + 1_000) });
    expect(look(1)).toMatchObject({ delete: true, status: { phase: 'Succeeded' } });
  });

  it('goes at once if nothing of it runs', () => {
    expect(going(statusAfter(9, podOf('a', 'web:bad')), 30)(0)).toMatchObject({
      delete: true,
      status: { phase: 'Failed' },
    });
  });

  it('is left to whoever holds it back once its time is up', () => {
    expect(going(statusAfter(9, podOf('a', 'web:1')), 0)(0).delete).toBeUndefined();
  });
});
