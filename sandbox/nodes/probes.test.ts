import { describe, expect, it } from 'vitest';
import { behaviourOf } from './behaviour.ts';
import { podOf } from './cluster.testkit.ts';
import { lived } from './next-pod.testkit.ts';
import { courseOf } from './probes.ts';

const every = (periodSeconds: number, more = {}) => ({ periodSeconds, httpGet: { port: 80 }, ...more });
const never = Infinity;

describe('when a container starts, gets ready, is ready no more and is killed', () => {
  it.each<[sentence: string, says: Record<string, string>, probes: object, course: (number | string)[]]>([
    ['without probes it is as its behaviour says', { 'unready-after': '9s' }, {}, [0, 2, 9, never]],
    ['the first round after it is good finds it ready', {}, { readinessProbe: every(5) }, [0, 5, never, never]],
    ['a round may come just in time', {}, { readinessProbe: every(2) }, [0, 2, never, never]],
    [
      'rounds begin after the initial delay',
      {},
      { readinessProbe: every(5, { initialDelaySeconds: 3 }) },
      [0, 3, never, never],
    ],
    [
      'as many rounds must be good as it asks for',
      {},
      { readinessProbe: every(5, { successThreshold: 3 }) },
      [0, 15, never, never],
    ],
    ['rounds are ten seconds apart unless it says otherwise', {}, { readinessProbe: {} }, [0, 10, never, never]],
    [
      'as many rounds must be bad as it asks for',
      { 'unready-after': '12s' },
      { readinessProbe: every(5, { failureThreshold: 2 }) },
      [0, 5, 20, never],
    ],
    [
      'a good moment between two rounds goes unnoticed',
      { 'unready-after': '4s' },
      { readinessProbe: every(5) },
      [0, never, never, never],
    ],
    ['nothing kills it that has no liveness probe', { 'unlive-after': '9s' }, {}, [0, 2, never, never]],
    ['three bad rounds kill it', { 'unlive-after': '9s' }, { livenessProbe: every(5) }, [0, 2, never, 20]],
    ['the startup probe has to succeed first', {}, { startupProbe: every(3) }, [3, 3, never, never]],
    [
      'other probes begin once it has started',
      { 'unlive-after': '0s' },
      { startupProbe: every(3), readinessProbe: every(5), livenessProbe: every(4, { failureThreshold: 1 }) },
      [3, 3, never, 3],
    ],
    [
      'it is killed that does not start in time',
      { 'ready-after': '20s' },
      { startupProbe: every(3, { failureThreshold: 4 }), readinessProbe: every(1) },
      [never, never, never, 9],
    ],
    [
      'it is not killed that starts in the last round',
      { 'ready-after': '9s' },
      { startupProbe: every(3, { failureThreshold: 4 }) },
      [9, 9, never, never],
    ],
  ])('%s', (_, says, probes, [startedAt, readyAt, unreadyAt, killedAt]) => {
    const annotations = Object.fromEntries(
      Object.entries(says).map(([name, value]) => [`sluice.dev/sim-${name}`, value]),
    );
    const course = courseOf({ name: 'main', ...probes }, behaviourOf('web:1', annotations));
    const seconds = [course.startedAt, course.readyAt, course.unreadyAt, course.killedAt].map((one) => one / 1000);
    expect(seconds).toEqual([startedAt, readyAt, unreadyAt, killedAt]);
  });
});

const said = (given: object, seconds: number) =>
  lived(given, seconds).said.flatMap(({ reason, message }) =>
    reason === 'Unhealthy' || reason === 'Killing' ? [`${reason}: ${message}`] : [],
  );
const probed = (image: string, probes: object, more = {}) =>
  podOf('a', image, { containers: [{ name: 'main', image, ...probes }], ...more });
const UNLIVE = { 'sluice.dev/sim-unlive-after': '5s' };

describe('what fails its probe', () => {
  it('is killed and runs again', () => {
    const pod = probed('web:1', { livenessProbe: every(5) }, { annotations: UNLIVE });
    // One second until it runs, fifteen until the third bad round, one of rest.
    expect(lived(pod, 15).pod.status?.containerStatuses).toMatchObject([{ restartCount: 0, ready: true }]);
    expect(lived(pod, 17).pod.status?.containerStatuses).toMatchObject([
      {
        restartCount: 1,
        state: { running: { startedAt: '2026-01-01T12:00:17Z' } },
        lastState: { terminated: { exitCode: 137, reason: 'Error', finishedAt: '2026-01-01T12:00:16Z' } },
      },
    ]);
    expect(said(pod, 17)).toEqual([
      'Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 503',
      'Killing: Container main failed liveness probe, will be restarted',
    ]);
    expect(lived(pod, 99).pod.status?.containerStatuses).toMatchObject([
      { state: { waiting: { reason: 'CrashLoopBackOff' } } },
    ]);
  });

  it('stays dead if its policy says so', () => {
    const pod = probed('web:1', { livenessProbe: every(5) }, { annotations: UNLIVE, restartPolicy: 'Never' });
    expect(lived(pod, 99).pod.status).toMatchObject({ phase: 'Failed', containerStatuses: [{ restartCount: 0 }] });
    expect(said(pod, 99)[1]).toBe('Killing: Container main failed liveness probe');
  });

  it('is killed if it never starts', () => {
    const pod = probed('web:unready', { startupProbe: { periodSeconds: 2, tcpSocket: { port: 80 } } });
    expect(lived(pod, 5).pod.status?.containerStatuses).toMatchObject([{ started: false, state: { terminated: {} } }]);
    expect(said(pod, 5)).toEqual([
      'Unhealthy: Startup probe failed: connection refused',
      'Killing: Container main failed startup probe, will be restarted',
    ]);
  });

  it('is ready no more', () => {
    const annotations = { 'sluice.dev/sim-unready-after': '5s' };
    const pod = probed('web:1', { readinessProbe: every(2) }, { annotations });
    expect(lived(pod, 10).pod.status?.containerStatuses).toMatchObject([{ ready: true }]);
    expect(lived(pod, 11).pod.status?.containerStatuses).toMatchObject([{ ready: false, restartCount: 0 }]);
    expect(said(pod, 11)).toEqual(['Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503']);
  });

  it('is a container beside the others as well', () => {
    const beside = { name: 'side', image: 'web:1', restartPolicy: 'Always', livenessProbe: every(5) };
    const pod = podOf('a', 'web:1', { annotations: UNLIVE, initContainers: [beside] });
    expect(lived(pod, 17).pod.status?.initContainerStatuses).toMatchObject([{ restartCount: 1 }]);
    expect(said(pod, 17)[1]).toBe('Killing: Init container side failed liveness probe');
  });
});
