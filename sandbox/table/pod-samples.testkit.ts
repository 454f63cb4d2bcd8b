/** Pods in all their conditions. */
import { condition, core, pod, type Sample } from './sample.testkit.ts';

const running = { running: { startedAt: '2020-01-01T00:00:00Z' } };
const ended = (exitCode: number, more: object = {}) => ({ terminated: { exitCode, ...more } });
const container = (name: string, state: object, more: object = {}) => ({
  name,
  image: 'i',
  imageID: '',
  restartCount: 0,
  ready: false,
  state,
  ...more,
});
const restarted = (restartCount: number) => ({
  restartCount,
  lastState: ended(1, { finishedAt: '2020-01-01T00:00:00Z' }),
});

function podSample(says: string, status: object, spec: object = {}): Sample {
  const name = says.replaceAll(/[^a-z]+/g, '-');
  return {
    says: `a pod ${says}`,
    path: core('pods'),
    object: { name, spec: { ...pod, ...spec } },
    status,
    newer: ['Restarts 0'],
  };
}

const init = (...containers: string[]) => ({ initContainers: containers.map((name) => ({ name, image: 'i' })) });

export const PODS: readonly Sample[] = [
  podSample('that waits for a node', { phase: 'Pending' }),
  podSample('that runs', {
    phase: 'Running',
    podIP: '10.0.0.1',
    podIPs: [{ ip: '10.0.0.1' }],
    conditions: [condition('Ready')],
    containerStatuses: [container('a', running, { ready: true }), container('b', running)],
  }),
  podSample('whose containers fail', {
    phase: 'Running',
    containerStatuses: [
      container('a', { waiting: { reason: 'CrashLoopBackOff' } }),
      container('b', { waiting: { reason: 'ImagePullBackOff' } }),
    ],
  }),
  podSample('that is done', {
    phase: 'Succeeded',
    containerStatuses: [
      container('a', ended(0, { reason: 'Completed' })),
      container('b', ended(0, { reason: 'Completed' })),
    ],
  }),
  podSample('that is done in part', {
    phase: 'Running',
    conditions: [condition('Ready')],
    containerStatuses: [container('a', ended(0, { reason: 'Completed' })), container('b', running, { ready: true })],
  }),
  podSample('that is done in part and not ready', {
    phase: 'Running',
    containerStatuses: [container('a', ended(0, { reason: 'Completed' })), container('b', running, { ready: true })],
  }),
  podSample('that failed without a reason', {
    phase: 'Failed',
    containerStatuses: [container('a', ended(3)), container('b', ended(137, { signal: 9 }))],
  }),
  podSample('that was evicted', { phase: 'Failed', reason: 'Evicted' }),
  podSample(
    'that initializes',
    {
      phase: 'Pending',
      initContainerStatuses: [container('i', ended(0)), container('j', running), container('k', { waiting: {} })],
    },
    init('i', 'j', 'k'),
  ),
  podSample(
    'whose initialization failed',
    { phase: 'Pending', initContainerStatuses: [container('i', ended(2, { reason: 'Error' }))] },
    init('i'),
  ),
  podSample(
    'whose initialization was killed',
    { phase: 'Pending', initContainerStatuses: [container('i', ended(2, { signal: 9 }))] },
    init('i'),
  ),
  podSample(
    'whose initialization waits',
    { phase: 'Pending', initContainerStatuses: [container('i', { waiting: { reason: 'ErrImagePull' } })] },
    init('i'),
  ),
  {
    ...podSample(
      'that has been initialized',
      {
        phase: 'Running',
        conditions: [condition('Initialized')],
        initContainerStatuses: [container('i', running)],
        containerStatuses: [container('a', running, { ready: true })],
      },
      init('i'),
    ),
    newer: ['Restarts 0', 'Ready 0'],
  },
  {
    ...podSample('whose containers were restarted', {
      phase: 'Running',
      containerStatuses: [container('a', running, restarted(3)), container('b', running, restarted(2))],
    }),
    newer: ['Restarts 0'],
  },
  podSample(
    'with readiness gates',
    { phase: 'Running', nominatedNodeName: 'm', conditions: [condition('g.io/a'), condition('g.io/b', 'False')] },
    { readinessGates: [{ conditionType: 'g.io/a' }, { conditionType: 'g.io/b' }, { conditionType: 'g.io/c' }] },
  ),
  {
    ...podSample('that is going away', { phase: 'Running' }, { nodeName: 'nowhere' }),
    isDeleted: true,
  },
];
