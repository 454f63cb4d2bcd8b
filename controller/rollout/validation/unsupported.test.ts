import { describe, expect, it } from 'vitest';
import { blueGreen, canary, problemWith, type rolloutWith, routed } from './question.testkit.ts';

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
    ['a plugin', canary({ steps: [{ plugin: { name: 'a/b' } }] }), 'canary.steps[0].plugin', 'a plugin step'],
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
    ['a router that nobody wrote', routed({ smi: {} }), 'canary.trafficRouting.smi', 'traffic routing by smi'],
    [
      'such a router beside one that is there',
      routed({ nginx: { stableIngress: 'shop' }, plugins: { a: {} } }),
      'canary.trafficRouting.plugins',
      'traffic routing by plugins',
    ],
  ])('%s', (_, object, at, said) => {
    const problem = problemWith(object) ?? '';
    expect(problem.startsWith(`${path}.${at}: Invalid value: {`)).toBe(true);
    expect(problem.endsWith(`}: ${said} is not supported yet`)).toBe(true);
  });

  it('with the whole of it in the message', () =>
    expect(problemWith(routed({ smi: {} }))).toBe(
      'spec.strategy.canary.trafficRouting.smi: Invalid value: {}: traffic routing by smi is not supported yet',
    ));
});
