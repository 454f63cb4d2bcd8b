/** Tests of the conditions: how an update comes along, and in which order it is said. */
import { describe, expect, it } from 'vitest';
import {
  aborting,
  type Conditions,
  conditionsOf,
  find,
  halves,
  midway,
  pauseConditions,
  pausing,
  promotedBlueGreen,
  promotedCanary,
  saying,
  settled,
  updating,
} from './conditions.testkit.ts';
import type { Outcome } from './outcome.ts';
import { at, blueGreen, canary, NOW, revision, type Scene, said } from './snapshot.testkit.ts';

type Row = [
  behaviour: string,
  expected: [status: string, reason: string, message: string],
  scene: Scene,
  decided?: Partial<Outcome>,
];

describe('Progressing', () => {
  it.each<Row>([
    [
      'tells of a ReplicaSet that is made',
      ['True', 'NewReplicaSetCreated', 'Created new replica set "web-v2"'],
      {
        spec: blueGreen(),
        revisions: [],
        status: { ...promotedBlueGreen, stableRS: 'v1', replicas: 0, updatedReplicas: 0 },
      },
      { created: 'web-v2' },
    ],
    [
      'tells of a ReplicaSet that is found',
      ['True', 'FoundNewReplicaSet', 'Found new replica set "web-v2"'],
      { status: { ...midway }, revisions: halves },
    ],
    [
      'tells that all is done',
      ['True', 'NewReplicaSetAvailable', 'ReplicaSet "web-v2" has successfully progressed.'],
      { status: { ...promotedCanary, conditions: [said('Progressing', 'True', 'ReplicaSetUpdated', at(-60))] } },
    ],
    [
      'tells of progress',
      ['True', 'ReplicaSetUpdated', 'ReplicaSet "web-v2" is progressing.'],
      updating({ availableReplicas: 4 }),
    ],
    [
      'tells of progress with the name of what is made',
      ['True', 'ReplicaSetUpdated', 'ReplicaSet "web-v3" is progressing.'],
      { ...updating(), hash: 'v3' },
      { created: 'web-v3' },
    ],
    [
      'tells of a promoted revision that has lost pods',
      ['True', 'ReplicaSetNotAvailable', 'Rollout does not have minimum availability'],
      { revisions: [revision('v2', { ready: 3 })], status: { ...promotedCanary, conditions: settled } },
    ],
    [
      'tells of a passed deadline',
      ['False', 'ProgressDeadlineExceeded', 'ReplicaSet "web-v2" has timed out progressing.'],
      updating({}, [said('Progressing', 'True', 'ReplicaSetUpdated')]),
    ],
    [
      'says nothing of a passed deadline while old pods may stay',
      ['True', 'ReplicaSetUpdated', 'said before'],
      {
        ...updating({}, [said('Progressing', 'True', 'ReplicaSetUpdated')]),
        revisions: [...halves, revision('v0', { size: 0, deadline: at(20) })],
      },
    ],
    [
      'tells that a client aborted',
      ['False', 'RolloutAborted', 'Rollout aborted update to revision 2'],
      updating({ abort: true }),
    ],
    [
      'tells why it is aborted',
      ['False', 'RolloutAborted', 'Rollout aborted update to revision 2: too slow'],
      updating(),
      { abort: { message: 'too slow' } },
    ],
    [
      'tells why a passed deadline aborts',
      [
        'False',
        'RolloutAborted',
        'Rollout aborted update to revision 2: ReplicaSet "web-v2" has timed out progressing.',
      ],
      {
        ...updating({}, [said('Progressing', 'True', 'ReplicaSetUpdated')]),
        spec: { ...canary(), progressDeadlineAbort: true },
      },
    ],
    [
      'tells of a pause',
      ['Unknown', 'RolloutPaused', 'Rollout is paused'],
      updating(),
      { pauses: { add: ['CanaryPauseStep'] } },
    ],
    [
      'tells of a pause even when there is progress',
      ['Unknown', 'RolloutPaused', 'Rollout is paused'],
      updating({ availableReplicas: 4, pauseConditions }, pausing),
    ],
    [
      'tells of a paused spec',
      ['Unknown', 'RolloutPaused', 'Rollout is paused'],
      { ...updating({ observedGeneration: '6' }), spec: { ...canary(), paused: true } },
    ],
    ['tells that it is resumed', ['Unknown', 'RolloutResumed', 'Rollout is resumed'], updating({}, pausing)],
    ['tells of a retry', ['Unknown', 'RolloutRetry', 'Retrying Rollout after abort'], updating({}, [aborting])],
    [
      'says of a paused but promoted Rollout what it said',
      ['True', 'NewReplicaSetAvailable', 'said before'],
      { status: { ...promotedCanary, conditions: settled }, spec: { ...canary(), paused: true } },
    ],
    [
      'says of blue-green that waits after its switch that it waits',
      ['Unknown', 'RolloutPaused', 'Rollout is paused'],
      {
        spec: blueGreen(),
        status: { ...promotedBlueGreen, stableRS: 'v1', blueGreen: { activeSelector: 'v2' }, conditions: settled },
      },
      { blueGreen: { activeSelector: 'v2' }, pauses: { add: ['InconclusiveAnalysisRun'] } },
    ],
  ])('%s', (_, [status, reason, message], scene, decided) => {
    expect(find(conditionsOf(scene, decided), 'Progressing')).toMatchObject({ status, reason, message });
  });

  it.each<[behaviour: string, updated: string, transition: string, scene: Scene]>([
    ['counts each sign of progress', NOW, at(-60), updating({ availableReplicas: 4 })],
    ['is left alone without progress', at(-60), at(-60), updating()],
    [
      'has turned with its status',
      NOW,
      NOW,
      updating({ availableReplicas: 4 }, [said('Progressing', 'Unknown', 'RolloutRetry')]),
    ],
  ])('%s', (_, lastUpdateTime, lastTransitionTime, scene) => {
    expect(find(conditionsOf(scene), 'Progressing')).toMatchObject({ lastUpdateTime, lastTransitionTime });
  });
});

