import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import { POD_COLUMNS } from './pod-columns.ts';

const NOW = '2026-01-01T01:00:00Z';
const running = { running: {} };
const waiting = (reason: string) => ({ waiting: { reason } });
const terminated = (more: object) => ({ terminated: { exitCode: 0, ...more } });
const status = (name: string, state: object, more: object = {}) => ({ name, state, ...more });
const ready = (name: string) => status(name, running, { ready: true });
const restarts = (restartCount: number, finishedAt: string) => ({
  restartCount,
  lastState: { terminated: { finishedAt } },
});
const is = (type: string, value = 'True', reason = '') => ({ type, status: value, reason });

/** Two containers, and as many before them as are named; those with a star stay. */
function pod(podStatus: object, init = '', metadata: object = {}): ApiObject {
  const initContainers = init.split('').flatMap((name, index) => {
    if (name === '*') return [];
    return [{ name, ...(init[index + 1] === '*' && { restartPolicy: 'Always' }) }];
  });
  const spec = { containers: [{ name: 'a' }, { name: 'b' }], initContainers };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec, status: podStatus };
}

const cells = (object: ApiObject) => POD_COLUMNS.map((column) => column.cell(object, NOW));
const gone = { deletionTimestamp: NOW };

describe('pods', () => {
  it.each<[string, ApiObject, string]>([
    ['say their phase', pod({ phase: 'Pending' }), '0/2 Pending 0'],
    ['say why they were evicted', pod({ phase: 'Failed', reason: 'Evicted' }), '0/2 Evicted 0'],
    [
      'wait for a gate',
      pod({ phase: 'Pending', conditions: [is('PodScheduled', 'False', 'SchedulingGated')] }),
      '0/2 SchedulingGated 0',
    ],
    ['run', pod({ phase: 'Running', containerStatuses: [ready('a'), ready('b')] }), '2/2 Running 0'],
    [
      'hear the first container that complains',
      pod({ phase: 'Running', containerStatuses: [ready('a'), status('b', waiting('X'))] }),
      '1/2 X 0',
    ],
    [
      'hear the first of several',
      pod({ phase: 'Running', containerStatuses: [status('a', waiting('X')), status('b', waiting('Y'))] }),
      '0/2 X 0',
    ],
    [
      'give exit codes',
      pod({ phase: 'Failed', containerStatuses: [status('a', terminated({ exitCode: 3 }))] }),
      '0/2 ExitCode:3 0',
    ],
    [
      'give signals',
      pod({ phase: 'Failed', containerStatuses: [status('a', terminated({ signal: 9 }))] }),
      '0/2 Signal:9 0',
    ],
    [
      'are done',
      pod({ phase: 'Succeeded', containerStatuses: [status('a', terminated({ reason: 'Completed' }))] }),
      '0/2 Completed 0',
    ],
    [
      'still run if part is done',
      pod({
        phase: 'Running',
        conditions: [is('Ready')],
        containerStatuses: [status('a', terminated({ reason: 'Completed' })), ready('b')],
      }),
      '1/2 Running 0',
    ],
    [
      'are not ready if part is done',
      pod({ phase: 'Running', containerStatuses: [status('a', terminated({ reason: 'Completed' })), ready('b')] }),
      '1/2 NotReady 0',
    ],
    [
      'go away',
      pod({ phase: 'Running', containerStatuses: [status('a', waiting('X'))] }, '', gone),
      '0/2 Terminating 0',
    ],
    ['do not go away once they are done', pod({ phase: 'Succeeded' }, '', gone), '0/2 Succeeded 0'],
    ['are lost with their node', pod({ phase: 'Running', reason: 'NodeLost' }, '', gone), '0/2 Unknown 0'],
    [
      'initialize',
      pod({ phase: 'Pending', initContainerStatuses: [status('i', terminated({})), status('j', running)] }, 'ij'),
      '0/2 Init:1/2 0',
    ],
    [
      'do not count what waits its turn',
      pod({ phase: 'Pending', initContainerStatuses: [status('i', waiting('PodInitializing'))] }, 'i'),
      '0/2 Init:0/1 0',
    ],
    [
      'fail to initialize',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [
            status('i', terminated({ exitCode: 1 }), restarts(2, '2026-01-01T00:59:00Z')),
            status('j', waiting('Y'), { restartCount: 7 }),
          ],
        },
        'ij',
      ),
      '0/2 Init:ExitCode:1 2 (60s ago)',
    ],
    [
      'cannot initialize',
      pod({ phase: 'Pending', initContainerStatuses: [status('i', waiting('ErrImagePull'))] }, 'i'),
      '0/2 Init:ErrImagePull 0',
    ],
    [
      'forget the restarts of their initialization',
      pod(
        {
          phase: 'Running',
          initContainerStatuses: [status('i', terminated({}), restarts(2, NOW))],
          containerStatuses: [ready('a')],
        },
        'i',
      ),
      '1/2 Running 0',
    ],
    [
      'count containers beside the others',
      pod(
        {
          phase: 'Running',
          initContainerStatuses: [
            status('i', running, { started: true, ready: true, ...restarts(2, '2026-01-01T00:59:00Z') }),
          ],
          containerStatuses: [ready('a'), ready('b')],
        },
        'i*',
      ),
      '3/3 Running 2 (60s ago)',
    ],
    [
      'wait for containers beside the others',
      pod({ phase: 'Pending', initContainerStatuses: [status('i', running, { started: false })] }, 'i*'),
      '0/3 Init:0/1 0',
    ],
    [
      'look at all containers once they have been initialized',
      pod(
        {
          phase: 'Running',
          conditions: [is('Initialized')],
          initContainerStatuses: [status('i', running)],
          containerStatuses: [ready('a')],
        },
        'i',
      ),
      '1/2 Init:0/1 0',
    ],
    [
      'sum up restarts and say when the last was',
      pod({
        phase: 'Running',
        containerStatuses: [
          status('a', running, restarts(1, '2026-01-01T00:30:00Z')),
          status('b', running, restarts(2, '2026-01-01T00:50:00Z')),
        ],
      }),
      '0/2 Running 3 (10m ago)',
    ],
    [
      'say no time they do not know',
      pod({ phase: 'Running', containerStatuses: [status('a', running, { restartCount: 1 })] }),
      '0/2 Running 1',
    ],
  ])('%s', (_, object, expected) => {
    expect(cells(object).slice(1, 4).join(' ')).toBe(expected);
  });

  it('know where they are', () => {
    const where = {
      podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }],
      nominatedNodeName: 'm',
      conditions: [is('x'), is('y', 'False')],
    };
    const object = pod(where, '', { creationTimestamp: '2026-01-01T00:00:00Z' });
    const spec = {
      ...(object['spec'] as object),
      nodeName: 'n',
      readinessGates: [{ conditionType: 'x' }, { conditionType: 'y' }],
    };
    expect(cells({ ...object, spec }).slice(4)).toEqual(['60m', '10.0.0.1', 'n', 'm', '1/2']);
    expect(cells(pod({})).slice(4)).toEqual(['<unknown>', '<none>', '<none>', '<none>', '<none>']);
  });
});
