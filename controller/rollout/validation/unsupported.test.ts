import { describe, expect, it } from 'vitest';
import { blueGreen, canary, problemWith, type rolloutWith } from './question.testkit.ts';

const path = 'spec.strategy';

describe('what is not built yet is refused', () => {
  const rate = { templates: [{ templateName: 'rate' }] };
  it.each<[what: string, object: ReturnType<typeof rolloutWith>, at: string, said: string]>([
    [
      'an experiment',
      canary({ steps: [{ experiment: { templates: [] } }] }),
      'canary.steps[0].experiment',
      'an experiment step',
    ],
    ['an analysis', canary({ steps: [{ analysis: rate }] }), 'canary.steps[0].analysis', 'an analysis step'],
    ['an analysis in the background', canary({ analysis: rate }), 'canary.analysis', 'background analysis'],
    [
      'an analysis before promotion',
      blueGreen({ prePromotionAnalysis: rate }),
      'blueGreen.prePromotionAnalysis',
      'pre-promotion analysis',
    ],
    [
      'an analysis after promotion',
      blueGreen({ postPromotionAnalysis: rate }),
      'blueGreen.postPromotionAnalysis',
      'post-promotion analysis',
    ],
  ])('%s', (_, object, at, said) => {
    const problem = problemWith(object) ?? '';
    expect(problem.startsWith(`${path}.${at}: Invalid value: {`)).toBe(true);
    expect(problem.endsWith(`}: ${said} is not supported yet`)).toBe(true);
  });
});
