import { expect, it } from 'vitest';
import { canary, problemWith } from './question.testkit.ts';

it('an experiment is refused as long as nobody runs it', () => {
  const problem = problemWith(canary({ steps: [{ experiment: { templates: [] } }] })) ?? '';
  expect(problem.startsWith('spec.strategy.canary.steps[0].experiment: Invalid value: {')).toBe(true);
  expect(problem.endsWith('}: an experiment step is not supported yet')).toBe(true);
});
