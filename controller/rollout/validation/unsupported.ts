/** What a Rollout may ask for and this version cannot do yet: refused, because doing less would look like success. */
import { type Finding, invalid, when } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';

export const unsupportedFindings = ({ strategy }: Completed): Finding[] =>
  (strategy?.canary?.steps ?? []).flatMap(({ experiment }, index) =>
    when(experiment !== undefined, () =>
      invalid(`spec.strategy.canary.steps[${index}].experiment`, experiment, 'an experiment step is not supported yet'),
    ),
  );
