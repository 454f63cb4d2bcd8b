import { expect, it } from 'vitest';
import { comparing, NAME, type Scene } from '../controller/rollout/experiments/compared.testkit.ts';
import { experimentLines, experimentWaits } from './explained-experiments.ts';
import { explanationOf } from './explanation.ts';

const RUNNING: Scene = {
  current: NAME,
  experiments: { [NAME]: { phase: 'Running', templates: { base: 'Running', try: 'Successful' } } },
  sent: { [`${NAME}-base`]: 10 },
};

it('tells how the experiment of a step stands, and what it is sent', () => {
  const s = comparing(RUNNING);
  expect(experimentLines(s)).toEqual([
    `${NAME}: Running: base Running, 0 available; try Successful`,
    `${NAME}-base gets 10`,
  ]);
  expect(experimentWaits(s, s.status)).toEqual([
    `experiment: ${NAME} is Running: base Running, 0 available; try Successful`,
  ]);
});

it('is part of an explanation', () => {
  expect(explanationOf(comparing(RUNNING))).toContain(`            ${NAME}-base gets 10`);
});

it.each<[string, Scene, readonly string[]]>([
  ['nothing without one', {}, []],
  ['that it has not begun', { current: NAME }, [`${NAME}: Pending`]],
  [
    'why it has failed',
    { current: NAME, experiments: { [NAME]: { phase: 'Failed', message: 'late' } } },
    [`${NAME}: Failed: late`],
  ],
])('tells %s', (_, scene, lines) => expect(experimentLines(comparing(scene))).toEqual(lines));
