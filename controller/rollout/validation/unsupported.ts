/** What a Rollout may ask for and this version cannot do yet: refused, because doing less would look like success. */
import type { Step } from '../../../crds/rollout/steps.ts';
import { type Finding, invalid, when } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';

const STEPS = [
  ['experiment', 'an experiment step'],
  ['analysis', 'an analysis step'],
] as const satisfies readonly (readonly [keyof Step, string])[];

export function unsupportedFindings({ strategy }: Completed): Finding[] {
  const { blueGreen, canary } = strategy ?? {};
  const path = 'spec.strategy';
  return [
    ...(canary?.steps ?? []).flatMap((step, index) => stepFindings(step, `${path}.canary.steps[${index}]`)),
    ...unsupported(`${path}.canary.analysis`, canary?.analysis, 'background analysis'),
    ...unsupported(`${path}.blueGreen.prePromotionAnalysis`, blueGreen?.prePromotionAnalysis, 'pre-promotion analysis'),
    ...unsupported(
      `${path}.blueGreen.postPromotionAnalysis`,
      blueGreen?.postPromotionAnalysis,
      'post-promotion analysis',
    ),
  ];
}

function stepFindings(step: Step, path: string): Finding[] {
  return STEPS.flatMap(([key, what]) => unsupported(`${path}.${key}`, step[key], what));
}

function unsupported(path: string, value: unknown, what: string): Finding[] {
  return when(value !== undefined, () => invalid(path, value, `${what} is not supported yet`));
}
