/** Tests of the conditions that say how the Rollout is, not how it comes along. */
import { describe, expect, it } from 'vitest';
import {
  conditionsOf,
  find,
  pauseConditions,
  pausing,
  promotedBlueGreen,
  promotedCanary,
  settled,
  updating,
} from './conditions.testkit.ts';
import type { Outcome } from './outcome.ts';
import { at, blueGreen, canary, revision, type Scene, said } from './snapshot.testkit.ts';

describe('other conditions', () => {
  const full = { size: 4, desired: 4, available: 4 };
  const blue = (one: object): Scene => ({
    spec: blueGreen(),
    revisions: [revision('v2', { ...full, ...one })],
    status: { ...promotedBlueGreen, conditions: [] },
  });
  const switched = { blueGreen: { activeSelector: 'v2' } };
  const failure = { ...said('ReplicaFailure', 'True', 'FailedCreate', at(-9)), message: 'quota' };
  it.each<
    [
      behaviour: string,
      type: string,
      expected: [status: string, message: string] | undefined,
      scene: Scene,
      decided?: Partial<Outcome>,
    ]
  >([
    ['of a canary with enough pods', 'Available', ['True', 'Rollout has minimum availability'], updating()],
    [
      'of a canary with too few pods',
      'Available',
      ['False', 'Rollout does not have minimum availability'],
      { ...updating(), revisions: [revision('v1', { available: 2 }), revision('v2', { size: 1 })] },
    ],
    ['of a full blue-green', 'Available', ['True', 'Rollout has minimum availability'], blue({}), switched],
    ...(['size', 'desired', 'available'] as const).map(
      (what): [string, string, [string, string], Scene, Partial<Outcome>] => [
        `of blue-green with another ${what}`,
        'Available',
        ['False', 'Rollout does not have minimum availability'],
        blue({ [what]: 3 }),
        switched,
      ],
    ),
    [
      'of blue-green that is not active',
      'Available',
      ['False', 'Rollout does not have minimum availability'],
      blue({}),
    ],
    ['once it is healthy', 'Healthy', ['True', 'Rollout is healthy'], { status: promotedCanary }],
    [
      'once an edit that changes nothing is observed',
      'Healthy',
      ['True', 'Rollout is healthy'],
      { status: { ...promotedCanary, observedGeneration: '6', conditions: settled } },
    ],
    ['if it has never been healthy', 'Healthy', undefined, updating()],
    ['if it was healthy', 'Healthy', ['False', 'Rollout is not healthy'], updating({}, settled)],
    [
      'while paused',
      'Healthy',
      ['False', 'Rollout is not healthy'],
      {
        status: { ...promotedCanary, conditions: settled },
        spec: { ...canary(), paused: true },
      },
    ],
    ['if promoted', 'Completed', ['True', 'RolloutCompleted'], { status: promotedCanary }],
    ['if not promoted', 'Completed', ['False', 'RolloutCompleted'], updating()],
    ['while paused', 'Paused', ['True', 'Rollout is paused'], updating({ pauseConditions })],
    ['once resumed', 'Paused', ['False', 'Rollout is paused'], updating({}, pausing)],
    [
      'after an abort, as it was',
      'Paused',
      ['True', 'said before'],
      updating({ abort: true, pauseConditions }, pausing),
    ],
    ['if it never was', 'Paused', undefined, updating()],
    [
      'of the wanted ReplicaSet',
      'ReplicaFailure',
      ['True', 'quota'],
      {
        ...updating(),
        revisions: [
          revision('v1', { conditions: [said('ReplicaFailure', 'True', 'Other')] }),
          revision('v2', { conditions: [failure] }),
        ],
      },
    ],
    [
      'of another ReplicaSet',
      'ReplicaFailure',
      ['True', 'quota'],
      {
        ...updating(),
        revisions: [revision('v1', { conditions: [failure] }), revision('v2')],
      },
    ],
    ['when none fails any more', 'ReplicaFailure', undefined, updating({}, [failure])],
    ['once the spec is valid', 'InvalidSpec', undefined, updating({}, [said('InvalidSpec', 'True', 'InvalidSpec')])],
  ])('%s: %s', (...[, type, expected, scene, decided]) => {
    const [status, message] = expected ?? [];
    expect(find(conditionsOf(scene, decided), type)).toEqual(expected && expect.objectContaining({ status, message }));
  });

  it.each<[behaviour: string, before: (typeof failure)[], expected: typeof failure]>([
    ['has the times of its ReplicaSet', [], failure],
    ['stays while status and reason do', [{ ...failure, message: 'then' }], { ...failure, message: 'then' }],
    [
      'has turned with its status only',
      [said('ReplicaFailure', 'True', 'Other')],
      { ...failure, lastTransitionTime: at(-3600) },
    ],
    ['turns with its status', [said('ReplicaFailure', 'Unknown', 'Other')], failure],
  ])('ReplicaFailure %s', (_, before, expected) => {
    const revisions = [revision('v1'), revision('v2', { conditions: [failure] })];
    expect(find(conditionsOf({ ...updating({}, before), revisions }), 'ReplicaFailure')).toStrictEqual(expected);
  });
});