describe('the list', () => {
  const types = (list: Conditions) => list.map(({ type }) => type).join(' ');
  const told = [said('Available', 'True', 'AvailableReason'), said('Completed', 'False', 'RolloutCompleted')];
  it.each<[behaviour: string, order: string, scene: Scene, decided?: Partial<Outcome>]>([
    [
      'stays in order when nothing changes',
      'Available Healthy Completed Progressing',
      { status: { ...promotedCanary, conditions: settled } },
    ],
    [
      'has what changes at its end',
      'Available Completed Healthy Progressing',
      {
        revisions: [revision('v2', { pods: 5 })],
        status: { ...promotedCanary, conditions: settled },
      },
    ],
    [
      'has a pause at its end',
      'Available Healthy Completed Progressing Paused',
      updating(
        {},
        saying(
          said('Healthy', 'False', 'RolloutHealthy'),
          said('Completed', 'False', 'RolloutCompleted'),
          said('Progressing', 'True', 'ReplicaSetUpdated'),
        ),
      ),
      {
        pauses: { add: ['CanaryPauseStep'] },
      },
    ],
    [
      'tells a healthy Rollout anew that is edited',
      'Available Completed Healthy Progressing',
      {
        status: { ...promotedCanary, observedGeneration: '6', conditions: settled },
      },
    ],
    [
      'has first that a client resumed, then what came of it',
      'Available Completed Paused Progressing',
      updating({ availableReplicas: 4 }, [...told, ...pausing]),
    ],
    [
      'has first what came of it, then that the spec resumed',
      'Available Completed Progressing Paused',
      updating({ availableReplicas: 4, observedGeneration: '6' }, [...told, ...pausing]),
    ],
    [
      'keeps conditions of others',
      'Foreign Available Completed Progressing',
      updating({}, [
        said('Foreign', 'True', 'Other'),
        said('Available', 'True', 'AvailableReason'),
        said('Completed', 'False', 'RolloutCompleted'),
        said('Progressing', 'True', 'ReplicaSetUpdated'),
      ]),
    ],
  ])('%s', (_, order, scene, decided) => {
    expect(types(conditionsOf(scene, decided))).toBe(order);
  });

  it('is the same when nothing changes', () => {
    expect(conditionsOf({ status: { ...promotedCanary, conditions: settled } })).toStrictEqual(settled);
  });
});
