/** Steps whose plugins are not there, or are none that can be asked. */
import { type Finding, invalid } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';
import type { Found } from './found.ts';

export function refusedSteps({ strategy }: Completed, { stepPlugins }: Found): Finding[] {
  return (strategy?.canary?.steps ?? []).flatMap(({ plugin }, index) => {
    const why = plugin && stepPlugins?.get(plugin.name);
    return why ? [invalid(`spec.strategy.canary.steps[${index}].plugin.name`, plugin.name, why)] : [];
  });
}
