/** The worked traces of whole updates, state by state and event by event. */
import { describe, expect, it } from 'vitest';
import { atRest, begun, later, type Model, patched, type Rest, stateOf } from './model.testkit.ts';

type Change = (model: Model) => Model;

const release =
  (wanted: string): Change =>
  (model) => ({ ...model, wanted });
const wait =
  (seconds: number): Change =>
  (model) =>
    later(model, seconds);
const promote: Change = (model) => patched(model, { pauseConditions: undefined });
const abort: Change = (model) => patched(model, { abort: true });
const retry: Change = (model) => patched(model, { abort: undefined });
const promoteFull: Change = (model) => patched(model, { promoteFull: true });

interface Turn {
  readonly does: Change;
  /** After those before. */
  readonly states: readonly string[];
  readonly says?: readonly string[];
}

function play(start: Model, turns: readonly Turn[]): Model {
  let { model }: Rest = atRest(start);
  for (const { does, states, says } of turns) {
    const before = model;
    const rest = atRest(does(model));
    expect(rest.states.slice(1), stateOf(before)).toEqual(states);
    if (says) expect(rest.said, stateOf(before)).toEqual(says);
    model = rest.model;
  }
  return model;
}

const SERVICES = { canary: undefined, stable: undefined };
const nginx = { canaryService: 'canary', stableService: 'stable', trafficRouting: { nginx: { stableIngress: 'web' } } };

it('replaces four pods by 25 %, a pause, 50 % and a short pause', () => {
  const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '10s' } }];
  const start = begun({ replicas: 4, strategy: { canary: { steps } } });
  const end = play(start, [
    {
      does: release('v2'),
      states: [
        'v1 3 v2 1 · step 0 · stable v1 · Progressing',
        'v1 3 v2 1 · step 1 · stable v1 · Progressing',
        'v1 3 v2 1 · step 1 · stable v1 · Paused',
      ],
      says: ['RolloutNotCompleted', 'RolloutStepCompleted', 'RolloutPaused'],
    },
    {
      does: promote,
      states: [
        'v1 3 v2 1 · step 2 · stable v1 · Progressing',
        'v1 2 v2 2 · step 2 · stable v1 · Progressing',
        'v1 2 v2 2 · step 3 · stable v1 · Progressing',
        'v1 2 v2 2 · step 3 · stable v1 · Paused',
      ],
      says: ['RolloutStepCompleted', 'RolloutResumed', 'RolloutStepCompleted', 'RolloutPaused'],
    },
    { does: wait(10), states: [] },
    {
      does: wait(1),
      states: [
        'v1 2 v2 2 · step 4 · stable v1 · Progressing',
        'v1 1 v2 3 · step 4 · stable v1 · Progressing',
        'v1 0 v2 4 · step 4 · stable v1 · Progressing',
        'v1 0 v2 4 · step 4 · stable v2 · Healthy',
      ],
      says: ['RolloutStepCompleted', 'RolloutResumed', 'RolloutCompleted'],
    },
  ]);
  expect(end.status.controllerPause).toBeUndefined();
});

