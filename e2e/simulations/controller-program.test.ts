import { expect, it } from 'vitest';
import { logTo } from './controller-program.ts';

const wakeAt = new Date('2026-01-01T00:10:02Z');

it.each<[fields: object, message: string, line: string]>([
  [
    {
      ...{ part: 'rollouts', key: 'default/web', plan: ['create web-1 with 5 pods', 'mark revision 1'] },
      ...{ status: ['selector', 'phase'], notices: ['RolloutUpdated'], wakeAt, ms: 57 },
    },
    'pass',
    'pass rollouts default/web: create web-1 with 5 pods; mark revision 1 | status selector, phase | notices RolloutUpdated | wakes at 2026-01-01T00:10:02.000Z',
  ],
  [
    { part: 'rollouts', key: 'default/web', plan: [], status: ['replicas'], ms: 4 },
    'pass',
    'pass rollouts default/web: status replicas',
  ],
  [
    { kind: 'Service', state: 'failing', error: 'list services: ECONNRESET' },
    'cannot watch',
    'cannot watch {kind: Service, state: failing, error: "list services: ECONNRESET"}',
  ],
  [{}, 'no other controller is in charge', 'no other controller is in charge'],
])('%o is a line that people can read', (fields, message, line) => {
  const lines: string[] = [];
  logTo((what) => lines.push(what)).info(fields, message);
  expect(lines).toEqual([line]);
});
