/** `sluice retry`: starts what was aborted, or has ended, once more. */
import { Command } from 'commander';
import { changeEach } from './change-each.ts';
import { type ClusterFlags, EXPERIMENTS, withClusterFlags } from './cluster.ts';
import { patchStatus, patchWhole } from './rollouts.ts';

const EXAMPLES = `
Examples:
  sluice retry storefront -n shop
  sluice retry experiment baseline -n shop`;

export const retry = (): Command =>
  new Command('retry')
    .description('start once more what was aborted, or has ended')
    .addCommand(rollouts(), { isDefault: true })
    .addCommand(experiments())
    .addHelpText('after', EXAMPLES);

const rollouts = (): Command =>
  withClusterFlags(
    new Command('rollout')
      .aliases(['ro', 'rollouts'])
      .description('Rollouts: what a name alone means')
      .argument('<rollouts...>', 'names of Rollouts')
      .exitOverride()
      .showHelpAfterError('Try "sluice retry rollout --help".'),
  ).action((names: string[], flags: ClusterFlags) =>
    changeEach(flags, { what: 'rollout', names }, async (connection, name) => {
      await patchStatus(connection, name, { abort: false });
      return `rollout '${name}' retried`;
    }),
  );

const experiments = (): Command =>
  withClusterFlags(
    new Command('experiment')
      .aliases(['exp', 'experiments'])
      .description('Experiments')
      .argument('<experiments...>', 'names of Experiments')
      .exitOverride()
      .showHelpAfterError('Try "sluice retry experiment --help".'),
  ).action((names: string[], flags: ClusterFlags) =>
    changeEach(flags, { what: 'experiment', names }, async (connection, name) => {
      await patchWhole(connection, EXPERIMENTS, name, { status: null });
      return `experiment '${name}' retried`;
    }),
  );
