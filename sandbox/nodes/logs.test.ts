import { expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import type { ApiObject } from '../api/object.ts';
import type { LogQuery } from '../server/log-source.ts';
import { podOf } from './cluster.testkit.ts';
import { logSource, logsOf } from './logs.ts';

const NOW = new Date('2026-01-01T00:00:11Z');
const QUERY: LogQuery = {
  container: 'main',
  follow: false,
  previous: false,
  timestamps: false,
  tailLines: undefined,
  sinceSeconds: undefined,
  limitBytes: undefined,
};
const END = { exitCode: 1, reason: 'Error', startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z' };
const running = {
  name: 'main',
  state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
  lastState: { terminated: END },
};
const pod = {
  ...podOf('a', 'web:503', { annotations: { 'sluice.dev/sim-log': 'hello' } }),
  status: { containerStatuses: [running] },
} as unknown as ApiObject;

it.each<[sentence: string, query: Partial<LogQuery>, log: string]>([
  ['all', {}, 'main web:503 started\nhello\nGET / 503\nGET / 503\n'],
  ['the last lines', { tailLines: 1 }, 'GET / 503\n'],
  ['none', { tailLines: 0 }, ''],
  ['with times', { tailLines: 1, timestamps: true }, '2026-01-01T00:00:10Z GET / 503\n'],
  ['what is not older', { sinceSeconds: 2 }, 'GET / 503\n'],
  ['cut off', { limitBytes: 4 }, 'main'],
  ['of the run before', { previous: true }, 'main web:503 started\nhello\nmain ended with exit code 1\n'],
  ['of nobody', { container: 'other' }, ''],
])('a log shows %s', (_, query, log) => {
  expect(logsOf(pod, { ...QUERY, ...query }, NOW)).toBe(log);
});

it('a log that is followed goes on until the pod is gone', async () => {
  const clock = manualClock(NOW);
  let [isThere, text, isOver] = [true, '', false];
  const sink = {
    write: (piece: string) => {
      text += piece;
    },
    end: () => {
      isOver = true;
    },
  };
  logSource(clock, () => (isThere ? pod : undefined))(pod, { ...QUERY, follow: true, tailLines: 0 }, sink);
  await clock.advance(10_000);
  expect([text, isOver]).toEqual(['GET / 503\nGET / 503\n', false]);
  isThere = false;
  await clock.advance(5_000);
  expect(isOver).toBe(true);
});
