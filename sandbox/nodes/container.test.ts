import { describe, expect, it } from 'vitest';
import { podOf } from './cluster.testkit.ts';
import { type Lived, lived } from './next-pod.testkit.ts';
import type { SimulatedPod } from './pod.ts';

/** Ten seconds with one image, then with another. */
function changed(from: string, to: string, seconds: number, more = {}): Lived {
  return changedAgain(lived(podOf('a', from, more), 10), to, 10, seconds);
}

function changedAgain({ pod }: Lived, to: string, at: number, seconds: number): Lived {
  const next: SimulatedPod = { ...pod, spec: { ...pod.spec, containers: [{ name: 'main', image: to }] } };
  return lived(next, seconds, at);
}

const main = ({ pod }: Lived) => pod.status?.containerStatuses?.[0];
const messages = ({ said }: Lived) => said.map(({ reason, message }) => `${reason}: ${message}`);

describe('a container whose image changes', () => {
  it('is killed and starts at once with the other one, not ready at first', () => {
    const after = changed('web:1', 'web:2', 10);
    expect(main(after)).toMatchObject({
      restartCount: 1,
      ready: false,
      image: 'docker.io/library/web:2',
      imageID: expect.stringMatching(/^docker\.io\/library\/web@sha256:/),
      state: { running: { startedAt: '2026-01-01T12:00:10Z' } },
      lastState: { terminated: { exitCode: 0, reason: 'Completed', finishedAt: '2026-01-01T12:00:10Z' } },
    });
    expect(main(after)?.imageID).not.toBe(main(lived(podOf('a', 'web:1'), 10))?.imageID);
    expect(messages(after)).toEqual([
      'Killing: Container main definition changed, will be restarted',
      'Pulled: Container image "web:2" already present on machine',
      'Created: Created container: main',
      'Started: Started container main',
    ]);
    expect(main(changed('web:1', 'web:2', 12))).toMatchObject({ ready: true, restartCount: 1 });
  });

  it.each(['Always', 'OnFailure', 'Never'])('does so whatever its policy is: %s', (restartPolicy) => {
    expect(main(changed('web:1', 'web:2', 12, { restartPolicy }))).toMatchObject({ ready: true, restartCount: 1 });
  });

  it('is killed with force if it takes too long to end', () => {
    const annotations = { 'sluice.dev/sim-shutdown': '1m' };
    const after = changed('web:1', 'web:2', 10, { annotations, terminationGracePeriodSeconds: 5 });
    expect(main(after)?.lastState).toMatchObject({ terminated: { exitCode: 137, reason: 'Error' } });
  });

  it.each(['Always', 'Never'])(
    'waits for an image that is not there, and mends with one that is: %s',
    (restartPolicy) => {
      const bad = changed('web:1', 'web:bad', 15, { restartPolicy });
      expect(bad.pod.status?.phase).toBe('Running');
      expect(main(bad)).toMatchObject({
        restartCount: 0,
        ready: false,
        image: 'docker.io/library/web:1',
        state: { waiting: { reason: 'ImagePullBackOff' } },
        lastState: { terminated: { exitCode: 0 } },
      });
      expect(messages(bad)[0]).toBe('Killing: Container main definition changed, will be restarted');
      const mended = changedAgain(bad, 'web:1', 20, 22);
      expect(main(mended)).toMatchObject({ restartCount: 1, ready: true, image: 'docker.io/library/web:1' });
    },
  );

  it('is not held up by what came before', () => {
    expect(main(lived(podOf('a', 'web:crash'), 10))).toMatchObject({
      state: { waiting: { reason: 'CrashLoopBackOff' } },
    });
    expect(main(changed('web:crash', 'web:1', 12))).toMatchObject({ ready: true, restartCount: 2 });
    expect(main(changed('web:bad', 'web:1', 12))).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('shows the image it waits for until it has run for the first time', () => {
    expect(main(changed('web:bad', 'other:bad', 20))).toMatchObject({ image: 'other:bad', imageID: '' });
  });

  it('stays dead that has ended for good', () => {
    const over = changed('web:exit-0', 'web:1', 99, { restartPolicy: 'OnFailure' });
    expect(over.pod.status).toMatchObject({ phase: 'Succeeded', containerStatuses: [{ restartCount: 0 }] });
  });

  it('goes on until its end if it is an init container', () => {
    const annotations = { 'sluice.dev/sim-crash-after': '30s', 'sluice.dev/sim-exit-code': '0' };
    const init = (image: string) => [{ name: 'init', image }];
    const { pod } = lived(podOf('a', 'web:1', { annotations, initContainers: init('web:1') }), 10);
    const { said, pod: after } = lived({ ...pod, spec: { ...pod.spec, initContainers: init('web:2') } }, 20, 10);
    expect(said).toEqual([]);
    expect(after.status?.initContainerStatuses).toMatchObject([{ restartCount: 0, image: 'docker.io/library/web:1' }]);
  });
});