describe('five pods behind a router, by 20 %, a pause, 60 % and a pause', () => {
  const steps = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: {} }];
  const start = begun({ replicas: 5, strategy: { canary: { steps, ...nginx } } }, SERVICES);
  const toTwenty: Turn = {
    does: release('v2'),
    states: [
      'v1 5 v2 1 · 0 · step 0 · stable v1 · Progressing',
      'v1 5 v2 1 · 20 · step 0 · stable v1 · Progressing',
      'v1 5 v2 1 · 20 · step 1 · stable v1 · Progressing',
      'v1 5 v2 1 · 20 · step 1 · stable v1 · Paused',
    ],
    says: ['RolloutNotCompleted', 'TrafficWeightUpdated', 'RolloutStepCompleted', 'RolloutPaused'],
  };
  const toSixty: Turn = {
    does: promote,
    states: [
      'v1 5 v2 1 · 20 · step 2 · stable v1 · Progressing',
      'v1 5 v2 3 · 20 · step 2 · stable v1 · Progressing',
      'v1 5 v2 3 · 60 · step 2 · stable v1 · Progressing',
      'v1 5 v2 3 · 60 · step 3 · stable v1 · Progressing',
      'v1 5 v2 3 · 60 · step 3 · stable v1 · Paused',
    ],
  };

  it('touches no router before the first revision is there', () => {
    expect(atRest(start, ['v1']).model).toMatchObject({ shown: undefined, services: SERVICES });
    expect(atRest(start).model).toMatchObject({ shown: 0, services: { canary: 'v1', stable: 'v1' } });
  });

  it('ends with all requests at the stable Service, and the old pods gone after a while', () => {
    const end = play(start, [
      toTwenty,
      toSixty,
      {
        does: promote,
        states: [
          'v1 5 v2 3 · 60 · step 4 · stable v1 · Progressing',
          'v1 5 v2 5 · 60 · step 4 · stable v1 · Progressing',
          'v1 5 v2 5 · 100 · step 4 · stable v2 · Healthy',
          'v1 5 v2 5 · 0 · step 4 · stable v2 · Healthy',
        ],
      },
      { does: wait(29), states: [] },
      { does: wait(1), states: ['v1 0 v2 5 · 0 · step 4 · stable v2 · Healthy'] },
    ]);
    expect(end.services).toEqual({ canary: 'v2', stable: 'v2' });
  });

  it('takes the weight back at once on an abort, keeps the canary for 30 s, and begins again', () => {
    const aborted = play(start, [
      toTwenty,
      toSixty,
      {
        does: abort,
        states: ['v1 5 v2 3 · 0 · step 0 · stable v1 · Degraded'],
        says: ['RolloutAborted', 'TrafficWeightUpdated'],
      },
    ]);
    expect(aborted.services).toEqual({ canary: 'v1', stable: 'v1' });
    expect(aborted.revisions.map(({ deadline }) => deadline)).toEqual([undefined, 30]);
    const retried: Turn = {
      does: retry,
      states: [
        'v1 5 v2 1 · 0 · step 0 · stable v1 · Progressing',
        'v1 5 v2 1 · 20 · step 0 · stable v1 · Progressing',
        'v1 5 v2 1 · 20 · step 1 · stable v1 · Progressing',
        'v1 5 v2 1 · 20 · step 1 · stable v1 · Paused',
      ],
    };
    play(aborted, [{ does: wait(30), states: ['v1 5 v2 0 · 0 · step 0 · stable v1 · Degraded'] }, retried]);
    expect(play(aborted, [retried]).revisions[1]?.deadline).toBeUndefined();
  });

  it.each([
    ['as it waits', [toTwenty]],
    ['after an abort', [toTwenty, { does: abort, states: ['v1 5 v2 1 · 0 · step 0 · stable v1 · Degraded'] }]],
  ])('is promoted in full %s', (_, turns) => {
    const end = atRest(promoteFull(play(start, turns)));
    expect(end.states.at(-1)).toBe('v1 5 v2 5 · 0 · step 4 · stable v2 · Healthy');
    expect(end.model.status).not.toHaveProperty('abort');
    expect(end.model.status).not.toHaveProperty('promoteFull');
  });
});

