/** `sluice promote`: lets a Rollout go on, by a step or to its end. */
import { Command, Option } from 'commander';
import { changeEach } from './change-each.ts';
import { type ClusterFlags, withClusterFlags } from './cluster.ts';
import { promotionOf, type Wish } from './promotion.ts';
import { patchSpec, patchStatus, readRollout } from './rollouts.ts';

type Flags = ClusterFlags & Wish;

const BOTH = 'Cannot use skip-current-step and skip-all-steps flags at the same time';

export function promote(): Command {
  return withClusterFlags(
    new Command('promote')
      .description('let a Rollout go on: end its pause, or the step in hand')
      .argument('<rollout>', 'name of a Rollout')
      .option('--full', 'pass over all that is left: steps, pauses and analysis')
      .addOption(new Option('-c, --skip-current-step', 'pass over the step in hand (deprecated)').conflicts('full'))
      .addOption(new Option('-a, --skip-all-steps', 'pass over the steps that are left (deprecated)').conflicts('full'))
      .addHelpText('after', '\nExamples:\n  sluice promote storefront -n shop\n  sluice promote storefront --full'),
  ).action((name: string, flags: Flags, command: Command) => {
    if (flags.skipCurrentStep && flags.skipAllSteps) command.error(`error: ${BOTH}`);
    return changeEach(flags, { what: 'rollout', names: [name] }, async (connection) => {
      const { status, spec } = promotionOf(await readRollout(connection, name), flags);
      if (status) await patchStatus(connection, name, status);
      if (spec) await patchSpec(connection, name, spec);
      return `rollout '${name}' ${flags.full ? 'fully promoted' : 'promoted'}`;
    });
  });
}
