import { describe, expect, it } from 'vitest';
import { decided, type ExperimentScene, NAME, type Scene, TEMPLATES } from './compared.testkit.ts';

const during = (one: ExperimentScene, more: Scene = {}): Scene => ({
  ...{ experiments: { [NAME]: one }, current: NAME },
  ...more,
});
const RUNNING: ExperimentScene = { phase: 'Running', templates: { base: 'Running', try: 'Running' } };
const ANSWERING = { [`${NAME}-base`]: 1, [`${NAME}-try`]: 1 };
describe('others', () => {
  it.each<[string, Scene, readonly string[]]>([
    [
      'end that do not belong to the step',
      during(RUNNING, {
        experiments: { [NAME]: RUNNING, old: { phase: 'Running' } },
        status: { canary: { currentExperiment: NAME } },
      }),
      ['end Experiment old'],
    ],
    ['end with the abort', during(RUNNING, { status: { abort: true } }), [`end Experiment ${NAME}`]],
    ['end with the next step', during(RUNNING, { status: { currentStepIndex: 2 } }), [`end Experiment ${NAME}`]],
    ['are asked once', during({ ...RUNNING, terminate: true }, { status: { currentStepIndex: 2 } }), []],
    ['are left alone on their way out', during({ ...RUNNING, deleted: true }, { status: { currentStepIndex: 2 } }), []],
    [
      'of somebody else go on',
      { experiments: { [NAME]: { ...RUNNING, owner: 'x' } }, status: { currentStepIndex: 2 } },
      [],
    ],
    [
      'go with their revision',
      { experiments: { old: { phase: 'Failed', hash: 'v0' } }, status: { currentStepIndex: 2 } },
      ['delete Experiment old: it is not kept'],
    ],
    [
      'stay with their revision while they are sent requests',
      {
        experiments: { old: { phase: 'Failed', hash: 'v0', isMarked: true } },
        sent: { 'old-a': 5 },
        status: { currentStepIndex: 2 },
      },
      ['old is sent no more requests'],
    ],
    [
      'go when there are too many',
      {
        experiments: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, { phase: 'Successful' }])),
        status: { currentStepIndex: 2 },
      },
      ['delete Experiment f: it is not kept'],
    ],
  ])('%s', (_, scene, does) => expect(decided(scene).does).toEqual(does));
});

describe('requests', () => {
  const SPLIT = `canary 20, ${NAME}-base 10, ${NAME}-try 5, stable 65`;

  it.each<[string, Scene, string]>([
    ['go to templates that run and answer', during(RUNNING, { answering: ANSWERING }), SPLIT],
    [
      'go to no template without ready addresses',
      during(RUNNING, { answering: { [`${NAME}-try`]: 1 } }),
      `canary 20, ${NAME}-try 5, stable 75`,
    ],
    [
      'go to none before it runs',
      during({ ...RUNNING, phase: 'Pending' }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to none when it ends',
      during({ ...RUNNING, phase: 'Successful' }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to none that is to end',
      during({ ...RUNNING, terminate: true }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to none on its way out',
      during({ ...RUNNING, deleted: true }, { answering: ANSWERING }),
      'canary 20, stable 80',
    ],
    [
      'go to no template that is done',
      during({ ...RUNNING, templates: { base: 'Successful', try: 'Running' } }, { answering: ANSWERING }),
      `canary 20, ${NAME}-try 5, stable 75`,
    ],
    [
      'go back with the abort',
      during(RUNNING, { answering: ANSWERING, status: { abort: true } }),
      'canary 0, stable 100',
    ],
    [
      'go where there is something left to give',
      during(RUNNING, {
        answering: ANSWERING,
        step: {
          templates: [
            { ...TEMPLATES[0], weight: 70 },
            { ...TEMPLATES[1], weight: 70 },
          ],
        },
      }),
      `canary 20, ${NAME}-base 70, ${NAME}-try 10, stable 0`,
    ],
    [
      'go to the experiment, too, where the canary has lost its pods',
      during(RUNNING, { answering: ANSWERING, pods: { v1: 4, v2: { size: 1, ready: 0 } } }),
      `canary 0, ${NAME}-base 10, ${NAME}-try 5, stable 85`,
    ],
  ])('%s', (_, scene, split) => expect(decided(scene).split).toBe(split));

  it('come after a mark that keeps the pods, made on what was seen', () => {
    const { marks, target } = decided(during(RUNNING, { answering: ANSWERING }));
    expect(marks).toEqual([`${NAME} is to be sent requests`]);
    expect(target.split?.destinations.map(({ role, hash }) => `${role} ${hash}`)).toEqual([
      ...['canary v2', 'experiment hash-base', 'experiment hash-try', 'stable v1'],
    ]);
    expect(decided(during({ ...RUNNING, isMarked: true }, { answering: ANSWERING })).marks).toEqual([]);
  });

  it.each<[string, Scene, readonly string[]]>([
    ['once nobody is sent there', {}, [`${NAME} is sent no more requests`]],
    ['not as long as somebody is', { sent: { [`${NAME}-try`]: 5 } }, []],
  ])('take the mark away %s', (_, scene, does) => {
    const ended: ExperimentScene = { phase: 'Successful', isMarked: true, templates: { try: 'Successful' } };
    expect(decided(during(ended, scene)).does).toEqual(does);
  });

  it('are told of as the router shows them', () => {
    const { status, says } = decided(
      during(RUNNING, {
        ...{ answering: ANSWERING, sent: { [`${NAME}-base`]: 10, [`${NAME}-try`]: 5 } },
        status: {
          canary: { currentExperiment: NAME, weights: { canary: { weight: 20 }, stable: { weight: 80 } } },
        },
      }),
    );
    expect(status.canary?.weights).toMatchObject({
      ...{ canary: { weight: 20 }, stable: { weight: 65 } },
      additional: [
        { weight: 10, serviceName: `${NAME}-base`, podTemplateHash: 'hash-base' },
        { weight: 5, serviceName: `${NAME}-try`, podTemplateHash: 'hash-try' },
      ],
    });
    expect(says).toContain(
      `Normal TrafficWeightUpdated: Traffic weight updated additional: [{10 ${NAME}-base hash-base} {5 ${NAME}-try hash-try}]`,
    );
  });
});