describe('four pods whose stable revision shrinks, by 25 %, a pause, 75 % and a pause', () => {
  const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];
  const spec = { replicas: 4, strategy: { canary: { steps, ...nginx, dynamicStableScale: true } } };
  const advanced = play(begun(spec, SERVICES), [
    {
      does: release('v2'),
      states: [
        'v1 4 v2 1 · 0 · step 0 · stable v1 · Progressing',
        'v1 4 v2 1 · 25 · step 0 · stable v1 · Progressing',
        'v1 3 v2 1 · 25 · step 0 · stable v1 · Progressing',
        'v1 3 v2 1 · 25 · step 1 · stable v1 · Progressing',
        'v1 3 v2 1 · 25 · step 1 · stable v1 · Paused',
      ],
    },
    {
      does: promote,
      states: [
        'v1 3 v2 1 · 25 · step 2 · stable v1 · Progressing',
        'v1 3 v2 3 · 25 · step 2 · stable v1 · Progressing',
        'v1 3 v2 3 · 75 · step 2 · stable v1 · Progressing',
        'v1 1 v2 3 · 75 · step 2 · stable v1 · Progressing',
        'v1 1 v2 3 · 75 · step 3 · stable v1 · Progressing',
        'v1 1 v2 3 · 75 · step 3 · stable v1 · Paused',
      ],
    },
  ]);

  it.each<[string, Change, readonly string[]]>([
    [
      'goes back by steps on an abort, as stable pods come',
      abort,
      [
        'v1 3 v2 3 · 75 · step 0 · stable v1 · Degraded',
        'v1 3 v2 3 · 25 · step 0 · stable v1 · Degraded',
        'v1 3 v2 1 · 25 · step 0 · stable v1 · Degraded',
        'v1 4 v2 1 · 25 · step 0 · stable v1 · Degraded',
        'v1 4 v2 1 · 0 · step 0 · stable v1 · Degraded',
        'v1 4 v2 0 · 0 · step 0 · stable v1 · Degraded',
      ],
    ],
    [
      'goes back to stable once that has all its pods',
      release('v1'),
      [
        'v1 4 v2 3 · 75 · step 4 · stable v1 · Progressing',
        'v1 4 v2 3 · 0 · step 4 · stable v1 · Healthy',
        'v1 4 v2 0 · 0 · step 4 · stable v1 · Healthy',
      ],
    ],
    [
      'gives the share of one canary to the next only when stable has its pods',
      release('v3'),
      [
        'v1 3 v2 3 v3 1 · 75 · step 0 · stable v1 · Progressing',
        'v1 3 v2 3 v3 1 · 25 · step 0 · stable v1 · Progressing',
        'v1 3 v2 0 v3 1 · 25 · step 1 · stable v1 · Progressing',
        'v1 3 v2 0 v3 1 · 25 · step 1 · stable v1 · Paused',
      ],
    ],
    [
      'moves the weight with the pods when promoted in full',
      promoteFull,
      [
        'v1 1 v2 4 · 75 · step 4 · stable v1 · Progressing',
        'v1 1 v2 4 · 100 · step 4 · stable v2 · Healthy',
        'v1 0 v2 4 · 0 · step 4 · stable v2 · Healthy',
      ],
    ],
  ])('%s', (_, does, states) => {
    play(advanced, [{ does, states }]);
  });
});

it('four pods whose stable revision shrinks to none are there again before a step gives it requests', () => {
  const steps = [{ setWeight: 100 }, { pause: {} }, { setWeight: 25 }, { pause: {} }];
  const spec = { replicas: 4, strategy: { canary: { steps, ...nginx, dynamicStableScale: true } } };
  const first = [
    'v1 4 v2 4 · 0 · step 0 · stable v1 · Progressing',
    'v1 4 v2 4 · 100 · step 0 · stable v1 · Progressing',
    'v1 0 v2 4 · 100 · step 0 · stable v1 · Progressing',
    'v1 0 v2 4 · 100 · step 1 · stable v1 · Progressing',
    'v1 0 v2 4 · 100 · step 1 · stable v1 · Paused',
  ];
  const second = [
    'v1 0 v2 4 · 100 · step 2 · stable v1 · Progressing',
    'v1 3 v2 4 · 100 · step 2 · stable v1 · Progressing',
    'v1 3 v2 4 · 25 · step 2 · stable v1 · Progressing',
    'v1 3 v2 1 · 25 · step 2 · stable v1 · Progressing',
    'v1 3 v2 1 · 25 · step 3 · stable v1 · Progressing',
    'v1 3 v2 1 · 25 · step 3 · stable v1 · Paused',
  ];
  play(begun(spec, SERVICES), [
    { does: release('v2'), states: first },
    { does: promote, states: second },
  ]);
});
